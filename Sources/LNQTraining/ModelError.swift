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
    /// A layer takes another number of features than the layers before it give.
    case shape(call: String, takes: Int, giver: String, giverLine: Int, gives: Int)
  }
}
