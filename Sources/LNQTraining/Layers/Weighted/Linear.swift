/// PyTorch's `Linear` with its numbers and LogicNets' fan-in mask: y = W x + b.
public struct Linear: Sendable, Equatable {
  /// How many features go in.
  public let inputCount: Int
  /// How many features come out.
  public let outputCount: Int
  /// W, `outputCount` × `inputCount` values, row after row; 0 where the mask is false.
  public private(set) var weight: [Float]
  /// b, one an output; nil without a bias.
  public let bias: [Float]?
  /// For each output the ascending indices of its inputs; nil when every output sees every input.
  public let connections: [[Int]]?
  /// How many inputs an output may have in the end; nil without connections. While connections are pruned there are more.
  public let fanIn: Int?

  /// Puts the numbers together. Weights outside of `connections` become 0.
  ///
  /// - Parameter fanIn: the most that an output has unless given.
  /// - Precondition: the counts agree; each output's connections are ascending, distinct, and inputs.
  public init(
    inputCount: Int, outputCount: Int, weight: [Float], bias: [Float]?, connections: [[Int]]? = nil, fanIn: Int? = nil
  ) {
    precondition(weight.count == inputCount * outputCount, "\(outputCount) × \(inputCount) weights")
    precondition(bias.map { $0.count == outputCount } ?? true, "\(outputCount) biases")
    self.inputCount = inputCount
    self.outputCount = outputCount
    self.weight = weight
    self.bias = bias
    self.connections = connections
    self.fanIn = connections.map { fanIn ?? $0.reduce(0) { max($0, $1.count) } }
    guard let connections else { return }
    precondition(connections.count == outputCount, "connections of \(outputCount) outputs")
    self.weight = Array(repeating: 0, count: weight.count)
    for (output, inputs) in connections.enumerated() {
      precondition(
        Self.areConnections(inputs, inputCount: inputCount), "ascending connections below \(inputCount)")
      for input in inputs { self.weight[output * inputCount + input] = weight[output * inputCount + input] }
    }
  }

  static func tensors(inputCount: Int, outputCount: Int, hasBias: Bool) -> [LayerTensor] {
    [LayerTensor("weight", [outputCount, inputCount])] + (hasBias ? [LayerTensor("bias", [outputCount])] : [])
  }

  /// The layer at `place`; nil when that is another one.
  public init?(_ network: Network, at place: LayerPlace) {
    guard case .linear(let inputCount, let outputCount, let hasBias, let fanIn) = place.layer else { return nil }
    let numbers = network.numbers(at: place)
    self.init(
      inputCount: inputCount, outputCount: outputCount, weight: numbers.values[0],
      bias: hasBias ? numbers.values[1] : nil, connections: numbers.connections, fanIn: fanIn)
  }

  /// Whether `inputs` are ascending, distinct indices below `inputCount`, at least one.
  static func areConnections(_ inputs: [Int], inputCount: Int) -> Bool {
    guard let first = inputs.first, let last = inputs.last else { return false }
    return first >= 0 && last < inputCount && zip(inputs, inputs.dropFirst()).allSatisfy { $0 < $1 }
  }

  /// 1 where an output sees an input, else 0: a row of `inputCount` numbers for each output.
  static func mask(_ connections: [[Int]], inputCount: Int) -> [Float] {
    var mask = [Float](repeating: 0, count: connections.count * inputCount)
    for (output, inputs) in connections.enumerated() {
      for input in inputs { mask[output * inputCount + input] = 1 }
    }
    return mask
  }
}

extension Layer {
  /// Reads a `Linear`, whose neurons are more than a weighted sum with `degree`, `adders` or `hidden`.
  static func linear(_ call: LayerCall) throws(ModelError.Problem) -> Layer {
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

extension Linear {
  /// Forward and backward of y = x Wᵀ + b, where the memory belongs to a `NetworkExecutor`.
  ///
  /// Shapes, all row-major: x and dx rows × I; y and dy rows × O; W, dW and mask O × I; b and db O.
  struct Passes<Scalar: BLASScalar> {
    let inputCount: Int
    let outputCount: Int
    let weight: UnsafeMutablePointer<Scalar>
    let bias: UnsafeMutablePointer<Scalar>?
    let weightGradient: UnsafeMutablePointer<Scalar>
    let biasGradient: UnsafeMutablePointer<Scalar>?
    /// 1 where an output sees an input, else 0; nil when all do. W is 0 where the mask is.
    let mask: UnsafeMutablePointer<Scalar>?

    /// y = x Wᵀ + b.
    func forward(_ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int) {
      if let bias {
        for row in 0..<rows {
          for output in 0..<outputCount { y[row * outputCount + output] = bias[output] }
        }
      }
      Scalar.multiply(
        x, transposeA: false, weight, transposeB: true, rows: rows, columns: outputCount, inner: inputCount,
        beta: bias == nil ? 0 : 1, into: y)
    }

    /// dW = dyᵀ x ⊙ mask; db = Σ over rows of dy; dx = dy W, unless dx is nil.
    func backward(
      _ x: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, into dx: UnsafeMutablePointer<Scalar>?, rows: Int
    ) {
      Scalar.multiply(
        dy, transposeA: true, x, transposeB: false, rows: outputCount, columns: inputCount, inner: rows, beta: 0,
        into: weightGradient)
      if let mask {
        for i in 0..<inputCount * outputCount { weightGradient[i] *= mask[i] }
      }
      if let biasGradient {
        for output in 0..<outputCount { biasGradient[output] = 0 }
        for row in 0..<rows {
          for output in 0..<outputCount { biasGradient[output] += dy[row * outputCount + output] }
        }
      }
      if let dx {
        Scalar.multiply(
          dy, transposeA: false, weight, transposeB: false, rows: rows, columns: inputCount, inner: outputCount,
          beta: 0, into: dx)
      }
    }
  }
}
