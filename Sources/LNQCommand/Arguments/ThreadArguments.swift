import ArgumentParser
import Foundation

/// How many threads a verb computes with.
struct ThreadArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How many threads compute, which changes nothing but the time; one a processor unless given.", valueName: "n"))
  var threads: Int?

  func validate() throws {
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads \(threads): choose 1 to 1024") }
  }

  /// As many as were asked for, or one a processor.
  var count: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }
}
