import Foundation
import LNQCommand

let environment = ProcessInfo.processInfo.environment
LNQ.chooseProducts(environment: environment)
do {
  try LNQ.prepareProcess()
} catch {
  Console.standard.say("\(error)")
  exit(error.outcome.rawValue)
}
let words = Array(CommandLine.arguments.dropFirst())
let signals = StopSignals(words: words, console: .standard)
let outcome = LNQ.execute(words, environment: environment, on: .standard, stopRequests: signals.requests)
exit(outcome.rawValue)
