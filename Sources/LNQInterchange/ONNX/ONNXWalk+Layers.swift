import LNQTraining

/// What each kind of node does to what flows.
extension ONNXWalk {
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
    case "Flatten": flow.dims = [flow.count]
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
    case "BipolarQuant":
      throw .node(node.text, "its values -scale and +scale are no codes of lnq, which have 0: use a Quant of 2 bits")
    default:
      throw .node(
        node.text,
        "lnq has no layer for it; \(node.domain.isEmpty ? "" : "its domain is \(node.domain); ")export the network without it"
      )
    }
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
    guard constants.count > 1, let weight = constants[1], weight.dims.count == 3, flow.dims.count == 2 else {
      throw .node(node.text, "of convolutions lnq has those of one dimension, over channels of a length")
    }
    func one(_ name: String) -> Int { node.lists[name]?.first ?? 1 }
    let pads = node.lists["pads"] ?? [0, 0]
    guard pads.count == 2, pads[0] == pads[1], ["NOTSET", "VALID"].contains(node.texts["auto_pad"] ?? "NOTSET") else {
      throw .node(node.text, "it pads \(pads) at both sides, but lnq pads both sides by the same: choose an odd kernel")
    }
    let groups = node.integers["group"] ?? 1
    guard groups >= 1, weight.dims[0] >= 1, weight.dims[0].isMultiple(of: groups),
      weight.dims[1] * groups == flow.dims[0],
      weight.dims[2] >= 1, (1...65_536).contains(one("strides")), (1...65_536).contains(one("dilations")),
      (0...65_536).contains(pads[0])
    else { throw .node(node.text, "its kernel of shape \(weight.dims) does not fit rows of shape \(flow.dims)") }
    let geometry = Conv1dGeometry(
      inputChannels: flow.dims[0], outputChannels: weight.dims[0], kernelSize: weight.dims[2], stride: one("strides"),
      padding: pads[0], dilation: one("dilations"), groups: groups)
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
  private func normalized(_ flow: ONNXFlow) -> Int { flow.isChannels ? flow.dims[0] : flow.count }

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

  private func transpose(_ node: Node, _ flow: inout ONNXFlow) throws(Problem) {
    let rank = flow.dims.count + 1
    let order = node.lists["perm"] ?? Array((0..<rank).reversed())
    if rank == 2, order == [1, 0] {
      flow.isTurned.toggle()
      return
    }
    // Axes of one place may change theirs.
    guard order.count == rank, order.first == 0, order.sorted() == Array(0..<rank) else {
      throw .node(node.text, "lnq cannot turn rows of shape \(flow.dims) by \(order)")
    }
    let moved = order.dropFirst().filter { flow.dims[$0 - 1] != 1 }
    guard moved == moved.sorted(), !flow.isChannels else {
      throw .node(
        node.text,
        "it puts the numbers of a row (\(flow.dims)) into another order, which no layer of lnq does: export with channels first"
      )
    }
    flow.dims = order.dropFirst().map { flow.dims[$0 - 1] }
  }

  private mutating func quantizer(_ node: Node, _ constants: [Constant?], _ flow: inout ONNXFlow) throws(Problem) {
    if node.operation == "DequantizeLinear" {
      guard let scale = flow.codeScale, constants.count > 1, constants[1]?.values == [scale] else {
        throw .node(node.text, "it does not follow the QuantizeLinear of the same scale")
      }
      flow.codeScale = nil
      return
    }
    let range = try ONNXQuantizer(node, constants)
    guard range.scale.values.count == 1, let scale = range.scale.values.first, scale > 0, scale.isFinite else {
      throw .node(
        node.text,
        "it has \(range.scale.values.count) scales, but a Quant layer has one, greater than 0: export with a scale per tensor"
      )
    }
    guard range.zero == 0 else {
      throw .node(
        node.text,
        "its zero point is \(range.zero), but codes of lnq have theirs at 0: export with symmetric quantizers")
    }
    guard QuantizerSettings.bitCounts.contains(range.bits), !range.isNarrow else {
      throw .node(
        node.text,
        range.isNarrow
          ? "its codes leave the lowest one out (narrow), but those of lnq begin at -2^(bits - 1): export with narrow_range=False"
          : "it has \(range.bits) bits, but Quant layers have 1 to 8")
    }
    let settings = QuantizerSettings(.identity, bits: range.bits, signed: range.isSigned)
    let log2Scale = ONNXQuantizer.log2(scale)
    guard (-120...120).contains(log2Scale) else { throw .node(node.text, "its scale is \(scale)") }
    // A QuantReLU rectifies by itself.
    if !range.isSigned, case .relu? = flow.steps.last?.layer {
      flow.steps.removeLast()
      flow.ids.removeLast()
      add(.quantizer(QuantizerSettings(.relu, bits: range.bits)), [[log2Scale]], to: &flow)
    } else {
      add(.quantizer(settings), [[log2Scale]], to: &flow)
    }
    if node.operation == "QuantizeLinear" { flow.codeScale = scale }
  }
}
