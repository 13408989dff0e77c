/// The formats that rows are read from.
enum DataFormat: Hashable {
  /// Text: a header of names, then values between commas, semicolons or tabs.
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
  /// - Throws: `DatasetError.notText` for formats that are known and not read.
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
    let others: [([UInt8], String)] = [
      ([0x50, 0x41, 0x52, 0x31], "this is a Parquet file: export its table as CSV"),
      ([0xFF, 0xFE], "this is UTF-16 text: save it as UTF-8"),
      ([0xFE, 0xFF], "this is UTF-16 text: save it as UTF-8"),
    ]
    for (signature, whatItIs) in others where bytes.starts(with: signature) {
      throw .notText(path: path, whatItIs: whatItIs)
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
}
