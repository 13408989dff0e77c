extension TrainingRecipe: CustomStringConvertible {
  /// What the notation calls it.
  static let callName = "Recipe"

  /// Reads a `Recipe(…)`: keywords alone, the names of the options of `lnq train` with underscores.
  ///
  /// - Throws: unknown keywords, values of the wrong type or out of range, and keywords that do not go together.
  init(_ call: LayerCall) throws(ModelError.Problem) {
    let arguments = try call.arguments([], keywordOnly: TrainingOption.allCases.map(\.keyword), required: 0)
    self.init()
    for (name, argument) in arguments.named {
      guard let option = TrainingOption(keyword: name) else { continue }
      self[option] = try Self.value(of: option, argument, call: call.text)
    }
    do {
      _ = try trainingOptions()
    } catch {
      throw .recipe(call: call.text, problem: error)
    }
  }

  private static func value(
    of option: TrainingOption, _ argument: LayerCall.Argument, call: String
  ) throws(ModelError.Problem) -> Value {
    func wrong(_ expected: String) -> ModelError.Problem {
      .wrongType(call: call, argument: option.keyword, value: argument.text, expected: expected)
    }
    switch option.row.kind {
    case .count:
      guard case .integer(let count) = argument.value else { throw wrong("a whole number") }
      return .count(count)
    case .seed:
      guard let seed = UInt64(argument.text) else { throw wrong("a whole number, 0 or more") }
      return .seed(seed)
    case .number:
      guard let number = number(argument) else { throw wrong("a number") }
      return .number(number)
    case .pair:
      guard case .tuple(let values) = argument.value, values.count == 2, let first = number(values[0]),
        let second = number(values[1])
      else { throw wrong("two numbers, such as (0.9, 0.999)") }
      return .pair(first, second)
    case .word:
      guard case .text(let word) = argument.value else { throw wrong("a text in quotes") }
      return .word(word)
    case .choice(let names):
      guard case .text(let word) = argument.value, names.names.contains(word) else {
        throw wrong("one of " + names.names.map { "'\($0)'" }.joined(separator: ", "))
      }
      return .word(word)
    }
  }

  /// The spelling holds more digits than the Float of a layer's constant.
  private static func number(_ argument: LayerCall.Argument) -> Double? {
    switch argument.value {
    case .integer, .real: Double(argument.text)
    case .boolean, .text, .tuple, .name: nil
    }
  }

  /// The canonical notation; read again, it gives the same recipe.
  public var description: String {
    let arguments = options.compactMap { option in self[option].map { "\(option.keyword)=\($0)" } }
    return "\(Self.callName)(\(arguments.joined(separator: ", ")))"
  }
}

extension TrainingRecipe.Value: CustomStringConvertible {
  /// As the notation spells it.
  public var description: String {
    switch self {
    case .count(let count): "\(count)"
    case .seed(let seed): "\(seed)"
    case .number(let number): "\(number)"
    case .pair(let first, let second): "(\(first), \(second))"
    case .word(let word): "'\(word)'"
    }
  }
}
