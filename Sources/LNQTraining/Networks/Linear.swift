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

  /// Whether `inputs` are ascending, distinct indices below `inputCount`, at least one.
  static func areConnections(_ inputs: [Int], inputCount: Int) -> Bool {
    guard let first = inputs.first, let last = inputs.last else { return false }
    return first >= 0 && last < inputCount && zip(inputs, inputs.dropFirst()).allSatisfy { $0 < $1 }
  }

  /// Whether no output has more inputs than `fanIn`.
  var isWithinFanIn: Bool {
    guard let connections, let fanIn else { return true }
    return connections.allSatisfy { $0.count <= fanIn }
  }

  /// The same layer with other connections; weights of connections that it did not have are 0.
  func connected(_ connections: [[Int]]) -> Linear {
    Linear(
      inputCount: inputCount, outputCount: outputCount, weight: weight, bias: bias, connections: connections,
      fanIn: fanIn)
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
