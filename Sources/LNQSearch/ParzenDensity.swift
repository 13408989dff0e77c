import LNQRandom

/// A probability density over 0...1 that is high where there are many points.
///
/// The mean of the uniform density, which stands for what is not known, and of a normal density around each point, cut off at 0 and
/// 1. The deviation of a normal density is the larger distance to the two neighbours, where 0 and 1 count as neighbours too; it is at
/// least 1 / min(100, n + 1) for n points, and at least `resolution`. Bergstra, Bardenet, Bengio and Kégl, "Algorithms for
/// hyper-parameter optimization", 2011, section 4.
struct ParzenDensity {
  private struct Kernel {
    let center: Double
    let deviation: Double
    /// The part of a normal distribution that lies below 0, and the part between 0 and 1.
    let below: Double
    let inside: Double
  }

  private let kernels: [Kernel]

  /// The density of these points, in any order.
  init(_ points: [Double], resolution: Double = 0) {
    let sorted = points.sorted()
    let least = max(resolution, 1 / Double(min(100, points.count + 1)))
    kernels = sorted.indices.map { index in
      let center = sorted[index]
      let left = center - (index == 0 ? 0 : sorted[index - 1])
      let right = (index == sorted.count - 1 ? 1 : sorted[index + 1]) - center
      let deviation = max(left, right, least)
      let below = PortableMath.normalDistribution(-center / deviation)
      let inside = PortableMath.normalDistribution((1 - center) / deviation) - below
      return Kernel(center: center, deviation: deviation, below: below, inside: inside)
    }
  }

  /// The density at a position in 0...1.
  func callAsFunction(_ position: Double) -> Double {
    let sum = kernels.reduce(1.0) { sum, kernel in
      let z = (position - kernel.center) / kernel.deviation
      return sum + PortableMath.normalDensity(z) / (kernel.deviation * kernel.inside)
    }
    return sum / Double(kernels.count + 1)
  }

  /// A position drawn from the density.
  func draw(_ random: inout SplitMix64) -> Double {
    let index = random.uniform(below: kernels.count + 1)
    let share = random.uniform()
    guard index < kernels.count else { return share }
    let kernel = kernels[index]
    let probability = min(max(kernel.below + share * kernel.inside, 1e-12), 1 - 1e-12)
    return min(max(kernel.center + kernel.deviation * PortableMath.normalQuantile(probability), 0), 1)
  }
}
