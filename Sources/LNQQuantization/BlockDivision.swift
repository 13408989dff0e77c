import LNQTraining

/// Divides a network into blocks, each of which reads signals that stand before it.
///
/// Signals are numbered as in `TableNetwork`: the inputs, then the outputs of block after block. The walk carries along what
/// flows between the layers, which is one of two things for each number of the shape:
/// - a *signal* with elementwise functions on it. BatchNorm and ReLU add a function; Linear and Conv1d make it a term.
/// - an open *sum* of terms. BatchNorm folds into its weights; ReLU ends it, and so does whatever needs signals: then the sums
///   become a block, and signals go on.
///
/// A residual block walks through body and shortcut with the same signals and adds what comes out: a signal is a term of
/// weight 1, so a body that ends in a Linear or a Conv1d simply gets one term more. Dropout, Flatten and Unflatten are nothing
/// but another order of numbers. Taps in a convolution's padding see 0, whatever the input's format: they are no terms.
struct BlockDivision {
  /// The blocks, first to last.
  private(set) var blocks: [Block] = []
  /// For each input the number of its group: a group shares one quantizer.
  private(set) var inputGroups: [Int]
  /// The number of the next block's first signal, and those of the blocks that exist.
  private var signalCount: Int
  private var firstSignals: [Int] = []

  private struct Flow {
    enum Content {
      case signals([(signal: Int, activation: [Elementwise])])
      case sums([Block.Output])
    }

    var shape: ActivationShape
    var content: Content
    /// Which of the numbers share a quantizer.
    var groups: [Int]
    /// The layers that are in no block yet.
    var origin: [String] = []
  }

  init(_ network: Network) {
    let count = network.inputCount
    inputGroups = Array(0..<count)
    signalCount = count
    var flow = Flow(shape: .features(count), content: .signals((0..<count).map { ($0, []) }), groups: inputGroups)
    walk(network.layers, &flow)
    finish(flow)
  }

  private mutating func walk(_ layers: [Layer], _ flow: inout Flow) {
    for layer in layers {
      switch layer {
      case .linear(let linear):
        let outputs = Self.sums(of: signals(of: &flow), Self.terms(of: linear), bias: linear.bias) { $0 }
        flow.content = .sums(outputs)
        flow.groups = Array(outputs.indices)
        flow.shape = .features(outputs.count)
      case .conv1d(let conv):
        guard case .channels(_, let length) = flow.shape else { continue }
        let outputLength = conv.geometry.outputLength(of: length)
        let terms = conv.terms(length: length).map { $0.map { (index: $0.input, weight: Double($0.weight)) } }
        let outputs = Self.sums(of: signals(of: &flow), terms, bias: conv.bias) { $0 / outputLength }
        flow.content = .sums(outputs)
        flow.shape = .channels(conv.geometry.outputChannels, length: outputLength)
        flow.groups = Self.channels(of: flow.shape)
      case .batchNorm1d(let norm): batchNorm(norm, &flow)
      case .relu:
        if case .signals(let signals) = flow.content {
          flow.content = .signals(signals.map { ($0.signal, $0.activation + [.relu]) })
        }
      case .flatten: flow.shape = .features(flow.shape.count)
      case .unflatten(let channels, let length):
        flow.shape = .channels(channels, length: length)
        flow.groups = Self.channels(of: flow.shape)
        regroup(flow)
      case .branches(let sum):
        residualSum(sum, &flow)
        continue
      case .quantizer, .neurons: preconditionFailure("Quant layers and table neurons have no blocks yet")
      case .dropout: continue
      }
      switch layer {
      case .flatten, .unflatten: break
      default: flow.origin.append(layer.layerDescription.description)
      }
      if layer == .relu, case .sums = flow.content { close(&flow, hasReLU: true) }
    }
  }

  // MARK: - Layers

  private func batchNorm(_ norm: BatchNorm1d, _ flow: inout Flow) {
    let channels = Self.channels(of: flow.shape)
    switch flow.content {
    case .signals(let signals):
      flow.content = .signals(
        zip(signals, channels).map { ($0.signal, $0.activation + [.batchNorm(norm, feature: $1)]) })
    case .sums(let sums):
      flow.content = .sums(
        zip(sums, channels).map { sum, channel in
          guard case .affine(let scale, let offset) = Elementwise.batchNorm(norm, feature: channel) else { return sum }
          return sum.scaled(by: scale, offset: offset)
        })
    }
  }

  private mutating func residualSum(_ residual: BranchSum, _ flow: inout Flow) {
    // Both sides read it: an open sum would be computed twice.
    _ = signals(of: &flow)
    var (body, shortcut) = (flow, flow)
    walk(residual.branches[0], &body)
    walk(residual.branches[1], &shortcut)
    let label =
      shortcut.origin.isEmpty ? "residual sum" : "residual sum (shortcut: \(shortcut.origin.joined(separator: ", ")))"
    flow = Flow(
      shape: body.shape, content: .sums(zip(Self.sums(of: body), Self.sums(of: shortcut)).map { $0 + $1 }),
      groups: body.groups, origin: body.origin + [label])
  }

  /// The positions of each channel share the quantizer from now on, where they are signals as they stand.
  private mutating func regroup(_ flow: Flow) {
    guard case .signals(let signals) = flow.content, signals.allSatisfy({ $0.activation.isEmpty }) else { return }
    for (signal, group) in zip(signals, flow.groups) {
      if signal.signal < inputGroups.count {
        inputGroups[signal.signal] = group
      } else if let block = firstSignals.lastIndex(where: { $0 <= signal.signal }) {
        blocks[block].groups[signal.signal - firstSignals[block]] = group
      }
    }
  }

  // MARK: - From sums to signals and back

  /// What flows, as signals: open sums become a block.
  private mutating func signals(of flow: inout Flow) -> [(signal: Int, activation: [Elementwise])] {
    close(&flow, hasReLU: false)
    guard case .signals(let signals) = flow.content else { return [] }
    return signals
  }

  private mutating func close(_ flow: inout Flow, hasReLU: Bool) {
    guard case .sums(let outputs) = flow.content else { return }
    append(outputs, flow, hasReLU: hasReLU)
    flow.content = .signals((signalCount - outputs.count..<signalCount).map { ($0, []) })
    flow.origin = []
  }

  /// What is left at the end: open sums, or functions of one signal each.
  private mutating func finish(_ flow: Flow) {
    switch flow.content {
    case .sums(let outputs): append(outputs, flow, hasReLU: false)
    case .signals(let signals):
      guard !flow.origin.isEmpty else { return }
      append(Self.sums(of: flow), flow, hasReLU: signals.first?.activation.last == .relu)
    }
  }

  private mutating func append(_ outputs: [Block.Output], _ flow: Flow, hasReLU: Bool) {
    blocks.append(
      Block(
        outputs: outputs, groups: flow.groups, hasReLU: hasReLU, origin: flow.origin.joined(separator: ", ")))
    firstSignals.append(signalCount)
    signalCount += outputs.count
  }

  /// What flows, as sums: a signal is one term of weight 1.
  private static func sums(of flow: Flow) -> [Block.Output] {
    switch flow.content {
    case .sums(let sums): sums
    case .signals(let signals):
      signals.map { signal, activation in
        let summand = PartialSum.Summand(weight: 1, activation: activation)
        return Block.Output(bias: 0, terms: [PartialSum.Term(signal: signal, summands: [summand])])
      }
    }
  }

  /// Weighted sums of some of `signals`, without the weights of 0.
  private static func sums(
    of signals: [(signal: Int, activation: [Elementwise])], _ terms: [[(index: Int, weight: Double)]],
    bias: [Float]?, biasIndex: (Int) -> Int
  ) -> [Block.Output] {
    terms.enumerated().map { output, terms in
      Block.Output(
        bias: bias.map { Double($0[biasIndex(output)]) } ?? 0,
        terms: terms.filter { $0.weight != 0 }.map { index, weight in
          PartialSum.Term(
            signal: signals[index].signal,
            summands: [PartialSum.Summand(weight: weight, activation: signals[index].activation)])
        })
    }
  }

  /// A Linear's rows without the inputs that its fan-in mask excludes.
  private static func terms(of linear: Linear) -> [[(index: Int, weight: Double)]] {
    (0..<linear.outputCount).map { output in
      let indices = linear.connections?[output] ?? Array(0..<linear.inputCount)
      return indices.map { ($0, Double(linear.weight[output * linear.inputCount + $0])) }
    }
  }

  /// For each number of the shape its channel; of features each one is its own.
  private static func channels(of shape: ActivationShape) -> [Int] {
    switch shape {
    case .features(let count): Array(0..<count)
    case .channels(let channels, let length): (0..<channels * length).map { $0 / length }
    }
  }
}
