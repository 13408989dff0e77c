/// The sizes of a thermometer: `Thermometer(bits, 'distributive', features=F, …)`.
///
/// A feature becomes `bits` bits, each of which says whether the feature is above a threshold. The thresholds are chosen before
/// training begins, by the training rows (Bacellar et al., "Differentiable Weightless Neural Networks", 2024), and lie between
/// two codes of the feature: code(x) = (x − low) / step, rounded, within 0 ..< 2^codeBits. So the bits of the real feature and those
/// of its code are the same, and hardware needs the code alone.
public struct ThermometerShape: Sendable, Hashable {
  /// How the thresholds of a feature are chosen.
  public enum Kind: String, CaseIterable, Sendable {
    /// As many training rows between any two neighbours.
    case distributive
    /// Equal distances between the smallest and the largest code.
    case uniform
    /// The ones that the notation gives, in the units of the data.
    case fixed
  }

  /// What the codes of a feature stand for.
  public enum Range: Sendable, Hashable {
    /// From the smallest to the largest value of the training rows.
    case extremes
    /// From below the lowest threshold to above the highest one, so that all codes lie where they tell something.
    case thresholds
    /// The smallest and the largest code, in the units of the data.
    case given(ClosedRange<Float>)
  }

  /// How many features go in.
  public let featureCount: Int
  /// How many thresholds a feature has.
  public let bits: Int
  /// How the thresholds of a feature are chosen.
  public let kind: Kind
  /// Of a `fixed` thermometer its thresholds for every feature, ascending; else empty.
  public let thresholds: [Float]
  /// What the codes stand for.
  public let range: Range
  /// How many bits the code of a feature has.
  public let codeBits: Int
  /// How many of the bits go on; nil for all.
  public let keep: Int?

  /// Puts the sizes together.
  ///
  /// - Precondition: they are within the limits of the notation.
  public init(
    featureCount: Int, bits: Int, kind: Kind = .distributive, thresholds: [Float] = [],
    range: Range = .extremes,
    codeBits: Int = ThermometerShape.standardCodeBits, keep: Int? = nil
  ) {
    precondition(
      Self.codeBitCounts.contains(codeBits) && bits > 0 && featureCount > 0, "\(featureCount) × \(bits) bits")
    precondition(thresholds.count == (kind == .fixed ? bits : 0), "\(thresholds.count) thresholds")
    precondition(keep.map { (1...featureCount * bits).contains($0) } ?? true, "more bits than there are")
    self.featureCount = featureCount
    self.bits = bits
    self.kind = kind
    self.thresholds = thresholds
    self.range = range
    self.codeBits = codeBits
    self.keep = keep
  }

  /// `code_bits` where it is not given.
  public static let standardCodeBits = 8
  /// What `code_bits` can be: a code is the address of a table.
  static let codeBitCounts = 1...12

  /// How many bits go on.
  public var outputCount: Int { keep ?? featureCount * bits }

  /// The same with another number of bits that go on.
  func keeping(_ count: Int?) -> ThermometerShape {
    ThermometerShape(
      featureCount: featureCount, bits: bits, kind: kind, thresholds: thresholds, range: range, codeBits: codeBits,
      keep: count)
  }

  /// The last code below each threshold (a code above it gives a 1), each feature's low and step, and, where only some bits go on,
  /// which: feature · bits + threshold.
  var tensors: [LayerTensor] {
    let codes = 1 << codeBits
    return [
      LayerTensor("thresholds", [featureCount, bits], .index(codes)), LayerTensor("low", [featureCount], .constant),
      LayerTensor("step", [featureCount], .constant),
    ] + (keep.map { [LayerTensor("kept", [$0], .index(featureCount * bits))] } ?? [])
  }
}

extension ThermometerShape {
  /// `Thermometer(32, 'distributive', features=16, keep=60)`: keywords for what differs from the defaults.
  var notation: String {
    func number(_ value: Float) -> String {
      value == value.rounded() && abs(value) < 1e6 ? "\(Int(value))" : "\(value)"
    }
    let rangeText =
      switch range {
      case .extremes: ""
      case .thresholds: ", range='thresholds'"
      case .given(let limits): ", range=(\(number(limits.lowerBound)), \(number(limits.upperBound)))"
      }
    let list = thresholds.map(number).joined(separator: ", ") + (thresholds.count == 1 ? "," : "")
    return "Thermometer(\(bits), '\(kind.rawValue)', features=\(featureCount)"
      + (thresholds.isEmpty ? "" : ", thresholds=(\(list))")
      + rangeText
      + (codeBits == Self.standardCodeBits ? "" : ", code_bits=\(codeBits)") + (keep.map { ", keep=\($0)" } ?? "") + ")"
  }

  /// Reads a `Thermometer(…)`.
  init(_ call: LayerCall) throws(ModelError.Problem) {
    let arguments = try call.arguments(
      ["bits", "kind"], keywordOnly: ["features", "thresholds", "range", "code_bits", "keep"], required: 1)
    let bits = try arguments.optionalCount("bits", in: 1...256) ?? 1
    let features = try arguments.count("features")
    guard features * bits <= Layer.featureCounts.upperBound else {
      throw .tooManyActivations(
        call: call.text, gives: .features(features * bits), limit: Layer.featureCounts.upperBound)
    }
    let kind = try arguments.choice("kind", default: Kind.distributive)
    let thresholds = try arguments.numbers("thresholds")
    guard (thresholds == nil) == (kind != .fixed) else {
      throw kind == .fixed
        ? .requires(call: call.text, argument: "'fixed'", required: "thresholds")
        : .excludes(call: call.text, argument: "thresholds", other: "'\(kind.rawValue)'")
    }
    if let thresholds {
      guard thresholds.count == bits, zip(thresholds, thresholds.dropFirst()).allSatisfy(<) else {
        throw .wrongType(
          call: call.text, argument: "thresholds", value: arguments.spelling("thresholds"),
          expected: "\(bits) ascending number\(bits == 1 ? ", such as (0.5,)" : "s")")
      }
    }
    self.init(
      featureCount: features, bits: bits, kind: kind, thresholds: thresholds ?? [], range: try Range(arguments),
      codeBits: try arguments.optionalCount("code_bits", in: Self.codeBitCounts) ?? Self.standardCodeBits,
      keep: try arguments.optionalCount("keep", in: 1...features * bits))
  }
}

extension ThermometerShape.Range {
  /// Reads two numbers or `'thresholds'`.
  fileprivate init(_ arguments: LayerArguments) throws(ModelError.Problem) {
    if let text = arguments.text("range") {
      guard text == "thresholds" else {
        throw .onlyValue(
          call: arguments.call, argument: "range", value: arguments.spelling("range"),
          only: "'thresholds' or two numbers")
      }
      self = .thresholds
    } else if let limits = try arguments.numbers("range") {
      guard limits.count == 2, limits[0] < limits[1] else {
        throw .wrongType(
          call: arguments.call, argument: "range", value: arguments.spelling("range"),
          expected: "two ascending numbers, such as (0, 255)")
      }
      self = .given(limits[0]...limits[1])
    } else {
      self = .extremes
    }
  }
}

/// A thermometer whose thresholds are known.
public struct Thermometer: Sendable, Equatable {
  /// The sizes.
  public let shape: ThermometerShape
  /// For each bit of each feature the last code below its threshold, feature after feature.
  public let codes: [Int]
  /// For each feature what code 0 stands for, in standardised units.
  public let low: [Float]
  /// For each feature the distance of two codes.
  public let step: [Float]
  /// The bits that go on: feature · bits + threshold.
  public let kept: [Int]

  /// The layer at `place`; nil when that is another one.
  public init?(_ network: Network, at place: LayerPlace) {
    guard case .thermometer(let shape) = place.layer else { return nil }
    let values = network.numbers(at: place).values
    self.init(shape: shape, values: values)
  }

  init(shape: ThermometerShape, values: [[Float]]) {
    self.shape = shape
    codes = values[0].map { Int($0) }
    low = values[1]
    step = values[2]
    kept = values.count > 3 ? values[3].map { Int($0) } : Array(0..<shape.featureCount * shape.bits)
  }

  /// Whether the thresholds were chosen.
  var isFitted: Bool { step.contains { $0 > 0 } }

  /// The numbers of the layer, in the order of its tensors.
  var values: [[Float]] {
    [codes.map { Float($0) }, low, step] + (shape.keep == nil ? [] : [kept.map { Float($0) }])
  }

  /// The threshold of a bit: half-way between two codes.
  func threshold(_ bit: Int) -> Float {
    let feature = bit / shape.bits
    return low[feature] + (Float(codes[bit]) + 0.5) * step[feature]
  }

  /// The thermometer that lets `kept` of its bits go on. Where the codes lie between the thresholds, they lie closer then: each feature's
  /// go from its lowest to its highest threshold of these.
  func keeping(_ kept: [Int]) -> Thermometer {
    var (codes, low, step) = (codes, low, step)
    if shape.range == .thresholds {
      for feature in 0..<shape.featureCount {
        // A threshold that no number is above is no end of the range.
        let never = Float((1 << shape.codeBits) - 1)
        let own = kept.filter { $0 / shape.bits == feature && Float(codes[$0]) < never }.map { Double(threshold($0)) }
        guard let least = own.min(), let most = own.max() else { continue }
        let grid = CodeGrid(shape.codeBits, from: least, to: most)
        for bit in feature * shape.bits..<(feature + 1) * shape.bits where codes[bit] < grid.never {
          codes[bit] = grid.code(below: Double(threshold(bit)))
        }
        (low[feature], step[feature]) = (Float(grid.low), Float(grid.step))
      }
    }
    return Thermometer(
      shape: shape, values: [codes.map { Float($0) }, low, step, kept.map { Float($0) }])
  }
}

/// Codes at equal distances.
struct CodeGrid {
  /// What code 0 stands for.
  let low: Double
  /// The distance of two codes.
  let step: Double
  /// The largest code: a threshold above it is above all values.
  let never: Int

  /// Code 0 and the largest one stand for these values. Of equal ones any distance will do.
  init(_ bits: Int, _ low: Double, _ high: Double) {
    (self.low, never) = (low, (1 << bits) - 1)
    step = high > low ? (high - low) / Double(never) : 1
  }

  /// The lowest threshold lies above code 0, the highest below the largest code.
  init(_ bits: Int, from lowest: Double, to highest: Double) {
    never = (1 << bits) - 1
    step = highest > lowest ? (highest - lowest) / Double(max(1, never - 1)) : 1
    low = lowest - step / 2
  }

  /// The code of a value.
  func code(_ value: Double) -> Int {
    Int(min(max(((value - low) / step).rounded(.toNearestOrEven), 0), Double(never)))
  }

  /// The last code below a threshold.
  func code(below threshold: Double) -> Int {
    Int(min(max(((threshold - low) / step - 0.5).rounded(), 0), Double(never)))
  }
}
