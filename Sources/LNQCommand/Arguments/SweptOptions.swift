import ArgumentParser
import Foundation
import LNQStudies
import LNQTraining

/// `lnq sweep`: a list of values for each option of `lnq train` but the seed. All are text here; what they mean, and whether it
/// makes sense, `TrainingArguments` says.
typealias SweptOptions = TableArguments<ListOfValues>

/// A list of values for each option.
enum ListOfValues: ArgumentForm {
  static var options: [TrainingOption] { SingleValue.options.filter { $0 != .seed } }

  static func argument(for option: TrainingOption) -> any FormArgument<[String]>.Type { ValueList.self }

  static func help(for option: TrainingOption) -> ArgumentHelp {
    ArgumentHelp(stringLiteral: option.helpOfLists).named("list")
  }
}

extension ValueList: FormArgument {
  var value: [String] { values }
}

extension SweptOptions {
  /// Those that were given.
  var options: [StudyOption] {
    given.compactMap { option in self[option].map { StudyOption(name: option.name, values: $0) } }
  }

  /// The value that each option that was given has while another one is varied: what `chosen` says, else what `lnq train` has
  /// for all models of the study (their recipe's value or its own) where the list has it too, else the first of the list.
  ///
  /// - Throws: `CommandError.usage` for a choice that is not in its option's list.
  func baseline(_ chosen: [StudySetting], recipes: [TrainingRecipe]) throws -> [StudySetting] {
    for choice in chosen where !given.contains(where: { $0.name == choice.option }) {
      throw CommandError.usage("--baseline \(choice.option): no list is given for --\(choice.option)")
    }
    var methods = TrainingRecipe()
    return try given.compactMap { option in
      guard let values = self[option] else { return nil }
      func find(_ wanted: String) -> String? { values.first { ValueList.areSame($0, wanted) } }
      var value = Self.standard(of: option, in: recipes, with: methods).flatMap(find) ?? values[0]
      if let choice = chosen.last(where: { $0.option == option.name }) {
        guard let found = find(choice.value) else {
          throw CommandError.usage(
            "--baseline \(option.name)=\(choice.value): the list of --\(option.name) has no \(choice.value)")
        }
        value = found
      }
      if case .choice = option.row.kind { methods[option] = .word(value) }
      return StudySetting(option: option.name, value: value)
    }
  }

  /// What training has without the option, the same for models with all of these recipes; nil where they differ.
  private static func standard(
    of option: TrainingOption, in recipes: [TrainingRecipe], with methods: TrainingRecipe
  ) -> String? {
    let standards = (recipes.isEmpty ? [TrainingRecipe()] : recipes).map {
      $0.overridden(by: methods).value(of: option)?.text()
    }
    return standards.allSatisfy { $0 == standards[0] } ? standards[0] : nil
  }
}

/// Several values of one option on a command line, with commas between them: `16,32,64`.
struct ValueList: ExpressibleByArgument, Equatable {
  /// The values as they were written, in their order. Of those that are the same, as numbers or else as text, the first
  /// alone is here.
  let values: [String]

  /// Nil for an empty text, and where nothing is between two commas.
  init?(argument: String) {
    var values: [String] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let value = part.trimmingCharacters(in: .whitespaces)
      guard !value.isEmpty else { return nil }
      if !values.contains(where: { Self.areSame($0, value) }) { values.append(value) }
    }
    self.values = values
  }

  /// Whether two values mean the same: `1e-3` and `0.001`.
  static func areSame(_ one: String, _ other: String) -> Bool {
    if let one = Double(one), let other = Double(other) { return one == other }
    return one == other
  }
}
