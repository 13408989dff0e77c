/// The dictionary in the header of a `.npy` file.
struct NumPyHeader {
  /// What the elements are.
  private(set) var element = DataArray.Element.other("", bytes: nil)
  private(set) var isBigEndian = false
  private(set) var isColumnMajor = false
  private(set) var shape: [Int] = []
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
        guard let type = takeType(depth: 0) else { return nil }
        (element, isBigEndian) = type
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

  // MARK: - Types

  private typealias ElementType = (element: DataArray.Element, isBigEndian: Bool)

  /// `'<f4'`, or the list of a record's fields.
  private mutating func takeType(depth: Int) -> ElementType? {
    if let code = takeQuoted() { return (Self.element(code), code.first == ">") }
    guard depth < 8, take("[") else { return nil }
    var fields: [DataArray.Field] = []
    var size = 0
    while !take("]") {
      guard take("("), let name = takeFieldName(), take(","), let type = takeType(depth: depth + 1) else { return nil }
      let shape = take(",") ? takeLengths() : []
      guard let shape, take(")"), let bytes = DataArray.byteCount(shape: shape, element: type.element),
        bytes <= DataArray.Field.byteLimit, size + bytes <= DataArray.Field.byteLimit
      else { return nil }
      let field = DataArray.Field(name: name, element: type.element, isBigEndian: type.isBigEndian, offset: size)
      // Padding has no name.
      if !name.isEmpty {
        guard let flat = field.flattened(shape) else { return nil }
        fields += flat
      }
      guard fields.count <= DataArray.Field.countLimit else { return nil }
      size += bytes
      if !take(",") {
        guard take("]") else { return nil }
        break
      }
    }
    return (.record(fields, bytes: size), false)
  }

  /// `'x'`, or `('title', 'x')`.
  private mutating func takeFieldName() -> String? {
    guard take("(") else { return takeQuoted() }
    guard takeQuoted() != nil, take(","), let name = takeQuoted(), take(")") else { return nil }
    return name
  }

  private static func element(_ type: String) -> DataArray.Element {
    var code = type[...]
    if let order = code.first, "<>|=".contains(order) { code.removeFirst() }
    let unread = DataArray.Element.other(type, bytes: nil)
    guard let kind = code.popFirst() else { return unread }
    let digits = code.prefix { $0.isASCII && $0.isNumber }
    guard let size = Int(digits), size <= DataArray.Field.byteLimit,
      "Mm".contains(kind) || digits.endIndex == code.endIndex
    else { return unread }
    switch (kind, size) {
    case ("f", 2), ("f", 4), ("f", 8): return .float(bytes: size)
    case ("i", 1), ("i", 2), ("i", 4), ("i", 8): return .signed(bytes: size)
    case ("u", 1), ("u", 2), ("u", 4), ("u", 8), ("b", 1): return .unsigned(bytes: size)
    case ("S", 1...): return .text(bytes: size)
    case ("U", 1...): return .codePoints(count: size)
    case ("f", _), ("c", _), ("M", _), ("m", _), ("V", _): return .other(type, bytes: size)
    default: return unread
    }
  }

  // MARK: - Python's words

  private mutating func take(_ text: String) -> Bool {
    while rest.first == " " || rest.first == "\n" { rest.removeFirst() }
    guard rest.hasPrefix(text) else { return false }
    rest = rest.dropFirst(text.count)
    return true
  }

  /// A text as `repr` writes it, in single quotes or double ones.
  private mutating func takeQuoted() -> String? {
    guard let quote: Character = take("'") ? "'" : take("\"") ? "\"" : nil else { return nil }
    var text = ""
    while let character = rest.popFirst(), character != quote {
      guard character == "\\" else {
        text.append(character)
        continue
      }
      // Of other characters `repr` writes the code, and names have none of them.
      guard let escaped = rest.popFirst(), "\\'\"".contains(escaped) else { return nil }
      text.append(escaped)
    }
    return rest.startIndex == rest.endIndex ? nil : text
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
