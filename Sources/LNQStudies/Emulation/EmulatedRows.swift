import LNQData
import LNQEmulator
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
  package init(path: String, for network: CompiledNetwork, of checkpoint: Checkpoint) throws {
    let rows = try NumPyRows(path: path)
    let (wanted, what) =
      switch rows.number {
      case .integer:
        (network.inputCount, "integers are input codes, and \(network.name) has \(network.inputCount) inputs")
      case .real: (network.featureCount, "real numbers are features, and \(network.name) has \(network.featureCount)")
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

  /// The class of a row; nil where it is not known.
  func label(_ row: Int) -> Int? { if case .labelled(let rows) = self { Int(rows.labels[row]) } else { nil } }
}
