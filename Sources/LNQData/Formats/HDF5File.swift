#if HDF5
  import CHDF5
  import Synchronization

  /// Reads HDF5 files with the HDF5 library, in two layouts: a compound dataset, whose members are the columns of a table
  /// (the CERNBox version of the jet data, `t_allpar_new`); or plain arrays, as `ArrayTable` takes them.
  ///
  /// The library keeps global state, so one file is read at a time.
  struct HDF5File {
    private enum Source {
      case path
      case image([UInt8])
    }

    private static let lock = Mutex(())
    private static let greatestNumberOfObjects = 10_000
    private static let rowsAtOnce = 8192

    private let path: String
    private let source: Source

    /// A file on disk.
    init(_ path: String) {
      self.path = path
      source = .path
    }

    /// A file that was read or unpacked already.
    init(image: [UInt8], path: String) {
      self.path = path
      source = .image(image)
    }

    /// Whether the file at `path` begins as HDF5 files do.
    static func isOne(_ path: String) throws(DatasetError) -> Bool {
      let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
      return try FileBytes.beginning(of: path, count: 8) == signature
    }

    /// The table of the file.
    func table(options: ReadOptions, name: String, sha256: String) throws(DatasetError) -> RawTable {
      try Self.lock.withLock { _ throws(DatasetError) in
        lnq_h5_quiet()
        let file = open()
        guard file >= 0 else { throw .damaged(path: path, problem: "the HDF5 library cannot open it: it is damaged") }
        defer { H5Fclose(file) }
        let objects = try objects(in: file)
        let compounds = objects.filter { $0.kind == .compound && $0.shape.count == 1 }
        if let wanted = options.array {
          if let compound = compounds.first(where: { $0.name == wanted }) {
            return try table(of: compound, in: file, options: options, name: name, sha256: sha256)
          }
        } else if let compound = compounds.first(where: { $0.name == "t_allpar_new" })
          ?? (compounds.count == 1 ? compounds.first : nil)
        {
          return try table(of: compound, in: file, options: options, name: name, sha256: sha256)
        }
        let arrays = objects.compactMap { array(of: $0, in: file) }
        return try ArrayTable(arrays, options: options, path: path).table(name: name, sha256: sha256)
      }
    }

    private func open() -> hid_t {
      switch source {
      case .path: return lnq_h5_open(path, lnq_h5_default())
      case .image(let bytes):
        let access = H5Pcreate(lnq_h5_file_access())
        defer { H5Pclose(access) }
        guard H5Pset_fapl_core(access, 1 << 16, false) >= 0 else { return -1 }
        let status = bytes.withUnsafeBytes { raw in
          H5Pset_file_image(access, UnsafeMutableRawPointer(mutating: raw.baseAddress), raw.count)
        }
        return status >= 0 ? lnq_h5_open(path, access) : -1
      }
    }

    // MARK: - What is in the file

    private struct Object {
      enum Kind: Equatable {
        case float(bytes: Int)
        case byte
        case integer
        case text
        case compound
      }

      let name: String
      let kind: Kind
      let shape: [Int]
    }

    /// All datasets, those of groups as `group/name`.
    private func objects(in file: hid_t) throws(DatasetError) -> [Object] {
      var objects: [Object] = []
      var groups = [("/", 0)]
      var visited = 0
      while let (group, depth) = groups.popLast() {
        let id = H5Gopen2(file, group, lnq_h5_default())
        guard id >= 0 else { continue }
        defer { H5Gclose(id) }
        var info = H5G_info_t()
        guard H5Gget_info(id, &info) >= 0 else { continue }
        var below: [(String, Int)] = []
        for index in 0..<info.nlinks {
          visited += 1
          guard visited <= Self.greatestNumberOfObjects else {
            throw .damaged(path: path, problem: "it has more than \(Self.greatestNumberOfObjects) objects")
          }
          guard let link = linkName(id, index) else { continue }
          let name = group == "/" ? link : group + "/" + link
          let object = H5Oopen(file, name, lnq_h5_default())
          guard object >= 0 else { continue }
          defer { H5Oclose(object) }
          if H5Iget_type(object) == H5I_GROUP, depth < 8 { below.append((name, depth + 1)) }
          if H5Iget_type(object) == H5I_DATASET, let found = dataset(object, name: name) { objects.append(found) }
        }
        groups += below.reversed()
      }
      return objects
    }

    private func linkName(_ group: hid_t, _ index: hsize_t) -> String? {
      let length = H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, index, nil, 0, lnq_h5_default())
      guard length > 0, length < 4096 else { return nil }
      var bytes = [CChar](repeating: 0, count: length + 1)
      guard
        H5Lget_name_by_idx(
          group, ".", H5_INDEX_NAME, H5_ITER_INC, index, &bytes, bytes.count, lnq_h5_default()) > 0
      else { return nil }
      return String(validating: bytes.dropLast().map { UInt8(bitPattern: $0) })
    }

    /// nil for types that cannot be columns of a table, and for shapes that nothing stored can fill.
    private func dataset(_ id: hid_t, name: String) -> Object? {
      let type = H5Dget_type(id)
      guard type >= 0 else { return nil }
      defer { H5Tclose(type) }
      let kind: Object.Kind
      switch H5Tget_class(type) {
      case H5T_FLOAT: kind = .float(bytes: H5Tget_size(type) <= 4 ? 4 : 8)
      case H5T_INTEGER:
        kind = H5Tget_size(type) == 1 && H5Tget_sign(type) == H5T_SGN_NONE ? .byte : .integer
      case H5T_STRING: kind = .text
      case H5T_COMPOUND:
        guard membersFit(type) else { return nil }
        kind = .compound
      default: return nil
      }
      let space = H5Dget_space(id)
      guard space >= 0 else { return nil }
      defer { H5Sclose(space) }
      let rank = H5Sget_simple_extent_ndims(space)
      guard rank >= 0, rank <= 32 else { return nil }
      var lengths = [hsize_t](repeating: 0, count: Int(rank))
      guard H5Sget_simple_extent_dims(space, &lengths, nil) >= 0 else { return nil }
      let shape = lengths.compactMap { Int(exactly: $0) }
      // A header may claim any length; what is stored limits what can be there.
      guard shape.count == lengths.count, let stored = Int(exactly: H5Dget_storage_size(id)), stored <= 1 << 50,
        let claimed = DataArray.byteCount(shape: shape, element: .text(bytes: max(1, H5Tget_size(type)))),
        claimed <= (stored == 0 ? 0 : Inflate.limit(packedSize: stored))
      else { return nil }
      return Object(name: name, kind: kind, shape: shape)
    }

    /// Whether every member of a compound type lies inside it. The library believes what a damaged file says.
    private func membersFit(_ type: hid_t) -> Bool {
      let size = H5Tget_size(type)
      for index in 0..<UInt32(max(0, H5Tget_nmembers(type))) {
        let member = H5Tget_member_type(type, index)
        guard member >= 0 else { return false }
        defer { H5Tclose(member) }
        let offset = H5Tget_member_offset(type, index)
        let length = H5Tget_size(member)
        guard length > 0, offset <= size, length <= size - offset else { return false }
      }
      return true
    }

    // MARK: - Plain arrays

    private func array(of object: Object, in file: hid_t) -> DataArray? {
      let element: DataArray.Element
      let type: hid_t
      switch object.kind {
      case .float(4):
        element = .float(bytes: 4)
        type = lnq_h5_float()
      case .float, .integer:
        element = .float(bytes: 8)
        type = lnq_h5_double()
      case .byte:
        element = .unsigned(bytes: 1)
        type = lnq_h5_byte()
      case .text: return texts(of: object, in: file)
      case .compound: return nil
      }
      let path = path
      // The library gives numbers in this machine's order of bytes.
      return DataArray(
        name: object.name, shape: object.shape, element: element, isBigEndian: 1.bigEndian == 1
      ) { () throws(DatasetError) in
        let failure = DatasetError.damaged(path: path, problem: "the HDF5 library cannot read \(object.name)")
        guard let count = DataArray.byteCount(shape: object.shape, element: element) else { throw failure }
        let id = H5Dopen2(file, object.name, lnq_h5_default())
        guard id >= 0 else { throw failure }
        defer { H5Dclose(id) }
        var status: herr_t = -1
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
          status = H5Dread(id, type, lnq_h5_all(), lnq_h5_all(), lnq_h5_default(), buffer.baseAddress)
          initialized = status >= 0 ? count : 0
        }
        guard status >= 0 else { throw failure }
        return bytes[...]
      }
    }

    /// An array of texts, read at once: names are few.
    private func texts(of object: Object, in file: hid_t) -> DataArray? {
      guard object.shape.count == 1, object.shape[0] <= 100_000 else { return nil }
      let id = H5Dopen2(file, object.name, lnq_h5_default())
      guard id >= 0 else { return nil }
      defer { H5Dclose(id) }
      let type = H5Dget_type(id)
      guard type >= 0 else { return nil }
      defer { H5Tclose(type) }
      let count = object.shape[0]
      let size: Int
      var bytes: [UInt8] = []
      if H5Tis_variable_str(type) > 0 {
        var texts = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
        guard H5Dread(id, type, lnq_h5_all(), lnq_h5_all(), lnq_h5_default(), &texts) >= 0 else { return nil }
        let contents = texts.map { pointer in pointer.map { Array(String(cString: $0).utf8) } ?? [] }
        let space = H5Dget_space(id)
        H5Dvlen_reclaim(type, space, lnq_h5_default(), &texts)
        H5Sclose(space)
        size = max(1, contents.map(\.count).max() ?? 1)
        guard size <= 4096 else { return nil }
        bytes = contents.flatMap { $0 + [UInt8](repeating: 0, count: size - $0.count) }
      } else {
        size = H5Tget_size(type)
        guard size > 0, size <= 4096 else { return nil }
        bytes = [UInt8](repeating: 0, count: count * size)
        guard H5Dread(id, type, lnq_h5_all(), lnq_h5_all(), lnq_h5_default(), &bytes) >= 0 else { return nil }
      }
      let content = bytes
      return DataArray(name: object.name, shape: object.shape, element: .text(bytes: size)) {
        () throws(DatasetError) in content[...]
      }
    }

    // MARK: - A compound dataset

    private func table(
      of object: Object, in file: hid_t, options: ReadOptions, name: String, sha256: String
    ) throws(DatasetError) -> RawTable {
      let failure = DatasetError.damaged(path: path, problem: "the HDF5 library cannot read \(object.name)")
      let id = H5Dopen2(file, object.name, lnq_h5_default())
      guard id >= 0 else { throw failure }
      defer { H5Dclose(id) }
      let (columns, others) = members(of: id)
      guard columns.count > 1 else { throw .noFeatures(path: path, left: []) }
      guard Set(columns).count == columns.count else {
        throw .damaged(path: path, problem: "two columns of \(object.name) have one name")
      }
      let roles = try ColumnRoles(columns, options: options, path: path)
      let rowSize = columns.count * MemoryLayout<Double>.size
      let type = H5Tcreate(H5T_COMPOUND, rowSize)
      guard type >= 0 else { throw failure }
      defer { H5Tclose(type) }
      for (index, column) in columns.enumerated() where roles.roles[index] != .nothing {
        guard H5Tinsert(type, column, index * MemoryLayout<Double>.size, lnq_h5_double()) >= 0 else { throw failure }
      }
      let space = H5Dget_space(id)
      guard space >= 0 else { throw failure }
      defer { H5Sclose(space) }
      let count = object.shape[0]
      var rows = try NumberRows(roles, rowCount: count, path: path)
      var values = [Double](repeating: 0, count: min(count, Self.rowsAtOnce) * columns.count)
      var start = 0
      while start < count {
        let piece = min(Self.rowsAtOnce, count - start)
        guard read(id, type, space, start: start, count: piece, into: &values) else { throw failure }
        try values.withUnsafeBufferPointer { values throws(DatasetError) in
          for row in 0..<piece {
            let range = (row * columns.count)..<((row + 1) * columns.count)
            try rows.append(UnsafeBufferPointer(rebasing: values[range]))
          }
        }
        start += piece
      }
      return try rows.table(
        name: name, sha256: sha256, leftOut: others.map { .init(name: $0, reason: "no single number") })
    }

    private func read(
      _ id: hid_t, _ type: hid_t, _ space: hid_t, start: Int, count: Int, into values: inout [Double]
    ) -> Bool {
      var offset = hsize_t(start)
      var length = hsize_t(count)
      guard H5Sselect_hyperslab(space, H5S_SELECT_SET, &offset, nil, &length, nil) >= 0 else { return false }
      let memory = H5Screate_simple(1, &length, nil)
      guard memory >= 0 else { return false }
      defer { H5Sclose(memory) }
      return H5Dread(id, type, memory, space, lnq_h5_default(), &values) >= 0
    }

    /// The members of a compound dataset that are single numbers, and the others.
    private func members(of id: hid_t) -> (numbers: [String], others: [String]) {
      let type = H5Dget_type(id)
      guard type >= 0 else { return ([], []) }
      defer { H5Tclose(type) }
      var members: (numbers: [String], others: [String]) = ([], [])
      for index in 0..<UInt32(max(0, H5Tget_nmembers(type))) {
        guard let name = H5Tget_member_name(type, index) else { continue }
        let kind = H5Tget_member_class(type, index)
        if kind == H5T_FLOAT || kind == H5T_INTEGER {
          members.numbers.append(String(cString: name))
        } else {
          members.others.append(String(cString: name))
        }
        H5free_memory(name)
      }
      return members
    }
  }
#endif
