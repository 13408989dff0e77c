/// The arguments of a layer by name, read with the types that they must have.
struct LayerArguments {
  /// The call, for error sentences.
  let call: String
  /// Names and arguments; each name at most once.
  let named: [(String, LayerCall.Argument)]

  private func argument(_ name: String) -> LayerCall.Argument? {
    named.first { $0.0 == name }?.1
  }

  /// A required number of features.
  func count(_ name: String) throws(ModelError.Problem) -> Int {
    guard let count = try optionalCount(name, in: Layer.featureCounts) else {
      throw .missingArgument(call: call, argument: name)
    }
    return count
  }

  /// A count, or nil when it is not given.
  func optionalCount(_ name: String, in range: ClosedRange<Int>) throws(ModelError.Problem) -> Int? {
    guard let argument = argument(name) else { return nil }
    guard case .integer(let count) = argument.value else {
      throw .wrongType(call: call, argument: name, value: argument.text, expected: "a whole number")
    }
    try check(count, name, argument, range)
    return count
  }

  /// A size along the one dimension of a `Conv1d`: a count, also spelled `(3,)`; nil when it is not given.
  func size(_ name: String, in range: ClosedRange<Int>) throws(ModelError.Problem) -> Int? {
    guard let argument = argument(name), case .tuple(let sizes) = argument.value else {
      return try optionalCount(name, in: range)
    }
    guard sizes.count == 1, case .integer(let size) = sizes[0].value else {
      throw .wrongType(call: call, argument: name, value: argument.text, expected: "a whole number")
    }
    try check(size, name, argument, range)
    return size
  }

  /// A required pair of counts, `(1, 16)`.
  func pair(_ name: String, in range: ClosedRange<Int>) throws(ModelError.Problem) -> (Int, Int) {
    guard let argument = argument(name) else { throw .missingArgument(call: call, argument: name) }
    guard case .tuple(let counts) = argument.value, counts.count == 2, case .integer(let first) = counts[0].value,
      case .integer(let second) = counts[1].value
    else {
      throw .wrongType(call: call, argument: name, value: argument.text, expected: "two whole numbers, such as (1, 16)")
    }
    try check(first, name, argument, range)
    try check(second, name, argument, range)
    return (first, second)
  }

  /// Real numbers, `(0.5, 1)`; nil when they are not given.
  func numbers(_ name: String) throws(ModelError.Problem) -> [Float]? {
    guard let argument = argument(name) else { return nil }
    let wrong = ModelError.Problem.wrongType(
      call: call, argument: name, value: argument.text, expected: "numbers in brackets, such as (0, 1)")
    guard case .tuple(let values) = argument.value else { throw wrong }
    var numbers: [Float] = []
    for value in values {
      switch value.value {
      case .integer(let integer): numbers.append(Float(integer))
      case .real(let real): numbers.append(real)
      case .boolean, .text, .tuple, .name: throw wrong
      }
    }
    return numbers
  }

  /// How the source spells an argument; empty when it is not given.
  func spelling(_ name: String) -> String { argument(name)?.text ?? "" }

  /// A text in quotes; nil when it is not given or something else.
  func text(_ name: String) -> String? {
    guard case .text(let text) = argument(name)?.value else { return nil }
    return text
  }

  /// One of a few texts in quotes.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, default standard: Choice
  ) throws(ModelError.Problem) -> Choice {
    guard let argument = argument(name) else { return standard }
    guard case .text(let text) = argument.value, let choice = Choice(rawValue: text) else {
      let choices = Choice.allCases.map { "'\($0.rawValue)'" }
      throw .onlyValue(
        call: call, argument: name, value: argument.text, only: choices.joined(separator: " or "))
    }
    return choice
  }

  private func check(
    _ count: Int, _ name: String, _ argument: LayerCall.Argument, _ range: ClosedRange<Int>
  ) throws(ModelError.Problem) {
    guard range.contains(count) else {
      throw .outOfRange(
        call: call, argument: name, value: argument.text, allowed: "\(range.lowerBound) to \(range.upperBound)")
    }
  }

  /// A real number; a whole number will do.
  func number(
    _ name: String, in range: ClosedRange<Float>, default standard: Float
  ) throws(ModelError.Problem) -> Float {
    guard let argument = argument(name) else { return standard }
    let number: Float
    switch argument.value {
    case .integer(let integer): number = Float(integer)
    case .real(let real): number = real
    case .boolean, .text, .tuple, .name:
      throw .wrongType(call: call, argument: name, value: argument.text, expected: "a number")
    }
    guard range.contains(number) else {
      throw .outOfRange(
        call: call, argument: name, value: argument.text, allowed: "\(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// `True` or `False`.
  func boolean(_ name: String, default standard: Bool) throws(ModelError.Problem) -> Bool {
    guard let argument = argument(name) else { return standard }
    guard case .boolean(let boolean) = argument.value else {
      throw .wrongType(call: call, argument: name, value: argument.text, expected: "True or False")
    }
    return boolean
  }

  /// Refuses a whole number other than the one that lnq can do.
  func require(_ name: String, isAlways value: Int) throws(ModelError.Problem) {
    guard try optionalCount(name, in: .min ... .max) ?? value == value else {
      throw .onlyValue(call: call, argument: name, value: argument(name)?.text ?? "", only: "\(value)")
    }
  }

  /// Refuses a text other than the one that lnq can do.
  func require(_ name: String, isAlways value: String) throws(ModelError.Problem) {
    guard let argument = argument(name) else { return }
    guard case .text(value) = argument.value else {
      throw .onlyValue(call: call, argument: name, value: argument.text, only: "'\(value)'")
    }
  }

  /// Refuses a choice that PyTorch offers and lnq does not.
  func require(_ name: String, isAlways value: Bool) throws(ModelError.Problem) {
    guard try boolean(name, default: value) == value else {
      throw .unsupported(call: call, argument: "\(name)=\(value ? "False" : "True")")
    }
  }
}
