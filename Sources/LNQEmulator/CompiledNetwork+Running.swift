internal import CEmulator
import LNQTables

/// What the numbers of rows can be: input codes as `Int8`, `UInt8`, `Int16`, `Int32`, or features as `Float`; no other types.
public protocol RowNumber: BitwiseCopyable {}

extension Int8: RowNumber {}
extension UInt8: RowNumber {}
extension Int16: RowNumber {}
extension Int32: RowNumber {}
extension Float: RowNumber {}

extension RowNumber {
  /// How liblnq calls the type; its numbers are features when it is that of `Float`.
  fileprivate static var rowType: lnq_type {
    switch Self.self {
    case is Int8.Type: LNQ_INT8
    case is UInt8.Type: LNQ_UINT8
    case is Int16.Type: LNQ_INT16
    case is Int32.Type: LNQ_INT32
    default: LNQ_FLOAT32
    }
  }
}

extension CompiledNetwork {
  /// What comes out of rows.
  public struct Results: Sendable {
    /// Row-major, one row of output codes a sample; empty unless asked for. A code of 32 bits without a sign shows as its bits.
    public internal(set) var codes: [Int32] = []
    /// For each row the index of the largest output, the first of equals; empty unless asked for.
    public internal(set) var classes: [Int32] = []
  }

  /// How rows are run.
  public struct Options: Sendable {
    /// How many threads there are at most; nil for one a processor.
    public var threads: Int?
    /// Which kernels run.
    public var instructions: Instructions

    /// Puts both together.
    public init(threads: Int? = nil, instructions: Instructions = .best) {
      (self.threads, self.instructions) = (threads, instructions)
    }
  }

  /// Runs rows: codes of the inputs, or features, which are scaled, rounded half to even and saturated as by `InputEncoder`.
  ///
  /// Nothing is copied. Buffers without a base address are not filled.
  /// - Parameters:
  ///   - rows: row-major, `inputCount` codes or `featureCount` features each.
  ///   - codes: room for `outputCount` codes a row.
  ///   - classes: room for a class a row.
  /// - Throws: `EmulatorError.size`, `.notANumber`, `.code`, `.instructions`, `.memory`; what is in the buffers is undefined then.
  public func run<Number: RowNumber>(
    _ rows: UnsafeBufferPointer<Number>, codes: UnsafeMutableBufferPointer<Int32>,
    classes: UnsafeMutableBufferPointer<Int32>, _ options: Options = Options()
  ) throws(EmulatorError) {
    try run(
      rows,
      lnq_results(
        codes: codes.baseAddress, codes_size: codes.count, classes: classes.baseAddress, classes_size: classes.count,
        labels: nil, labels_size: 0, confusion: nil, confusion_size: 0), options)
  }

  /// How often each class was chosen for each label: `outputCount` rows, one a label, of as many numbers.
  ///
  /// - Throws: as `run`; `EmulatorError.label`.
  public func confusion<Number: RowNumber>(
    of rows: UnsafeBufferPointer<Number>, labels: UnsafeBufferPointer<Int32>, _ options: Options = Options()
  ) throws(EmulatorError) -> [UInt64] {
    var counts = [UInt64](repeating: 0, count: outputCount * outputCount)
    try counts.withUnsafeMutableBufferPointer { counts throws(EmulatorError) in
      try run(
        rows,
        lnq_results(
          codes: nil, codes_size: 0, classes: nil, classes_size: 0, labels: labels.baseAddress,
          labels_size: labels.count,
          confusion: counts.baseAddress, confusion_size: counts.count), options)
    }
    return counts
  }

  /// Codes, classes, or both, in new arrays.
  ///
  /// - Throws: as `run`.
  public func results<Number: RowNumber>(
    of rows: [Number], codes wantsCodes: Bool = true, classes wantsClasses: Bool = true, _ options: Options = Options()
  ) throws(EmulatorError) -> Results {
    let width = Number.rowType == LNQ_FLOAT32 ? featureCount : inputCount
    var results = Results()
    if wantsCodes { results.codes = [Int32](repeating: 0, count: rows.count / width * outputCount) }
    if wantsClasses { results.classes = [Int32](repeating: 0, count: rows.count / width) }
    try rows.withUnsafeBufferPointer { rows throws(EmulatorError) in
      try results.codes.withUnsafeMutableBufferPointer { codes throws(EmulatorError) in
        try results.classes.withUnsafeMutableBufferPointer { classes throws(EmulatorError) in
          try run(
            rows, codes: wantsCodes ? codes : UnsafeMutableBufferPointer(start: nil, count: 0),
            classes: wantsClasses ? classes : UnsafeMutableBufferPointer(start: nil, count: 0), options)
        }
      }
    }
    return results
  }

  private func run<Number: RowNumber>(
    _ rows: UnsafeBufferPointer<Number>, _ results: lnq_results, _ options: Options
  ) throws(EmulatorError) {
    let width = Number.rowType == LNQ_FLOAT32 ? featureCount : inputCount
    guard rows.count.isMultiple(of: width) else {
      throw .size("\(rows.count) numbers for \(name), whose rows have \(width)")
    }
    let input = lnq_rows(
      data: rows.baseAddress, size: rows.count * MemoryLayout<Number>.stride, count: rows.count / width,
      type: Number.rowType)
    var place = lnq_place()
    let status = withUnsafePointer(to: input) { input in
      withUnsafePointer(to: results) { results in
        lnq_run(
          handle, input, results, UInt32(clamping: options.threads ?? 0), options.instructions.rawValue, &place)
      }
    }
    switch status {
    case LNQ_OK: return
    case LNQ_NAN: throw .notANumber(row: place.row, column: place.column)
    case LNQ_LABEL: throw .label(row: place.row, classes: outputCount)
    case LNQ_CHOICE: throw .instructions(options.instructions)
    case LNQ_MEMORY: throw .memory
    case LNQ_CODE:
      var (least, greatest): (Int64, Int64) = (0, 0)
      _ = lnq_input_range(handle, place.column, &least, &greatest)
      throw .code(row: place.row, input: place.column, range: Int(least)...Int(greatest))
    default: throw .size("results of the wrong size for \(rows.count / width) rows of \(name)")
    }
  }
}
