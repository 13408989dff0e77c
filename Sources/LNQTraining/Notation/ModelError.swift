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
    /// No layer at all.
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
    /// Outputs are one number a class.
    case outputHasChannels(ActivationShape, giver: Giver)
    /// A recipe with options that do not go together, or out of range.
    case recipe(call: String, problem: TrainingRecipe.Problem)
    /// A model has one recipe.
    case secondRecipe
    /// A recipe among a block's layers.
    case recipeInside
  }

  /// What a layer takes.
  public enum Takes: Hashable, Sendable {
    /// A vector of so many features.
    case features(Int)
    /// So many channels of any length.
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
