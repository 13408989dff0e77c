import LNQRandom

/// Φ as a cubic at each of many nodes; absolute error below 4e−9.
enum NormalCubics {
  /// Nodes from −6 to 6, 32 a unit.
  static let limit = 6.0
  static let nodesPerUnit = 32.0
  static let nodeCount = Int(2 * limit * nodesPerUnit) + 1

  /// For each node the coefficients of 1, of the distance, of its square and of its cube.
  static let coefficients: [Double] = {
    (0..<nodeCount).flatMap { index -> [Double] in
      let node = Double(index) / nodesPerUnit - limit
      let density = PortableMath.normalDensity(node)
      let (square, cube) = (-node * density / 2, (node * node - 1) * density / 6)
      return [PortableMath.normalDistribution(node), density, square, cube]
    }
  }()
}
