import LNQRandom

/// Φ as a cubic at each of many nodes; absolute error below 4e−9.
enum NormalCubics {
  /// Nodes from −6 to 6, 32 a unit.
  static let limit = 6.0
  static let nodesPerUnit = 32.0
  static let nodeCount = Int(2 * limit * nodesPerUnit) + 1

  /// The coefficients of 1 at all nodes, then those of the distance, of its square and of its cube.
  static let coefficients: [Double] = {
    let nodes = (0..<nodeCount).map { Double($0) / nodesPerUnit - limit }
    let densities = nodes.map(PortableMath.normalDensity)
    let places = zip(nodes, densities)
    return nodes.map(PortableMath.normalDistribution) + densities + places.map { -$0 * $1 / 2 }
      + places.map { ($0 * $0 - 1) * $1 / 6 }
  }()
}
