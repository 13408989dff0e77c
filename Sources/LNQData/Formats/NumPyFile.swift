/// Reads `.npy` files, NumPy's format for one array (NEP 1): a magic number, a version, a header that is the text of a
/// Python dictionary, the elements.
public enum NumPyFile {
  /// What stands before the elements, row after row, of an array that is written: version 1.0, of a multiple of 64 bytes.
  ///
  /// - Parameters:
  ///   - type: the elements' type in NumPy's letters, such as `<i4`.
  ///   - shape: one or more extents.
  public static func header(type: String, shape: [Int]) -> [UInt8] {
    let extents = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(extents)), }"
    let start = magic.count + 4
    let length = (start + text.utf8.count + 1 + 63) / 64 * 64 - start
    var bytes = magic + [1, 0]
    bytes.append(littleEndian: UInt16(length))
    return bytes + Array(text.utf8) + [UInt8](repeating: UInt8(ascii: " "), count: length - text.utf8.count - 1) + [10]
  }

  private static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]

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
    guard bytes.count >= 10, bytes.starts(with: magic) else {
      throw damaged("it does not begin as a .npy file of NumPy does")
    }
    let lengthSize = bytes[6] == 1 ? 2 : 4
    guard (1...3).contains(bytes[6]), bytes.count >= 8 + lengthSize else {
      throw damaged("version \(bytes[6]) of the .npy format is not known")
    }
    let length = (0..<lengthSize).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
    let start = 8 + lengthSize + length
    guard start <= bytes.count else { throw damaged("it ends within its header") }
    let text = bytes[(8 + lengthSize)..<start]
    // Latin-1 up to version 2.
    let header =
      bytes[6] < 3 ? String(String.UnicodeScalarView(text.map { Unicode.Scalar($0) })) : String(validating: text)
    guard let header else { throw damaged("its header is not UTF-8 text") }
    guard let fields = NumPyHeader(header) else {
      throw damaged("its header is not the dictionary that NumPy writes: \(header.prefix(80))")
    }
    let element = fields.element
    if let type = element.unread {
      guard DataArray.byteCount(shape: fields.shape, element: .unsigned(bytes: 8)) != nil else {
        throw damaged("its header says more elements than a file can have")
      }
      return DataArray(name: name, shape: fields.shape, element: element) { () throws(DatasetError) in
        throw damaged(Self.problem(of: type, in: element, name: name))
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

  private static func problem(of type: String, in element: DataArray.Element, name: String) -> String {
    if let field = element.fields?.first(where: { $0.element == .other(type, bytes: nil) }) {
      return
        "the field \(SourceText.short(field.name)) has the type \(type), whose records are not read: save the records with "
        + "numbers and texts only, such as \(name).astype([('x', float), ('class', 'U16')])"
    }
    return "elements of the type \(SourceText.short(type)) are not read: save an array of floats, integers or texts"
      + (type.hasSuffix("O") ? ", such as \(name).astype(float) or \(name).astype(str)" : "")
  }
}
