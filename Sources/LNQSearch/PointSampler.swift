import LNQRandom

/// Draws points of a space.
protocol PointSampler {
  /// One point. It may be one that was there before.
  ///
  /// - Parameter points: those of the same generation that were drawn before; nothing is known of them yet.
  func point(beside points: [SearchPoint], _ random: inout SplitMix64) -> SearchPoint
}
