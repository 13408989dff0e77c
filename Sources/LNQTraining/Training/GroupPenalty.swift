/// The penalty of `SparsityMethod.groupLasso`, as a proximal step: of each output the k largest weights stay, all others
/// move towards 0 by the same distance and stop there.
///
/// A weight is a group of its own: it is all that its connection has.
struct GroupPenalty {
  private struct Rows {
    let offset: Int
    let inputCount: Int
    let outputCount: Int
    let fanIn: Int
  }

  private var layers: [Rows] = []

  init(_ network: Network) {
    var layers: [Rows] = []
    _ = network.mapLeaves { layer, offset in
      if case .linear(let linear) = layer, let fanIn = linear.fanIn, fanIn < linear.inputCount {
        layers.append(
          Rows(offset: offset, inputCount: linear.inputCount, outputCount: linear.outputCount, fanIn: fanIn))
      }
      return layer
    }
    self.layers = layers
  }

  /// Moves the weights in place.
  func apply(to parameters: ScalarBuffer<Float>, distance: Float) {
    for layer in layers {
      for output in 0..<layer.outputCount {
        let row = parameters.pointer + layer.offset + output * layer.inputCount
        let threshold = Self.largest(layer.fanIn, of: row, count: layer.inputCount)
        // Of weights as large as the k-th some may be beyond k; the final cut keeps the first of them.
        for input in 0..<layer.inputCount where abs(row[input]) < threshold {
          let size = max(0, abs(row[input]) - distance)
          row[input] = row[input] < 0 ? -size : size
        }
      }
    }
  }

  /// The k-th largest absolute value.
  private static func largest(_ k: Int, of row: UnsafePointer<Float>, count: Int) -> Float {
    // Ascending; a row has many more weights than k, most of which are below the first.
    var best = [Float](repeating: 0, count: k)
    for i in 0..<count {
      let size = abs(row[i])
      guard size > best[0] else { continue }
      var place = 0
      while place + 1 < k, best[place + 1] < size {
        best[place] = best[place + 1]
        place += 1
      }
      best[place] = size
    }
    return best[0]
  }
}
