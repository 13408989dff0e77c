import LNQEmulator
import LNQFixedPoint
import LNQTables

/// What the emulator computed of samples, in the types of the reference.
package struct EmulatedResults: Sendable, Hashable {
  /// The output codes, row after row.
  package let outputs: [Int]
  /// For each row the index of its largest output, the first of equals.
  package let classes: [Int]
}

extension TableNetwork {
  /// The output codes and the classes of many samples: those of `TableEvaluator`, from the emulator.
  ///
  /// - Parameter inputCodes: row after row, one code for each input.
  /// - Throws: `EmulatorError` when the network is too large for it, a row is incomplete or a code is outside its input's format.
  package func emulated(_ inputCodes: [Int]) throws -> EmulatedResults {
    let compiled = try CompiledNetwork(self)
    let results = try compiled.results(of: inputCodes.map { Int32(truncatingIfNeeded: $0) })
    // Codes of 32 bits without a sign come as their bits.
    let isPattern = outputs.first.map { signals[$0].format.width == 32 && !signals[$0].format.isSigned } ?? false
    return EmulatedResults(
      outputs: results.codes.map { isPattern ? Int(UInt32(bitPattern: $0)) : Int($0) },
      classes: results.classes.map { Int($0) })
  }
}
