import Foundation
import LNQTraining

extension LNQ {
  /// Sees that OpenBLAS has the right products for this processor, and no threads before they are needed: `lnq` calls it before
  /// anything else.
  ///
  /// OpenBLAS reads its variable when it is loaded, which is before any code of lnq runs. Where it has not recognised the
  /// processor, the variable is set and the process image is replaced by itself: the same process with the same words,
  /// input, output and terminal. That happens at most once, since the variable is set then, and never when the user has
  /// set it. Should it fail, lnq goes on with the slower products.
  package static func chooseProducts(environment: [String: String]) {
    BLASLibrary.endIdleThreads()
    guard environment[BLASLibrary.coreVariable] == nil, let core = BLASLibrary.betterCoreName,
      let program = linkedProgram
    else { return }
    setenv(BLASLibrary.coreVariable, core, 1)
    execv(program, CommandLine.unsafeArgv)
  }

  /// The path of the program that is running.
  static var runningProgram: String { linkedProgram ?? Bundle.main.executablePath ?? "lnq" }

  /// The same as Linux says it, which nothing that a user does can make wrong.
  private static var linkedProgram: String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  }
}
