/// A quantizer between layers, whose scale is trained: y = s · clamp(round(x / s), codes), with halves to even.
///
/// s = unit · 2^t, or unit · 2^round(t) with a power of two; t is the one trainable number, PyTorch's name for it `log2_scale`, shape `[1]`.
/// Training and evaluation compute the same. Source: LSQ, "Learned step size quantization", Esser et al., 2020, with the
/// scale's logarithm in the scale's place, as in "Trained quantization thresholds", Jain et al., 2020.
public struct ActivationQuantizer: Sendable, Equatable {
  /// The constants.
  public let settings: QuantizerSettings
  /// t.
  public let log2Scale: Float
  /// The b of learned widths; empty where the width is fixed.
  public let bits: [Float]

  /// A quantizer at `log2Scale` and `bits`, or where training starts.
  ///
  /// - Precondition: `log2Scale` is among `log2Scales`, and there are as many `bits` as the settings have widths.
  public init(_ settings: QuantizerSettings, log2Scale: Float? = nil, bits: [Float]? = nil) {
    let log2Scale = log2Scale ?? settings.initialLog2Scale
    let bits = bits ?? settings.learned.map { Array(repeating: Float($0.most), count: $0.count) } ?? []
    precondition(Self.log2Scales.contains(log2Scale), "a scale of 2^\(log2Scale)")
    precondition(bits.count == settings.learned?.count ?? 0, "\(bits.count) widths of \(settings.notation)")
    self.settings = settings
    self.log2Scale = log2Scale
    self.bits = bits
  }

  /// Where the scale is a normal `Float`.
  static let log2Scales: ClosedRange<Float> = -120...120

  static func tensors(_ settings: QuantizerSettings) -> [LayerTensor] {
    let scale = LayerTensor("log2_scale", [1], .log2Scale, start: settings.initialLog2Scale)
    guard let learned = settings.learned else { return [scale] }
    return [scale, LayerTensor("bits", [learned.count], .bits(learned.range), start: learned.range.upperBound)]
  }

  /// The layer at `place`; nil when that is another one.
  public init?(_ network: Network, at place: LayerPlace) {
    guard case .quantizer(let settings) = place.layer else { return nil }
    let numbers = network.numbers(at: place).values
    self.init(settings, log2Scale: numbers[0][0], bits: settings.learned.map { _ in numbers[1] })
  }

  /// For each of `count` numbers its width in bits and its step.
  ///
  /// - Precondition: `count` is a multiple of the number of widths.
  public func channels(count: Int) -> [(width: Int, scale: Double)] {
    guard let learned = settings.learned else { return Array(repeating: (settings.bits, scale), count: count) }
    return (0..<count).map { index in
      let width = learned.width(bits[index * learned.count / count])
      return (width, scale * Double(1 << (learned.most - width)))
    }
  }

  /// s; of learned widths that of the widest code.
  public var scale: Double { settings.step(log2Scale: Double(log2Scale)) }
}

/// y = s · clamp(round(x / s), low, high), with halves to even, and the derivatives that training takes for it.
///
/// Rounding has no useful derivative; the straight-through estimator takes 1 for it. Source: LSQ, Esser et al., 2020.
struct StraightThrough<Scalar: BLASScalar> {
  let scale: Scalar
  let low: Scalar
  let high: Scalar
  /// How many steps of the layer's own scale a step is: 1 unless widths are learned.
  let ratio: Scalar
  /// What `bitSlope` is at least below the lowest code.
  let lowestError: Scalar

  /// For what the settings make of `log2Scale`.
  init(_ settings: QuantizerSettings, log2Scale: Scalar) {
    scale = Scalar(settings.step(log2Scale: Double(log2Scale)))
    low = Scalar(settings.codes.lowerBound)
    high = Scalar(settings.codes.upperBound)
    (ratio, lowestError) = (1, 0)
  }

  /// y; NaN stays NaN, so that a diverged run is noticed.
  func callAsFunction(_ x: Scalar) -> Scalar { scale * code(x) }

  /// y / s.
  func code(_ x: Scalar) -> Scalar {
    let code = (x / scale).rounded(.toNearestOrEven)
    return code < low ? low : code > high ? high : code
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
    scale * Scalar.naturalLogarithmOf2 / Scalar(featureCount * settings.largestCode).squareRoot()
  }
}

extension ActivationQuantizer {
  /// Forward and backward of y = s · clamp(round(x / s)), where the memory belongs to a `NetworkExecutor`.
  ///
  /// Shapes: x, y, dx and dy rows × F.
  struct Passes<Scalar: BLASScalar> {
    let featureCount: Int
    let settings: QuantizerSettings
    /// t, and its gradient.
    let log2Scale: UnsafeMutablePointer<Scalar>
    let log2ScaleGradient: UnsafeMutablePointer<Scalar>

    /// y = s · clamp(round(x / s)).
    func forward(_ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int) {
      let quantize = StraightThrough(settings, log2Scale: log2Scale.pointee)
      for i in 0..<rows * featureCount { y[i] = quantize(x[i]) }
    }

    /// dx = dy inside of the codes, else 0, unless dx is nil; dt = `log2ScaleFactor` · Σ dy · dy/ds.
    func backward(
      _ x: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, into dx: UnsafeMutablePointer<Scalar>?, rows: Int
    ) {
      let quantize = StraightThrough(settings, log2Scale: log2Scale.pointee)
      var sum: Scalar = 0
      for row in 0..<rows {
        // Row by row: a single sum over a batch of Floats would lose digits.
        var rowSum: Scalar = 0
        for i in row * featureCount..<(row + 1) * featureCount {
          let slope = quantize.derivatives(at: x[i])
          rowSum += dy[i] * slope.scale
          dx?[i] = dy[i] * slope.x
        }
        sum += rowSum
      }
      log2ScaleGradient.pointee = sum * quantize.log2ScaleFactor(settings, featureCount: featureCount)
    }
  }
}
