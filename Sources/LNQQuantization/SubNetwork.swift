/// A small float network of a few values that gives one value (NeuraLUT, Andronic and Constantinides, 2024).
///
/// Stages follow each other with max(·, 0) between them. A stage is some affine layers, with max(·, 0) between those, plus an
/// affine shortcut from its input to its output, if it has one; the shortcut is added last.
public struct SubNetwork: Hashable, Sendable {
  /// Affine functions of the same values: for each, bias + Σ weight_i · x_i, added from left to right.
  public struct Affine: Hashable, Sendable {
    /// One row for each function, as long as there are values.
    public let weight: [Double]
    /// One for each function; it is added first.
    public let bias: [Double]

    /// - Precondition: the weights are whole rows.
    public init(weight: [Double], bias: [Double]) {
      precondition(
        !bias.isEmpty && weight.count.isMultiple(of: bias.count), "rows of weights for \(bias.count) functions")
      self.weight = weight
      self.bias = bias
    }

    /// How many values the functions take.
    public var inputCount: Int { weight.count / bias.count }

    /// The functions' values at `x`.
    public func callAsFunction(_ x: [Double]) -> [Double] {
      bias.indices.map { unit in
        var sum = bias[unit]
        for i in x.indices { sum += weight[unit * x.count + i] * x[i] }
        return sum
      }
    }

    func scaled(by scale: Double, offset: Double) -> Affine {
      Affine(weight: weight.map { $0 * scale }, bias: bias.map { $0 * scale + offset })
    }
  }

  /// Layers and a shortcut around them.
  public struct Stage: Hashable, Sendable {
    /// At least one.
    public let layers: [Affine]
    /// From the stage's input to its output; nil for none.
    public let shortcut: Affine?

    /// - Precondition: there is a layer.
    public init(layers: [Affine], shortcut: Affine?) {
      precondition(!layers.isEmpty, "a stage has a layer")
      self.layers = layers
      self.shortcut = shortcut
    }
  }

  /// At least one; the last one gives one value.
  public let stages: [Stage]

  /// - Precondition: there is a stage, and the last one gives one value.
  public init(stages: [Stage]) {
    precondition(stages.last?.layers.last?.bias.count == 1, "a sub-network gives one value")
    self.stages = stages
  }

  /// The value at the point `x`.
  public func callAsFunction(_ x: [Double]) -> Double {
    var values = x
    for (index, stage) in stages.enumerated() {
      if index > 0 { values = values.map { $0 > 0 ? $0 : 0 } }
      let input = values
      for (depth, layer) in stage.layers.enumerated() {
        if depth > 0 { values = values.map { $0 > 0 ? $0 : 0 } }
        values = layer(values)
      }
      if let shortcut = stage.shortcut { values = zip(values, shortcut(input)).map { $0 + $1 } }
    }
    return values[0]
  }

  /// The same network with `scale` and `offset` after it, folded into the last layer and the last shortcut.
  func scaled(by scale: Double, offset: Double) -> SubNetwork {
    var stages = self.stages
    let last = stages.removeLast()
    let layers = last.layers.dropLast() + last.layers.suffix(1).map { $0.scaled(by: scale, offset: offset) }
    return SubNetwork(
      stages: stages + [Stage(layers: Array(layers), shortcut: last.shortcut?.scaled(by: scale, offset: 0))])
  }
}
