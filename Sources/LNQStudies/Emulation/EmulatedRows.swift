import LNQData
import LNQEmulator
import LNQFixedPoint
import LNQTables
import LNQTraining

/// Rows that an emulation takes, in pieces.
package enum EmulatedRows {
  /// Standardised rows in memory, with their classes.
  case labelled(LabelledRows)
  /// Codes of the inputs in a file.
  case codes(NumPyRows)
  /// Features in a file, as in the data of the training.
  case features(NumPyRows, Standardization)

  /// Opens a file of rows: integers are input codes, real numbers features.
  ///
  /// - Throws: `DatasetError`; `CommandError.input` when its rows do not have as many numbers as the network's.
  package init(path: String, for network: TableNetwork, of checkpoint: Checkpoint) throws {
    let rows = try NumPyRows(path: path)
    let (inputs, features) = (network.inputs.count, network.inputEncoder.featureCount)
    let (wanted, what) =
      switch rows.number {
      case .integer: (inputs, "integers are input codes, and \(network.name) has \(inputs) inputs")
      case .real: (features, "real numbers are features, and \(network.name) has \(features)")
      }
    guard rows.width == wanted else {
      throw CommandError.input("\(path): its rows have \(rows.width) numbers: \(what)")
    }
    self = rows.number == .integer ? .codes(rows) : .features(rows, checkpoint.standardization)
  }

  /// How many there are.
  package var count: Int {
    switch self {
    case .labelled(let rows): rows.count
    case .codes(let rows), .features(let rows, _): rows.count
    }
  }

  /// Runs the rows from `start` on, at most so many, which follow those of the call before.
  ///
  /// - Throws: `EmulatorError`, `DatasetError`.
  func results(
    of network: CompiledNetwork, from start: Int, count: Int, codes: Bool, _ options: CompiledNetwork.Options
  ) throws -> CompiledNetwork.Results {
    do {
      switch self {
      case .labelled(let rows):
        let features = rows.features[start * rows.featureCount..<(start + count) * rows.featureCount]
        return try network.results(of: Array(features), codes: codes, options)
      case .codes(let rows): return try network.results(of: rows.integers(upTo: count), codes: codes, options)
      case .features(let rows, let standardization):
        var place = 0
        let width = rows.width
        let features = try rows.reals(upTo: count).map { value in
          defer { place = place + 1 == width ? 0 : place + 1 }
          // As the rows of the training.
          return Float((value - standardization.mean[place]) / standardization.scale[place])
        }
        return try network.results(of: features, codes: codes, options)
      }
    } catch let error as EmulatorError {
      throw error.moved(by: start)
    }
  }

  /// The codes of the rows from `start` on, at most so many, which follow those of the call before.
  ///
  /// - Throws: `DatasetError`; `EmulatorError.notANumber`, `.code` for numbers without a code.
  func codes(for tabulated: TabulatedRun, from start: Int, count: Int) throws -> [Int32] {
    let encoder = tabulated.tables.inputEncoder
    func checked(_ width: Int, isNaN: (Int) -> Bool, _ numbers: Int, _ codes: () throws -> [Int]) throws -> [Int32] {
      if let place = (0..<numbers).first(where: isNaN) {
        throw EmulatorError.notANumber(row: start + place / width, column: place % width)
      }
      return try codes().map { Int32(truncatingIfNeeded: $0) }
    }
    switch self {
    case .labelled(let rows):
      let features = Array(rows.features[start * rows.featureCount..<(start + count) * rows.featureCount])
      return try checked(rows.featureCount, isNaN: { features[$0].isNaN }, features.count) {
        try tabulated.inputCodes(of: features)
      }
    case .features(let rows, _):
      let values = try rows.reals(upTo: count)
      return try checked(rows.width, isNaN: { values[$0].isNaN }, values.count) {
        try tabulated.rawEncoder.codes(ofRaw: values)
      }
    case .codes(let rows):
      let codes = try rows.integers(upTo: count)
      for (place, code) in codes.enumerated() {
        let input = place % rows.width
        let format = encoder.quantizers[input].format
        // Of 32 bits without a sign the bits.
        guard format.width == 32 || format.codes.contains(Int(code)) else {
          throw EmulatorError.code(row: start + place / rows.width, input: input, range: format.codes)
        }
      }
      return codes
    }
  }

  /// The class of a row; nil where it is not known.
  func label(_ row: Int) -> Int? { if case .labelled(let rows) = self { Int(rows.labels[row]) } else { nil } }
}
