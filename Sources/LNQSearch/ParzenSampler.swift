import LNQRandom

/// Tree-structured Parzen estimators: draws where good points are dense and bad ones are not (Bergstra et al. 2011).
///
/// The best 15 % of the points that were tried, at least two, are the good ones; with several costs the best are the first of a
/// `ParetoRanking`. All others are bad, and so are trials that failed and points of the same generation, which keeps it spread out.
/// For each parameter by itself, 24 positions are drawn from the density of the good points, and the one is taken whose ratio of
/// the good to the bad density is highest: it maximises the expected improvement.
struct ParzenSampler: PointSampler {
  private static let goodShare = 0.15
  private static let candidates = 24

  private let space: SearchSpace
  /// By parameter.
  private let good: [ParzenDensity]
  /// Positions of points, by parameter.
  private let bad: [[Double]]

  /// - Precondition: a trial of `history` did not fail.
  init(space: SearchSpace, history: [SearchObservation]) {
    self.space = space
    let finished = history.filter { $0.costs != nil }
    let order = ParetoRanking(finished.compactMap(\.costs)).order
    let goodCount = min(finished.count, max(2, Int((Self.goodShare * Double(finished.count)).rounded(.up))))
    let best = order.prefix(goodCount).map { finished[$0].point }
    let others = order.dropFirst(goodCount).map { finished[$0].point } + history.filter { $0.costs == nil }.map(\.point)
    good = zip(space.parameters, Self.columns(best, space)).map { ParzenDensity($1, resolution: $0.resolution) }
    bad = Self.columns(others, space)
  }

  func point(beside points: [SearchPoint], _ random: inout SplitMix64) -> SearchPoint {
    let pending = Self.columns(points, space)
    let positions = space.parameters.indices.map { index in
      let parameter = space.parameters[index]
      let bad = ParzenDensity(bad[index] + pending[index], resolution: parameter.resolution)
      var best = (position: 0.0, ratio: -Double.infinity)
      for _ in 0..<Self.candidates {
        let drawn = good[index].draw(&random)
        let position = parameter.range.position(of: parameter.range.value(at: drawn))
        let ratio = good[index](position) / bad(position)
        if ratio > best.ratio { best = (position, ratio) }
      }
      return best.position
    }
    return space.point(at: positions)
  }

  private static func columns(_ points: [SearchPoint], _ space: SearchSpace) -> [[Double]] {
    let rows = points.map(space.positions(of:))
    return space.parameters.indices.map { index in rows.map { $0[index] } }
  }
}

extension SearchParameter {
  /// Half of a whole number's cell: a narrower density would fall between two numbers.
  fileprivate var resolution: Double { range.count.map { 0.5 / Double($0) } ?? 0 }
}

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
