import LNQTraining

/// What each kind of node does to what flows.
extension ONNXWalk {
  /// Nodes that give the numbers that they take, up to rounding and limits.
  private static let keepingNumbers: Set<String> = [
    "Identity", "Cast", "Dropout", "Clip", "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Transpose",
    "Quant", "IntQuant", "QuantizeLinear", "DequantizeLinear",
  ]

  mutating func layer(_ node: Node, _ input: ONNXFlow, _ constants: [Constant?]) throws(Problem) -> ONNXFlow {
    var flow = input
    func constant(_ index: Int) -> Constant? { index < constants.count ? constants[index] : nil }
    switch node.operation {
    case "Identity", "Cast", "Dropout": break
    case "Gemm", "MatMul": try linear(node, constants, &flow)
    case "Conv": try convolution(node, constants, &flow)
    case "BatchNormalization": try normalization(node, constants, &flow)
    case "Relu": add(.relu, to: &flow)
    case "LeakyRelu":
      let slope = node.reals["alpha"] ?? 0.01
      guard abs(slope) <= 1e6 else { throw .node(node.text, "its alpha is \(slope), but has to be -10^6 to 10^6") }
      add(.elementwise(.leakyReLU(LeakyReLU(negativeSlope: slope))), to: &flow)
    case "Tanh": add(.elementwise(.tanh(Tanh())), to: &flow)
    case "Sigmoid": add(.elementwise(.sigmoid(Sigmoid())), to: &flow)
    case "Clip":
      let low = constant(1)?.values.first.map(Float.init) ?? node.reals["min"]
      let high = constant(2)?.values.first.map(Float.init) ?? node.reals["max"]
      guard let low, let high, low < high, abs(low) <= 1e6, abs(high) <= 1e6 else {
        throw .node(node.text, "it needs a least and a greatest value, from -10^6 to 10^6")
      }
      add(.elementwise(.hardtanh(Hardtanh(minimum: low, maximum: high))), to: &flow)
    case "Add", "Sub", "Mul", "Div": try affine(node, constants, &flow)
    case "Flatten":
      // With the axis 0 the one row of the file becomes a row of numbers, too.
      guard (0...1).contains(node.integers["axis"] ?? 1) else {
        throw .node(
          node.text, "its axis is \(node.integers["axis"] ?? 1), but a row becomes one of numbers with axis 1")
      }
      flow.dims = [flow.count]
    case "Reshape": try reshape(node, constant(1)?.integers ?? node.lists["shape"], &flow)
    case "Squeeze", "Unsqueeze":
      guard flow.dims.count(where: { $0 != 1 }) <= 1 else {
        throw .node(node.text, "lnq does it to rows of features alone")
      }
      let rank =
        flow.dims.count + ((constant(1)?.integers ?? node.lists["axes"])?.count ?? 1)
        * (node.operation == "Squeeze" ? -1 : 1)
      flow.dims = Array(repeating: 1, count: max(0, min(rank, 7) - 1)) + [flow.count]
    case "Transpose": try transpose(node, &flow)
    case "Softmax", "LogSoftmax", "ArgMax": flow.isOver = true
    case "Quant", "IntQuant", "QuantizeLinear", "DequantizeLinear": try quantizer(node, constants, &flow)
    case "BipolarQuant": try bipolar(node, constants, &flow)
    default:
      throw .node(
        node.text,
        "lnq has no layer for it; \(node.domain.isEmpty ? "" : "its domain is \(node.domain); ")export the network without it"
      )
    }
    flow.isProbability =
      node.operation == "Sigmoid" || input.isProbability && Self.keepingNumbers.contains(node.operation)
    if flow.isChannels, flow.dims.count == 1, node.operation == "Flatten" || node.operation == "Reshape" {
      add(.flatten, to: &flow)
      flow.isChannels = false
    }
    return flow
  }

  private mutating func linear(_ node: Node, _ constants: [Constant?], _ flow: inout ONNXFlow) throws(Problem) {
    guard constants[0] == nil, constants.count > 1, var weight = constants[1], weight.dims.count == 2 else {
      throw .node(node.text, "its weights have to be a constant matrix on the right")
    }
    // As PyTorch has it: outputs × inputs.
    if node.operation == "MatMul" || node.integers["transB", default: 0] == 0, let turned = weight.transposed([1, 0]) {
      weight = turned
    }
    guard node.integers["transA", default: 0] == 0, !flow.isChannels, flow.dims.last == flow.count,
      flow.count == weight.dims[1]
    else {
      throw .node(node.text, "it takes \(weight.dims[1]) features, but a row has the shape \(flow.dims)")
    }
    let (alpha, beta) = (Double(node.reals["alpha"] ?? 1), Double(node.reals["beta"] ?? 1))
    var numbers = [alpha == 1 ? weight.values : weight.values.map { $0 * alpha }]
    let outputs = weight.dims[0]
    if constants.count > 2, let bias = constants[2] {
      guard let values = Self.spread(bias, over: outputs) else {
        throw .node(node.text, "its bias has the shape \(bias.dims)")
      }
      numbers.append(values.map { $0 * beta })
    }
    guard (1...65_536).contains(outputs), weight.values.count <= 1 << 26 else {
      throw .node(node.text, "its matrix has the shape \(weight.dims)")
    }
    if let sources = takeSelection(&flow) {
      // The weights change their places instead of the numbers.
      var placed = numbers[0]
      for output in 0..<outputs {
        for (place, source) in sources.enumerated() {
          placed[output * sources.count + source] = numbers[0][output * sources.count + place]
        }
      }
      numbers[0] = placed
    }
    add(
      .linear(inputCount: flow.count, outputCount: outputs, hasBias: numbers.count > 1, fanIn: nil), numbers, to: &flow)
    flow.dims = [outputs]
  }

  /// One number a feature: of a scalar all the same; nil for other shapes.
  static func spread(_ constant: Constant, over count: Int) -> [Double]? {
    if constant.values.count == 1 { return Array(repeating: constant.values[0], count: count) }
    return constant.values.count == count && constant.dims.contains(count) ? constant.values : nil
  }

  private mutating func convolution(_ node: Node, _ constants: [Constant?], _ flow: inout ONNXFlow) throws(Problem) {
    guard constants.count > 1, var weight = constants[1], weight.dims.count == 3, flow.dims.count == 2 else {
      throw .node(node.text, "of convolutions lnq has those of one dimension, over channels of a length")
    }
    func one(_ name: String) -> Int { node.lists[name]?.first ?? 1 }
    let pads = try pads(node, kernelSize: weight.dims[2], length: flow.dims[1], one)
    let pad = pads.max() ?? 0
    let (front, back) = ((pad - pads[0]) / one("dilations"), (pad - pads[1]) / one("dilations"))
    weight = weight.padded(front: front, back: back)
    let groups = node.integers["group"] ?? 1
    guard groups >= 1, weight.dims[0] >= 1, weight.dims[0].isMultiple(of: groups),
      weight.dims[1] * groups == flow.dims[0],
      weight.dims[2] >= 1, (1...65_536).contains(one("strides")), (1...65_536).contains(one("dilations")),
      (0...65_536).contains(pad)
    else { throw .node(node.text, "its kernel of shape \(weight.dims) does not fit rows of shape \(flow.dims)") }
    let geometry = Conv1dGeometry(
      inputChannels: flow.dims[0], outputChannels: weight.dims[0], kernelSize: weight.dims[2], stride: one("strides"),
      padding: pad, dilation: one("dilations"), groups: groups)
    if !flow.isChannels { add(.unflatten(channels: flow.dims[0], length: flow.dims[1]), to: &flow) }
    flow.isChannels = true
    let bias = constants.count > 2 ? constants[2]?.values : nil
    guard bias.map({ $0.count == weight.dims[0] }) ?? true else {
      throw .node(node.text, "its bias does not fit its kernel")
    }
    add(.conv1d(geometry, hasBias: bias != nil), [weight.values] + (bias.map { [$0] } ?? []), to: &flow)
    flow.dims = [weight.dims[0], geometry.outputLength(of: flow.dims[1])]
  }

  /// The numbers that a batch normalization has one of: features or channels.
  func normalized(_ flow: ONNXFlow) -> Int { flow.isChannels ? flow.dims[0] : flow.count }

  private mutating func normalization(_ node: Node, _ constants: [Constant?], _ flow: inout ONNXFlow) throws(Problem) {
    let count = normalized(flow)
    let values = constants.dropFirst().prefix(4).compactMap { $0.flatMap { Self.spread($0, over: count) } }
    guard values.count == 4, flow.isChannels || flow.dims.last == flow.count, values[3].allSatisfy({ $0 >= 0 }) else {
      throw .node(node.text, "it needs four constants of \(count) numbers, the last of them 0 or more")
    }
    let epsilon = node.reals["epsilon"] ?? 1e-5
    guard (0...1).contains(epsilon) else { throw .node(node.text, "its epsilon is \(epsilon)") }
    add(.batchNorm1d(featureCount: count, epsilon: epsilon, momentum: 0.1), values, to: &flow)
  }

  /// A constant that is added or multiplied: the bias of the Linear before it, or a batch normalization with fixed numbers.
  private mutating func affine(_ node: Node, _ constants: [Constant?], _ flow: inout ONNXFlow) throws(Problem) {
    let count = normalized(flow)
    let isRight = constants[0] == nil
    guard let own = constants.compactMap({ $0 }).first, let values = Self.spread(own, over: count),
      isRight || node.operation != "Div",
      !flow.isChannels || values.allSatisfy({ $0 == values[0] }) || own.dims.first == count
    else { throw .node(node.text, "it needs one constant number, or \(count) of them") }
    var (scale, offset) = (Array(repeating: 1.0, count: count), Array(repeating: 0.0, count: count))
    switch node.operation {
    case "Add": offset = values
    case "Sub": (scale, offset) = isRight ? (scale, values.map { -$0 }) : (scale.map { -$0 }, values)
    case "Mul": scale = values
    default: scale = values.map { 1 / $0 }
    }
    if node.operation == "Add", case .linear(let inputs, let outputs, false, nil)? = flow.steps.last?.layer {
      let last = flow.steps.removeLast()
      flow.ids.removeLast()
      add(
        .linear(inputCount: inputs, outputCount: outputs, hasBias: true, fanIn: nil),
        last.numbers.values.map { $0.map(Double.init) } + [offset], to: &flow)
      return
    }
    add(
      .batchNorm1d(featureCount: count, epsilon: 0, momentum: 0.1),
      [scale, offset, Array(repeating: 0, count: count), Array(repeating: 1, count: count)], to: &flow)
  }

  private func reshape(_ node: Node, _ shape: [Int]?, _ flow: inout ONNXFlow) throws(Problem) {
    let refusal = Problem.node(node.text, "its shape has to keep the rows, and a row's \(flow.count) numbers")
    guard var shape, !shape.isEmpty, shape.count <= 8 else { throw refusal }
    for (axis, extent) in shape.enumerated().dropFirst() where extent == 0 {
      guard axis - 1 < flow.dims.count else { throw refusal }
      shape[axis] = flow.dims[axis - 1]
    }
    // The rows may be spelled 0, -1 or 1.
    guard shape[0] <= 1 || shape.count > 1 else { throw refusal }
    var dims = Array(shape.dropFirst())
    let known = dims.filter { $0 > 0 }.reduce(1.0) { $0 * Double($1) }
    guard known <= 65_536, dims.count(where: { $0 == -1 }) <= 1, dims.allSatisfy({ $0 > 0 || $0 == -1 }) else {
      throw refusal
    }
    if let free = dims.firstIndex(of: -1) { dims[free] = flow.count / Int(known) }
    guard dims.reduce(1, *) == flow.count else { throw refusal }
    flow.dims = dims
    if flow.isChannels, dims.count != 1 { throw refusal }
  }

  /// How far a convolution pads in front and behind. lnq pads both sides by the same: the kernel gets taps of weight 0 at the side that
  /// is padded less, so that the difference has to be whole taps.
  private func pads(
    _ node: Node, kernelSize: Int, length: Int, _ one: (String) -> Int
  ) throws(Problem) -> [Int] {
    let (stride, dilation) = (one("strides"), one("dilations"))
    guard (1...65_536).contains(stride), (1...65_536).contains(dilation), (1...65_536).contains(kernelSize) else {
      throw .node(node.text, "its strides and dilations have to be 1 or more")
    }
    var pads = node.lists["pads"] ?? [0, 0]
    switch node.texts["auto_pad"] ?? "NOTSET" {
    case "SAME_UPPER", "SAME_LOWER":
      let outputs = (length + stride - 1) / stride
      let all = max(0, (outputs - 1) * stride + (kernelSize - 1) * dilation + 1 - length)
      pads = node.texts["auto_pad"] == "SAME_UPPER" ? [all / 2, all - all / 2] : [all - all / 2, all / 2]
    case "VALID": pads = [0, 0]
    default: break
    }
    guard pads.count == 2, pads.allSatisfy({ (0...4096).contains($0) }),
      abs(pads[0] - pads[1]).isMultiple(of: dilation)
    else {
      throw .node(
        node.text,
        "it pads \(pads) with a dilation of \(dilation), but lnq pads both sides by the same: choose padding that is equal on both sides"
      )
    }
    return pads
  }
}
