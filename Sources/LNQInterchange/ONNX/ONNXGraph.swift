import LNQTraining

/// A graph that was read from an ONNX file: its nodes in order, and its constants.
struct ONNXGraph {
  /// Numbers with their extents.
  struct Constant {
    var dims: [Int]
    var values: [Double]
    /// `TensorProto.DataType`; 0 where it does not matter.
    var type = 0
  }

  struct Node {
    var name = ""
    var operation = ""
    var domain = ""
    var inputs: [String] = []
    var outputs: [String] = []
    var integers: [String: Int] = [:]
    var reals: [String: Float] = [:]
    var lists: [String: [Int]] = [:]
    var texts: [String: String] = [:]
    var constants: [String: Constant] = [:]

    /// How sentences call it.
    var text: String { "node \(name.isEmpty ? outputs.first ?? "?" : name) (\(operation))" }
  }

  private(set) var producer = ""
  private(set) var nodes: [Node] = []
  private(set) var constants: [String: Constant] = [:]
  /// Inputs that are no constants, with their extents; nil for one that has only a name.
  private(set) var inputs: [(name: String, dims: [Int?])] = []
  private(set) var outputs: [String] = []
  /// Reads a file that lies beside the model, for constants that are kept there.
  private let external: (String) -> [UInt8]?
  /// The memory that the file may ask for.
  let budget: NumberBudget

  /// - Throws: `InterchangeError.Problem`.
  init(_ bytes: [UInt8], external: @escaping (String) -> [UInt8]?) throws(InterchangeError.Problem) {
    let budget = NumberBudget(fileSize: bytes.count)
    let files = FileCache()
    self.external = { name in
      if let file = files.contents[name] { return file }
      guard let file = external(name) else { return nil }
      budget.allow(fileSize: file.count)
      files.contents[name] = file
      return file
    }
    self.budget = budget
    do {
      try read(bytes[...])
    } catch let error as InterchangeError.Problem {
      throw error
    } catch {
      throw .onnx("the file is damaged or no ONNX file; get it again")
    }
    guard !nodes.isEmpty else { throw .onnx("there is no node in its graph: it is empty or no ONNX file") }
    inputs.removeAll { constants[$0.name] != nil }
  }

  /// Files beside the model, which many constants may be in.
  private final class FileCache {
    var contents: [String: [UInt8]] = [:]
  }

  private mutating func read(_ bytes: ArraySlice<UInt8>) throws {
    var reader = ProtobufReader(bytes)
    var version = ""
    while let (field, value) = try reader.next() {
      guard case .bytes(let content) = value else { continue }
      switch field {
      case 2: producer = Self.text(content)
      case 3: version = Self.text(content)
      case 7: try readGraph(content)
      default: break
      }
    }
    if !version.isEmpty { producer += " " + version }
  }

  private mutating func readGraph(_ bytes: ArraySlice<UInt8>) throws {
    var reader = ProtobufReader(bytes)
    while let (field, value) = try reader.next() {
      guard case .bytes(let content) = value else { continue }
      // A node is empty dictionaries and arrays at least.
      try budget.take(24)
      switch field {
      case 1: nodes.append(try node(content))
      case 5:
        let (name, constant) = try tensor(content)
        constants[name] = constant
      case 11: inputs.append(try Self.value(content))
      case 12: outputs.append(try Self.value(content).name)
      default: break
      }
    }
  }

  private func node(_ bytes: ArraySlice<UInt8>) throws -> Node {
    var (reader, node) = (ProtobufReader(bytes), Node())
    while let (field, value) = try reader.next() {
      guard case .bytes(let content) = value else { continue }
      try budget.take(3)
      switch field {
      case 1: node.inputs.append(Self.text(content))
      case 2: node.outputs.append(Self.text(content))
      case 3: node.name = Self.text(content)
      case 4: node.operation = Self.text(content)
      case 5: try readAttribute(content, into: &node)
      case 7: node.domain = Self.text(content)
      default: break
      }
    }
    return node
  }

  private func readAttribute(_ bytes: ArraySlice<UInt8>, into node: inout Node) throws {
    var reader = ProtobufReader(bytes)
    var (name, list, isList) = ("", [Int](), false)
    var (real, integer, text, constant): (Float?, Int?, String?, Constant?)
    while let (field, value) = try reader.next() {
      switch (field, value) {
      case (1, .bytes(let content)): name = Self.text(content)
      case (2, .fixed32(let bits)): real = Float(bitPattern: bits)
      case (3, .integer(let bits)): integer = Int(truncatingIfNeeded: bits)
      case (4, .bytes(let content)): text = Self.text(content)
      case (5, .bytes(let content)): constant = try tensor(content).1
      case (8, .integer(let bits)):
        try budget.take(1)
        list.append(Int(truncatingIfNeeded: bits))
        isList = true
      case (8, .bytes(let content)): (list, isList) = (list + (try packed(content)), true)
      default: break
      }
    }
    node.reals[name] = real
    node.integers[name] = integer
    node.texts[name] = text
    node.constants[name] = constant
    if isList { node.lists[name] = list }
  }

  /// The name and the extents of an input or output; nil for one that is not a number.
  private static func value(_ bytes: ArraySlice<UInt8>) throws -> (name: String, dims: [Int?]) {
    var (reader, name, dims) = (ProtobufReader(bytes), "", [Int?]())
    func inner(_ bytes: ArraySlice<UInt8>, _ wanted: Int, _ body: (ArraySlice<UInt8>) throws -> Void) throws {
      var reader = ProtobufReader(bytes)
      while let (field, value) = try reader.next() {
        if field == wanted, case .bytes(let content) = value { try body(content) }
      }
    }
    while let (field, value) = try reader.next() {
      guard case .bytes(let content) = value else { continue }
      if field == 1 { name = text(content) }
      guard field == 2 else { continue }
      try inner(content, 1) { tensor in
        try inner(tensor, 2) { shape in
          try inner(shape, 1) { dimension in
            var reader = ProtobufReader(dimension)
            var extent: Int?
            while let (field, value) = try reader.next() {
              if field == 1, case .integer(let bits) = value { extent = Int(truncatingIfNeeded: bits) }
            }
            dims.append(extent)
          }
        }
      }
    }
    return (name, dims)
  }

  // MARK: - Constants

  private static let types: [Int: StoredType] = [
    1: .float32, 2: .uint8, 3: .int8, 5: .int16, 6: .int32, 7: .int64, 9: .bool, 10: .float16, 11: .float64,
    16: .bfloat16,
  ]

  private func tensor(_ bytes: ArraySlice<UInt8>) throws -> (String, Constant) {
    var reader = ProtobufReader(bytes)
    var (name, type, dims, values) = ("", 0, [Int](), [Double]())
    var raw: ArraySlice<UInt8>?
    var place: [String: String] = [:]
    var isExternal = false
    while let (field, value) = try reader.next() {
      switch (field, value) {
      case (1, .integer(let extent)): dims.append(Int(truncatingIfNeeded: extent))
      case (1, .bytes(let content)): dims += try packed(content)
      case (2, .integer(let number)): type = Int(truncatingIfNeeded: number)
      case (4, .fixed32(let bits)): values.append(Double(Float(bitPattern: bits)))
      case (4, .bytes(let content)): values += try numbers(content, .float32)
      case (5, .bytes(let content)), (7, .bytes(let content)):
        values += try packed(content).map(Double.init)
      case (5, .integer(let bits)), (7, .integer(let bits)):
        try budget.take(1)
        values.append(Double(Int(truncatingIfNeeded: bits)))
      case (8, .bytes(let content)): name = Self.text(content)
      case (9, .bytes(let content)): raw = content
      case (10, .fixed64(let bits)): values.append(Double(bitPattern: bits))
      case (10, .bytes(let content)): values += try numbers(content, .float64)
      case (13, .bytes(let content)):
        let (key, text) = try Self.entry(content)
        place[key] = text
      case (14, .integer(let number)): isExternal = number == 1
      default: break
      }
    }
    if isExternal { raw = try externalBytes(place, name) }
    if let raw {
      guard let type = Self.types[type] else {
        throw InterchangeError.Problem.tensor(name, "its type \(type) is not read")
      }
      values = try numbers(raw, type)
    }
    var count = 1
    for extent in dims {
      let (product, overflows) = count.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflows else {
        throw InterchangeError.Problem.tensor(name, "its shape \(dims) is impossible")
      }
      count = product
    }
    guard count == values.count else {
      throw InterchangeError.Problem.tensor(name, "\(values.count) numbers do not have the shape \(dims)")
    }
    return (name, Constant(dims: dims, values: values, type: type))
  }

  private func externalBytes(_ place: [String: String], _ name: String) throws -> ArraySlice<UInt8> {
    guard let location = place["location"], let file = external(location) else {
      throw InterchangeError.Problem.tensor(
        name, "its numbers are in the file \(place["location"] ?? "?") beside the model, which is not there")
    }
    let offset = place["offset"].flatMap { Int($0) } ?? 0
    let length = place["length"].flatMap { Int($0) } ?? max(0, file.count - max(0, offset))
    guard offset >= 0, length >= 0, offset <= file.count, length <= file.count - offset else {
      throw InterchangeError.Problem.tensor(name, "its numbers reach beyond the end of \(location)")
    }
    return file[offset..<(offset + length)]
  }

  /// Whole numbers one after the other, of at least one byte each.
  private func packed(_ bytes: ArraySlice<UInt8>) throws -> [Int] {
    try budget.take(2 * bytes.count { $0 < 128 })
    return try ProtobufReader.packed(bytes)
  }

  private func numbers(_ bytes: ArraySlice<UInt8>, _ type: StoredType) throws -> [Double] {
    // Those of an external file count as well.
    try budget.take(bytes.count / type.size)
    return bytes.withUnsafeBytes { bytes in
      switch type.values(at: 0..<bytes.count / type.size, in: bytes) {
      case .float32(let values): values.map(Double.init)
      case .float64(let values): values
      case .int64(let values): values.map(Double.init)
      }
    }
  }

  private static func entry(_ bytes: ArraySlice<UInt8>) throws -> (String, String) {
    var (reader, key, value) = (ProtobufReader(bytes), "", "")
    while let (field, content) = try reader.next() {
      guard case .bytes(let content) = content else { continue }
      if field == 1 { key = text(content) }
      if field == 2 { value = text(content) }
    }
    return (key, value)
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
