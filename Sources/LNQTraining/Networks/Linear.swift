/// PyTorch's `Linear`, with LogicNets' fan-in mask: y = W x + b.
public struct Linear: Sendable, Equatable {
  /// How many features go in.
  public let inputCount: Int
  /// How many features come out.
  public let outputCount: Int
  /// W, `outputCount` × `inputCount` values, row after row; 0 where the mask is false.
  public internal(set) var weight: [Float]
  /// b, one an output; nil without a bias.
  public internal(set) var bias: [Float]?
  /// For each output the ascending indices of its inputs (its fan-in); nil when every output sees every input.
  public let connections: [[Int]]?

  /// Puts the numbers together. Weights outside of `connections` become 0.
  ///
  /// - Precondition: the counts agree; each output's connections are ascending, distinct, and inputs.
  public init(inputCount: Int, outputCount: Int, weight: [Float], bias: [Float]?, connections: [[Int]]? = nil) {
    precondition(weight.count == inputCount * outputCount, "\(outputCount) × \(inputCount) weights")
    precondition(bias.map { $0.count == outputCount } ?? true, "\(outputCount) biases")
    self.inputCount = inputCount
    self.outputCount = outputCount
    self.weight = weight
    self.bias = bias
    self.connections = connections
    guard let connections else { return }
    precondition(connections.count == outputCount, "connections of \(outputCount) outputs")
    self.weight = Array(repeating: 0, count: weight.count)
    for (output, inputs) in connections.enumerated() {
      precondition(
        Self.areConnections(inputs, inputCount: inputCount), "ascending connections below \(inputCount)")
      for input in inputs { self.weight[output * inputCount + input] = weight[output * inputCount + input] }
    }
  }

  /// Whether `inputs` are ascending, distinct indices below `inputCount`, at least one.
  static func areConnections(_ inputs: [Int], inputCount: Int) -> Bool {
    guard let first = inputs.first, let last = inputs.last else { return false }
    return first >= 0 && last < inputCount && zip(inputs, inputs.dropFirst()).allSatisfy { $0 < $1 }
  }

  /// 1 where an output sees an input, else 0, shaped like `weight`; nil without connections.
  var mask: [Float]? {
    connections.map { connections in
      var mask = [Float](repeating: 0, count: weight.count)
      for (output, inputs) in connections.enumerated() {
        for input in inputs { mask[output * inputCount + input] = 1 }
      }
      return mask
    }
  }
}
