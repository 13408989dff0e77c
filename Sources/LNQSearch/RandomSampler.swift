import LNQRandom

/// Draws every position with the same probability.
struct RandomSampler: PointSampler {
  let space: SearchSpace

  func point(beside points: [SearchPoint], _ random: inout SplitMix64) -> SearchPoint {
    space.point(at: space.parameters.map { _ in random.uniform() })
  }
}
