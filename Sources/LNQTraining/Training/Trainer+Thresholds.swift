import LNQData

extension Trainer {
  /// The trainer of the network with the thresholds that are used most.
  ///
  /// A wide network of one layer is trained with all thresholds first, for half as many epochs; then the thermometer keeps those that
  /// most of its pins read.
  ///
  /// - Parameters:
  ///   - threads: how many may make a step together.
  ///   - onStep: called after every step of the wide network.
  /// - Returns: nil when `onStep` stopped it; nil inside where the options ask for no selection.
  func selectingThresholds(
    threads: Int, _ onStep: (TrainingProgress) -> TrainingControl
  ) throws(TrainingError) -> Trainer?? {
    guard let count = options.selectThresholds, let parts = network.weightless, parts.thermometer.shape.keep == count,
      let chosen = Thermometer(network, at: parts.thermometer.place)
    else { return .some(nil) }
    let wide = network.wide(parts)
    var options = options
    options.selectThresholds = nil
    options.epochs = max(1, options.epochs / 2)
    options.patience = nil
    let trainer = try Trainer(network: wide, dataset: dataset, options: options)
    guard let result = try trainer.run(threads: threads, onStep: onStep), !result.wasStopped,
      let layer = result.best.weightless?.layers.first, let mapping = LUTLayer(result.best, at: layer.place)
    else { return nil }
    var uses = [Int](repeating: 0, count: layer.shape.inputCount)
    for input in mapping.pins.joined() { uses[input] += 1 }
    let kept = uses.indices.sorted { (uses[$1], $0) < (uses[$0], $1) }.prefix(count).sorted()
    return try Trainer(
      network: network.replacing(chosen.keeping(kept), at: parts.thermometer.place), dataset: dataset,
      options: self.options)
  }
}

extension Network {
  /// A network with all thresholds, and with tables enough to find those of use.
  fileprivate func wide(_ parts: WeightlessParts) -> Network {
    let (first, head) = (parts.layers[0].shape, parts.sum.shape)
    let size = max(first.size, Self.selectingSize / head.classCount * head.classCount)
    let thermometer = parts.thermometer.shape.keeping(nil)
    let layers: [Layer] = [
      .thermometer(thermometer),
      .luts(LUTShape(inputCount: thermometer.outputCount, size: size, pins: first.pins)),
      .groupSum(GroupSumShape(classCount: head.classCount, tau: head.tau * Float(size) / Float(first.size))),
    ]
    return Network(name: name, inputCount: inputCount, outputCount: outputCount, layers: layers, seed: 0)
  }

  /// About how many tables choose thresholds at least.
  private static let selectingSize = 100
}

extension ModelDescription {
  /// The model with a thermometer that keeps as many thresholds as the options select.
  public func selecting(_ options: TrainingOptions) -> ModelDescription {
    guard let count = options.selectThresholds, case .thermometer(let shape) = layers.first,
      count <= shape.featureCount * shape.bits,
      let selected = try? ModelDescription(
        name: name, layers: [.thermometer(shape.keeping(count))] + layers.dropFirst(), recipe: recipe)
    else { return self }
    return selected
  }
}
