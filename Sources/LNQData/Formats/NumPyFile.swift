/// Reads `.npy` files, NumPy's format for one array (NEP 1): a magic number, a version, a header that is the text of a
/// Python dictionary, the elements.
enum NumPyFile {
  /// The array of a file.
  static func array(_ bytes: [UInt8], name: String, path: String) throws(DatasetError) -> DataArray {
    try array(beginning: bytes, size: bytes.count, name: name, path: path) { () throws(DatasetError) in bytes }
  }

  /// The array of a file of `size` bytes whose first ones are known: its header is read, its elements are not.
  static func array(
    beginning bytes: [UInt8], size: Int, name: String, path: String,
    whole: @escaping () throws(DatasetError) -> [UInt8]
  ) throws(DatasetError) -> DataArray {
    func damaged(_ problem: String) -> DatasetError {
      .damaged(path: path, problem: name.isEmpty ? problem : "the array \(name): " + problem)
    }
    guard bytes.count >= 10, bytes.starts(with: [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]) else {
      throw damaged("it does not begin as a .npy file of NumPy does")
    }
    let lengthSize = bytes[6] == 1 ? 2 : 4
    guard (1...3).contains(bytes[6]), bytes.count >= 8 + lengthSize else {
      throw damaged("version \(bytes[6]) of the .npy format is not known")
    }
    let length = (0..<lengthSize).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
    let start = 8 + lengthSize + length
    guard start <= bytes.count, let header = String(validating: bytes[(8 + lengthSize)..<start]) else {
      throw damaged("it ends within its header")
    }
    guard let fields = NumPyHeader(header) else {
      throw damaged("its header is not the dictionary that NumPy writes: \(header.prefix(80))")
    }
    guard let element = fields.element else {
      guard DataArray.byteCount(shape: fields.shape, element: .unsigned(bytes: 8)) != nil else {
        throw damaged("its header says more elements than a file can have")
      }
      return DataArray(name: name, shape: fields.shape, element: .other(fields.type)) { () throws(DatasetError) in
        throw damaged(
          "elements of the type \(fields.type.prefix(40)) are not read: save an array of floats, integers or texts"
            + (fields.type.hasSuffix("O") ? ", such as \(name).astype(float) or \(name).astype(str)" : ""))
      }
    }
    let found = size - start
    guard let expected = DataArray.byteCount(shape: fields.shape, element: element), found == expected else {
      throw damaged(
        "its header says \(fields.shape.map(String.init).joined(separator: " × ")) elements of \(element.size) bytes, "
          + "but \(found) bytes follow: it is truncated or damaged")
    }
    return DataArray(
      name: name, shape: fields.shape, element: element, isBigEndian: fields.isBigEndian,
      isColumnMajor: fields.isColumnMajor
    ) { () throws(DatasetError) in try whole()[start...] }
  }
}

/// The dictionary in the header of a `.npy` file.
private struct NumPyHeader {
  /// `<f4`, or all of what describes a record.
  var type = ""
  var isColumnMajor = false
  var shape: [Int] = []
  private var rest: Substring

  /// nil for anything but `{'descr': …, 'fortran_order': …, 'shape': (…)}`, in any order.
  init?(_ text: String) {
    rest = text[...]
    guard take("{") else { return nil }
    var keys: Set<String> = []
    while !take("}") {
      guard let key = takeQuoted(), take(":"), keys.insert(key).inserted else { return nil }
      switch key {
      case "descr":
        guard let value = takeQuoted() ?? takeList() else { return nil }
        type = value
      case "fortran_order":
        if take("True") { isColumnMajor = true } else if !take("False") { return nil }
      case "shape":
        guard let lengths = takeLengths() else { return nil }
        shape = lengths
      default: return nil
      }
      if !take(",") {
        guard take("}") else { return nil }
        break
      }
    }
    guard keys.count == 3 else { return nil }
  }

  var isBigEndian: Bool { type.first == ">" }

  /// What the elements are; nil for types that are not read.
  var element: DataArray.Element? {
    var code = type[...]
    if let order = code.first, "<>|=".contains(order) { code.removeFirst() }
    guard let kind = code.popFirst(), let size = Int(code), size >= 0, size <= 1 << 20 else { return nil }
    switch (kind, size) {
    case ("f", 2), ("f", 4), ("f", 8): return .float(bytes: size)
    case ("i", 1), ("i", 2), ("i", 4), ("i", 8): return .signed(bytes: size)
    case ("u", 1), ("u", 2), ("u", 4), ("u", 8), ("b", 1): return .unsigned(bytes: size)
    case ("S", 1...): return .text(bytes: size)
    case ("U", 1...): return .codePoints(count: size)
    default: return nil
    }
  }

  private mutating func take(_ text: String) -> Bool {
    while rest.first == " " || rest.first == "\n" { rest.removeFirst() }
    guard rest.hasPrefix(text) else { return false }
    rest = rest.dropFirst(text.count)
    return true
  }

  private mutating func takeQuoted() -> String? {
    guard take("'") else { return nil }
    guard let end = rest.firstIndex(of: "'") else { return nil }
    defer { rest = rest[rest.index(after: end)...] }
    return String(rest[..<end])
  }

  /// What is in square brackets: the columns of a record.
  private mutating func takeList() -> String? {
    guard rest.first == "[" || take("["), let end = rest.firstIndex(of: "]") else { return nil }
    defer { rest = rest[rest.index(after: end)...] }
    return "[" + rest[..<end] + "]"
  }

  private mutating func takeLengths() -> [Int]? {
    guard take("(") else { return nil }
    var lengths: [Int] = []
    while !take(")") {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard let length = Int(digits), lengths.count < 32 else { return nil }
      rest = rest[digits.endIndex...]
      lengths.append(length)
      if !take(",") {
        guard take(")") else { return nil }
        break
      }
    }
    return lengths
  }
}
