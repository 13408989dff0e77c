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
