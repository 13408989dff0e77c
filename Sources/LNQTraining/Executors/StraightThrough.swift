/// y = s · clamp(round(x / s), low, high), with halves to even, and the derivatives that training takes for it.
///
/// Rounding has no useful derivative; the straight-through estimator takes 1 for it. Source: LSQ, Esser et al., 2020.
struct StraightThrough<Scalar: BLASScalar> {
  let scale: Scalar
  let low: Scalar
  let high: Scalar

  /// For the scale 2^`log2Scale` or what the settings make of it.
  init(_ settings: QuantizerSettings, log2Scale: Scalar) {
    scale = Scalar(settings.scale(log2Scale: Double(log2Scale)))
    low = Scalar(settings.codes.lowerBound)
    high = Scalar(settings.codes.upperBound)
  }

  /// y; NaN stays NaN, so that a diverged run is noticed.
  func callAsFunction(_ x: Scalar) -> Scalar {
    let code = (x / scale).rounded(.toNearestOrEven)
    return scale * (code < low ? low : code > high ? high : code)
  }

  /// dy/dx, 1 where low ≤ x / s ≤ high, else 0; and dy/ds, round(x / s) − x / s there, else the code.
  func derivatives(at x: Scalar) -> (x: Scalar, scale: Scalar) {
    let v = x / scale
    if v < low { return (0, low) }
    if v > high { return (0, high) }
    return (1, v.rounded(.toNearestOrEven) - v)
  }

  /// What multiplies Σ dy · dy/ds to make it dt: s · ln 2, since s = 2^t, also where t is rounded, times LSQ's factor
  /// 1 / √(`featureCount` · largest code), which keeps the scale's steps in proportion to the weights'.
  func log2ScaleFactor(_ settings: QuantizerSettings, featureCount: Int) -> Scalar {
    scale * Scalar(0.693147180559945309) / Scalar(featureCount * settings.largestCode).squareRoot()
  }
}
