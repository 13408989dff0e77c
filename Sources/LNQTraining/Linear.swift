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
}
