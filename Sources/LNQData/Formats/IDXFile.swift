/// Reads IDX files, the format of MNIST: two zeros, a type, the number of dimensions, their lengths as big-endian 32-bit
/// integers, then the elements, big-endian, the last index fastest.
enum IDXFile {
  /// The types by their byte.
  static let elementTypes: [UInt8: DataArray.Element] = [
    0x08: .unsigned(bytes: 1), 0x09: .signed(bytes: 1), 0x0B: .signed(bytes: 2), 0x0C: .signed(bytes: 4),
    0x0D: .float(bytes: 4), 0x0E: .float(bytes: 8),
  ]

  /// The array of a file.
  static func array(_ bytes: [UInt8], name: String, path: String) throws(DatasetError) -> DataArray {
    guard bytes.count >= 4 else { throw .damaged(path: path, problem: "it is too short to be an IDX file") }
    guard bytes[0] == 0, bytes[1] == 0, let element = elementTypes[bytes[2]], bytes[3] > 0 else {
      let digits = bytes[..<4].map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
      throw .damaged(
        path: path, problem: "an IDX file begins with 0000, a type and the number of dimensions, not with \(digits)")
    }
    let start = 4 + 4 * Int(bytes[3])
    guard bytes.count >= start else { throw .damaged(path: path, problem: "it ends within its header") }
    let shape = stride(from: 4, to: start, by: 4).map { place in
      (0..<4).reduce(0) { $0 << 8 | Int(bytes[place + $1]) }
    }
    let found = bytes.count - start
    guard let expected = DataArray.byteCount(shape: shape, element: element), found == expected else {
      throw .damaged(
        path: path,
        problem:
          "its header says \(shape.map(String.init).joined(separator: " × ")) elements of \(element.size) bytes, "
          + "but \(found) bytes follow: it is truncated, or no IDX file")
    }
    return DataArray(name: name, shape: shape, element: element, isBigEndian: true) { () throws(DatasetError) in
      bytes[start...]
    }
  }
}

/// The four files of MNIST, in the order that lnq takes them: training part, then test part.
enum MNISTFile: String, Sendable, CaseIterable {
  /// 60,000 images of 28 × 28 bytes.
  case trainImages = "train-images-idx3-ubyte"
  /// Their digits.
  case trainLabels = "train-labels-idx1-ubyte"
  /// 10,000 images.
  case testImages = "t10k-images-idx3-ubyte"
  /// Their digits.
  case testLabels = "t10k-labels-idx1-ubyte"

  /// The SHA-256 of the unpacked file.
  var sha256: String {
    switch self {
    case .trainImages: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
    case .trainLabels: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"
    case .testImages: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
    case .testLabels: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
    }
  }
}
