/// A quantizer between layers, whose scale is trained: y = s · clamp(round(x / s), codes), with halves to even.
///
/// s = 2^t, or 2^round(t) with a power of two; t is the one trainable number, PyTorch's name for it `log2_scale`, shape `[1]`.
/// Training and evaluation compute the same. Source: LSQ, "Learned step size quantization", Esser et al., 2020, with the
/// scale's logarithm in the scale's place, as in "Trained quantization thresholds", Jain et al., 2020.
public struct ActivationQuantizer: Sendable, Equatable {
  /// The constants.
  public let settings: QuantizerSettings
  /// t.
  public internal(set) var log2Scale: Float

  /// A quantizer at `log2Scale`, or where training starts.
  ///
  /// - Precondition: `log2Scale` is among `log2Scales`.
  public init(_ settings: QuantizerSettings, log2Scale: Float? = nil) {
    let log2Scale = log2Scale ?? settings.initialLog2Scale
    precondition(Self.log2Scales.contains(log2Scale), "a scale of 2^\(log2Scale)")
    self.settings = settings
    self.log2Scale = log2Scale
  }

  /// Where the scale is a normal `Float`.
  public static let log2Scales: ClosedRange<Float> = -120...120

  /// s.
  public var scale: Double { settings.scale(log2Scale: Double(log2Scale)) }
}
