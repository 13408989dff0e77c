import LNQTraining

/// A network that was made from the graph of an ONNX or QONNX file.
///
/// One value flows from the graph's input to its output; what hangs on constants alone is computed. A node that lnq has no layer for is
/// refused with its name.
public struct ONNXImport: Sendable {
  /// The layers, as a model.
  public let model: ModelDescription
  /// The layers with their numbers.
  public let network: Network
  /// The program that wrote the file.
  public let producer: String
  /// What became of the network that the file does not say.
  public let notes: [String]

  /// - Parameters:
  ///   - name: what the model is called.
  ///   - file: what error sentences call the file.
  ///   - external: reads a file beside the model, where its constants may be; nil where there is none.
  /// - Throws: `InterchangeError`.
  public init(
    bytes: [UInt8], name: String, file: String, external: @escaping (String) -> [UInt8]?
  ) throws(InterchangeError) {
    do throws(InterchangeError.Problem) {
      let graph = try ONNXGraph(bytes, external: external)
      producer = graph.producer
      var walk = try ONNXWalk(graph)
      let steps = try walk.steps()
      notes =
        walk.isDistinguished
        ? [
          "\(file) has one output: above 0 (a Sigmoid's 1/2) it is the second class; lnq has an output of 0 for the first one"
        ]
        : []
      do {
        model = try ModelDescription(name: name, layers: steps.map(\.layer))
      } catch {
        throw InterchangeError.Problem.onnx("its layers do not fit each other: \(error.problem)")
      }
      var numbers = steps.flatMap(\.all)[...]
      guard numbers.allSatisfy({ $0.values.joined().allSatisfy(\.isFinite) }) else {
        throw InterchangeError.Problem.onnx("its constants have numbers that are infinite or none, NaN")
      }
      network = Network(model) { _ in numbers.removeFirst() }
    } catch {
      throw InterchangeError(file: file, problem: error)
    }
  }

  /// Whether the bytes may be those of an ONNX file: a message whose first fields are those of a model.
  public static func isONNX(_ bytes: [UInt8]) -> Bool {
    var reader = ProtobufReader(bytes[...])
    guard let first = try? reader.next(), [1, 2, 7, 8].contains(first.field) else { return false }
    while let field = try? reader.next() {
      if field.field == 7 { return true }
      if field.field > 26 { return false }
    }
    return false
  }
}

/// A layer with its numbers, and those of the layers that it holds.
struct ONNXStep {
  var layer: Layer
  var numbers = LayerNumbers()
  var branches: [[ONNXStep]] = []

  /// In the order of `Network.allPlaces`.
  var all: [LayerNumbers] { [numbers] + branches.joined().flatMap(\.all) }
}

/// What flows: the layers so far, and the extents of a row.
struct ONNXFlow {
  var steps: [ONNXStep] = []
  /// Which layers those are; layers of two flows are the same when these are.
  var ids: [Int] = []
  var dims: [Int]
  /// Whether lnq's layers give channels there.
  var isChannels = false
  /// Whether keras2onnx has turned rows into columns, between two nodes `Transpose`.
  var isTurned = false
  /// Softmax or ArgMax was there: nothing but names may follow.
  var isOver = false
  /// The scales and zero points of codes between `QuantizeLinear` and `DequantizeLinear`.
  var coding: (scales: [Double], zeros: [Double])?
  /// Whether the numbers are a Sigmoid's, as they are or as codes, so that 1/2 divides them.
  var isProbability = false

  var count: Int { dims.reduce(1, *) }
}

/// Goes through the nodes in their order.
struct ONNXWalk {
  typealias Problem = InterchangeError.Problem
  typealias Constant = ONNXGraph.Constant
  typealias Node = ONNXGraph.Node

  enum Value {
    case constant(Constant)
    case flow(ONNXFlow)
  }

  private let graph: ONNXGraph
  var values: [String: Value] = [:]
  private var stepCount = 0
  /// How many numbers all of them have.
  private var numberCount = 0
  /// Whether its one output became two.
  private(set) var isDistinguished = false

  init(_ graph: ONNXGraph) throws(Problem) {
    self.graph = graph
    for (name, constant) in graph.constants { values[name] = .constant(constant) }
    guard graph.inputs.count == 1, let input = graph.inputs.first else {
      throw .onnx(
        "its graph has \(graph.inputs.count) inputs, but a network of lnq has one: \(graph.inputs.map(\.name).joined(separator: ", "))"
      )
    }
    let dims = input.dims.dropFirst().map { $0 ?? 0 }
    guard !dims.isEmpty, dims.allSatisfy({ (1...65_536).contains($0) }), dims.count < 8,
      dims.reduce(1.0, { $0 * Double($1) }) <= 65_536
    else {
      throw .onnx(
        "its input \(input.name) has the shape \(input.dims.map { $0.map { "\($0)" } ?? "?" }), but rows of up to 65536 features are needed"
      )
    }
    values[input.name] = .flow(ONNXFlow(dims: Array(dims)))
  }

  /// More layers than any network of lnq has: each value that flows has its own list of them.
  private static let layerLimit = 512

  mutating func steps() throws(Problem) -> [ONNXStep] {
    var uses: [String: Int] = [:]
    for name in graph.nodes.flatMap(\.inputs) + graph.outputs { uses[name, default: 0] += 1 }
    for node in graph.nodes {
      let inputs = node.inputs.map { $0.isEmpty ? nil : values[$0] }
      for (name, value) in zip(node.inputs, inputs) where value == nil && !name.isEmpty {
        throw .node(node.text, "its input \(name) is computed by no node before it")
      }
      guard let output = node.outputs.first else { throw .node(node.text, "it has no output") }
      for name in node.inputs {
        uses[name, default: 1] -= 1
        if uses[name] == 0 { values[name] = nil }
      }
      let result = try result(of: node, inputs)
      switch result {
      case .constant(let constant): try graph.budget.take(constant.values.count)
      case .flow(let flow):
        try graph.budget.take(numberCount, bytes: 4)
        numberCount = 0
        guard flow.steps.count <= Self.layerLimit, stepCount <= 2 * Self.layerLimit else {
          throw .onnx("its network has more than \(Self.layerLimit) layers, which no network of lnq has")
        }
      }
      values[output] = result
    }
    guard graph.outputs.count == 1, case .flow(var flow)? = values[graph.outputs[0]] else {
      throw .onnx("its graph has to have one output that depends on its input")
    }
    if flow.isChannels { add(.flatten, to: &flow) }
    if flow.count == 1 { distinguish(&flow) }
    return flow.steps
  }

  private mutating func result(of node: Node, _ inputs: [Value?]) throws(Problem) -> Value {
    let constants = inputs.map { value -> Constant? in
      if case .constant(let constant)? = value { constant } else { nil }
    }
    let flows = inputs.compactMap { value -> ONNXFlow? in if case .flow(let flow)? = value { flow } else { nil } }
    guard let flow = flows.first else { return .constant(try folded(node, constants)) }
    if node.operation == "Shape" {
      // 0 is what Reshape keeps.
      return .constant(Constant(dims: [flow.dims.count + 1], values: [0] + flow.dims.map(Double.init)))
    }
    if flow.isOver, !["Identity", "Cast", "Squeeze", "Reshape"].contains(node.operation) {
      throw .node(node.text, "it stands behind the Softmax or ArgMax, where a network ends")
    }
    if flow.isTurned, !["Transpose", "BatchNormalization", "Relu", "Identity"].contains(node.operation) {
      throw .node(node.text, "its rows are turned into columns by a Transpose")
    }
    if flows.count == 2 {
      guard node.operation == "Add" else {
        throw .node(node.text, "of two values that depend on the input lnq has the sum alone")
      }
      return .flow(try sum(flows[0], flows[1], node))
    }
    return .flow(try layer(node, flow, constants))
  }

  /// One output x says which of two classes it is: that is 0 and x, whose softmax is the sigmoid of x. Codes of a sigmoid are
  /// compared with 1/2.
  private mutating func distinguish(_ flow: inout ONNXFlow) {
    var isProbability = flow.isProbability
    if case .elementwise(.sigmoid)? = flow.steps.last?.layer {
      flow.steps.removeLast()
      flow.ids.removeLast()
      isProbability = false
    }
    isDistinguished = true
    guard case .linear(let inputs, 1, let hasBias, nil)? = flow.steps.last?.layer, let last = flow.steps.popLast()
    else {
      return add(
        .linear(inputCount: 1, outputCount: 2, hasBias: isProbability, fanIn: nil),
        [[0, 1]] + (isProbability ? [[0.5, 0]] : []), to: &flow)
    }
    flow.ids.removeLast()
    let numbers = last.numbers.values.map { $0.map(Double.init) }
    add(
      .linear(inputCount: inputs, outputCount: 2, hasBias: hasBias, fanIn: nil),
      [Array(repeating: 0, count: inputs) + numbers[0]] + (hasBias ? [[0] + numbers[1]] : []), to: &flow)
  }

  /// Two ways from one value become a residual block.
  private mutating func sum(_ left: ONNXFlow, _ right: ONNXFlow, _ node: Node) throws(Problem) -> ONNXFlow {
    let common = zip(left.ids, right.ids).prefix { $0 == $1 }.count
    let branches = [Array(left.steps[common...]), Array(right.steps[common...])].sorted { $0.count > $1.count }
    guard !branches[0].isEmpty, left.dims == right.dims, left.isChannels == right.isChannels else {
      throw .node(node.text, "the two values that it adds are the same, or of different shapes")
    }
    var flow = left
    flow.steps = Array(left.steps[..<common])
    flow.ids = Array(left.ids[..<common])
    flow.isProbability = false
    add(.residual(body: branches[0].map(\.layer), shortcut: branches[1].map(\.layer)), branches: branches, to: &flow)
    return flow
  }

  /// Appends a layer.
  mutating func add(
    _ layer: Layer, _ values: [[Double]] = [], branches: [[ONNXStep]] = [], to flow: inout ONNXFlow
  ) {
    numberCount += values.reduce(0) { $0 + $1.count }
    let floats = values.map { $0.map { Float($0) } }
    flow.steps.append(ONNXStep(layer: layer, numbers: LayerNumbers(values: floats), branches: branches))
    flow.ids.append(stepCount)
    stepCount += 1
  }
}
