import LNQTraining

/// A small float network of a few values that gives one value (NeuraLUT, Andronic and Constantinides, 2024).
public struct SubNetwork: Hashable, Sendable {
  /// Its layers, and what they compute.
  public let shape: SubNetworkShape
  /// In the order of the shape.
  public let parameters: [Double]

  /// - Precondition: as many parameters as the shape has.
  public init(_ shape: SubNetworkShape, parameters: [Double]) {
    precondition(parameters.count == shape.parameterCount, "\(shape.parameterCount) parameters of a sub-network")
    self.shape = shape
    self.parameters = parameters
  }

  /// The value at the point `x`.
  public func callAsFunction(_ x: [Double]) -> Double { shape.value(of: parameters, at: x) }

  /// The same network with `scale` and `offset` after it, folded into the last layer and the last shortcut.
  func scaled(by scale: Double, offset: Double) -> SubNetwork {
    var parameters = self.parameters
    guard let last = shape.stages.last, let layer = last.layers.last else { return self }
    for affine in [layer, last.shortcut].compactMap(\.self) {
      for i in affine.weightOffset..<affine.end { parameters[i] *= scale }
    }
    for i in layer.biasOffset..<layer.end { parameters[i] += offset }
    return SubNetwork(shape, parameters: parameters)
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
    let width = shape.stages.reduce(axes.count) { $1.layers.reduce($0) { max($0, $1.outputCount) } }
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
      for (index, stage) in shape.stages.enumerated() {
        let inputCount = stage.layers[0].inputCount
        if index > 0 { Self.rectify(&buffers[0], count: inputCount) }
        apply(stage.layers[0], to: buffers[0], into: &buffers[1])
        for layer in stage.layers.dropFirst() {
          Self.rectify(&buffers[1], count: layer.inputCount)
          apply(layer, to: buffers[1], into: &buffers[2])
          buffers.swapAt(1, 2)
        }
        if let shortcut = stage.shortcut {
          apply(shortcut, to: buffers[0], into: &buffers[2])
          for i in 0..<shortcut.outputCount * Self.chunk { buffers[1][i] += buffers[2][i] }
        }
        buffers.swapAt(0, 1)
      }
      values += buffers[0][..<points]
    }
    return values
  }

  private static func rectify(_ values: inout [Double], count: Int) {
    values.withUnsafeMutableBufferPointer { values in
      for i in 0..<count * chunk { values[i] = values[i] < 0 ? 0 : values[i] }
    }
  }

  private func apply(_ layer: SubNetworkShape.Affine, to x: [Double], into y: inout [Double]) {
    let chunk = Self.chunk
    x.withUnsafeBufferPointer { x in
      y.withUnsafeMutableBufferPointer { y in
        for unit in 0..<layer.outputCount {
          let sums = UnsafeMutableBufferPointer(rebasing: y[unit * chunk..<(unit + 1) * chunk])
          for i in 0..<chunk { sums[i] = parameters[layer.biasOffset + unit] }
          for input in 0..<layer.inputCount {
            let weight = parameters[layer.weightOffset + unit * layer.inputCount + input]
            let column = UnsafeBufferPointer(rebasing: x[input * chunk..<(input + 1) * chunk])
            for i in 0..<chunk { sums[i] += weight * column[i] }
          }
        }
      }
    }
  }
}
