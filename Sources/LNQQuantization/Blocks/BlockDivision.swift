import LNQFixedPoint
import LNQTables
import LNQTraining

/// Divides a network into blocks. Each block reads signals that stand before it.
///
/// Signals are numbered as in `TableNetwork`: the inputs, then the neurons of block after block. The walk carries along what
/// flows between the layers, which is one of three things for each number of the shape:
/// - a *feature* with elementwise functions on it, that is no input yet. A quantizer makes inputs of features that have affine
///   functions at most: the input encoder computes them. Whatever else needs signals makes inputs of the features as they are.
/// - a *signal* with elementwise functions on it. BatchNorm, ReLU, Tanh and the like add a function; Linear and Conv1d make it a
///   term.
/// - an open *function* of signals. BatchNorm folds into its parameters; Tanh and the like come after it where it is one table,
///   else the function ends before them. A quantizer or whatever needs signals ends it, and then
///   the functions become a block, and signals go on.
///
/// Residual blocks and ensembles walk through their branches with the same signals and add what comes out: a signal is a term
/// of weight 1, so a body that ends in a Linear or a Conv1d simply gets one term more. Dropout, Flatten and Unflatten only
/// change the order of numbers. Taps in a convolution's padding see 0 in every format of the input: they are no terms.
struct BlockDivision {
  /// One code that goes into the network.
  struct Input: Hashable {
    /// From which feature, and how.
    let encoding: FeatureEncoding
    /// The network's own quantizer; nil when calibration rows choose one.
    let quantizer: Quantizer?
    /// A group shares one quantizer.
    let group: Int
  }

  /// The blocks, first to last.
  private(set) var blocks: [Block] = []
  /// The inputs, in the order in which they were needed.
  private(set) var inputs: [Input] = []
  /// Whether a thermometer is a part of the circuit; without, its bits are the inputs.
  let hasEncoder: Bool
  /// For each feature the number of its group.
  private var featureGroups: [Int]
  /// The number of the next block's first signal, and those of the blocks that exist. While the walk lasts, inputs have the
  /// numbers −1, −2, …, and the blocks' signals begin with 0.
  private var signalCount = 0
  private var firstSignals: [Int] = []
  /// For each signal of a block how many bits it has; nil where an option decides that.
  private var signalWidths: [Int?] = []

  struct Flow {
    typealias Activated = (source: Int, activation: [Elementwise])

    enum Content {
      case features([Activated])
      case signals([Activated])
      case functions([Block.Output], isRectified: Bool)
    }

    var shape: ActivationShape
    var content: Content
    /// Which of the numbers share a quantizer.
    var groups: [Int]
    /// Whether the open functions have few inputs by the network's design.
    var isSparse = false
    /// The layers that are in no block yet.
    var origin: [String] = []
    /// How many of them stand before the open functions' activations.
    var functionOriginCount = 0
  }

  init(_ network: Network, hasEncoder: Bool = true) {
    self.hasEncoder = hasEncoder
    let count = network.inputCount
    featureGroups = Array(0..<count)
    var flow = Flow(shape: .features(count), content: .features((0..<count).map { ($0, []) }), groups: featureGroups)
    walk(network, network.places, &flow)
    finish(&flow)
    for block in blocks.indices {
      for output in blocks[block].outputs.indices {
        for term in blocks[block].outputs[output].terms.indices {
          let signal = blocks[block].outputs[output].terms[term].signal
          blocks[block].outputs[output].terms[term].signal = signal < 0 ? -1 - signal : signal + inputs.count
        }
      }
    }
  }

  /// Whether some codes are the network's own, made by its quantizers.
  var hasQuantizers: Bool {
    inputs.contains { $0.quantizer != nil }
      || blocks.contains { if case .calibrated = $0.coding { false } else { true } }
  }

  mutating func walk(_ network: Network, _ places: [LayerPlace], _ flow: inout Flow) {
    for place in places {
      let text = "\(place.layer)"
      switch place.layer {
      case .linear: Linear(network, at: place).map { linear($0, &flow) }
      case .conv1d: Conv1d(network, at: place).map { conv1d($0, &flow) }
      case .neurons: NeuronLayer(network, at: place).map { neurons($0, text, &flow) }
      case .kanLinear: KANLinear(network, at: place).map { kanLinear($0, text, &flow) }
      case .batchNorm1d: BatchNorm1d(network, at: place).map { batchNorm($0, &flow) }
      case .elementwise(let function): elementwise(function, &flow)
      case .quantizer: ActivationQuantizer(network, at: place).map { quantizer($0, text, &flow) }
      case .thermometer: Thermometer(network, at: place).map { thermometer($0, text, &flow) }
      case .luts: LUTLayer(network, at: place).map { luts($0, text, &flow) }
      case .groupSum(let shape): groupSum(shape, bias: network.numbers(at: place).values[0], text, &flow)
      case .branches(let kind, _): sum(kind, place.branches, of: network, &flow)
      case .flatten: flow.shape = .features(flow.shape.count)
      case .unflatten(let channels, let length):
        flow.shape = .channels(channels, length: length)
        flow.groups = Self.channels(of: flow.shape)
        regroup(flow)
      case .dropout: break
      }
      switch place.layer {
      case .flatten, .unflatten, .dropout, .branches, .elementwise(.identity): break
      case .quantizer, .neurons, .kanLinear, .thermometer, .luts, .groupSum: break
      default: flow.origin.append(text)
      }
    }
  }

  /// The positions of each channel share the quantizer from now on, where they are features or signals as they stand.
  private mutating func regroup(_ flow: Flow) {
    switch flow.content {
    case .features(let features):
      guard features.allSatisfy({ $0.activation.isEmpty }) else { return }
      for (feature, group) in zip(features, flow.groups) { featureGroups[feature.source] = group }
    case .signals(let signals):
      guard signals.allSatisfy({ $0.activation.isEmpty }) else { return }
      for (signal, group) in zip(signals, flow.groups) {
        if let block = firstSignals.lastIndex(where: { $0 <= signal.source }) {
          blocks[block].groups[signal.source - firstSignals[block]] = group
        }
      }
    case .functions: break
    }
  }

  // MARK: - From functions to signals and back

  /// What flows, as signals: features become inputs, open functions a block.
  mutating func signals(of flow: inout Flow) -> [Flow.Activated] {
    switch flow.content {
    case .signals(let signals): return signals
    case .features(let features):
      let signals = features.map { feature, activation in
        let input = Input(
          encoding: FeatureEncoding(feature: feature), quantizer: nil, group: featureGroups[feature])
        return (number(of: input), activation)
      }
      flow.content = .signals(signals)
      return signals
    case .functions(let outputs, let isRectified):
      return close(outputs, .calibrated(isRectified: isRectified), &flow)
    }
  }

  /// The number of an input, which is added if there is none like it.
  mutating func number(of input: Input) -> Int {
    if let index = inputs.firstIndex(of: input) { return -1 - index }
    inputs.append(input)
    return -inputs.count
  }

  /// Makes a block, whose signals flow from now on.
  @discardableResult
  mutating func close(_ outputs: [Block.Output], _ coding: Block.Coding, _ flow: inout Flow) -> [Flow.Activated] {
    guard outputs.allSatisfy({ $0.activation.isEmpty || isTable($0, in: flow) }) else {
      return closeBeforeActivations(outputs, coding, &flow)
    }
    let block = Block(
      outputs: outputs, groups: flow.groups, coding: coding, isSparse: flow.isSparse,
      origin: flow.origin.joined(separator: ", "))
    blocks.append(block)
    firstSignals.append(signalCount)
    signalCount += block.neuronCount
    switch coding {
    case .own(let quantizers): signalWidths += quantizers.map(\.format.width)
    case .added(let quantizer, _, saturates: true):
      signalWidths += Array(repeating: quantizer.format.width, count: block.neuronCount)
    case .calibrated, .exact, .added: signalWidths += Array(repeating: nil, count: block.neuronCount)
    }
    let signals: [Flow.Activated] = (signalCount - block.neuronCount..<signalCount).map { ($0, []) }
    flow.content = .signals(signals)
    flow.isSparse = false
    flow.origin = []
    return signals
  }

  /// Says that the last block is an encoder.
  mutating func markEncoder() { blocks[blocks.count - 1].isEncoder = true }

  /// Whether a function with activations is one table under all options: it is no weighted sum, or one of few bits.
  private func isTable(_ output: Block.Output, in flow: Flow) -> Bool {
    guard case .sum = output.function else { return true }
    guard flow.isSparse else { return false }
    var width = 0
    for term in output.terms {
      let bits = term.signal < 0 ? inputs[-1 - term.signal].quantizer?.format.width : signalWidths[term.signal]
      guard let bits else { return false }
      width += bits
    }
    return width <= TruthTable.addressWidths.upperBound
  }

  /// Makes a block of functions that may get parts, and lets their activations be functions of its signals.
  private mutating func closeBeforeActivations(
    _ outputs: [Block.Output], _ coding: Block.Coding, _ flow: inout Flow
  ) -> [Flow.Activated] {
    let later = Array(flow.origin[flow.functionOriginCount...])
    flow.origin = Array(flow.origin[..<flow.functionOriginCount])
    let signals = close(
      outputs.map { Block.Output(terms: $0.terms, function: $0.function) }, .calibrated(isRectified: false), &flow)
    flow.origin = later
    let activated = zip(signals, outputs).map { (source: $0.source, activation: $1.activation) }
    guard case .calibrated(let isRectified) = coding else { return close(Self.outputs(of: activated), coding, &flow) }
    let content = activated.map { (source: $0.source, activation: $0.activation + (isRectified ? [.relu] : [])) }
    flow.content = .signals(content)
    return content
  }

  /// What is left at the end: open functions, or functions of one signal each.
  private mutating func finish(_ flow: inout Flow) {
    if case .functions = flow.content { _ = signals(of: &flow) }
    if !flow.origin.isEmpty {
      let signals = self.signals(of: &flow)
      close(Self.outputs(of: signals), .calibrated(isRectified: signals.first?.activation.last == .relu), &flow)
    }
  }

  /// What flows, as weighted sums: a signal is one term of weight 1.
  mutating func sums(of flow: inout Flow) -> [Block.Output] {
    if case .functions(let outputs, isRectified: false) = flow.content, outputs.allSatisfy({ $0.bias != nil }) {
      return outputs
    }
    return Self.outputs(of: signals(of: &flow))
  }

  static func outputs(of signals: [Flow.Activated]) -> [Block.Output] {
    signals.map { Block.Output(signal: $0.source, activation: $0.activation) }
  }

  /// For each number of the shape its channel; of features each one is its own.
  static func channels(of shape: ActivationShape) -> [Int] {
    switch shape {
    case .features(let count): Array(0..<count)
    case .channels(let channels, let length): (0..<channels * length).map { $0 / length }
    }
  }
}
