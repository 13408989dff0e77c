/// What a network of tables over bits consists of: a `Thermometer`, `LUTLayer`s, and a `GroupSum`.
///
/// A network with one of these layers has all three kinds, in this order, and nothing else.
struct WeightlessParts {
  let thermometer: (shape: ThermometerShape, place: LayerPlace)
  let layers: [(shape: LUTShape, place: LayerPlace)]
  let sum: (shape: GroupSumShape, place: LayerPlace)

  /// nil for a network of other layers.
  init?(_ places: [LayerPlace]) {
    guard let first = places.first, let last = places.last, case .thermometer(let thermometer) = first.layer,
      case .groupSum(let sum) = last.layer
    else { return nil }
    self.thermometer = (thermometer, first)
    self.sum = (sum, last)
    layers = places.compactMap { place in
      if case .luts(let shape) = place.layer { (shape, place) } else { nil }
    }
  }
}

extension Network {
  /// Its layers as those of a weightless network; nil for another one.
  var weightless: WeightlessParts? { WeightlessParts(places) }
}

extension Network {
  /// Refuses options that would be without effect.
  ///
  /// - Throws: `TrainingError`.
  func checkBits(_ options: TrainingOptions) throws(TrainingError) {
    guard let parts = weightless else {
      if let option = options.givenForBits.first { throw .onlyForBits(option: option.keyword) }
      return
    }
    guard case .adam = options.optimizer else {
      throw .notForBits(option: "the optimizer \(options.optimizer.name.rawValue)", needs: "choose adam")
    }
    let unused = [
      ("the weight decay", options.weightDecay != 0),
      ("the largest norm of the gradient", options.gradientClipping != nil),
      ("accumulating batches", options.accumulatedBatches != 1),
    ]
    if let (option, _) = unused.first(where: \.1) { throw .notForBits(option: option, needs: "leave it out") }
    if options.estimator == .sigmoid, parts.layers.count > 1 {
      throw .notForBits(
        option: "the estimator sigmoid with \(parts.layers.count) layers of tables",
        needs: "choose finite-difference or multilinear")
    }
    // The network that selects thresholds has one layer, and the standard estimator is that of its own number of layers.
    let estimator = options.estimator ?? .standard(layers: parts.layers.count)
    if options.sharpness != nil, estimator != .sigmoid, options.selectThresholds == nil || options.estimator != nil {
      throw .notForBits(option: "a sharpness with the estimator \(estimator.rawValue)", needs: "leave it out")
    }
    if options.augment == .shift, parts.thermometer.shape.imageSide == nil {
      throw .noImage(features: parts.thermometer.shape.featureCount)
    }
    let bits = parts.thermometer.shape.featureCount * parts.thermometer.shape.bits
    if let count = options.selectThresholds, count > bits {
      throw .option(name: "the number of thresholds", value: "\(count)", allowed: "at most the thermometer's \(bits)")
    }
  }
}

extension Layer {
  /// Whether it is a layer of weightless networks.
  public var isOfBits: Bool {
    switch self {
    case .thermometer, .luts, .groupSum: true
    default: false
    }
  }
}

extension ModelDescription.StatedLayer {
  /// The layers of a weightless network, each `LUTLayer` with the number of its inputs; other layers as they are.
  ///
  /// - Throws: layers of bits that do not stand in the only order that there is, groups that are not equally large, more weights
  ///   than a layer can have.
  static func resolved(
    _ layers: [ModelDescription.StatedLayer], source: String
  ) throws(ModelError) -> [ModelDescription.StatedLayer] {
    func holdsBits(_ layer: Layer) -> Bool {
      if case .branches(_, let branches) = layer {
        branches.joined().contains(where: holdsBits)
      } else {
        layer.isOfBits
      }
    }
    guard let first = layers.first(where: { holdsBits($0.layer) }) else { return layers }
    func fail(_ layer: ModelDescription.StatedLayer, _ problem: ModelError.Problem) -> ModelError {
      ModelError(source: source, line: layer.line, problem: problem)
    }
    var (width, resolved) = (0, [ModelDescription.StatedLayer]())
    for (index, layer) in layers.enumerated() {
      let isLast = index == layers.count - 1
      switch layer.layer {
      case .thermometer(let shape) where index == 0 && !isLast: width = shape.outputCount
      case .luts(var shape) where index > 0 && !isLast:
        shape.inputCount = width
        let weights = shape.pins * shape.choiceCount
        guard shape.size * weights <= Layer.weightLimit else {
          throw fail(
            layer,
            .outOfRange(
              call: layer.text, argument: "size", value: "\(shape.size)",
              allowed: "at most \(max(1, Layer.weightLimit / weights)) with \(width) bits before it"))
        }
        width = shape.size
        resolved.append(ModelDescription.StatedLayer(.luts(shape), at: layer))
        continue
      case .groupSum(let shape) where index > 1 && isLast:
        guard width.isMultiple(of: shape.classCount) else {
          throw fail(
            layer,
            .outOfRange(
              call: layer.text, argument: "k", value: "\(shape.classCount)",
              allowed: "a divisor of the \(width) tables before it"))
        }
      default: throw fail(layer.layer.isOfBits ? layer : first, .weightlessOrder(call: layer.text))
      }
      resolved.append(layer)
    }
    return resolved
  }
}
