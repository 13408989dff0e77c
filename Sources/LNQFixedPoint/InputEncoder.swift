/// Turns rows of real features into rows of codes.
///
/// The code of input i is quantizers[i].code(of: encodings[i](x)), with x its feature. A feature may have several inputs.
public struct InputEncoder: Hashable, Sendable {
  /// One for each input: which feature, and what happens to it before it is quantized.
  public let encodings: [FeatureEncoding]
  /// One for each input.
  public let quantizers: [Quantizer]

  /// - Precondition: there are as many encodings as quantizers.
  public init(_ encodings: [FeatureEncoding], _ quantizers: [Quantizer]) {
    precondition(encodings.count == quantizers.count, "\(encodings.count) encodings and \(quantizers.count) quantizers")
    self.encodings = encodings
    self.quantizers = quantizers
  }

  /// - Parameter quantizers: one for each feature, in column order; the features are quantized as they are.
  public init(_ quantizers: [Quantizer]) {
    self.init(quantizers.indices.map { FeatureEncoding(feature: $0) }, quantizers)
  }

  /// How many features a row has: every feature has an input.
  public var featureCount: Int { encodings.reduce(0) { max($0, $1.feature + 1) } }

  /// The codes of rows of `features` (row-major), one row of codes for each, in the order of the inputs.
  ///
  /// - Throws: `FixedPointError.notANumber` when a feature is NaN.
  /// - Precondition: the number of features is a multiple of `featureCount`.
  public func codes(of features: [Float]) throws(FixedPointError) -> [Int] {
    let featureCount = self.featureCount
    precondition(features.count.isMultiple(of: max(1, featureCount)), "incomplete rows of features")
    var codes: [Int] = []
    guard featureCount > 0 else { return codes }
    codes.reserveCapacity(features.count / featureCount * quantizers.count)
    for row in stride(from: 0, to: features.count, by: featureCount) {
      for (encoding, quantizer) in zip(encodings, quantizers) {
        codes.append(try quantizer.code(of: encoding(Double(features[row + encoding.feature]))))
      }
    }
    return codes
  }
}
