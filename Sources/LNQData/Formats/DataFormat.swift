/// The formats that rows are read from.
enum DataFormat: Hashable {
  /// Text: a header of names, then values between commas, semicolons, tabs or blanks.
  case csv
  /// Weka's text format, as OpenML publishes it.
  case arff
  /// One array of NumPy.
  case npy
  /// Several arrays of NumPy in a zip archive.
  case npz
  /// The format of MNIST's files.
  case idx
  /// HDF5, read by the HDF5 library where it is part of the build.
  case hdf5

  /// What a file's first bytes say that it is; where they say nothing, what its name says; otherwise text.
  /// - Parameter path: the file's name, without `.gz` when `bytes` are what was packed.
  /// - Throws: `DatasetError.foreign` for formats that are known and not read.
  init(_ bytes: UnsafeBufferPointer<UInt8>, path: String) throws(DatasetError) {
    let signatures: [([UInt8], DataFormat)] = [
      ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], .hdf5),
      ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59], .npy),
      ([0x50, 0x4B, 0x03, 0x04], .npz),
      ([0x50, 0x4B, 0x05, 0x06], .npz),
    ]
    for (signature, format) in signatures where bytes.starts(with: signature) {
      self = format
      return
    }
    // A header may begin with the name PAR1, but a table of text has no such bytes.
    let isBinary = bytes.prefix(64).contains { $0 < 9 || 14..<32 ~= $0 || $0 > 0x7F }
    for (signature, whatItIs) in isBinary ? Self.foreignBinary : Self.foreignText where bytes.starts(with: signature) {
      throw .foreign(path: path, whatItIs: whatItIs)
    }
    // IDX begins with two zeros, a known type, and the number of dimensions.
    if bytes.count >= 4, bytes[0] == 0, bytes[1] == 0, IDXFile.elementTypes[bytes[2]] != nil, bytes[3] > 0 {
      self = .idx
      return
    }
    let name = path.lowercased()
    let endings: [(String, DataFormat)] = [
      (".arff", .arff), (".npy", .npy), (".npz", .npz), ("-ubyte", .idx), (".idx", .idx), (".h5", .hdf5),
      (".hdf5", .hdf5),
    ]
    self = endings.first { name.hasSuffix($0.0) }?.1 ?? .csv
  }

  /// What files that are not read begin with, and what they are.
  private static let foreignBinary: [([UInt8], String)] = [
    (Array("BZh".utf8), "this file is packed by bzip2: unpack it with bunzip2"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "this file is packed by xz: unpack it with unxz"),
    ([0x28, 0xB5, 0x2F, 0xFD], "this file is packed by Zstandard: unpack it with unzstd"),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "this is a 7-Zip archive: unpack it"),
    (Array("Rar!".utf8), "this is a RAR archive: unpack it"),
    (Array("PAR1".utf8), "this is a Parquet file: export its table as CSV"),
    (Array("ARROW1".utf8), "this is an Arrow file: export its table as CSV"),
    (Array("FEA1".utf8), "this is a Feather file: export its table as CSV"),
    (Array("ORC".utf8), "this is an ORC file: export its table as CSV"),
    (
      [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
      "this is an old Excel workbook or another Office file: save it as CSV"
    ),
    (Array("SQLite format 3".utf8), "this is an SQLite database: export a table as CSV"),
    (Array("MATLAB 5.0".utf8), "this is a MATLAB file: save it as HDF5 (-v7.3) or CSV"),
    ([0x80, 0x02], "this is a Python pickle: save the table as CSV, or its arrays with numpy.savez"),
    ([0x80, 0x03], "this is a Python pickle: save the table as CSV, or its arrays with numpy.savez"),
    ([0x80, 0x04, 0x95], "this is a Python pickle: save the table as CSV, or its arrays with numpy.savez"),
    ([0x80, 0x05, 0x95], "this is a Python pickle: save the table as CSV, or its arrays with numpy.savez"),
    (Array("%PDF".utf8), "this is a PDF document: export its table as CSV"),
    ([0x89, 0x50, 0x4E, 0x47], "this is a picture: lnq reads pixels from IDX, NumPy and HDF5 files"),
    ([0xFF, 0xFE], "this is UTF-16 text: save it as UTF-8"),
    ([0xFE, 0xFF], "this is UTF-16 text: save it as UTF-8"),
  ]

  private static let foreignText: [([UInt8], String)] = [
    (Array("<!DOCTYPE".utf8), "this is a web page instead of the file: download the file itself"),
    (Array("<html".utf8), "this is a web page instead of the file: download the file itself"),
    (Array("version https://git-lfs".utf8), "this is Git LFS's pointer to the file: get the file with git lfs pull"),
  ]

  /// What a zip archive without arrays of NumPy is.
  static func whatItIs(zipMembers members: [String]) -> String {
    let kinds: [(String, String)] = [
      ("xl/", "this is an Excel workbook: save it as CSV"),
      ("word/", "this is a Word document"),
      ("content.xml", "this is an OpenDocument file: save it as CSV"),
      ("/data.pkl", "this is a PyTorch file: save its arrays with numpy.savez"),
    ]
    for (part, whatItIs) in kinds where members.contains(where: { $0.hasPrefix(part) || $0.hasSuffix(part) }) {
      return whatItIs
    }
    return members.isEmpty
      ? "this zip archive is empty: it has no arrays"
      : "this is a zip archive with \(SourceText.list(members)): unpack it"
  }
}
