import Foundation
import LNQCommand

let outcome = LNQ.execute(
  Array(CommandLine.arguments.dropFirst()), environment: ProcessInfo.processInfo.environment, on: .standard,
  stopRequests: .signals)
exit(outcome.rawValue)
