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

extension SubNetwork {
  /// How many points go through the network side by side.
  private static let chunk = 256

  /// The values at all points of a grid, bit-identical with those of `callAsFunction`: the same operations in the same order,
  /// for many points at once.
  ///
  /// - Parameter axes: for each input the values that it takes.
  /// - Returns: for each combination the value; the first input varies fastest.
  func values(on axes: [[Double]]) -> [Double] {
    let count = axes.reduce(1) { $0 * $1.count }
    let layers = stages.flatMap { $0.layers + [$0.shortcut].compactMap(\.self) }
    let width = layers.reduce(axes.count) { max($0, $1.bias.count) }
    // The points of a chunk, the values of a stage's input, and two layers' worth of values; one row a unit.
    var buffers = (0..<3).map { _ in [Double](repeating: 0, count: width * Self.chunk) }
    var values: [Double] = []
    values.reserveCapacity(count)
    var digits = [Int](repeating: 0, count: axes.count)
    while values.count < count {
      let points = min(Self.chunk, count - values.count)
      for point in 0..<points {
        for (input, digit) in digits.enumerated() { buffers[0][input * Self.chunk + point] = axes[input][digit] }
        for input in digits.indices {
          digits[input] += 1
          if digits[input] < axes[input].count { break }
          digits[input] = 0
        }
      }
      for (index, stage) in stages.enumerated() {
        let inputCount = stage.layers[0].inputCount
        if index > 0 { Self.rectify(&buffers[0], count: inputCount) }
        Self.apply(stage.layers[0], to: buffers[0], into: &buffers[1])
        for layer in stage.layers.dropFirst() {
          Self.rectify(&buffers[1], count: layer.inputCount)
          Self.apply(layer, to: buffers[1], into: &buffers[2])
          buffers.swapAt(1, 2)
        }
        if let shortcut = stage.shortcut {
          Self.apply(shortcut, to: buffers[0], into: &buffers[2])
          for i in 0..<shortcut.bias.count * Self.chunk { buffers[1][i] += buffers[2][i] }
        }
        buffers.swapAt(0, 1)
      }
      values += buffers[0][..<points]
    }
    return values
  }

  private static func rectify(_ values: inout [Double], count: Int) {
    values.withUnsafeMutableBufferPointer { values in
      for i in 0..<count * chunk { values[i] = values[i] > 0 ? values[i] : 0 }
    }
  }

  private static func apply(_ layer: Affine, to x: [Double], into y: inout [Double]) {
    let inputCount = layer.inputCount
    x.withUnsafeBufferPointer { x in
      y.withUnsafeMutableBufferPointer { y in
        for (unit, bias) in layer.bias.enumerated() {
          let sums = UnsafeMutableBufferPointer(rebasing: y[unit * chunk..<(unit + 1) * chunk])
          for i in 0..<chunk { sums[i] = bias }
          for input in 0..<inputCount {
            let weight = layer.weight[unit * inputCount + input]
            let column = UnsafeBufferPointer(rebasing: x[input * chunk..<(input + 1) * chunk])
            for i in 0..<chunk { sums[i] += weight * column[i] }
          }
        }
      }
    }
  }
}
