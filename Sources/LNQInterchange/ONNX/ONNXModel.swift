/// A network as ONNX has it: nodes that compute named tensors from others, and constants. Field numbers are those of `onnx.proto`.
struct ONNXModel {
  /// A constant: its numbers are little-endian.
  struct Tensor {
    var name: String
    let dims: [Int]
    let type: ElementType
    let data: [UInt8]
  }

  /// `TensorProto.DataType`.
  enum ElementType: Int {
    case float = 1
    case int32 = 6
    case int64 = 7
    case double = 11
  }

  /// What a node has beside its inputs.
  enum Attribute {
    case int(Int)
    case float(Float)
    case ints([Int])
    case text(String)
  }

  struct Node {
    let operation: String
    let domain: String
    let inputs: [String]
    let output: String
    let attributes: [(name: String, value: Attribute)]
  }

  /// An input or output of the graph; nil for an extent that is the number of rows.
  struct Value {
    let name: String
    let type: ElementType
    let dims: [Int?]
  }

  let name: String
  let version: String
  var nodes: [Node] = []
  var constants: [Tensor] = []
  var inputs: [Value] = []
  var outputs: [Value] = []
  /// What belongs to the model and no program computes with.
  var metadata: [(key: String, value: String)] = []
  /// Domains of nodes besides ONNX's own.
  var domains: [String] = []

  init(name: String, version: String) {
    (self.name, self.version) = (name, version)
  }
}

extension ONNXModel {
  /// Adds a node and gives the name of what it computes.
  mutating func add(
    _ operation: String, _ inputs: [String], _ attributes: [(name: String, value: Attribute)] = [], domain: String = "",
    named output: String? = nil
  ) -> String {
    let output = output ?? "\(operation.lowercased())_\(nodes.count)"
    nodes.append(Node(operation: operation, domain: domain, inputs: inputs, output: output, attributes: attributes))
    return output
  }

  /// Adds constants, and gives their name.
  mutating func constant(_ values: [Int], _ dims: [Int]? = nil) -> String {
    constant(values.map { Int64($0) }, .int64, dims)
  }

  mutating func constant(_ values: [Double], _ dims: [Int]? = nil) -> String {
    constant(values.map(\.bitPattern), .double, dims)
  }

  mutating func constant(_ values: [Float], _ dims: [Int]? = nil) -> String {
    constant(values.map(\.bitPattern), .float, dims)
  }

  /// Codes in 32 bits, where all have a place there.
  mutating func constant(codes: [Int]) -> String {
    let short = codes.map { Int32(truncatingIfNeeded: $0) }
    return zip(codes, short).allSatisfy { $0 == Int($1) } ? constant(short, .int32, nil) : constant(codes)
  }

  private mutating func constant(_ values: [some FixedWidthInteger], _ type: ElementType, _ dims: [Int]?) -> String {
    var data: [UInt8] = []
    for value in values { withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) } }
    let name = "constant_\(constants.count)"
    constants.append(Tensor(name: name, dims: dims ?? [values.count], type: type, data: data))
    return name
  }
}

extension ONNXModel {
  /// The operators are those of version 13.
  private static let operators = 13

  /// The file; equal models give equal bytes.
  func serialized() -> [UInt8] {
    var model = ProtobufWriter()
    model.integer(1, 8)
    model.text(2, "lnq")
    model.text(3, version)
    model.message(7) { graph in
      for (index, node) in nodes.enumerated() { graph.message(1) { Self.write(node, index, to: &$0) } }
      graph.text(2, name)
      for tensor in constants {
        graph.message(5) { message in
          for extent in tensor.dims { message.integer(1, extent) }
          message.integer(2, tensor.type.rawValue)
          message.text(8, tensor.name)
          message.data(9, tensor.data)
        }
      }
      for value in inputs { graph.message(11) { Self.write(value, to: &$0) } }
      for value in outputs { graph.message(12) { Self.write(value, to: &$0) } }
    }
    for (domain, version) in [("", Self.operators)] + domains.map({ ($0, 1) }) {
      model.message(8) {
        $0.text(1, domain)
        $0.integer(2, version)
      }
    }
    for (key, value) in metadata {
      model.message(14) {
        $0.text(1, key)
        $0.text(2, value)
      }
    }
    return model.bytes
  }

  private static func write(_ node: Node, _ index: Int, to message: inout ProtobufWriter) {
    for input in node.inputs { message.text(1, input) }
    message.text(2, node.output)
    message.text(3, "\(node.operation)_\(index)")
    message.text(4, node.operation)
    for (name, value) in node.attributes {
      message.message(5) { attribute in
        attribute.text(1, name)
        switch value {
        case .float(let number):
          attribute.float(2, number)
          attribute.integer(20, 1)
        case .int(let number):
          attribute.integer(3, number)
          attribute.integer(20, 2)
        case .text(let text):
          attribute.text(4, text)
          attribute.integer(20, 3)
        case .ints(let numbers):
          for number in numbers { attribute.integer(8, number) }
          attribute.integer(20, 7)
        }
      }
    }
    if !node.domain.isEmpty { message.text(7, node.domain) }
  }

  private static func write(_ value: Value, to message: inout ProtobufWriter) {
    message.text(1, value.name)
    message.message(2) { type in
      type.message(1) { tensor in
        tensor.integer(1, value.type.rawValue)
        tensor.message(2) { shape in
          for extent in value.dims {
            shape.message(1) { dimension in
              if let extent { dimension.integer(1, extent) } else { dimension.text(2, "rows") }
            }
          }
        }
      }
    }
  }
}
