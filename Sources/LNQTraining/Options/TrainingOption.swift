/// The names of a choice between methods, as a user types them.
public protocol TrainingChoice: RawRepresentable, CaseIterable, Sendable where RawValue == String {}

extension TrainingChoice {
  /// All names.
  public static var names: [String] { allCases.map(\.rawValue) }

  /// `adam, adamw or sgd`.
  static var list: String { TrainingOption.list(names, "or") }
}

extension TrainingOption {
  /// What kind of value an option takes.
  public enum Kind {
    case count, seed, number, pair
    /// Any word.
    case word
    /// One name of a choice.
    case choice(any TrainingChoice.Type)
  }

  /// Where a value stands in `TrainingOptions`.
  struct Field {
    let kind: Kind
    var read: (TrainingOptions) -> TrainingRecipe.Value? = { _ in nil }
    var write: (inout TrainingOptions, TrainingRecipe.Value) -> Void = { _, _ in }

    /// Options of a method stand in its case; the dataset stands nowhere.
    static var count: Field { Field(kind: .count) }
    static var number: Field { Field(kind: .number) }
    static var pair: Field { Field(kind: .pair) }
    static var word: Field { Field(kind: .word) }

    static func count(_ path: WritableKeyPath<TrainingOptions, Int>) -> Field {
      Field(kind: .count) {
        .count($0[keyPath: path])
      } write: {
        if let count = $1.count { $0[keyPath: path] = count }
      }
    }

    static func count(_ path: WritableKeyPath<TrainingOptions, Int?>) -> Field {
      Field(kind: .count) {
        $0[keyPath: path].map { .count($0) }
      } write: {
        $0[keyPath: path] = $1.count
      }
    }

    static func number(_ path: WritableKeyPath<TrainingOptions, Double>) -> Field {
      Field(kind: .number) {
        .number($0[keyPath: path])
      } write: {
        if let number = $1.number { $0[keyPath: path] = number }
      }
    }

    static func number(_ path: WritableKeyPath<TrainingOptions, Double?>) -> Field {
      Field(kind: .number) {
        $0[keyPath: path].map { .number($0) }
      } write: {
        $0[keyPath: path] = $1.number
      }
    }

    static func seed(_ path: WritableKeyPath<TrainingOptions, UInt64>) -> Field {
      Field(kind: .seed) {
        .seed($0[keyPath: path])
      } write: {
        if let seed = $1.seed { $0[keyPath: path] = seed }
      }
    }

    /// A choice that is no method with options of its own.
    static func choice<Name: TrainingChoice>(_ path: WritableKeyPath<TrainingOptions, Name?>) -> Field {
      Field(kind: .choice(Name.self)) {
        $0[keyPath: path].map { .word($0.rawValue) }
      } write: {
        $0[keyPath: path] = $1.word.flatMap { Name(rawValue: $0) }
      }
    }

    /// A choice is written together with the options of the method: `TrainingRecipe.trainingOptions()`.
    static func choice<Name: TrainingChoice>(_ type: Name.Type, _ path: KeyPath<TrainingOptions, Name>) -> Field {
      Field(kind: .choice(type), read: { .word($0[keyPath: path].rawValue) })
    }
  }

  /// The choices that an option is for, and what it is for each of them unless told; nil where that is nothing.
  public struct Use {
    /// The option that chooses.
    public let chooser: TrainingOption
    /// In the order of the choices.
    let defaults: [(choice: String, value: TrainingRecipe.Value?)]

    /// The names of the choices.
    public var choices: [String] { defaults.map(\.choice) }

    static func optimizer(_ defaults: KeyValuePairs<Optimizer.Name, TrainingRecipe.Value?>) -> Use {
      Use(chooser: .optimizer, defaults: defaults.map { ($0.rawValue, $1) })
    }

    static func scheduler(_ defaults: KeyValuePairs<LearningRateSchedule.Name, TrainingRecipe.Value?>) -> Use {
      Use(chooser: .scheduler, defaults: defaults.map { ($0.rawValue, $1) })
    }

    static func cost(_ defaults: KeyValuePairs<AreaCost.Name, TrainingRecipe.Value?>) -> Use {
      Use(chooser: .cost, defaults: defaults.map { ($0.rawValue, $1) })
    }

    static func sparsity(_ defaults: KeyValuePairs<SparsityMethod.Name, TrainingRecipe.Value?>) -> Use {
      Use(chooser: .sparsity, defaults: defaults.map { ($0.rawValue, $1) })
    }
  }

  /// The largest range of a search, and how it is measured.
  public struct SearchScale: Sendable {
    /// The values.
    public let bounds: ClosedRange<Double>
    /// Whether equal distances are equal ratios.
    public let isLogarithmic: Bool

    static let counts = SearchScale(bounds: 1...1e6, isLogarithmic: false)
    static let countsByRatios = SearchScale(bounds: 1...1e6, isLogarithmic: true)
    static let ratios = SearchScale(bounds: 1e-12...1e3, isLogarithmic: true)
    static let shares = SearchScale(bounds: 0...0.999, isLogarithmic: false)
  }

  /// A row of the table.
  public struct Row {
    let field: Field
    /// The method that the option is for; nil for an option that is for all.
    public let use: Use?
    /// What the help of `lnq train` says, without the default and the full stop.
    let help: String
    /// What that of studies says.
    let helpInStudies: String
    /// What the help calls a value.
    public let valueName: String
    /// What reports call it; nil for its name.
    let label: String?
    /// What happens without the option where it has no default, for the help.
    let unset: String?
    /// What it is, for the sentence that a method needs it.
    let needed: String?
    /// What a search can try; nil for an option without ranges.
    public let search: SearchScale?

    /// What kind of value it takes.
    public var kind: Kind { field.kind }

    init(
      _ field: Field, for use: Use? = nil, _ help: String, inStudies: String? = nil, as valueName: String,
      label: String? = nil, unset: String? = nil, needed: String? = nil, search: SearchScale? = nil
    ) {
      self.field = field
      self.use = use
      self.help = help
      helpInStudies = inStudies ?? help
      self.valueName = valueName
      self.label = label
      self.unset = unset
      self.needed = needed
      self.search = search
    }
  }

  /// The keyword of recipes: `max_epochs`.
  public var keyword: String { words.joined(separator: "_") }

  /// The name in studies: `max-epochs`.
  public var name: String { words.joined(separator: "-") }

  /// `--max-epochs`.
  public var commandLineName: String { "--\(name)" }

  /// What reports call it: `max epochs`, where the table says nothing else.
  public var label: String { row.label ?? words.joined(separator: " ") }

  private var words: [String] {
    rawValue.reduce(into: [""]) { words, letter in
      if letter.isUppercase { words.append("") }
      words[words.count - 1] += letter.lowercased()
    }
  }

  /// The option of this keyword; nil for any other text.
  init?(keyword: String) {
    guard let option = Self.allCases.first(where: { $0.keyword == keyword }) else { return nil }
    self = option
  }

  /// What training has without the option.
  ///
  /// - Parameter choice: what its chooser is set to; where the option is for other choices, the value that they agree on.
  func standard(with choice: String?) -> TrainingRecipe.Value? {
    guard let use = row.use else { return row.field.read(TrainingOptions()) }
    if let found = use.defaults.first(where: { $0.choice == choice }) { return found.value }
    return use.defaults.allSatisfy { $0.value == use.defaults[0].value } ? use.defaults[0].value : nil
  }

  /// The sentence of `lnq train --help`.
  public var help: String { row.help + defaultClause + "." }

  /// That of `lnq sweep --help`, which takes several values.
  public var helpOfLists: String { row.helpInStudies + "." }

  /// That of `lnq search --help`, which takes a range.
  public var helpOfRanges: String {
    row.helpInStudies + defaultClause + "." + (row.search?.isLogarithmic ?? false ? " By ratios." : "")
  }

  /// `; 20 unless given`, `; 0.5 unless given for magnitude, 0.75 for set and rigl`.
  private var defaultClause: String {
    if let unset = row.unset { return "; \(unset) unless given" }
    guard let use = row.use else {
      return row.field.read(TrainingOptions()).map { "; \($0.text(pair: ",")) unless given" } ?? ""
    }
    var groups: [(value: TrainingRecipe.Value, choices: [String])] = []
    for (choice, value) in use.defaults {
      guard let value else { continue }
      if let index = groups.firstIndex(where: { $0.value == value }) {
        groups[index].choices.append(choice)
      } else {
        groups.append((value, [choice]))
      }
    }
    if groups.count == 1 { return "; \(groups[0].value.text(pair: ",")) unless given" }
    let clauses = groups.enumerated().map { index, group in
      group.value.text(pair: ",") + (index == 0 ? " unless given" : "") + " for " + Self.list(group.choices, "and")
    }
    return clauses.isEmpty ? "" : "; " + clauses.joined(separator: ", ")
  }

  /// `a, b or c`.
  static func list(_ names: [String], _ conjunction: String) -> String {
    names.count < 2
      ? names.joined() : names.dropLast().joined(separator: ", ") + " \(conjunction) " + names[names.count - 1]
  }
}
