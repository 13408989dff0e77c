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
      "no layer in it has parameters (Linear, Conv1d or BatchNorm1d), so there is nothing to train"
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
    case .onlyValue(let call, let argument, let value, let only):
      "\(call): \(argument) is \(value), but lnq can only do \(only)"
    case .shape(let call, let takes, let giver, let gives):
      "\(call) \(Self.mismatch(takes, giver, gives))"
    case .inputHasNoChannels(let call, let channels):
      "\(call) takes \(Self.counted(channels, "channel")), but the network's input is a row of features: "
        + "put Unflatten(1, (\(channels), n)) before it, where n is the number of features"
        + "\(channels == 1 ? "" : " divided by \(channels)")"
    case .kernelTooLong(let call, let span, let padding, let giver, let length):
      "\(call) spans \(span) positions, but \(giver) a length of \(length)"
        + "\(padding == 0 ? "" : ", with the padding \(length + 2 * padding)"): use a smaller kernel or more padding"
    case .tooManyActivations(let call, let gives, let limit):
      "\(call) gives \(gives), which are \(gives.count) numbers, but a layer can give at most \(limit)"
    case .residual(let call, let body, let other, let hasShortcut):
      "\(call) adds \(body), which its body gives, to \(other), which its \(hasShortcut ? "shortcut gives" : "input has")"
        + ": make the two shapes equal\(hasShortcut ? "" : ", or give it a shortcut=Sequential(…)")"
    case .emptyResidual:
      "Residual() holds no layer: write its body between the brackets"
    case .tooDeep(let name, let limit):
      "this \(name) stands in \(limit) others, but at most \(limit) can stand in each other"
    case .tooFewMembers(let count):
      "this Ensemble has \(count == 1 ? "one member" : "no members"), but needs 2 or more: "
        + "write Ensemble(Sequential(…), Sequential(…))"
    case .emptyMember(let member):
      "member \(member) of this Ensemble holds no layer"
    case .members(let call, let first, let member, let gives):
      "\(call) adds \(gives), which member \(member) gives, to \(first), which member 1 gives: make the two shapes equal"
    case .requires(let call, let argument, let required):
      "\(call): \(argument) needs \(required) beside it"
    case .excludes(let call, let argument, let other):
      "\(call): \(argument) and \(other) cannot stand together; leave one out"
    case .tooManyMonomials(let call, let fanIn, let degree, let limit):
      Self.monomials(call, fanIn, degree, limit)
    case .tableTooLarge(let call, let fanIn, let bits, let limit):
      "\(call): a neuron that sees \(fanIn) inputs of \(bits) bits needs a table of 2^\(fanIn * bits) rows, but 2^\(limit) is "
        + "the limit: use fan_in=\(limit / bits)\(limit / fanIn > 0 ? " or inputs of \(limit / fanIn) bits" : "")"
    case .outputHasChannels(let shape, let giver):
      "the outputs must be one number for each class, but \(giver) \(shape): end with Flatten() and a Linear"
    case .recipe(let call, let problem):
      "\(call): \(problem.notationSentence)"
    case .secondRecipe:
      "this is the second Recipe: write all that it sets into the first one"
    case .recipeInside:
      "a Recipe is about the whole network: write it on a line of its own, not into a layer that holds layers"
    }
  }

  private static func monomials(_ call: String, _ fanIn: Int, _ degree: Int, _ limit: Int) -> String {
    let count = Monomials.count(inputCount: fanIn, degree: degree)
    let degrees = (1..<degree).last { Monomials.count(inputCount: fanIn, degree: $0) <= limit }
    let fanIns = (1..<fanIn).last { Monomials.count(inputCount: $0, degree: degree) <= limit }
    let advice = [degrees.map { "degree=\($0)" }, fanIns.map { "fan_in=\($0)" }].compactMap { $0 }
    return "\(call): a polynomial of degree \(degree) in \(fanIn) inputs has "
      + "\(count == .max ? "more than 10^12" : "\(count)") monomials, but a neuron can have at most \(limit): "
      + "use \(advice.joined(separator: " or "))"
  }

  private static func mismatch(
    _ takes: ModelError.Takes, _ giver: ModelError.Giver, _ gives: ActivationShape
  ) -> String {
    switch (takes, gives) {
    case (.features(let takes), .features(let gives)):
      return "takes \(takes) features, but \(giver) \(gives): make the two numbers equal"
    case (.channels(let takes), .channels(let channels, _)):
      return "takes \(counted(takes, "channel")), but \(giver) \(channels): make the two numbers equal"
    case (.features(let takes), .channels):
      let advice = takes == gives.count ? "" : " and let it take \(gives.count)"
      return "takes \(takes) features, but \(giver) \(gives): put Flatten() before it\(advice)"
    case (.channels(let takes), .features(let features)):
      let advice =
        features.isMultiple(of: takes)
        ? "put Unflatten(1, (\(takes), \(features / takes))) before it" : "\(features) is no multiple of \(takes)"
      return "takes \(counted(takes, "channel")), but \(giver) \(gives): \(advice)"
    }
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  private static func hint(_ nearest: String?) -> String {
    nearest.map { " (did you mean \($0)?)" } ?? ""
  }
}

extension ModelError.Giver: CustomStringConvertible {
  /// `line 3, Linear(16, 5), gives`.
  public var description: String {
    switch self {
    case .layer(let text, let line): "line \(line), \(text), gives"
    case .input(let text, let line): "the network's input, as line \(line), \(text), says, has"
    }
  }
}
