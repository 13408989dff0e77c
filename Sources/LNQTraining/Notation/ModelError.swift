import LNQText

/// What is wrong with a model, and where.
public struct ModelError: Error, Hashable, Sendable {
  /// The file, or the model's name.
  public let source: String
  /// The line, from 1; nil when it is about the whole.
  public let line: Int?
  /// What is wrong.
  public let problem: Problem

  /// Puts the facts together.
  public init(source: String, line: Int?, problem: Problem) {
    self.source = source
    self.line = line
    self.problem = problem
  }

  /// The kinds of mistakes. `call` is the layer as it is spelled in the source.
  public enum Problem: Error, Hashable, Sendable {
    /// No built-in model has this name.
    case unknownModel(nearest: String?, known: [String])
    /// The text has no layer.
    case empty
    /// No layer has parameters, so nothing says how many features go in either.
    case nothingToTrain
    /// The text does not follow the notation.
    case syntax(found: String, expected: String)
    /// A layer that lnq does not have.
    case unknownLayer(String, nearest: String?)
    /// A keyword that the layer does not have.
    case unknownArgument(call: String, argument: String, known: [String])
    /// A required argument is not given.
    case missingArgument(call: String, argument: String)
    /// An argument is given twice.
    case repeatedArgument(call: String, argument: String)
    /// More arguments than the layer has.
    case tooManyArguments(call: String, count: Int, limit: Int)
    /// An argument of the wrong type.
    case wrongType(call: String, argument: String, value: String, expected: String)
    /// A number that is too small or too large.
    case outOfRange(call: String, argument: String, value: String, allowed: String)
    /// Something that PyTorch has and lnq does not.
    case unsupported(call: String, argument: String)
    /// A number or a text where lnq can do a single one.
    case onlyValue(call: String, argument: String, value: String, only: String)
    /// A layer takes another shape than the layers before it give.
    case shape(call: String, takes: Takes, giver: Giver, gives: ActivationShape)
    /// A layer takes channels, but a network's input is a vector of features.
    case inputHasNoChannels(call: String, channels: Int)
    /// The kernel spans more positions than there are.
    case kernelTooLong(call: String, span: Int, padding: Int, giver: Giver, length: Int)
    /// More numbers than a layer can have.
    case tooManyActivations(call: String, gives: ActivationShape, limit: Int)
    /// The two sides of a residual block's sum differ.
    case residual(call: String, body: ActivationShape, other: ActivationShape, hasShortcut: Bool)
    /// A `Residual` without a layer.
    case emptyResidual
    /// Residual blocks or ensembles in residual blocks in …
    case tooDeep(name: String, limit: Int)
    /// An `Ensemble` of one network, or of none.
    case tooFewMembers(Int)
    /// A network of an `Ensemble`, counted from 1, without a layer.
    case emptyMember(member: Int)
    /// A network of an `Ensemble`, counted from 1, gives another shape than the first.
    case members(call: String, first: ActivationShape, member: Int, gives: ActivationShape)
    /// An argument that needs another one.
    case requires(call: String, argument: String, required: String)
    /// Two arguments that cannot stand together.
    case excludes(call: String, argument: String, other: String)
    /// A polynomial of more monomials than a neuron can have.
    case tooManyMonomials(call: String, fanIn: Int, degree: Int, limit: Int)
    /// A neuron's table would have more than 2^limit rows.
    case tableTooLarge(call: String, fanIn: Int, bits: Int, limit: Int)
    /// An additive layer behind something else than a quantizer.
    case takesCodes(call: String)
    /// Outputs whose widths are learned one by one.
    case outputWidths(call: String)
    /// Layers of bits in another order than the only one that there is.
    case weightlessOrder(call: String)
    /// Outputs are one number a class.
    case outputHasChannels(ActivationShape, giver: Giver)
    /// A recipe with options that do not go together, or out of range.
    case recipe(call: String, problem: TrainingRecipe.Problem)
    /// A model has one recipe.
    case secondRecipe
    /// A recipe among a block's layers.
    case recipeInside
    /// Python in which the layers, or their order, cannot be found.
    case source(SourceProblem)
  }

  /// What a layer takes.
  public enum Takes: Hashable, Sendable {
    /// A vector of this many features.
    case features(Int)
    /// This many channels of any length.
    case channels(Int)
  }

  /// Where a shape comes from.
  public enum Giver: Hashable, Sendable {
    /// The layer that gives it, and its line.
    case layer(String, line: Int)
    /// The network's input, and the first layer that says what that is.
    case input(statedBy: String, line: Int)
  }
}

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
      if let advice = ForeignLayer.advice(on: name) {
        "lnq has no \(name): \(advice)"
      } else {
        "there is no layer \(name)\(Self.hint(nearest)); lnq has \(Layer.names.joined(separator: ", "))"
      }
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
    case .takesCodes(let call):
      "\(call) takes codes, which nothing before it makes: put a quantizer right before it, such as QuantIdentity(bits=6)"
    case .outputWidths(let call):
      "\(call) gives each output a width of its own, but a class is chosen among codes of one format: leave features out, so that "
        + "one width is learned for all of them"
    case .weightlessOrder(let call):
      "\(call) cannot stand here: a network with layers of bits is a Thermometer, one LUTLayer or more, and a GroupSum, and has no "
        + "other layers"
    case .outputHasChannels(let shape, let giver):
      "the outputs must be one number for each class, but \(giver) \(shape): end with Flatten() and a Linear"
    case .recipe(let call, let problem):
      "\(call): \(problem.notationSentence)"
    case .secondRecipe:
      "this is the second Recipe: write all that it sets into the first one"
    case .recipeInside:
      "a Recipe is about the whole network: write it on a line of its own, not into a layer that holds layers"
    case .source(let problem): "\(problem)"
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
