internal import CEmulator

/// What can be wrong with a program, or with what it is run on.
public enum EmulatorError: Error, Equatable, Sendable {
  /// A network that has more of something than a program can have.
  case tooLarge(String)
  /// Bytes or a file that are no program, with the library's sentence.
  case program(String)
  /// Rows that are incomplete, or results of the wrong size.
  case size(String)
  /// A feature that is not a number, or whose encoding gives none.
  case notANumber(row: Int, column: Int)
  /// A code that its input does not have.
  case code(row: Int, input: Int, range: ClosedRange<Int>)
  /// A label that is none of so many classes.
  case label(row: Int, classes: Int)
  /// Instructions that this processor does not have.
  case instructions(Instructions)
  /// No memory.
  case memory
}

extension EmulatorError {
  /// The same of rows that begin so many rows later.
  public func moved(by rows: Int) -> EmulatorError {
    switch self {
    case .notANumber(let row, let column): .notANumber(row: row + rows, column: column)
    case .code(let row, let input, let range): .code(row: row + rows, input: input, range: range)
    case .label(let row, let classes): .label(row: row + rows, classes: classes)
    case .tooLarge, .program, .size, .instructions, .memory: self
    }
  }
}

extension EmulatorError: CustomStringConvertible {
  /// One sentence: what, where, what to do. Rows and columns are counted from 1.
  public var description: String {
    switch self {
    case .tooLarge(let what): "the network is too large for the emulator: \(what)"
    case .program(let problem), .size(let problem): problem
    case .notANumber(let row, let column):
      "row \(row + 1), column \(column + 1): NaN has no code; look for missing values in the data"
    case .code(let row, let input, let range):
      "row \(row + 1): the code of input \(input + 1) is not among \(range.lowerBound) to \(range.upperBound)"
    case .label(let row, let classes): "row \(row + 1): its label is none of the \(classes) classes 0 to \(classes - 1)"
    case .instructions(let instructions):
      "this processor has no \(instructions.rawValue): choose "
        + Instructions.available.map(\.rawValue).joined(separator: ", ")
    case .memory: "there is not enough memory to run the emulator"
    }
  }
}
