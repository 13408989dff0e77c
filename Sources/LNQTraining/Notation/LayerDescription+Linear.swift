extension LayerDescription {
  /// Reads a `Linear`, whose neurons are more than a weighted sum with `degree`, `adders` or `hidden`.
  static func linear(_ call: LayerCall) throws(ModelError.Problem) -> LayerDescription {
    let arguments = try call.arguments(
      ["in_features", "out_features", "bias"],
      keywordOnly: ["fan_in", "degree", "adders", "adder_bits", "hidden", "depth", "skip"], required: 2)
    let inputCount = try arguments.count("in_features")
    let outputCount = try arguments.count("out_features")
    let hasBias = try arguments.boolean("bias", default: true)
    let fanIn = try arguments.optionalCount("fan_in", in: 1...inputCount)
    let function = try function(call, arguments, fanIn: fanIn)
    let adders = try arguments.optionalCount("adders", in: NeuronShape.adderCounts) ?? 1
    let adderBits = try arguments.optionalCount("adder_bits", in: QuantizerSettings.bitCounts)
    if adderBits != nil, adders == 1 {
      throw .requires(call: call.text, argument: "adder_bits", required: "adders=2 or more")
    }
    guard function != .linear || adders > 1 else {
      guard inputCount * outputCount <= weightLimit else {
        throw .outOfRange(
          call: call.text, argument: "in_features × out_features", value: "\(inputCount * outputCount)",
          allowed: "at most \(weightLimit)")
      }
      return .linear(inputCount: inputCount, outputCount: outputCount, hasBias: hasBias, fanIn: fanIn)
    }
    guard let fanIn else { throw .requires(call: call.text, argument: "adders", required: "fan_in") }
    guard hasBias else { throw .unsupported(call: call.text, argument: "bias=False with degree, adders or hidden") }
    let shape = NeuronShape(
      inputCount: inputCount, outputCount: outputCount, fanIn: fanIn, function: function, adders: adders,
      adderBits: adderBits ?? NeuronShape.standardAdderBits)
    // Four counts of at most 2^16, 2^6, 2^20 and 2^20 do not overflow.
    guard shape.parameterCount <= weightLimit else {
      throw .outOfRange(
        call: call.text, argument: "out_features × adders × parameters of a neuron", value: "\(shape.parameterCount)",
        allowed: "at most \(weightLimit)")
    }
    return .neurons(shape)
  }

  private static func function(
    _ call: LayerCall, _ arguments: LayerArguments, fanIn: Int?
  ) throws(ModelError.Problem) -> NeuronFunction {
    let degree = try arguments.optionalCount("degree", in: NeuronFunction.degrees)
    let hidden = try arguments.optionalCount("hidden", in: NeuronFunction.hiddenCounts)
    let depth = try arguments.optionalCount("depth", in: NeuronFunction.depths)
    let skip = try arguments.optionalCount("skip", in: 0...NeuronFunction.depths.upperBound)
    for (name, value) in [("degree", degree), ("hidden", hidden)] where value != nil && fanIn == nil {
      throw .requires(call: call.text, argument: name, required: "fan_in")
    }
    guard let hidden else {
      for (name, value) in [("depth", depth), ("skip", skip)] where value != nil {
        throw .requires(call: call.text, argument: name, required: "hidden")
      }
      guard let degree, degree > 1, let fanIn else { return .linear }
      let count = Monomials.count(inputCount: fanIn, degree: degree)
      guard count <= Monomials.limit else {
        throw .tooManyMonomials(call: call.text, fanIn: fanIn, degree: degree, limit: Monomials.limit)
      }
      return .polynomial(degree: degree)
    }
    if degree != nil { throw .excludes(call: call.text, argument: "hidden", other: "degree") }
    guard let depth else { throw .requires(call: call.text, argument: "hidden", required: "depth") }
    guard skip == nil || skip == 0 || depth.isMultiple(of: skip ?? 1) else {
      throw .outOfRange(
        call: call.text, argument: "skip", value: "\(skip ?? 0)", allowed: "0 or a divisor of depth=\(depth)")
    }
    return .network(hidden: hidden, depth: depth, skip: skip ?? 0)
  }
}

extension NeuronShape {
  /// `Linear(16, 64, fan_in=3, degree=2, adders=2)`: keywords for what differs from the defaults.
  var notation: String {
    let functionKeywords =
      switch function {
      case .linear: ""
      case .polynomial(let degree): ", degree=\(degree)"
      case .network(let hidden, let depth, let skip):
        ", hidden=\(hidden), depth=\(depth)\(skip == 0 ? "" : ", skip=\(skip)")"
      }
    let width = adderBits == Self.standardAdderBits ? "" : ", adder_bits=\(adderBits)"
    return "Linear(\(inputCount), \(outputCount), fan_in=\(fanIn)\(functionKeywords)"
      + "\(adders == 1 ? "" : ", adders=\(adders)\(width)"))"
  }
}
