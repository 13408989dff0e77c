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
