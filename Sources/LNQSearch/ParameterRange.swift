import LNQRandom

/// The values that a parameter can have: an interval, and how it is measured.
///
/// A search works in positions, 0...1, which are the same for all parameters. On a logarithmic scale equal distances of positions
/// are equal ratios of values. Whole numbers, or multiples of one, divide the interval from half a step below low to half a step above high
/// into cells, and the position of one is the middle of its cell. Other values are rounded to three digits, so that people can read and type them.
public struct ParameterRange: Hashable, Sendable {
  /// How distances are measured.
  public enum Scale: Sendable {
    /// By differences.
    case linear
    /// By ratios.
    case logarithmic
  }

  /// The lowest value.
  public let low: Double
  /// The highest value, above the lowest.
  public let high: Double
  /// Whether values are whole numbers.
  public let isWhole: Bool
  /// What whole numbers are multiples of.
  public let step: Int
  /// How distances are measured.
  public let scale: Scale

  /// Values from `low` to `high`.
  ///
  /// - Precondition: both are finite, low < high, low > 0 on a logarithmic scale, and both are whole where values are, and multiples of
  ///   `step`.
  public init(_ low: Double, _ high: Double, isWhole: Bool = false, step: Int = 1, scale: Scale = .linear) {
    precondition(low.isFinite && high.isFinite && low < high, "a range from \(low) to \(high)")
    precondition(scale == .linear || low > 0, "a logarithmic range from \(low)")
    precondition(
      !isWhole || [low, high].allSatisfy { $0.truncatingRemainder(dividingBy: Double(step)) == 0 },
      "multiples of \(step) from \(low) to \(high)")
    precondition(step > 0 && (isWhole || step == 1), "steps of \(step)")
    self.low = low
    self.high = high
    self.isWhole = isWhole
    self.step = step
    self.scale = scale
  }

  /// How many values there are; nil where they are not counted.
  public var count: Int? { isWhole ? Int(high - low) / step + 1 : nil }

  /// The value at a position; a position outside of 0...1 counts as the nearer end.
  public func value(at position: Double) -> Double {
    let (from, to) = ends
    let measured = from + min(max(position, 0), 1) * (to - from)
    let value = scale == .linear ? measured : PortableMath.exp(measured)
    let step = Double(step)
    return min(max(isWhole ? (value / step).rounded() * step : Self.rounded(value), low), high)
  }

  /// The position of a value: the inverse of `value(at:)`, up to rounding.
  public func position(of value: Double) -> Double {
    let (from, to) = ends
    let measured = measure(value)
    return min(max((measured - from) / (to - from), 0), 1)
  }

  /// The value as a person writes it: `48`, `0.00123`, `1.23e-05`.
  public func text(of value: Double) -> String { isWhole ? String(Int(value)) : "\(value)" }

  private func measure(_ value: Double) -> Double { scale == .linear ? value : PortableMath.log(value) }

  private var ends: (Double, Double) {
    let margin = isWhole ? 0.5 * Double(step) : 0
    return (measure(low - margin), measure(high + margin))
  }

  /// The nearest number of three decimal digits.
  static func rounded(_ value: Double) -> Double {
    guard value != 0 else { return 0 }
    // The logarithm may be off by one digit beside a power of ten, which is one digit more or less.
    let exponent = Int((PortableMath.log(value.magnitude) / PortableMath.log(10)).rounded(.down)) - 2
    let digits = exponent < 0 ? value * power(exponent.magnitude) : value / power(exponent.magnitude)
    guard digits.isFinite, power(exponent.magnitude).isFinite else { return value }
    return Double("\(Int(digits.rounded()))e\(exponent)") ?? value
  }

  private static func power(_ exponent: UInt) -> Double { Double("1e\(exponent)") ?? .infinity }
}

extension ParameterRange {
  /// Reads `LOW..HIGH`; of multiples of `step` it takes those in between.
  ///
  /// - Parameters:
  ///   - name: what the sentence of an error calls the parameter: `--batch-size`.
  ///   - bounds: the values that the parameter allows.
  /// - Throws: `SearchError`.
  public init(
    _ text: String, name: String, isWhole: Bool, step: Int = 1, scale: Scale, bounds: ClosedRange<Double>
  ) throws(SearchError) {
    guard let separator = text.firstRange(of: ".."),
      let low = Double(text[..<separator.lowerBound]), let high = Double(text[separator.upperBound...]),
      low.isFinite, high.isFinite
    else { throw .notARange(name: name, text: text) }
    guard !isWhole || (low == low.rounded() && high == high.rounded()) else { throw .notWhole(name: name, text: text) }
    guard low < high else { throw .noRoom(name: name, text: text) }
    guard bounds.contains(low), bounds.contains(high), scale == .linear || low > 0 else {
      throw .outOfBounds(name: name, text: text, allowed: Self.sentence(bounds, isWhole: isWhole, scale: scale))
    }
    let cell = Double(step)
    let (first, last) =
      step == 1 ? (low, high) : ((low / cell).rounded(.up) * cell, (high / cell).rounded(.down) * cell)
    guard first < last else { throw .noMultiples(name: name, text: text, step: step) }
    self.init(first, last, isWhole: isWhole, step: step, scale: scale)
  }

  /// `it can be 1 to 32`.
  private static func sentence(_ bounds: ClosedRange<Double>, isWhole: Bool, scale: Scale) -> String {
    func text(_ value: Double) -> String { value == value.rounded() && value < 1e15 ? "\(Int(value))" : "\(value)" }
    let low = text(bounds.lowerBound)
    if bounds.upperBound >= 1e15 {
      return "it has to be \(scale == .logarithmic && !isWhole ? "above 0" : "\(low) or more")"
    }
    return "it can be \(low) to \(text(bounds.upperBound))"
      + (scale == .logarithmic && bounds.lowerBound <= 0 ? ", without \(low)" : "")
  }
}

/// What can be wrong with a range.
public enum SearchError: Error, Equatable, Sendable {
  /// Text that is not `LOW..HIGH`.
  case notARange(name: String, text: String)
  /// A number in it that has to be whole.
  case notWhole(name: String, text: String)
  /// Its end is not above its beginning.
  case noRoom(name: String, text: String)
  /// Fewer than two multiples of what its values are multiples of.
  case noMultiples(name: String, text: String, step: Int)
  /// A range that reaches outside of what its parameter can be.
  case outOfBounds(name: String, text: String, allowed: String)
}

extension SearchError: CustomStringConvertible {
  /// One sentence: what, where, what to do.
  public var description: String {
    switch self {
    case .notARange(let name, let text):
      "\(name) \(text): write a range such as 16..64, or one value"
    case .notWhole(let name, let text):
      "\(name) \(text): both ends of the range are whole numbers"
    case .noRoom(let name, let text):
      "\(name) \(text): the end of the range has to be above its beginning"
    case .noMultiples(let name, let text, let step):
      "\(name) \(text): the values are multiples of \(step), and the range has fewer than two of them"
    case .outOfBounds(let name, let text, let allowed):
      "\(name) \(text): \(allowed)"
    }
  }
}
