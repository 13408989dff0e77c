import LNQData

extension Network {
  /// A network with Quant layers that begins with the parameters of one without, or with other Quant layers.
  ///
  /// Layers are matched in order. `Dropout` may stand in either; a `QuantReLU` takes the place of a `ReLU`, other Quant layers
  /// that of nothing; all other layers have to be equal, a `fan_in` included, whose connections come along. Each scale is chosen
  /// by what the source gives at that place: the one with the smallest squared error over the first rows, at most 1024 of them
  /// and at most 2^20 numbers a layer. Where all of these are 0, the scale is the one at which training starts otherwise.
  /// - Throws: `FineTuningError` with the first layer that does not match.
  public init(
    _ model: ModelDescription, fineTuning source: Network, over rows: LabelledRows
  ) throws(FineTuningError) {
    guard rows.count > 0 else { throw .noRows }
    guard rows.featureCount == source.inputCount else {
      throw .featureCount(network: source.inputCount, rows: rows.featureCount)
    }
    var matching = LayerMatching()
    let layers = try matching.match(
      zip(model.layers, model.lines).map { ($0, $1) }, source.layers, input: nil, line: model.lines.last ?? 1)
    self.init(model, layers: SourceValues(source, rows: rows).calibrated(layers))
  }
}

/// A layer of the new network.
private indirect enum MatchedLayer {
  /// The source's, or one without parameters.
  case known(Layer)
  /// A quantizer of what the source's layer with that number in `Network.allLayers` gives; nil for the source's input.
  case quantizer(QuantizerSettings, of: Int?)
  case branches(BranchSum.Kind, [[MatchedLayer]])
}

/// Walks through the layers of a model and of a source side by side.
private struct LayerMatching {
  /// How many of the source's layers, and of those that they hold, were passed.
  private var passed = 0

  /// - Parameters:
  ///   - input: the number of the source's layer whose output goes in.
  ///   - line: where to say that the source goes on.
  mutating func match(
    _ model: [(layer: LayerDescription, line: Int)], _ source: [Layer], input: Int?, line: Int
  ) throws(FineTuningError) -> [MatchedLayer] {
    var matched: [MatchedLayer] = []
    var value = input
    var rest = source[...]
    for (layer, line) in model {
      skip(&rest, value: &value)
      if case .dropout(let probability) = layer {
        matched.append(.known(.dropout(Dropout(probability: probability))))
        continue
      }
      if case .quantizer(let settings) = layer, settings.kind != .relu {
        matched.append(.quantizer(settings, of: value))
        continue
      }
      guard let other = rest.popFirst() else {
        throw .layer("\(layer)", line: line, source: nil)
      }
      let number = passed
      passed += 1
      switch (layer, other) {
      case (.quantizer(let settings), _) where other.rectifies:
        matched.append(.quantizer(settings, of: number))
      case (.branches(let kind, let branches), .branches(let sum))
      where kind == sum.kind && branches.count == sum.branches.count:
        var inner: [[MatchedLayer]] = []
        for (branch, layers) in zip(branches, sum.branches) {
          inner.append(try match(branch.map { ($0, line) }, layers, input: value, line: line))
        }
        matched.append(.branches(kind, inner))
      case (.relu, _) where other.rectifies: matched.append(.known(.relu))
      case _ where other.layerDescription == layer: matched.append(.known(other))
      default: throw .layer("\(layer)", line: line, source: "\(other.layerDescription)")
      }
      value = number
    }
    skip(&rest, value: &value)
    if let other = rest.first { throw .goesOn(source: "\(other.layerDescription)", line: line) }
    return matched
  }

  /// Passes what has no counterpart: Dropout, and quantizers that do not rectify.
  private mutating func skip(_ rest: inout ArraySlice<Layer>, value: inout Int?) {
    while let layer = rest.first {
      switch layer {
      case .dropout: break
      case .quantizer where !layer.rectifies: break
      default: return
      }
      value = passed
      passed += 1
      rest.removeFirst()
    }
  }
}

extension Layer {
  /// Whether it is a ReLU, quantized or not.
  fileprivate var rectifies: Bool {
    switch self {
    case .relu: true
    case .quantizer(let quantizer): quantizer.settings.kind == .relu
    default: false
    }
  }
}

/// What the layers of the source give for some rows.
private struct SourceValues {
  private let input: [Float]
  private let outputs: [[Float]]

  init(_ source: Network, rows: LabelledRows) {
    var (shape, widest) = (ActivationShape.features(source.inputCount), source.inputCount)
    for layer in source.layers {
      shape = layer.layerDescription.outputShape(of: shape)
      widest = max(widest, shape.count)
    }
    let count = min(rows.count, 1024, max(1, (1 << 20) / widest))
    input = Array(rows.features[..<(count * rows.featureCount)])
    let executor = NetworkExecutor<Float>(source, batchSize: count)
    let unlabelled = LabelledRows(
      featureCount: rows.featureCount, features: input, labels: Array(repeating: 0, count: count))
    // Label 0 is an output of every network, and the number of features was checked.
    try? executor.load(unlabelled, range: 0..<count)
    _ = executor.evaluationPass(count: count)
    outputs = executor.allOutputs(count: count)
  }

  func calibrated(_ layers: [MatchedLayer]) -> [Layer] {
    layers.map { layer in
      switch layer {
      case .known(let layer): layer
      case .quantizer(let settings, let number):
        .quantizer(
          ActivationQuantizer(
            settings, log2Scale: ScaleCalibration.log2Scale(settings, for: number.map { outputs[$0] } ?? input)))
      case .branches(let kind, let branches): .branches(BranchSum(kind, branches: branches.map(calibrated)))
      }
    }
  }
}
