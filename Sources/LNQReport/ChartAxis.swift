import Foundation

/// A horizontal axis.
public struct ChartAxis: Equatable, Sendable {
  /// A mark with its text.
  public struct Tick: Equatable, Sendable {
    /// Where it stands.
    public var value: Double
    /// What stands there.
    public var label: String

    /// Puts both together.
    public init(_ value: Double, _ label: String) {
      self.value = value
      self.label = label
    }
  }

  /// What it is called, with its unit.
  public var label: String
  /// Whether equal factors have equal lengths.
  public var isLogarithmic: Bool
  /// Its marks; nil for round numbers.
  public var ticks: [Tick]?
  /// Whether it counts, so that no mark is needed between whole numbers.
  public var isWhole: Bool

  /// Puts the parts together.
  public init(_ label: String, isLogarithmic: Bool = false, ticks: [Tick]? = nil, isWhole: Bool = true) {
    self.isWhole = isWhole
    self.label = label
    self.isLogarithmic = isLogarithmic
    self.ticks = ticks
  }

  /// How many letters the names of the marks can have together.
  private static let letterLimit = 46

  /// Whether the marks have names that are too long to stand beside each other: then they are numbers, and the legend says what they
  /// mean.
  var isNumbered: Bool { (ticks ?? []).reduce(0) { $0 + $1.label.count + 2 } > Self.letterLimit }

  /// The marks as they are drawn.
  var shownTicks: [Tick]? {
    guard isNumbered, let ticks else { return ticks }
    let step = (ticks.count - 1) / 20 + 1
    return ticks.enumerated().filter { $0.offset % step == 0 }.map { Tick($1.value, "\($0 + 1)") }
  }

  var legend: [LegendEntry] {
    guard isNumbered, let ticks else { return [] }
    return ticks.enumerated().map { LegendEntry(sample: .number($0 + 1), text: $1.label) }
  }

  /// The range that is shown: a little more than that of the points.
  func shown(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    let (low, high) = (range.lowerBound, range.upperBound)
    if isLogarithmic {
      let margin = low == high ? 2 : pow(high / low, 0.04)
      return low / margin...high * margin
    }
    let margin = low == high ? 1 : (high - low) * 0.04
    return low - margin...high + margin
  }

  /// The marks over a range: its own, or multiples of 1, 2 or 5 times a power of ten (with logarithms: powers of ten, or 1, 2
  /// and 5 times them over less than two decades).
  func marks(over range: ClosedRange<Double>) -> [Tick] {
    if let ticks = shownTicks { return ticks }
    let (low, high) = (range.lowerBound, range.upperBound)
    if isLogarithmic {
      let factors = high / low < 100 ? [1.0, 2, 5] : [1.0]
      let exponents = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
      return exponents.flatMap { exponent in factors.map { $0 * pow(10, Double(exponent)) } }
        .filter { range.contains($0) }.map { Tick($0, Self.short($0)) }
    }
    let step = roundStep(atLeast: (high - low) / 6)
    let first = (low / step).rounded(.up)
    let last = (high / step).rounded(.down)
    guard first <= last else { return [] }
    return (0...Int(last - first)).map { (first + Double($0)) * step }.map { Tick($0, Self.short($0)) }
  }

  /// The smallest of 1, 2, 5, 10, … that is not less than `size`: what is counted has no halves.
  private func roundStep(atLeast size: Double) -> Double {
    guard size > 1 || !isWhole else { return 1 }
    let power = pow(10, log10(size).rounded(.down))
    return power * ([1.0, 2, 5].first { $0 * power >= size } ?? 10)
  }

  /// `0.5`, `500`, `20k`, `1.5M`.
  static func short(_ value: Double) -> String {
    let (scaled, unit) =
      abs(value) >= 1e6 ? (value / 1e6, "M") : abs(value) >= 1e3 ? (value / 1e3, "k") : (value, "")
    return String(format: "%g", scaled) + unit
  }
}
