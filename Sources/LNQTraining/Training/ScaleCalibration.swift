internal import Foundation

/// Chooses the scale of a quantizer by the values that it will get.
enum ScaleCalibration {
  /// How far below the largest value's scale the search goes, in powers of two.
  static let octaves = 6

  /// The t with the smallest Σ (Q(x) − x)² over the values, of equals the largest; nil when all values are 0.
  ///
  /// The candidates are log2(max |x| / largest code) and smaller ones, down to 6 less: multiples of 1/8 for a learned scale,
  /// whole numbers for a power of two; the first one is rounded up. Of a `QuantReLU`, x is max(x, 0).
  static func log2Scale(_ settings: QuantizerSettings, for values: [Float]) -> Float? {
    let values = settings.kind == .relu ? values.map { max($0, 0) } : values
    let largest = values.reduce(0) { max($0, abs($1)) }
    guard largest > 0, largest.isFinite else { return nil }
    let steps = settings.scale == .learned ? 8.0 : 1
    let limits = ActivationQuantizer.log2Scales
    let first = (log2(Double(largest) / Double(settings.largestCode)) * steps).rounded(.up) / steps
    var best: (log2Scale: Float, error: Double)?
    for step in 0...Int(steps) * octaves {
      let log2Scale = min(max(Float(first - Double(step) / steps), limits.lowerBound), limits.upperBound)
      let quantize = StraightThrough<Float>(settings, log2Scale: log2Scale)
      var error = 0.0
      for value in values {
        let distance = Double(quantize(value) - value)
        error += distance * distance
      }
      if best.map({ error < $0.error }) ?? true { best = (log2Scale, error) }
    }
    return best?.log2Scale
  }
}
