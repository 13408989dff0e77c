/// The penalty of `SparsityMethod.groupLasso`, as a proximal step: of each output the k largest weights stay, all others
/// move towards 0 by the same distance and stop there.
///
/// A weight is a group of its own: it is all that its connection has.
struct GroupPenalty {
  /// For each output of a layer with a fan-in where its weights begin, how many there are, and k.
  private let rows: [(offset: Int, inputCount: Int, fanIn: Int)]

  init(_ network: Network) {
    rows = network.sparseLinears.filter { $0.fanIn < $0.inputCount }.flatMap { linear in
      network.connections[linear.sparseIndex].indices.map {
        (linear.offset + $0 * linear.inputCount, linear.inputCount, linear.fanIn)
      }
    }
  }

  /// Moves the weights in place.
  func apply(to parameters: ScalarBuffer<Float>, distance: Float) {
    for (offset, inputCount, fanIn) in rows {
      let row = parameters.pointer + offset
      let threshold = Self.largest(fanIn, of: row, count: inputCount)
      // Of weights as large as the k-th some may be beyond k; the final cut keeps the first of them.
      for input in 0..<inputCount where abs(row[input]) < threshold {
        let size = max(0, abs(row[input]) - distance)
        row[input] = row[input] < 0 ? -size : size
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
