import Foundation
import LNQCommand

exit(LNQ.execute(Array(CommandLine.arguments.dropFirst()), on: .standard).rawValue)
