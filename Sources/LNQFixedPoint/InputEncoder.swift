/// Turns rows of real features into rows of codes, one quantizer for each feature.
public struct InputEncoder: Hashable, Sendable {
  /// One for each feature, in column order.
  public let quantizers: [Quantizer]

  /// - Parameter quantizers: one for each feature.
  public init(_ quantizers: [Quantizer]) {
    self.quantizers = quantizers
  }

  /// The code of each of `features` (row-major).
  ///
  /// - Throws: `FixedPointError.notANumber` when a feature is NaN.
  /// - Precondition: the number of features is a multiple of the number of quantizers.
  public func codes(of features: [Float]) throws(FixedPointError) -> [Int] {
    precondition(features.count.isMultiple(of: max(1, quantizers.count)), "incomplete rows of features")
    var codes: [Int] = []
    codes.reserveCapacity(features.count)
    var column = 0
    for feature in features {
      codes.append(try quantizers[column].code(of: Double(feature)))
      column = column + 1 == quantizers.count ? 0 : column + 1
    }
    return codes
  }
}
