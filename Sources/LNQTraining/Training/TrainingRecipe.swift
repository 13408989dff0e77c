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

  private var values: [Option: Value] = [:]

  /// A recipe that sets nothing.
  public init() {}

  /// What an option is set to; nil when it is not.
  public subscript(option: Option) -> Value? {
    get { values[option] }
    set { values[option] = newValue }
  }

  /// The options that are set, in the order of `Option`.
  public var options: [Option] { Option.allCases.filter { values[$0] != nil } }

  /// Whether nothing is set.
  public var isEmpty: Bool { values.isEmpty }

  /// The dataset that the model is meant for, as a user names it; nil when nothing says so.
  public var dataset: String? { word(.dataset) }

  /// This recipe where `other` sets nothing, else `other`.
  ///
  /// Where `other` chooses another optimizer, schedule or way to sparsity than this recipe does, all that this recipe says
  /// about its own choice is left out: the momentum of one optimizer is of no use to the next.
  public func overridden(by other: TrainingRecipe) -> TrainingRecipe {
    var merged = self
    for option in options {
      guard let use = option.use, let choice = other.values[use.chooser], choice != .word(self.choice(use.chooser))
      else {
        continue
      }
      merged.values[option] = nil
    }
    merged.values.merge(other.values) { $1 }
    return merged
  }

  /// The word that a chooser is set to, or its default.
  func choice(_ chooser: Option) -> String { word(chooser) ?? chooser.standardChoice }

  func word(_ option: Option) -> String? {
    if case .word(let word)? = values[option] { word } else { nil }
  }

  func count(_ option: Option) -> Int? {
    if case .count(let count)? = values[option] { count } else { nil }
  }

  func number(_ option: Option) -> Double? {
    switch values[option] {
    case .number(let number)?: number
    case .count(let count)?: Double(count)
    default: nil
    }
  }

  func pair(_ option: Option) -> (Double, Double)? {
    if case .pair(let first, let second)? = values[option] { (first, second) } else { nil }
  }

  var seed: UInt64? {
    switch values[.seed] {
    case .seed(let seed)?: seed
    case .count(let count)?: UInt64(exactly: count)
    default: nil
    }
  }
}
