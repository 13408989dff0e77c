extension ModelError: CustomStringConvertible {
  /// `jsc-mine.model:3: Linear(32, 5) takes 32 features, but line 1, BatchNorm1d(16), gives 16: …`
  public var description: String {
    if case .unknownModel = problem { return "\(source) \(problem)" }
    return "\(source)\(line.map { ":\($0)" } ?? ""): \(problem)"
  }
}

extension ModelError.Problem: CustomStringConvertible {
  /// What is wrong and what would be right.
  public var description: String {
    switch self {
    case .unknownModel(let nearest, let known):
      "is not a built-in model\(Self.hint(nearest)); there are \(known.joined(separator: ", ")), "
        + "or give the path of a .model file"
    case .empty:
      "there is no layer in it: write one layer a line, such as Linear(16, 5)"
    case .nothingToTrain:
      "it has neither a BatchNorm1d nor a Linear layer, so there is nothing to train"
    case .syntax(let found, let expected):
      "found \(found), expected \(expected)"
    case .unknownLayer(let name, let nearest):
      "there is no layer \(name)\(Self.hint(nearest)); lnq has "
        + LayerDescription.names.joined(separator: ", ")
    case .unknownArgument(let call, let argument, let known):
      "\(call) has no argument \(argument): it takes \(known.joined(separator: ", "))"
    case .missingArgument(let call, let argument):
      "\(call) lacks \(argument)"
    case .repeatedArgument(let call, let argument):
      "\(call) gives \(argument) twice"
    case .tooManyArguments(let call, let count, let limit):
      "\(call) has \(count) arguments without a keyword, but can have \(limit)"
    case .wrongType(let call, let argument, let value, let expected):
      "\(call): \(argument) is \(value), but has to be \(expected)"
    case .outOfRange(let call, let argument, let value, let allowed):
      "\(call): \(argument) is \(value), but has to be \(allowed)"
    case .unsupported(let call, let argument):
      "\(call): lnq cannot do \(argument); leave it out"
    case .shape(let call, let takes, let giver, let giverLine, let gives):
      "\(call) takes \(takes) features, but line \(giverLine), \(giver), gives \(gives): make the two numbers equal"
    }
  }

  private static func hint(_ nearest: String?) -> String {
    nearest.map { " (did you mean \($0)?)" } ?? ""
  }
}
