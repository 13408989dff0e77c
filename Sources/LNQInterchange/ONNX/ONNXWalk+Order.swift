import LNQTraining

/// Transpose: where numbers of a row change their places.
///
/// lnq has channels first, as PyTorch; graphs of Keras turn rows of positions into rows of channels. Where numbers really move, a Linear of
/// ones moves them, one input an output, and tables cost nothing for it; in front of a Linear its weights move instead.
extension ONNXWalk {
  mutating func transpose(_ node: Node, _ flow: inout ONNXFlow) throws(Problem) {
    let rank = flow.dims.count + 1
    let order = node.lists["perm"] ?? Array((0..<rank).reversed())
    if rank == 2, order == [1, 0] {
      flow.isTurned.toggle()
      return
    }
    guard order.count == rank, order.first == 0, order.sorted() == Array(0..<rank) else {
      throw .node(
        node.text,
        "lnq cannot turn rows of shape \(flow.dims) by \(order): the first axis, of rows, has to stay the first")
    }
    let axes = order.dropFirst().map { $0 - 1 }
    // Axes of one place may change theirs.
    let moved = axes.filter { flow.dims[$0] != 1 }
    if flow.isChannels {
      add(.flatten, to: &flow)
      flow.isChannels = false
    }
    if moved != moved.sorted() {
      let places = Constant(dims: flow.dims, values: (0..<flow.count).map(Double.init))
      guard flow.count <= 2048, var sources = places.transposed(axes)?.values.map({ Int($0) }) else {
        throw .node(
          node.text,
          "it puts \(flow.count) numbers of a row into another order, which lnq does with up to 2048: export with channels first"
        )
      }
      if let earlier = takeSelection(&flow) { sources = sources.map { earlier[$0] } }
      if sources != Array(sources.indices) { select(sources, &flow) }
    }
    flow.dims = axes.map { flow.dims[$0] }
  }

  /// A Linear whose outputs are single inputs.
  private mutating func select(_ sources: [Int], _ flow: inout ONNXFlow) {
    let count = sources.count
    var weight = [Double](repeating: 0, count: count * count)
    for (output, source) in sources.enumerated() { weight[output * count + source] = 1 }
    add(.linear(inputCount: count, outputCount: count, hasBias: false, fanIn: 1), [weight], to: &flow)
    flow.steps[flow.steps.count - 1].numbers.connections = sources.map { [$0] }
  }

  /// Takes such a Linear off the end, and says which input each output was; nil where there is none.
  func takeSelection(_ flow: inout ONNXFlow) -> [Int]? {
    guard case .linear(_, _, false, 1?)? = flow.steps.last?.layer,
      let connections = flow.steps.last?.numbers.connections
    else { return nil }
    flow.steps.removeLast()
    flow.ids.removeLast()
    return connections.map { $0[0] }
  }
}

extension ONNXGraph.Constant {
  /// A kernel, outputs × inputs × taps, with taps of weight 0 more.
  func padded(front: Int, back: Int) -> Self {
    let size = dims[2]
    guard front + back > 0, size > 0, values.count.isMultiple(of: size) else { return self }
    var padded: [Double] = []
    for start in stride(from: 0, to: values.count, by: size) {
      padded += Array(repeating: 0, count: front) + values[start..<start + size] + Array(repeating: 0, count: back)
    }
    return Self(dims: [dims[0], dims[1], size + front + back], values: padded)
  }
}
