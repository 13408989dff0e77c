import LNQRandom

/// From a normal score z to a feature: u = Φ(z), clipped, then linear interpolation of the feature's quantiles at u.
struct QuantileTransform: Sendable {
  /// Nodes of Φ's expansion: from −6 to 6, 32 a unit.
  private static let limit = 6.0
  private static let nodesPerUnit = 32.0
  private static let bucketCount = 256

  private let probabilities: [Double]
  /// For each latent feature and each interval of the probabilities, the quantile at its lower end and the slope.
  private let lines: [Double]
  /// For each 256th of 0 ... 1 the interval to begin the search in.
  private let firstInterval: [Int32]
  /// For each node of z, the coefficients of Φ's cubic there; absolute error of Φ below 4e−9.
  private let cubics: [Double]

  init(probabilities: [Double], quantiles: [[Double]]) {
    self.probabilities = probabilities
    let intervals = probabilities.count - 1
    var lines: [Double] = []
    for values in quantiles {
      for i in 0..<intervals {
        let slope = (values[i + 1] - values[i]) / (probabilities[i + 1] - probabilities[i])
        lines += [values[i], slope]
      }
    }
    self.lines = lines
    firstInterval = (0...Self.bucketCount).map { bucket in
      let lower = Double(bucket) / Double(Self.bucketCount)
      let atOrBelow = probabilities.prefix { $0 <= lower }.count
      return Int32(max(0, min(intervals, atOrBelow) - 1))
    }
    var cubics: [Double] = []
    for node in 0...Int(2 * Self.limit * Self.nodesPerUnit) {
      let z = Double(node) / Self.nodesPerUnit - Self.limit
      let density = PortableMath.normalDensity(z)
      cubics += [PortableMath.normalDistribution(z), density, -z * density / 2, (z * z - 1) * density / 6]
    }
    self.cubics = cubics
  }

  /// Writes the features of `count` scores to `result[i * stride]`; `latent` says whose quantiles.
  func transform(
    _ scores: UnsafeMutablePointer<Double>, count: Int, latent: Int, isInteger: Bool,
    into result: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let lowest = probabilities[0]
    let highest = probabilities[probabilities.count - 1]
    let lastInterval = probabilities.count - 2
    let offset = latent * (lastInterval + 1) * 2
    probabilities.withUnsafeBufferPointer { probabilities in
      lines.withUnsafeBufferPointer { lines in
        firstInterval.withUnsafeBufferPointer { firstInterval in
          cubics.withUnsafeBufferPointer { cubics in
            var i = 0
            while i < count {
              let u = min(max(Self.distribution(scores[i], cubics), lowest), highest)
              var interval = Int(firstInterval[Int(u * Double(Self.bucketCount))])
              while interval < lastInterval, probabilities[interval + 1] <= u { interval += 1 }
              let line = offset + 2 * interval
              let value = lines[line] + (u - probabilities[interval]) * lines[line + 1]
              // Adding 1.5 × 2^52 rounds half to even.
              result[i * stride] = Float(isInteger ? (value + 0x1.8p52) - 0x1.8p52 : value)
              i += 1
            }
          }
        }
      }
    }
  }

  /// Φ(z) by the cubic of the nearest node.
  @inline(__always)
  private static func distribution(_ z: Double, _ cubics: UnsafeBufferPointer<Double>) -> Double {
    let place = (min(max(z, -limit), limit) + limit) * nodesPerUnit
    let node = Int(place + 0.5)
    let distance = (place - Double(node)) / nodesPerUnit
    let first = 4 * node
    return cubics[first]
      + distance * (cubics[first + 1] + distance * (cubics[first + 2] + distance * cubics[first + 3]))
  }
}
