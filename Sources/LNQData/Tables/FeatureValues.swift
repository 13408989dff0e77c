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

  /// The nearest 32-bit floats, little-endian.
  private static let nearestName = "features.f32"
  /// Where these are not the values, what is between both as the bits of 64-bit floats: the difference of the two integers,
  /// modulo 2^64, little-endian.
  private static let restName = "features.rest"
  /// What a version before wrote instead of both: the values as 64-bit floats.
  private static let wholeName = "features.f64"

  /// What a message calls the files of a folder.
  static func fileNames(in folder: String, bits: Int) -> String {
    if bits == 32 { return nearestName }
    return FileBytes.exists(folder + "/" + wholeName) ? wholeName : "\(nearestName) or \(restName)"
  }

  private static func nearest(to values: [Double]) -> [Float] { values.map { Float($0) } }

  private static func rest(of values: [Double]) -> [UInt64] {
    values.map { $0.bitPattern &- Double(Float($0)).bitPattern }
  }

  /// The SHA-256 of the values, little-endian, in as many bits as they have.
  var sha256: String {
    switch self {
    case .single(let values): SHA256.hexadecimal(of: values)
    case .double(let values): SHA256.hexadecimal(of: values)
    }
  }

  /// Writes the files into a folder that appears whole.
  func write(to folder: WholeFolder) throws(FileError) {
    switch self {
    case .single(let values): try folder.write(values, to: Self.nearestName)
    case .double(let values):
      try folder.write(Self.nearest(to: values), to: Self.nearestName)
      try folder.write(Self.rest(of: values), to: Self.restName)
    }
  }

  /// Writes the files into a folder.
  func write(toFolder folder: String) throws(DatasetError) {
    let (path, restPath) = (folder + "/" + Self.nearestName, folder + "/" + Self.restName)
    switch self {
    case .single(let values): try FileBytes.write(values, to: path)
    case .double(let values):
      try FileBytes.write(Self.nearest(to: values), to: path)
      try FileBytes.write(Self.rest(of: values), to: restPath)
    }
  }

  /// Reads the files of `count` values in a folder.
  init(folder: String, count: Int, bits: Int) throws(DatasetError) {
    let wholePath = folder + "/" + Self.wholeName
    if bits == 64, FileBytes.exists(wholePath) {
      self = .double(try FileBytes.read(wholePath, count: count, of: Double.self))
      return
    }
    let nearest = try FileBytes.read(folder + "/" + Self.nearestName, count: count, of: Float.self)
    if bits == 32 {
      self = .single(nearest)
      return
    }
    // The rest becomes the values where it is: a second array of that size may not fit beside it.
    var values = try FileBytes.read(folder + "/" + Self.restName, count: count, of: Double.self)
    for index in values.indices {
      values[index] = Double(bitPattern: values[index].bitPattern &+ Double(nearest[index]).bitPattern)
    }
    self = .double(values)
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
