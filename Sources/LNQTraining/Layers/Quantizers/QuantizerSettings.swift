internal import Foundation

/// The constants of an `ActivationQuantizer`: `QuantIdentity(bits=2, signed=True, max=1.0, scale='learned', unit=1.0)` and its relatives;
/// with `bits='learned', max_bits=4, features=16` the widths are trained.
public struct QuantizerSettings: Sendable, Hashable {
  /// What the layer is called. Only the codes differ: `hardTanh` computes the same as a signed `identity`.
  public enum Kind: Sendable, Hashable, CaseIterable {
    /// `QuantIdentity`, signed or not.
    case identity
    /// `QuantHardTanh`, always signed.
    case hardTanh
    /// `QuantReLU`, never signed.
    case relu
  }

  /// What the scale may be.
  public enum Scale: String, Sendable, Hashable, CaseIterable {
    /// 2^t.
    case learned
    /// 2^round(t), half to even: a shift in hardware.
    case powerOfTwo = "power_of_two"

    /// The scale for t, in units.
    public func callAsFunction(log2Scale: Double) -> Double {
      switch self {
      case .learned: exp2(log2Scale)
      case .powerOfTwo: exp2(log2Scale.rounded(.toNearestOrEven))
      }
    }
  }

  /// The class in the notation.
  public let kind: Kind
  /// The width of a code; where widths are learned, that of the widest.
  public let bits: Int
  /// The widths that are learned; nil where all codes have `bits`.
  public let learned: LearnedBits?
  /// Whether codes are two's complement.
  public let isSigned: Bool
  /// The value of the largest code at the start.
  public let maximum: Float
  /// How the scale follows from the trainable number.
  public let scale: Scale
  /// What the scale is a multiple of: a network of another program keeps its scale exactly as the unit, with t = 0.
  public let unit: Float

  /// What `bits` can be.
  public static let bitCounts = 1...8
  /// What `maximum` can be.
  static let maxima: ClosedRange<Float> = 1e-9...1e9
  /// What `unit` can be.
  public static let units: ClosedRange<Float> = 1e-18...1e18

  /// Puts the settings together; `signed` only matters for `identity`.
  ///
  /// - Parameter learnedWidths: how many widths are learned, up to `bits` each; nil where all codes have `bits`.
  /// - Precondition: `bits` are among `bitCounts`, `maximum` is among `maxima`, `unit` among `units`.
  public init(
    _ kind: Kind, bits: Int, signed: Bool = true, maximum: Float? = nil, scale: Scale = .learned, unit: Float = 1,
    learnedWidths: Int? = nil
  ) {
    let maximum = maximum ?? kind.standardMaximum
    precondition(Self.bitCounts.contains(bits), "a quantizer of \(bits) bits")
    learned = learnedWidths.map { LearnedBits(count: $0, most: bits) }
    precondition(Self.maxima.contains(maximum), "a quantizer up to \(maximum)")
    precondition(Self.units.contains(unit), "a quantizer of the unit \(unit)")
    self.kind = kind
    self.bits = bits
    self.maximum = maximum
    self.scale = scale
    self.unit = unit
    isSigned =
      switch kind {
      case .identity: signed
      case .hardTanh: true
      case .relu: false
      }
  }

  /// −2^(bits−1) … 2^(bits−1) − 1 when signed, else 0 … 2^bits − 1.
  public var codes: ClosedRange<Int> {
    isSigned ? -(1 << (bits - 1))...(1 << (bits - 1)) - 1 : 0...(1 << bits) - 1
  }

  /// The largest code, but at least 1: a signed bit has the codes −1 and 0.
  var largestCode: Int { max(1, codes.upperBound) }

  /// log2(maximum / largestCode / unit), at which training starts.
  var initialLog2Scale: Float { Float(log2(Double(maximum) / Double(largestCode) / Double(unit))) }

  /// The scale for t: unit · 2^t, or unit · 2^round(t).
  public func step(log2Scale: Double) -> Double { scale(log2Scale: log2Scale) * Double(unit) }
}

extension QuantizerSettings.Kind {
  /// The class in the notation.
  public var name: String {
    switch self {
    case .identity: "QuantIdentity"
    case .hardTanh: "QuantHardTanh"
    case .relu: "QuantReLU"
    }
  }

  /// `max` where it is not given: Brevitas' 1.61 for a ReLU as in LogicNets, else 1.
  var standardMaximum: Float { self == .relu ? 1.61 : 1 }
}

extension Layer {
  /// Reads a `QuantIdentity`, `QuantHardTanh` or `QuantReLU`; only the first one has the argument `signed`.
  static func quantizer(
    _ kind: QuantizerSettings.Kind, _ call: LayerCall
  ) throws(ModelError.Problem) -> Layer {
    let signed = kind == .identity ? ["signed"] : []
    let arguments = try call.arguments(
      ["bits"] + signed + ["max", "scale", "unit"], keywordOnly: ["max_bits", "features"], required: 1)
    let (bits, isLearned) = try arguments.width(default: 1)
    let widths = isLearned ? try arguments.optionalCount("features", in: Layer.featureCounts) ?? 1 : nil
    let isSigned = try arguments.boolean("signed", default: true)
    let maximum = try arguments.number("max", in: QuantizerSettings.maxima, default: kind.standardMaximum)
    let scale = try arguments.choice("scale", default: QuantizerSettings.Scale.learned)
    let unit = try arguments.number("unit", in: QuantizerSettings.units, default: 1)
    return .quantizer(
      QuantizerSettings(
        kind, bits: bits, signed: isSigned, maximum: maximum, scale: scale, unit: unit, learnedWidths: widths))
  }
}

extension LayerArguments {
  /// `bits`, or the `max_bits` of `bits='learned'`.
  ///
  /// - Throws: what only learned widths have, where they are not.
  func width(default standard: Int) throws(ModelError.Problem) -> (bits: Int, isLearned: Bool) {
    if text("bits") == QuantizerSettings.learnedName {
      return (try optionalCount("max_bits", in: QuantizerSettings.bitCounts) ?? LearnedBits.standardMost, true)
    }
    if let spare = ["max_bits", "features"].first(where: { !spelling($0).isEmpty }) {
      throw .onlyValue(
        call: call, argument: "bits", value: spelling("bits").isEmpty ? "\(standard)" : spelling("bits"),
        only: "'\(QuantizerSettings.learnedName)' where \(spare) is given")
    }
    return (try optionalCount("bits", in: QuantizerSettings.bitCounts) ?? standard, false)
  }
}

extension QuantizerSettings {
  /// What `bits` is where the widths are learned.
  static let learnedName = "learned"

  /// `QuantReLU(bits=2)`: the bits, and keywords for what differs from the defaults.
  var notation: String {
    let width = learned.map { learned in
      "'\(Self.learnedName)', max_bits=\(learned.most)" + (learned.count == 1 ? "" : ", features=\(learned.count)")
    }
    let signed = kind == .identity && !isSigned ? ", signed=False" : ""
    let maximum = maximum == kind.standardMaximum ? "" : ", max=\(maximum)"
    let scale = scale == .learned ? "" : ", scale='\(scale.rawValue)'"
    return "\(kind.name)(bits=\(width ?? "\(bits)")\(signed)\(maximum)\(scale)\(unit == 1 ? "" : ", unit=\(unit)"))"
  }
}
