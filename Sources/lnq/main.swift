import Foundation
import LNQCommand

let environment = ProcessInfo.processInfo.environment
LNQ.chooseProducts(environment: environment)
let outcome = LNQ.execute(
  Array(CommandLine.arguments.dropFirst()), environment: environment, on: .standard, stopRequests: .signals)
exit(outcome.rawValue)
