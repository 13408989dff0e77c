extension LayerDescription {
  /// Reads a `QuantIdentity`, `QuantHardTanh` or `QuantReLU`; only the first one has the argument `signed`.
  static func quantizer(
    _ kind: QuantizerSettings.Kind, _ call: LayerCall
  ) throws(ModelError.Problem) -> LayerDescription {
    let signed = kind == .identity ? ["signed"] : []
    let arguments = try call.arguments(["bits"] + signed + ["max", "scale"], required: 1)
    let bits = try arguments.optionalCount("bits", in: QuantizerSettings.bitCounts) ?? 1
    let isSigned = try arguments.boolean("signed", default: true)
    let maximum = try arguments.number("max", in: QuantizerSettings.maxima, default: kind.standardMaximum)
    let scale = try arguments.choice("scale", default: QuantizerSettings.Scale.learned)
    return .quantizer(QuantizerSettings(kind, bits: bits, signed: isSigned, maximum: maximum, scale: scale))
  }
}

extension QuantizerSettings {
  /// `QuantReLU(bits=2)`: the bits, and keywords for what differs from the defaults.
  var notation: String {
    let signed = kind == .identity && !isSigned ? ", signed=False" : ""
    let maximum = maximum == kind.standardMaximum ? "" : ", max=\(maximum)"
    return "\(kind.name)(bits=\(bits)\(signed)\(maximum)\(scale == .learned ? "" : ", scale='\(scale.rawValue)'"))"
  }
}
