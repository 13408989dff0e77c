extension ModelDescription {
  /// The widths of codes that quantizers get; nil leaves them.
  public struct QuantizerBits: Hashable, Sendable {
    /// Before the first `Linear`.
    public var input: Int?
    /// Between the first and the last one.
    public var activation: Int?
    /// Behind the last one.
    public var output: Int?

    /// Puts them together.
    public init(input: Int? = nil, activation: Int? = nil, output: Int? = nil) {
      (self.input, self.activation, self.output) = (input, activation, output)
    }
  }

  /// For each hidden layer what its width is a multiple of. Hidden are all `Linear` layers but the last one, those within residual
  /// blocks not counted; in a weightless network all layers of tables, the last of which has as many tables for each class.
  public var hiddenWidthSteps: [Int] {
    let tables = layers.count { if case .luts = $0 { true } else { false } }
    guard tables > 0 else { return Array(repeating: 1, count: max(0, layers.count(where: \.isLinear) - 1)) }
    let classes = if case .groupSum(let shape) = layers.last { shape.classCount } else { 1 }
    return Array(repeating: 1, count: tables - 1) + [classes]
  }

  /// The same network with other hidden layers.
  ///
  /// What stands behind a hidden layer follows it: `BatchNorm1d` and the next `Linear` take as many features as it gives. A fan-in is at
  /// most the number of inputs; layers of tables and of splines have none.
  /// - Parameters:
  ///   - widths: the outputs of each hidden layer; nil leaves them.
  ///   - fanIn: the fan-in of all hidden `Linear` layers; nil leaves them.
  ///   - bits: the widths of the quantizers' codes, those within branches not counted.
  /// - Throws: `ModelError` when another layer, such as a residual block, does not fit any more.
  /// - Precondition: there are as many widths as `hiddenWidthSteps`, and bits are `QuantizerSettings.bitCounts`.
  public func resized(
    name: String, widths: [Int]?, fanIn: Int?, bits: QuantizerBits = QuantizerBits()
  ) throws(ModelError) -> ModelDescription {
    let hiddenCount = hiddenWidthSteps.count
    precondition(widths.map { $0.count == hiddenCount } ?? true, "a width for each hidden layer")
    var left = hiddenCount
    var features: Int?
    /// The sizes of the next layer that has a width, one after the other.
    func next(inputs: Int, outputs: Int, fanIn own: Int?) -> (inputs: Int, outputs: Int, fanIn: Int?) {
      defer { left -= 1 }
      let isHidden = left > 0
      let inputs = features ?? inputs
      let outputs = isHidden ? widths.map { $0[$0.count - left] } ?? outputs : outputs
      features = outputs
      return (inputs, outputs, (isHidden ? fanIn ?? own : own).map { min($0, inputs) })
    }
    let resized = layers.map { layer -> Layer in
      switch layer {
      case .linear(let inputCount, let outputCount, let hasBias, let ownFanIn):
        let sizes = next(inputs: inputCount, outputs: outputCount, fanIn: ownFanIn)
        return .linear(
          inputCount: sizes.inputs, outputCount: sizes.outputs, hasBias: hasBias, fanIn: sizes.fanIn)
      case .neurons(let shape):
        let sizes = next(inputs: shape.inputCount, outputs: shape.outputCount, fanIn: shape.fanIn)
        return .neurons(
          NeuronShape(
            inputCount: sizes.inputs, outputCount: sizes.outputs, fanIn: sizes.fanIn ?? shape.fanIn,
            function: shape.function, adders: shape.adders, adderBits: shape.adderBits))
      case .kanLinear(let shape):
        let isHidden = left > 0
        let sizes = next(inputs: shape.inputCount, outputs: shape.outputCount, fanIn: nil)
        return .kanLinear(
          KANShape(
            inputCount: sizes.inputs, outputCount: sizes.outputs, spline: shape.spline,
            bits: (isHidden ? bits.activation : bits.output) ?? shape.codes.bits, domain: shape.domain,
            maximum: shape.codes.maximum, learnsWidths: shape.codes.learned != nil))
      case .luts(let shape):
        let sizes = next(inputs: shape.inputCount, outputs: shape.size, fanIn: nil)
        return .luts(
          LUTShape(
            inputCount: sizes.inputs, size: sizes.outputs, pins: shape.pins, mapping: shape.mapping,
            candidates: shape.candidates))
      case .batchNorm1d(let featureCount, let epsilon, let momentum):
        return .batchNorm1d(featureCount: features ?? featureCount, epsilon: epsilon, momentum: momentum)
      case .quantizer(let settings):
        let wanted = left < 0 ? bits.output : left == hiddenCount ? bits.input : bits.activation
        return .quantizer(
          QuantizerSettings(
            settings.kind, bits: wanted ?? settings.bits, signed: settings.isSigned, maximum: settings.maximum,
            scale: settings.scale, unit: settings.unit,
            learnedWidths: settings.learned.map { $0.count == 1 ? 1 : features ?? $0.count }))
      default: return layer
      }
    }
    return try ModelDescription(name: name, layers: resized, recipe: recipe)
  }
}

extension ModelDescription {
  /// The float network that this one is with Quant layers: without those, and with a ReLU for each QuantReLU.
  ///
  /// - Throws: `ModelError` when a branch would hold no layer.
  public func withoutQuantizers() throws(ModelError) -> ModelDescription {
    func plain(_ layers: [Layer]) -> [Layer] {
      layers.compactMap { layer in
        switch layer {
        case .quantizer(let settings): settings.kind == .relu ? .relu : nil
        case .branches(let sum, let branches): .branches(sum, branches.map(plain))
        default: layer
        }
      }
    }
    return try ModelDescription(name: name, layers: plain(layers), recipe: recipe)
  }
}

extension Layer {
  fileprivate var isLinear: Bool {
    switch self {
    case .linear, .neurons, .kanLinear: true
    default: false
    }
  }
}
