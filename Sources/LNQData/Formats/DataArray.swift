/// An array of numbers or texts in a file, whose elements are read when they are needed.
struct DataArray {
  /// What the elements are, and how their bytes are put together.
  enum Element: Hashable, Sendable {
    case float(bytes: Int)
    case signed(bytes: Int)
    case unsigned(bytes: Int)
    /// Zero-padded text of a fixed number of bytes.
    case text(bytes: Int)
    /// Zero-padded text of a fixed number of 32-bit code points.
    case codePoints(count: Int)
    /// The columns of a table, side by side.
    case record([Field], bytes: Int)
    /// A type that is not read, as NumPy spells it, and its size where that is known. Such an array is in the way only where it is needed.
    case other(String, bytes: Int?)

    var size: Int {
      switch self {
      case .float(let bytes), .signed(let bytes), .unsigned(let bytes), .text(let bytes), .record(_, let bytes): bytes
      case .codePoints(let count): 4 * count
      case .other(_, let bytes): bytes ?? 0
      }
    }
    var isText: Bool {
      switch self {
      case .text, .codePoints: true
      case .float, .signed, .unsigned, .record, .other: false
      }
    }
    var isNumber: Bool {
      switch self {
      case .float, .signed, .unsigned: true
      case .text, .codePoints, .record, .other: false
      }
    }
    /// The fields of records; nil for something else.
    var fields: [Field]? {
      if case .record(let fields, _) = self { fields } else { nil }
    }
    /// The type that keeps the array from being read: its own, or that of a field of unknown size.
    var unread: String? {
      if case .other(let type, _) = self { return type }
      for case .other(let type, bytes: nil) in (fields ?? []).map(\.element) { return type }
      return nil
    }
    /// Whether every value is a 32-bit float.
    var fitsSingle: Bool {
      switch self {
      case .float(let bytes): bytes <= 4
      case .signed(let bytes), .unsigned(let bytes): bytes <= 2
      case .text, .codePoints, .record, .other: false
      }
    }
  }

  let name: String
  /// The length of each dimension.
  let shape: [Int]
  let element: Element
  let isBigEndian: Bool
  /// Whether the first index is the fastest (Fortran's order) instead of the last.
  let isColumnMajor: Bool
  /// The elements' bytes, `count` × `element.size` of them.
  let load: () throws(DatasetError) -> ArraySlice<UInt8>

  init(
    name: String, shape: [Int], element: Element, isBigEndian: Bool = false, isColumnMajor: Bool = false,
    load: @escaping () throws(DatasetError) -> ArraySlice<UInt8>
  ) {
    self.name = name
    self.shape = shape
    self.element = element
    self.isBigEndian = isBigEndian
    self.isColumnMajor = isColumnMajor
    self.load = load
  }

  /// The number of rows: the first dimension.
  var rowCount: Int { shape.first ?? 1 }
  /// How many elements a row has.
  var rowSize: Int { shape.dropFirst().reduce(1, *) }

  /// `X (60000 × 28 × 28)`.
  var summary: String { "\(name) (\(shape.isEmpty ? "one value" : shape.map(String.init).joined(separator: " × ")))" }

  /// How many bytes elements of a shape take; nil where that is more than a file can have (a length of 0 counts as 1).
  static func byteCount(shape: [Int], element: Element) -> Int? {
    var count = element.size
    for length in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: max(length, 1))
      guard !overflow, length >= 0 else { return nil }
      count = product
    }
    return shape.contains(0) ? 0 : count
  }

  /// All numbers, row after row; nil for texts and records.
  func numbers() throws(DatasetError) -> [Double]? {
    try converted {
      $0
    } whole: {
      Double($0)
    } natural: {
      Double($0)
    }
  }

  /// All numbers, row after row, in the smaller form that keeps them; nil for texts and records.
  func values() throws(DatasetError) -> FeatureValues? {
    guard element.fitsSingle else { return try numbers().map { FeatureValues($0) } }
    let singles = try converted {
      Float($0)
    } whole: {
      Float($0)
    } natural: {
      Float($0)
    }
    return singles.map { .single($0) }
  }

  private func converted<Value>(
    real: (Double) -> Value, whole: (Int64) -> Value, natural: (UInt64) -> Value
  ) throws(DatasetError) -> [Value]? {
    let bytes = try load()
    guard element.isNumber else { return nil }
    let size = element.size
    let count = bytes.count / size
    return bytes.withUnsafeBytes { raw in
      func gather(_ value: (Int) -> Value) -> [Value] {
        [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
          var index = 0
          if isColumnMajor, shape.count > 1 {
            for source in columnMajorIndices() {
              buffer.initializeElement(at: index, to: value(source))
              index += 1
            }
          } else {
            while index < count {
              buffer.initializeElement(at: index, to: value(index))
              index += 1
            }
          }
          initialized = count
        }
      }
      func word<Word: FixedWidthInteger & BitwiseCopyable>(_ index: Int, _ type: Word.Type) -> Word {
        let stored = raw.loadUnaligned(fromByteOffset: index * size, as: type)
        return isBigEndian ? Word(bigEndian: stored) : Word(littleEndian: stored)
      }
      switch element {
      case .float(2): return gather { real(Double(Float(halfBits: word($0, UInt16.self)))) }
      case .float(4): return gather { real(Double(Float(bitPattern: word($0, UInt32.self)))) }
      case .float: return gather { real(Double(bitPattern: word($0, UInt64.self))) }
      case .signed(1): return gather { whole(Int64(word($0, Int8.self))) }
      case .signed(2): return gather { whole(Int64(word($0, Int16.self))) }
      case .signed(4): return gather { whole(Int64(word($0, Int32.self))) }
      case .signed: return gather { whole(word($0, Int64.self)) }
      case .unsigned(1): return gather { natural(UInt64(word($0, UInt8.self))) }
      case .unsigned(2): return gather { natural(UInt64(word($0, UInt16.self))) }
      case .unsigned(4): return gather { natural(UInt64(word($0, UInt32.self))) }
      case .unsigned: return gather { natural(word($0, UInt64.self)) }
      case .text, .codePoints, .record, .other: return nil
      }
    }
  }

  /// All texts; nil for numbers, and for bytes that are not text.
  func texts() throws(DatasetError) -> [String]? {
    guard element.isText else { return nil }
    let bytes = try load()
    let size = element.size
    var texts: [String] = []
    for index in 0..<(size == 0 ? 0 : bytes.count / size) {
      let field = bytes[(bytes.startIndex + index * size)..<(bytes.startIndex + (index + 1) * size)]
      let text: String?
      switch element {
      case .codePoints:
        var scalars = String.UnicodeScalarView()
        var isText = true
        for start in stride(from: field.startIndex, to: field.endIndex, by: 4) {
          let code = (0..<4).reduce(UInt32(0)) { sum, byte in
            sum | UInt32(field[start + byte]) << UInt32(8 * (isBigEndian ? 3 - byte : byte))
          }
          if let scalar = Unicode.Scalar(code) { scalars.append(scalar) } else { isText = false }
        }
        while scalars.last?.value == 0 { scalars.removeLast() }
        text = isText ? String(scalars) : nil
      default:
        let end = field.lastIndex { $0 != 0 }.map { $0 + 1 } ?? field.startIndex
        text = String(validating: field[..<end])
      }
      guard let text else { return nil }
      texts.append(text)
    }
    return texts
  }

  /// For each element in the order of rows, its place in column-major order.
  private func columnMajorIndices() -> some Sequence<Int> {
    let shape = self.shape
    var strides: [Int] = []
    var stride = 1
    for length in shape {
      strides.append(stride)
      stride *= length
    }
    return sequence(state: (index: [Int](repeating: 0, count: shape.count), left: stride)) { state -> Int? in
      guard state.left > 0 else { return nil }
      state.left -= 1
      var place = 0
      for axis in shape.indices { place += state.index[axis] * strides[axis] }
      var axis = shape.count - 1
      while axis >= 0 {
        state.index[axis] += 1
        if state.index[axis] < shape[axis] { break }
        state.index[axis] = 0
        axis -= 1
      }
      return place
    }
  }
}
