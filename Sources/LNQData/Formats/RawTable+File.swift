extension RawTable {
  /// Reads a file of rows in any of the formats of `DataFormat`; what its bytes and its name say decides which.
  ///
  /// A gzip file is unpacked first. A folder is taken for MNIST's, with its four IDX files, packed or not. `docs/data.md` has
  /// the rules in full.
  /// - Parameters:
  ///   - path: The file. Its name without extensions becomes the table's name.
  ///   - options: What the caller knows about the file.
  public static func file(path: String, options: ReadOptions = ReadOptions()) throws(DatasetError) -> RawTable {
    if FileBytes.isFolder(path), let table = try folder(path, options: options) { return table }
    #if HDF5
      if try HDF5File.isOne(path) {
        let hash = try FileBytes.sha256(of: path)
        return try HDF5File(path).table(options: options, name: name(of: path), sha256: hash)
      }
    #endif
    return try table(FileBytes.read(path), path: path, options: options)
  }

  /// Reads rows out of the bytes of a file.
  /// - Parameter path: What errors call the file, and what its format is seen from where its bytes do not say it.
  public static func table(
    _ bytes: [UInt8], path: String, options: ReadOptions = ReadOptions()
  ) throws(DatasetError) -> RawTable {
    var hash = SHA256()
    hash.update(bytes)
    let sha256 = hash.hexadecimal()
    let content = try unpacked(bytes, path: path)
    let name = name(of: path)
    let formatPath = content.isPacked && path.lowercased().hasSuffix(".gz") ? String(path.dropLast(3)) : path
    let format = try content.bytes.withUnsafeBufferPointer { buffer throws(DatasetError) -> DataFormat in
      try DataFormat(buffer, path: formatPath)
    }
    switch format {
    case .csv, .arff:
      try noArrays(options, path: path)
      var rows = try content.bytes.withUnsafeBufferPointer { buffer throws(DatasetError) -> RowStore in
        var rows =
          format == .csv
          ? try CSVReader.rows(buffer, path: formatPath, options: options)
          : try ARFFReader.rows(buffer, path: formatPath, options: options)
        return try rows.read()
      }
      return try rows.table(name: name, sha256: sha256)
    case .npz:
      return try content.bytes.withUnsafeBufferPointer { buffer throws(DatasetError) -> RawTable in
        // The arrays read from the archive when they are needed.
        let arrays = try Self.arrays(of: ZipArchive(buffer, path: path), path: path)
        return try ArrayTable(arrays, options: options, path: path).table(name: name, sha256: sha256)
      }
    case .npy, .idx:
      var all = [
        format == .npy
          ? try NumPyFile.array(content.bytes, name: "X", path: path)
          : try IDXFile.array(content.bytes, name: "X", path: path)
      ]
      var hashes = sha256
      var companion = options.labelsPath
      if companion == nil, format == .idx { companion = try labelsFile(beside: path) }
      if let companion {
        let labels = try FileBytes.read(companion)
        var hash = SHA256()
        hash.update(labels)
        hashes = SHA256.hexadecimal(of: sha256 + "\n" + hash.hexadecimal() + "\n")
        all.append(try single(unpacked(labels, path: companion).bytes, name: "y", path: companion))
      }
      return try ArrayTable(all, options: options, path: path).table(name: name, sha256: hashes)
    case .hdf5:
      #if HDF5
        return try HDF5File(image: content.bytes, path: path).table(options: options, name: name, sha256: sha256)
      #else
        throw .needsHDF5(path: path)
      #endif
    }
  }

  /// The array of an IDX or `.npy` file.
  private static func single(_ bytes: [UInt8], name: String, path: String) throws(DatasetError) -> DataArray {
    bytes.starts(with: [0x93, 0x4E]) || path.hasSuffix(".npy")
      ? try NumPyFile.array(bytes, name: name, path: path) : try IDXFile.array(bytes, name: name, path: path)
  }

  private static func arrays(of archive: ZipArchive, path: String) throws(DatasetError) -> [DataArray] {
    let members = archive.members.filter { $0.name.hasSuffix(".npy") }
    guard !members.isEmpty else {
      throw .foreign(path: path, whatItIs: DataFormat.whatItIs(zipMembers: archive.members.map(\.name)))
    }
    var arrays: [DataArray] = []
    for member in members {
      arrays.append(
        try NumPyFile.array(
          beginning: archive.beginning(of: member), size: member.size, name: String(member.name.dropLast(4)), path: path
        ) { () throws(DatasetError) in try archive.unpack(member) })
    }
    return arrays
  }

  private static func noArrays(_ options: ReadOptions, path: String) throws(DatasetError) {
    if let array = options.array ?? options.labelArray {
      throw .damaged(path: path, problem: "text has no array called \(array)")
    }
    if options.labelsPath != nil {
      throw .damaged(path: path, problem: "text has its labels in a column, not in another file")
    }
  }

  static func unpacked(
    _ bytes: [UInt8], path: String
  ) throws(DatasetError) -> (bytes: [UInt8], isPacked: Bool) {
    try bytes.withUnsafeBufferPointer { buffer throws(DatasetError) -> ([UInt8], Bool) in
      GzipArchive.isOne(buffer) ? (try GzipArchive.unpack(buffer, path: path), true) : (bytes, false)
    }
  }

  // MARK: - MNIST's files

  /// `train-labels-idx1-ubyte.gz` beside `train-images-idx3-ubyte.gz`.
  private static func labelsFile(beside path: String) throws(DatasetError) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let file = String(parts.last ?? "")
    let folder = parts.dropLast().map { $0 + "/" }.joined()
    if let images = file.firstRange(of: "images-idx3") {
      let labels = folder + file.replacingCharacters(in: images, with: "labels-idx1")
      if FileBytes.exists(labels) { return labels }
      throw .unreadable(path: labels, reason: "there is no such file, and the labels of \(file) are expected there")
    }
    throw .damaged(path: path, problem: "an IDX file of features needs another one of labels: name it")
  }

  /// The four files of MNIST in a folder; nil for another folder.
  private static func folder(_ path: String, options: ReadOptions) throws(DatasetError) -> RawTable? {
    func file(_ name: String) -> String? {
      [path + "/" + name, path + "/" + name + ".gz"].first(where: FileBytes.exists)
    }
    let names = MNISTFile.allCases.map(\.rawValue)
    guard names.contains(where: { file($0) != nil }) else { return nil }
    var arrays: [DataArray] = []
    var hashes = ""
    for (name, role) in zip(names, ["x_train", "y_train", "x_test", "y_test"]) {
      guard let file = file(name) else {
        throw .unreadable(path: path + "/" + name, reason: "there is no such file, packed or not, beside the others")
      }
      let bytes = try unpacked(FileBytes.read(file), path: file).bytes
      var hash = SHA256()
      hash.update(bytes)
      hashes += name + " " + hash.hexadecimal() + "\n"
      arrays.append(try IDXFile.array(bytes, name: role, path: file))
    }
    return try ArrayTable(arrays, options: options, path: path).table(
      name: name(of: path), sha256: SHA256.hexadecimal(of: hashes))
  }

  /// The last part of a path without what follows its last point, and without `.gz` before that.
  private static func name(of path: String) -> String {
    var file = path.split(separator: "/").last.map(String.init) ?? ""
    if file.lowercased().hasSuffix(".gz"), file.count > 3 { file.removeLast(3) }
    guard let point = file.lastIndex(of: "."), point > file.startIndex else { return file }
    return String(file[..<point])
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
    self[..<range.lowerBound] + text + self[range.upperBound...]
  }
}
