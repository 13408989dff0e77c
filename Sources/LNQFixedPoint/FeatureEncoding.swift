/// What an input code is made of: x · `scale` + `offset` with x the feature of that number, which is then quantized.
///
/// BatchNorm in front of a network's first quantizer ends up here. One multiplication and one addition, each rounded to Double.
public struct FeatureEncoding: Hashable, Sendable, Codable {
  /// The number of the feature's column.
  public let feature: Int
  /// What multiplies the feature; finite.
  public let scale: Double
  /// What is added then; finite.
  public let offset: Double

  /// Puts the parts together; without scale and offset the feature itself.
  public init(feature: Int, scale: Double = 1, offset: Double = 0) {
    self.feature = feature
    self.scale = scale
    self.offset = offset
  }

  /// Whether the feature itself is quantized.
  public var isIdentity: Bool { scale == 1 && offset == 0 }

  /// The real number that a feature of value `x` gives.
  @inlinable
  public func callAsFunction(_ x: Double) -> Double { x * scale + offset }
}
