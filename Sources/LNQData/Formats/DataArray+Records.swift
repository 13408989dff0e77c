extension DataArray {
  /// A part of each record of an array. Records in records and arrays in records are fields of their own: `jet.pt`, `v[2]`.
  struct Field: Hashable, Sendable {
    /// How many fields a record may have, and how many bytes.
    static let countLimit = 1 << 16
    static let byteLimit = 1 << 24

    let name: String
    let element: Element
    let isBigEndian: Bool
    /// Its first byte in the record.
    let offset: Int

    /// The fields of which `shape` has one for each place; nil where they are too many.
    func flattened(_ shape: [Int]) -> [Field]? {
      guard let length = shape.first else {
        guard let parts = element.fields else { return [self] }
        return parts.map { $0.renamed("\(name).\($0.name)", movedBy: offset) }
      }
      let rest = Array(shape.dropFirst())
      var fields: [Field] = []
      guard length <= Self.countLimit, let stride = DataArray.byteCount(shape: rest, element: element) else {
        return nil
      }
      for index in 0..<length {
        guard let inner = renamed("\(name)[\(index)]", movedBy: index * stride).flattened(rest),
          fields.count + inner.count <= Self.countLimit
        else { return nil }
        fields += inner
      }
      return fields
    }

    private func renamed(_ name: String, movedBy bytes: Int) -> Field {
      Field(name: name, element: element, isBigEndian: isBigEndian, offset: offset + bytes)
    }
  }

  /// Its fields where it is an array of records.
  var fields: [Field]? { element.fields }

  /// Whether it can be a table of columns: a matrix of numbers, or records in a row.
  var isTable: Bool { fields == nil ? shape.count == 2 && !element.isText : shape.count == 1 }

  /// One field of each record.
  func column(_ field: Field, of records: ArraySlice<UInt8>) -> DataArray {
    let (size, step) = (field.element.size, element.size)
    return DataArray(
      name: field.name, shape: [rowCount], element: field.element, isBigEndian: field.isBigEndian
    ) { () throws(DatasetError) in
      var bytes: [UInt8] = []
      bytes.reserveCapacity(rowCount * size)
      for row in 0..<rowCount {
        let start = records.startIndex + row * step + field.offset
        bytes += records[start..<(start + size)]
      }
      return bytes[...]
    }
  }

  /// Records of nothing but numbers as the matrix of them, with the names of its columns; any other array as it is.
  func matrix() -> (array: DataArray, columns: [String]?) {
    guard let fields, shape.count == 1, fields.allSatisfy(\.element.isNumber) else { return (self, nil) }
    let matrix = DataArray(
      name: name, shape: [rowCount, fields.count], element: .float(bytes: 8), isColumnMajor: true
    ) { () throws(DatasetError) in
      let records = try load()
      var bytes: [UInt8] = []
      for field in fields {
        for number in try column(field, of: records).numbers() ?? [] {
          bytes.append(littleEndian: number.bitPattern)
        }
      }
      return bytes[...]
    }
    return (matrix, fields.map(\.name))
  }
}
