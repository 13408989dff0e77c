import ArgumentParser
import LNQStudies
import LNQTraining

/// The options of training on a command line, made from the table `TrainingOption`: there is nothing here to add for another
/// option.
///
/// ArgumentParser finds the options of a type in its mirror, which stored properties make by themselves. Here the mirror is
/// made from the table, and `init(from:)` reads what the mirror has announced.
struct TableArguments<Form: ArgumentForm>: ParsableArguments, CustomReflectable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
    init(_ option: TrainingOption) { stringValue = option.rawValue }
  }

  /// What was given.
  private var values: [TrainingOption: Form.Value] = [:]

  init() {}

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    for option in Form.options {
      func read<Argument: FormArgument>(_ type: Argument.Type) throws -> Form.Value?
      where Argument.Value == Form.Value {
        try container.decode(Option<Argument?>.self, forKey: Key(option)).wrappedValue?.value
      }
      values[option] = try read(Form.argument(for: option))
    }
  }

  var customMirror: Mirror {
    func definition<Argument: FormArgument>(_ type: Argument.Type, of option: TrainingOption) -> Any {
      Option<Argument?>(name: .customLong(option.name), help: Form.help(for: option))
    }
    return Mirror(
      self, children: Form.options.map { ($0.rawValue, definition(Form.argument(for: $0), of: $0)) },
      displayStyle: .struct)
  }

  /// What an option was given; nil when it was not.
  subscript(option: TrainingOption) -> Form.Value? { values[option] }

  /// The options that were given, in the order of the table.
  var given: [TrainingOption] { Form.options.filter { values[$0] != nil } }
}

/// How a verb takes the options of training: a value, a list or a range.
protocol ArgumentForm {
  /// What it makes of the text of an option.
  associatedtype Value: Sendable
  /// The options that the verb has.
  static var options: [TrainingOption] { get }
  /// What reads the text.
  static func argument(for option: TrainingOption) -> any FormArgument<Value>.Type
  /// The line of the help.
  static func help(for option: TrainingOption) -> ArgumentHelp
}

/// The text of an option, read.
protocol FormArgument<Value>: ExpressibleByArgument {
  associatedtype Value
  var value: Value { get }
}

/// `lnq train`: a value for each option.
typealias TrainingArguments = TableArguments<SingleValue>

/// A value for each option.
enum SingleValue: ArgumentForm {
  static var options: [TrainingOption] { TrainingOption.allCases.filter { $0 != .dataset } }

  static func argument(for option: TrainingOption) -> any FormArgument<TrainingRecipe.Value>.Type {
    switch option.row.kind {
    case .count: Int.self
    case .seed: UInt64.self
    case .number: Double.self
    case .pair: NumberPair.self
    case .word: String.self
    case .choice(let names): choice(names)
    }
  }

  private static func choice<Name: TrainingChoice>(_ names: Name.Type) -> any FormArgument<TrainingRecipe.Value>.Type {
    ChoiceArgument<Name>.self
  }

  static func help(for option: TrainingOption) -> ArgumentHelp {
    ArgumentHelp(stringLiteral: option.help).named(option.row.valueName)
  }
}

extension ArgumentHelp {
  /// With what the help calls a value.
  func named(_ valueName: String) -> ArgumentHelp {
    var help = self
    help.valueName = valueName
    return help
  }
}

extension Int: FormArgument {
  var value: TrainingRecipe.Value { .count(self) }
}

extension UInt64: FormArgument {
  var value: TrainingRecipe.Value { .seed(self) }
}

extension Double: FormArgument {
  var value: TrainingRecipe.Value { .number(self) }
}

extension String: FormArgument {
  var value: TrainingRecipe.Value { .word(self) }
}

/// `0.5,0.999`, or `0.5:0.999` as lists of a sweep have it.
private struct NumberPair: FormArgument {
  let value: TrainingRecipe.Value

  init?(argument: String) {
    let numbers = argument.split(omittingEmptySubsequences: false) { $0 == "," || $0 == ":" }.map { Double($0) }
    guard numbers.count == 2, let first = numbers[0], let second = numbers[1] else { return nil }
    value = .pair(first, second)
  }
}

/// One of the names of a choice.
private struct ChoiceArgument<Name: TrainingChoice>: FormArgument {
  let name: Name

  init?(argument: String) {
    guard let name = Name(rawValue: argument) else { return nil }
    self.name = name
  }

  var value: TrainingRecipe.Value { .word(name.rawValue) }

  static var allValueStrings: [String] { Name.names }
  static var defaultCompletionKind: CompletionKind { .list(Name.names) }
}

extension TrainingArguments {
  /// Which options were given, and to what.
  var recipe: TrainingRecipe {
    given.reduce(into: TrainingRecipe()) { $0[$1] = self[$1] }
  }

  /// What they mean for a model with this recipe. What is not given is as the recipe has it, or else as `TrainingOptions` does.
  ///
  /// - Throws: `CommandError.usage` for a value out of range, or options that do not go together.
  func options(for recipe: TrainingRecipe) throws(CommandError) -> TrainingOptions {
    do {
      return try recipe.overridden(by: self.recipe).trainingOptions()
    } catch {
      throw .usage(error.commandLineSentence)
    }
  }
}
