/// From features to the bits of a thermometer, straight or as an image that was moved.
struct BitEncoding {
  /// Of each bit the feature and the threshold that it is compared with.
  struct Way {
    var feature: [Int32] = []
    var threshold: [Float] = []
  }

  /// The straight way, then the eight in which an image moves by a pixel; only the first where it does not move.
  let ways: [Way]

  init(_ network: Network, _ parts: WeightlessParts, augment: Bool) {
    guard let thermometer = Thermometer(network, at: parts.thermometer.place) else {
      preconditionFailure("a thermometer at \(parts.thermometer.place.path)")
    }
    let shape = thermometer.shape
    let side = augment ? shape.imageSide : nil
    let moves = side == nil ? [(0, 0)] : [(0, 0)] + (0..<9).filter { $0 != 4 }.map { ($0 / 3 - 1, $0 % 3 - 1) }
    let never = (1 << shape.codeBits) - 1
    ways = moves.map { down, right in
      var way = Way()
      for bit in thermometer.kept {
        let (feature, threshold) = bit.quotientAndRemainder(dividingBy: shape.bits)
        var source: Int? = feature
        if let side {
          let (row, column) = (feature / side + down, feature % side + right)
          source = (0..<side).contains(row) && (0..<side).contains(column) ? row * side + column : nil
        }
        // A threshold above all codes is above all values, those outside of the codes' range too.
        let number = source.map { $0 * shape.bits + threshold }
        let isAlwaysBelow = number.map { thermometer.codes[$0] == never } ?? true
        way.feature.append(Int32(source ?? 0))
        way.threshold.append(isAlwaysBelow ? .infinity : number.map(thermometer.threshold) ?? .infinity)
      }
      return way
    }
  }
}

extension ThermometerShape {
  /// How many pixels a row and a column of a square image have; nil for another number of features.
  var imageSide: Int? {
    let side = Int(Double(featureCount).squareRoot().rounded())
    return side * side == featureCount ? side : nil
  }
}
