import LNQData

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

  private mutating func constant(
    _ values: [some FixedWidthInteger & BitwiseCopyable], _ type: ElementType, _ dims: [Int]?
  ) -> String {
    var data: [UInt8] = []
    data.append(littleEndian: values)
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
    var model = ProtocolBuffer()
    model.append(1, integer: 8)
    model.append(2, text: "lnq")
    model.append(3, text: version)
    model.append(7) { graph in
      for (index, node) in nodes.enumerated() { graph.append(1) { Self.write(node, index, to: &$0) } }
      graph.append(2, text: name)
      for tensor in constants {
        graph.append(5) { message in
          for extent in tensor.dims { message.append(1, integer: Int64(extent)) }
          message.append(2, integer: Int64(tensor.type.rawValue))
          message.append(8, text: tensor.name)
          message.append(9, bytes: tensor.data)
        }
      }
      for value in inputs { graph.append(11) { Self.write(value, to: &$0) } }
      for value in outputs { graph.append(12) { Self.write(value, to: &$0) } }
    }
    for (domain, version) in [("", Self.operators)] + domains.map({ ($0, 1) }) {
      model.append(8) {
        $0.append(1, text: domain)
        $0.append(2, integer: Int64(version))
      }
    }
    for (key, value) in metadata {
      model.append(14) {
        $0.append(1, text: key)
        $0.append(2, text: value)
      }
    }
    return model.bytes
  }

  private static func write(_ node: Node, _ index: Int, to message: inout ProtocolBuffer) {
    for input in node.inputs { message.append(1, text: input) }
    message.append(2, text: node.output)
    message.append(3, text: "\(node.operation)_\(index)")
    message.append(4, text: node.operation)
    for (name, value) in node.attributes {
      message.append(5) { attribute in
        attribute.append(1, text: name)
        switch value {
        case .float(let number):
          attribute.append(2, float: number)
          attribute.append(20, integer: 1)
        case .int(let number):
          attribute.append(3, integer: Int64(number))
          attribute.append(20, integer: 2)
        case .text(let text):
          attribute.append(4, text: text)
          attribute.append(20, integer: 3)
        case .ints(let numbers):
          for number in numbers { attribute.append(8, integer: Int64(number)) }
          attribute.append(20, integer: 7)
        }
      }
    }
    if !node.domain.isEmpty { message.append(7, text: node.domain) }
  }

  private static func write(_ value: Value, to message: inout ProtocolBuffer) {
    message.append(1, text: value.name)
    message.append(2) { type in
      type.append(1) { tensor in
        tensor.append(1, integer: Int64(value.type.rawValue))
        tensor.append(2) { shape in
          for extent in value.dims {
            shape.append(1) { dimension in
              if let extent { dimension.append(1, integer: Int64(extent)) } else { dimension.append(2, text: "rows") }
            }
          }
        }
      }
    }
  }
}
