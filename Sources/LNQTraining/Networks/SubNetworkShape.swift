/// The layers of a sub-network within a neuron, and where their parameters lie.
///
/// Stages follow each other with ReLU between them. A stage is some affine layers, with ReLU between those, plus an affine
/// shortcut from the stage's input to its output, which is added last; without `skip` there is one stage and no shortcut.
/// The parameters are in this order: stage after stage, a stage's layers first and then its shortcut, of each its weights, row
/// after row, and then its biases. There is no ReLU after the last layer.
public struct SubNetworkShape: Sendable, Hashable {
  /// An affine function: y_j = b_j + Σ w_{ji} x_i.
  public struct Affine: Sendable, Hashable {
    /// How many values go in.
    public let inputCount: Int
    /// How many values come out.
    public let outputCount: Int
    /// Where the weights begin, `outputCount` × `inputCount`, row after row.
    public let weightOffset: Int

    /// Where the biases begin, `outputCount` of them.
    public var biasOffset: Int { weightOffset + inputCount * outputCount }
    /// Where they end.
    public var end: Int { biasOffset + outputCount }
  }

  /// Layers and a shortcut around them.
  public struct Stage: Sendable, Hashable {
    /// At least one.
    public let layers: [Affine]
    /// From the stage's input to its output; nil for none.
    public let shortcut: Affine?
  }

  /// At least one; the last one gives one value.
  public let stages: [Stage]
  /// How many parameters there are.
  public let parameterCount: Int

  /// inputCount → hidden → … → hidden → 1 with `depth` layers.
  ///
  /// - Precondition: the counts are positive, and `skip` is 0 or divides `depth`.
  public init(inputCount: Int, hidden: Int, depth: Int, skip: Int) {
    precondition(inputCount > 0 && hidden > 0 && depth > 0, "a sub-network of \(depth) layers")
    precondition(skip >= 0 && (skip == 0 || depth.isMultiple(of: skip)), "\(skip) of \(depth) layers")
    let widths = [inputCount] + Array(repeating: hidden, count: depth - 1) + [1]
    let length = skip == 0 ? depth : skip
    var end = 0
    func affine(_ from: Int, _ to: Int) -> Affine {
      let affine = Affine(inputCount: widths[from], outputCount: widths[to], weightOffset: end)
      end = affine.end
      return affine
    }
    stages = stride(from: 0, to: depth, by: length).map { first in
      let layers = (first..<first + length).map { affine($0, $0 + 1) }
      return Stage(layers: layers, shortcut: skip == 0 ? nil : affine(first, first + length))
    }
    parameterCount = end
  }
}
