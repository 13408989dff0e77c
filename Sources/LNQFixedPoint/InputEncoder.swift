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

/// What an input code is made of: x · `scale` + `offset` with x the standardised feature of that number, which is then quantized.
///
/// BatchNorm in front of a network's first quantizer ends up here. One multiplication and one addition, each rounded to Double.
public struct FeatureEncoding: Hashable, Sendable, Codable {
  /// The number of the feature's column.
  public let feature: Int
  /// What multiplies the feature; finite.
  public let scale: Double
  /// What is added then; finite.
  public let offset: Double
  /// What makes x of a raw value; nil where nobody has said it.
  public let standardization: FeatureStandardization?

  /// Puts the parts together; without scale and offset the feature itself.
  public init(feature: Int, scale: Double = 1, offset: Double = 0, standardization: FeatureStandardization? = nil) {
    (self.feature, self.scale, self.offset, self.standardization) = (feature, scale, offset, standardization)
  }

  /// Whether the standardised feature itself is quantized.
  public var isIdentity: Bool { scale == 1 && offset == 0 }

  /// The real number that a standardised feature of value `x` gives.
  @inlinable
  public func callAsFunction(_ x: Double) -> Double { x * scale + offset }

  /// The same of raw values.
  public func standardized(by standardization: FeatureStandardization?) -> FeatureEncoding {
    FeatureEncoding(feature: feature, scale: scale, offset: offset, standardization: standardization)
  }
}

/// From a raw value to a standardised feature: (raw − `mean`) / `deviation` in Double, each step rounded, then rounded to Float.
///
/// The Float is what the network was trained on, so that it belongs to the definition of a code.
public struct FeatureStandardization: Hashable, Sendable, Codable {
  /// What is subtracted; finite.
  public let mean: Double
  /// What divides then; finite and greater than 0.
  public let deviation: Double

  /// Puts both together.
  public init(mean: Double, deviation: Double) { (self.mean, self.deviation) = (mean, deviation) }

  /// The raw values themselves, as Floats.
  public static let none = FeatureStandardization(mean: 0, deviation: 1)

  /// The standardised feature of a raw value.
  @inlinable
  public func callAsFunction(_ raw: Double) -> Float { Float((raw - mean) / deviation) }
}

extension InputEncoder {
  /// The codes of rows of raw values (row-major), one row of codes for each: those of `codes(of:)` after standardisation.
  ///
  /// - Throws: `FixedPointError.notANumber` when a value is NaN.
  /// - Precondition: as `codes(of:)`; every encoding has a standardisation.
  public func codes(ofRaw values: [Double]) throws(FixedPointError) -> [Int] {
    let featureCount = self.featureCount
    precondition(values.count.isMultiple(of: max(1, featureCount)), "incomplete rows of features")
    var codes: [Int] = []
    codes.reserveCapacity(featureCount > 0 ? values.count / featureCount * quantizers.count : 0)
    for row in stride(from: 0, to: values.count, by: max(1, featureCount)) {
      for input in quantizers.indices { codes.append(try code(ofRaw: values[row + encodings[input].feature], input)) }
    }
    return codes
  }

  /// The code of one input for the raw value of its feature.
  ///
  /// - Throws: as `codes(ofRaw:)`.
  /// - Precondition: the encoding has a standardisation.
  public func code(ofRaw value: Double, _ input: Int) throws(FixedPointError) -> Int {
    guard let standardization = encodings[input].standardization else {
      preconditionFailure("a feature of which no mean is known")
    }
    return try quantizers[input].code(of: encodings[input](Double(standardization(value))))
  }
}
