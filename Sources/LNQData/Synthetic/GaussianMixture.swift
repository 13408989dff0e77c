import LNQRandom

/// A mixture of Gaussians, laid out for drawing.
struct GaussianMixture: Sendable {
  private let dimension: Int
  /// The sums of the normalised weights up to each component.
  private let cumulated: [Double]
  /// For each component its means.
  private let means: [Double]
  /// For each component its triangle, row after row.
  private let factors: [Double]

  init(_ components: [SurrogateParameters.Component]) {
    dimension = components.first?.mean.count ?? 0
    let total = components.reduce(0) { $0 + $1.weight }
    var sum = 0.0
    cumulated = components.map {
      sum += $0.weight
      return sum / total
    }
    means = components.flatMap(\.mean)
    factors = components.flatMap { $0.cholesky.flatMap { $0 } }
  }

  /// Writes mean + factor · n of a random component to `result[i * stride]`.
  /// - Precondition: `normals` has room for one number a dimension.
  @inline(__always)
  func draw(
    _ random: inout SplitMix64, normals: UnsafeMutablePointer<Double>, into result: UnsafeMutablePointer<Double>,
    stride: Int
  ) {
    let choice = random.uniform()
    var component = 0
    while component < cumulated.count - 1, choice >= cumulated[component] { component += 1 }
    var i = 0
    while i < dimension {
      normals[i] = random.normal()
      i += 1
    }
    means.withUnsafeBufferPointer { means in
      factors.withUnsafeBufferPointer { factors in
        var next = component * (dimension * (dimension + 1) / 2)
        var i = 0
        while i < dimension {
          var sum = means[component * dimension + i]
          var j = 0
          while j <= i {
            sum += factors[next] * normals[j]
            next += 1
            j += 1
          }
          result[i * stride] = sum
          i += 1
        }
      }
    }
  }
}
