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
    guard let count = try optionalCount(name, in: LayerDescription.featureCounts) else {
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
    guard range.contains(count) else {
      throw .outOfRange(
        call: call, argument: name, value: argument.text, allowed: "\(range.lowerBound) to \(range.upperBound)")
    }
    return count
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
    case .boolean, .name:
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

  /// Refuses a choice that PyTorch offers and lnq does not.
  func require(_ name: String, isAlways value: Bool) throws(ModelError.Problem) {
    guard try boolean(name, default: value) == value else {
      throw .unsupported(call: call, argument: "\(name)=\(value ? "False" : "True")")
    }
  }
}
