import LNQFiles

/// The features of all rows of a table, row after row: 32-bit floats where every value is one, otherwise 64-bit floats.
///
/// Nothing that a file says is rounded before it is standardised, and pixels, bits and generated rows take half of the memory.
public enum FeatureValues: Sendable {
  /// Every value is a 32-bit float.
  case single([Float])
  /// Some value is not.
  case double([Double])

  /// The values in the smaller form that keeps them.
  public init(_ values: [Double]) {
    self = values.allSatisfy(Self.isSingle) ? .single(values.map { Float($0) }) : .double(values)
  }

  /// Whether a 32-bit float is the same number.
  static func isSingle(_ value: Double) -> Bool { Double(Float(value)) == value }

  /// For rows of `width` values: these columns of these rows, in these orders.
  func selecting(columns: [Int], of width: Int, rows: [Int]) -> FeatureValues {
    func select<Value>(_ values: [Value]) -> [Value] {
      var selected: [Value] = []
      selected.reserveCapacity(rows.count * columns.count)
      for row in rows {
        for column in columns { selected.append(values[row * width + column]) }
      }
      return selected
    }
    switch self {
    case .single(let values): return .single(select(values))
    case .double(let values): return .double(select(values))
    }
  }

  /// These values, then others.
  static func + (first: FeatureValues, second: FeatureValues) -> FeatureValues {
    if case (.single(let first), .single(let second)) = (first, second) { return .single(first + second) }
    return .double(first.doubles + second.doubles)
  }

  private var doubles: [Double] {
    switch self {
    case .single(let values): values.map { Double($0) }
    case .double(let values): values
    }
  }
}

extension FeatureValues: RandomAccessCollection, Equatable, ExpressibleByArrayLiteral {
  /// 0.
  public var startIndex: Int { 0 }

  /// How many values there are.
  public var endIndex: Int {
    switch self {
    case .single(let values): values.count
    case .double(let values): values.count
    }
  }

  /// One value.
  public subscript(index: Int) -> Double {
    switch self {
    case .single(let values): Double(values[index])
    case .double(let values): values[index]
    }
  }

  /// The same numbers, in whichever form.
  public static func == (first: FeatureValues, second: FeatureValues) -> Bool { first.doubles == second.doubles }

  /// The values in the smaller form that keeps them.
  public init(arrayLiteral values: Double...) { self.init(values) }
}

extension FeatureValues {
  /// How many bits a value has in a file: 32 or 64.
  var bits: Int {
    if case .single = self { 32 } else { 64 }
  }

  /// `features.f32` or `features.f64`: the values, little-endian.
  static func fileName(bits: Int) -> String { "features.f\(bits)" }

  /// The SHA-256 of that file.
  var sha256: String {
    switch self {
    case .single(let values): SHA256.hexadecimal(of: values)
    case .double(let values): SHA256.hexadecimal(of: values)
    }
  }

  /// Writes the file into a folder that appears whole.
  func write(to folder: WholeFolder) throws(FileError) {
    switch self {
    case .single(let values): try folder.write(values, to: Self.fileName(bits: bits))
    case .double(let values): try folder.write(values, to: Self.fileName(bits: bits))
    }
  }

  /// Writes the file into a folder.
  func write(toFolder folder: String) throws(DatasetError) {
    let path = folder + "/" + Self.fileName(bits: bits)
    switch self {
    case .single(let values): try FileBytes.write(values, to: path)
    case .double(let values): try FileBytes.write(values, to: path)
    }
  }

  /// Reads the file of `count` values in a folder.
  init(folder: String, count: Int, bits: Int) throws(DatasetError) {
    let path = folder + "/" + Self.fileName(bits: bits)
    self =
      bits == 32
      ? .single(try FileBytes.read(path, count: count, of: Float.self))
      : .double(try FileBytes.read(path, count: count, of: Double.self))
  }
}

/// Features on their way into a table, one after the other.
struct FeatureBuffer {
  private var singles: [Float] = []
  private var doubles: [Double] = []
  private var isDouble = false
  private let capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    singles.reserveCapacity(capacity)
  }

  @inline(__always)
  mutating func append(_ value: Double) {
    if !isDouble {
      let single = Float(value)
      if Double(single) == value {
        singles.append(single)
        return
      }
      widen()
    }
    doubles.append(value)
  }

  private mutating func widen() {
    isDouble = true
    doubles.reserveCapacity(capacity)
    doubles += singles.lazy.map { Double($0) }
    singles = []
  }

  var values: FeatureValues { isDouble ? .double(doubles) : .single(singles) }
}
