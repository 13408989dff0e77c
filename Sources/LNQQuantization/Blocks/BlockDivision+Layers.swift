import LNQFixedPoint
import LNQTraining

/// What each kind of layer does to what flows.
extension BlockDivision {
  mutating func linear(_ linear: Linear, _ flow: inout Flow) {
    if let sources = linear.selection {
      // Nothing is computed: numbers change their places.
      switch flow.content {
      case .features(let features): flow.content = .features(sources.map { features[$0] })
      case .signals(let signals): flow.content = .signals(sources.map { signals[$0] })
      case .functions(let outputs, let isRectified):
        flow.content = .functions(sources.map { outputs[$0] }, isRectified: isRectified)
      }
      flow.shape = .features(sources.count)
      flow.groups = sources.map { flow.groups[$0] }
      return
    }
    // A Linear's rows without the inputs that its fan-in mask excludes.
    let terms = (0..<linear.outputCount).map { output in
      (linear.connections?[output] ?? Array(0..<linear.inputCount)).map {
        (index: $0, weight: Double(linear.weight[output * linear.inputCount + $0]))
      }
    }
    let outputs = Self.sums(of: signals(of: &flow), terms, bias: linear.bias) { $0 }
    begin(outputs, .features(outputs.count), isSparse: linear.connections != nil, &flow)
  }

  mutating func conv1d(_ conv: Conv1d, _ flow: inout Flow) {
    guard case .channels(_, let length) = flow.shape else { return }
    let outputLength = conv.geometry.outputLength(of: length)
    let terms = conv.terms(length: length).map { $0.map { (index: $0.input, weight: Double($0.weight)) } }
    let outputs = Self.sums(of: signals(of: &flow), terms, bias: conv.bias) { $0 / outputLength }
    begin(outputs, .channels(conv.geometry.outputChannels, length: outputLength), isSparse: false, &flow)
  }

  mutating func neurons(_ layer: NeuronLayer, _ text: String, _ flow: inout Flow) {
    let signals = self.signals(of: &flow)
    let outputs = layer.connections.indices.map { index in
      Self.output(
        layer.shape, layer.parameters(ofSubNeuron: index).map(Double.init), layer.connections[index].map { signals[$0] }
      )
    }
    begin(outputs, .features(layer.shape.outputCount), isSparse: true, &flow)
    flow.origin.append(text)
    // The codes of sub-neurons are added, which the functions themselves are not.
    if let quantizer = layer.adderQuantizer {
      let counts = Array(repeating: layer.shape.adders, count: layer.shape.outputCount)
      close(outputs, .added(Quantizer(quantizer), counts: counts, saturates: false), &flow)
    }
  }

  /// Each edge is a table of one signal; their codes are added.
  mutating func kanLinear(_ layer: KANLinear, _ text: String, _ flow: inout Flow) {
    let signals = self.signals(of: &flow)
    let quantizer = Quantizer(layer.quantizer)
    let channels = Quantizer.channels(layer.quantizer, count: layer.shape.edgeCount)
    let outputs = layer.connections.enumerated().flatMap { output, inputs in
      inputs.map { input in
        // What has no width is 0.
        guard let channel = channels[output * layer.shape.inputCount + input] else {
          return Block.Output(bias: 0, terms: [])
        }
        let signal = signals[input]
        return Block.Output(
          terms: [NeuronPart.Term(signal: signal.source, weight: 1, activation: signal.activation)],
          function: .edge(layer.edge(output: output, input: input)),
          // Fewer bits are codes of the layer whose low bits are 0.
          activation: channel == quantizer ? [] : [.rounded(channel)])
      }
    }
    begin(outputs, .features(layer.shape.outputCount), isSparse: true, &flow)
    flow.origin.append(text)
    let counts = layer.connections.map(\.count)
    close(outputs, .added(quantizer, counts: counts, saturates: true), &flow)
  }

  private func begin(_ outputs: [Block.Output], _ shape: ActivationShape, isSparse: Bool, _ flow: inout Flow) {
    flow.content = .functions(outputs, isRectified: false)
    flow.shape = shape
    flow.groups = Self.channels(of: shape)
    flow.isSparse = isSparse
  }

  mutating func batchNorm(_ norm: BatchNorm1d, _ flow: inout Flow) {
    // After a ReLU nothing can be folded any more.
    if case .functions(_, isRectified: true) = flow.content { _ = signals(of: &flow) }
    let functions = Self.channels(of: flow.shape).map { Elementwise.batchNorm(norm, feature: $0) }
    switch flow.content {
    case .features(let features):
      flow.content = .features(zip(features, functions).map { ($0.source, $0.activation + [$1]) })
    case .signals(let signals):
      flow.content = .signals(zip(signals, functions).map { ($0.source, $0.activation + [$1]) })
    case .functions(let outputs, let isRectified):
      flow.content = .functions(
        zip(outputs, functions).map { output, function in
          guard case .affine(let scale, let offset) = function else { return output }
          return output.scaled(by: scale, offset: offset)
        }, isRectified: isRectified)
    }
  }

  mutating func elementwise(_ layer: ElementwiseFunction, _ flow: inout Flow) {
    if case .identity = layer { return }
    var function = Elementwise.function(layer)
    if case .relu = layer { function = .relu }
    // What comes after a ReLU reads its codes.
    if function != .relu, case .functions(_, isRectified: true) = flow.content { _ = signals(of: &flow) }
    switch flow.content {
    case .features(let features): flow.content = .features(features.map { ($0.source, $0.activation + [function]) })
    case .signals(let signals): flow.content = .signals(signals.map { ($0.source, $0.activation + [function]) })
    case .functions(let outputs, _) where function == .relu: flow.content = .functions(outputs, isRectified: true)
    case .functions(let outputs, let isRectified):
      if outputs.allSatisfy(\.activation.isEmpty) { flow.functionOriginCount = flow.origin.count }
      flow.content = .functions(outputs.map { $0.activated(function) }, isRectified: isRectified)
    }
  }

  mutating func quantizer(_ layer: ActivationQuantizer, _ text: String, _ flow: inout Flow) {
    let channels = Quantizer.channels(layer, count: flow.shape.count)
    switch flow.content {
    case .features(let features):
      let inputs = zip(features, channels).enumerated().map { index, pair in
        Self.input(pair.0, pair.1 ?? .pruned, group: flow.groups[index])
      }
      guard inputs.allSatisfy({ $0 != nil }) else { break }
      let signals = inputs.compactMap(\.self).map { Flow.Activated(number(of: $0), []) }
      flow.content = .signals(Self.pruned(signals, channels))
      flow.origin = []
      return
    case .functions(let outputs, let isRectified):
      let quantizers = channels.compactMap { ($0 ?? .pruned).rectified(if: isRectified) }
      guard quantizers.count == channels.count else { break }
      flow.origin.append(text)
      close(outputs, channels, quantizers, &flow)
      return
    case .signals: break
    }
    let signals = self.signals(of: &flow)
    flow.origin.append(text)
    close(Self.outputs(of: signals), channels, channels.map { $0 ?? .pruned }, &flow)
  }

  /// Makes a block of functions; one whose channel has no width is 0.
  private mutating func close(
    _ outputs: [Block.Output], _ channels: [Quantizer?], _ quantizers: [Quantizer], _ flow: inout Flow
  ) {
    let outputs = zip(outputs, channels).map { $1 == nil ? Block.Output(bias: 0, terms: []) : $0 }
    let signals = close(outputs, .own(quantizers), &flow)
    flow.content = .signals(Self.pruned(signals, channels))
  }

  /// Signals whose channels have no width become 0, so that no table that reads one depends on it.
  private static func pruned(_ signals: [Flow.Activated], _ channels: [Quantizer?]) -> [Flow.Activated] {
    zip(signals, channels).map { signal, channel in channel == nil ? (signal.source, [.zero]) : signal }
  }

  /// An input that a quantizer makes of a feature; nil when the functions before it are more than the encoder computes.
  private static func input(_ feature: Flow.Activated, _ quantizer: Quantizer, group: Int) -> Input? {
    var (activation, quantizer) = (feature.activation, quantizer)
    if activation.last == .relu {
      guard let rectified = quantizer.rectified else { return nil }
      activation.removeLast()
      quantizer = rectified
    }
    var (scale, offset) = (1.0, 0.0)
    for function in activation {
      guard case .affine(let nextScale, let nextOffset) = function else { return nil }
      (scale, offset) = (scale * nextScale, offset * nextScale + nextOffset)
    }
    return Input(
      encoding: FeatureEncoding(feature: feature.source, scale: scale, offset: offset), quantizer: quantizer,
      group: group)
  }

  mutating func sum(_ kind: BranchSum, _ branches: [[LayerPlace]], of network: Network, _ flow: inout Flow) {
    // All branches read it: an open function would be computed several times. Features may get inputs in each branch.
    if case .functions = flow.content { _ = signals(of: &flow) }
    var (outputs, origins, shape, groups) = ([Block.Output](), [[String]](), flow.shape, flow.groups)
    for (index, places) in branches.enumerated() {
      var branch = flow
      walk(network, places, &branch)
      let sums = self.sums(of: &branch)
      outputs = index == 0 ? sums : zip(outputs, sums).map { $0 + $1 }
      if index == 0 { (shape, groups) = (branch.shape, branch.groups) }
      origins.append(branch.origin)
    }
    let others = origins.dropFirst().filter { !$0.isEmpty }.map { $0.joined(separator: ", ") }
    let label =
      switch kind {
      case .residual: others.isEmpty ? "residual sum" : "residual sum (shortcut: \(others.joined(separator: "; ")))"
      case .ensemble: others.isEmpty ? "ensemble sum" : "ensemble sum (others: \(others.joined(separator: "; ")))"
      }
    flow = Flow(
      shape: shape, content: .functions(outputs, isRectified: false), groups: groups, origin: origins[0] + [label])
  }

  // MARK: - Functions

  /// Weighted sums of some of `signals`, without the weights of 0.
  private static func sums(
    of signals: [Flow.Activated], _ terms: [[(index: Int, weight: Double)]], bias: [Float]?, biasIndex: (Int) -> Int
  ) -> [Block.Output] {
    terms.enumerated().map { output, terms in
      Block.Output(
        bias: bias.map { Double($0[biasIndex(output)]) } ?? 0,
        terms: terms.filter { $0.weight != 0 && signals[$0.index].activation != [.zero] }.map { index, weight in
          NeuronPart.Term(signal: signals[index].source, weight: weight, activation: signals[index].activation)
        })
    }
  }

  /// One sub-neuron of the values of `inputs`.
  private static func output(_ shape: NeuronShape, _ parameters: [Double], _ inputs: [Flow.Activated]) -> Block.Output {
    func terms(weight: (Int) -> Double) -> [NeuronPart.Term] {
      inputs.enumerated().map {
        NeuronPart.Term(signal: $1.source, weight: weight($0), activation: $1.activation)
      }
    }
    switch shape.function {
    case .linear:
      return Block.Output(
        bias: parameters[inputs.count],
        terms: terms { parameters[$0] }.filter {
          $0.summands[0].weight != 0 && $0.summands[0].activation != [.zero]
        })
    case .polynomial(let degree):
      let polynomial = Polynomial(
        PolynomialShape(inputCount: inputs.count, degree: degree), coefficients: parameters)
      return Block.Output(terms: terms { _ in 1 }, function: .polynomial(polynomial))
    case .network(let hidden, let depth, let skip):
      let network = SubNetwork(
        SubNetworkShape(inputCount: inputs.count, hidden: hidden, depth: depth, skip: skip), parameters: parameters)
      return Block.Output(terms: terms { _ in 1 }, function: .network(network))
    }
  }
}

extension Linear {
  /// For each output the input that it is, where every one has one connection of weight 1; nil for layers that compute something.
  fileprivate var selection: [Int]? {
    guard let connections, bias?.allSatisfy({ $0 == 0 }) ?? true else { return nil }
    var sources: [Int] = []
    for output in 0..<outputCount {
      guard let source = connections[output].first, connections[output].count == 1,
        weight[output * inputCount + source] == 1
      else { return nil }
      sources.append(source)
    }
    return sources
  }
}
