/// Which options of training are set, and to what: the `Recipe(…)` of a model file, or the options of a command line.
///
/// What a recipe does not set is as `TrainingOptions` has it. Several are merged before they are checked:
/// defaults ← the model's recipe ← the command line.
public struct TrainingRecipe: Sendable, Hashable {
  /// What an option can be set to.
  public enum Value: Sendable, Hashable {
    /// A whole number.
    case count(Int)
    /// A seed.
    case seed(UInt64)
    /// A real number.
    case number(Double)
    /// Two real numbers.
    case pair(Double, Double)
    /// One of a few words, or a name.
    case word(String)
  }

  private var values: [TrainingOption: Value] = [:]

  /// A recipe that sets nothing.
  public init() {}

  /// A recipe of these values; nil sets nothing.
  init(_ values: [TrainingOption: Value?]) { self.values = values.compactMapValues(\.self) }

  /// What an option is set to; nil when it is not.
  public subscript(option: TrainingOption) -> Value? {
    get { values[option] }
    set { values[option] = newValue }
  }

  /// The options that are set, in the order of the table.
  public var options: [TrainingOption] { TrainingOption.allCases.filter { values[$0] != nil } }

  /// Whether nothing is set.
  public var isEmpty: Bool { values.isEmpty }

  /// The dataset that the model is meant for, as a user names it; nil when nothing says so.
  public var dataset: String? { values[.dataset]?.word }

  /// This recipe where `other` sets nothing, else `other`.
  ///
  /// Where `other` chooses another optimizer, schedule or way to sparsity than this recipe does, all that this recipe says
  /// about its own choice is left out: the momentum of one optimizer is of no use to the next.
  public func overridden(by other: TrainingRecipe) -> TrainingRecipe {
    var merged = self
    for option in options {
      guard let use = option.row.use, let choice = other.values[use.chooser], choice.word != self.choice(use.chooser)
      else { continue }
      merged.values[option] = nil
    }
    merged.values.merge(other.values) { $1 }
    return merged
  }

  /// What an option is set to, or what training has without it; nil where that is nothing.
  public func value(of option: TrainingOption) -> Value? {
    values[option] ?? option.standard(with: option.row.use.map { choice($0.chooser) })
  }

  /// The name that a chooser is set to, or its default.
  func choice(_ chooser: TrainingOption) -> String { value(of: chooser)?.word ?? "" }
}

extension TrainingRecipe.Value {
  var word: String? { if case .word(let word) = self { word } else { nil } }

  var count: Int? { if case .count(let count) = self { count } else { nil } }

  var pair: (Double, Double)? { if case .pair(let first, let second) = self { (first, second) } else { nil } }

  /// A whole number is a real number, too.
  var number: Double? {
    switch self {
    case .number(let number): number
    case .count(let count): Double(count)
    case .seed, .pair, .word: nil
    }
  }

  /// A whole number that is not negative is a seed, too.
  var seed: UInt64? {
    switch self {
    case .seed(let seed): seed
    case .count(let count): UInt64(exactly: count)
    case .number, .pair, .word: nil
    }
  }

  /// As a person types it: `0.001`, `1e-5`, `0.9:0.999`.
  ///
  /// - Parameter separator: what stands between the numbers of a pair.
  public func text(pair separator: String = ":") -> String {
    func text(_ number: Double) -> String {
      let text = "\(number)".replacing("e-0", with: "e-").replacing("e+0", with: "e+")
      return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
    return switch self {
    case .count(let count): "\(count)"
    case .seed(let seed): "\(seed)"
    case .number(let number): text(number)
    case .pair(let first, let second): text(first) + separator + text(second)
    case .word(let word): word
    }
  }
}
