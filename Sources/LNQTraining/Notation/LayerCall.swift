/// One layer as it stands in a model file: a class name and arguments, not yet understood.
struct LayerCall {
  /// A literal.
  enum Value {
    case integer(Int)
    case real(Float)
    case boolean(Bool)
    /// `'same'`.
    case text(String)
    /// `(1, 16)`.
    case tuple([Argument])
    /// `None`, or a name that lnq cannot look up.
    case name
  }

  /// A literal and how it was spelled.
  struct Argument {
    let value: Value
    let text: String
  }

  /// The class name without `nn.` or `torch.nn.`.
  let name: String
  /// Arguments without a keyword, in order.
  let positional: [Argument]
  /// Arguments with a keyword, in order.
  let keywords: [(name: String, argument: Argument)]
  /// What PyTorch calls it in the `state_dict` of the module that the source has, a position or a name: `3`, `blocks.fc1`.
  private(set) var path = ""
  /// What a `Residual` or an `Ensemble` holds; nil for other layers.
  let branches: (kind: BranchSum, layers: [[LayerCall]])?
  /// The line of the class name, from 1.
  let line: Int

  /// A layer of numbers.
  init(name: String, positional: [Argument], keywords: [(name: String, argument: Argument)], line: Int) {
    self.name = name
    self.positional = positional
    self.keywords = keywords
    self.line = line
    branches = nil
  }

  /// A layer of layers.
  init(_ kind: BranchSum, branches: [[LayerCall]], line: Int) {
    name = kind.name
    self.branches = (kind, branches)
    self.line = line
    positional = []
    keywords = []
  }

  /// The same within a module of that name.
  func within(_ name: String) -> LayerCall {
    var call = self
    call.path = path.isEmpty ? name : "\(name).\(path)"
    return call
  }

  /// The call on one line; what a layer of layers holds is left out.
  var text: String {
    guard branches == nil else { return "\(name)(…)" }
    let arguments = positional.map(\.text) + keywords.map { "\($0.name)=\($0.argument.text)" }
    return "\(name)(\(arguments.joined(separator: ", ")))"
  }

  /// Gives every argument its name.
  ///
  /// - Parameters:
  ///   - parameters: the names in positional order; the first `required` have no default.
  ///   - keywordOnly: names that can only be given as keywords.
  func arguments(
    _ parameters: [String], keywordOnly: [String] = [], required: Int
  ) throws(ModelError.Problem) -> LayerArguments {
    guard positional.count <= parameters.count else {
      throw .tooManyArguments(call: text, count: positional.count, limit: parameters.count)
    }
    var named = Array(zip(parameters, positional))
    for (name, argument) in keywords {
      guard parameters.contains(name) || keywordOnly.contains(name) else {
        throw .unknownArgument(call: text, argument: name, known: parameters + keywordOnly)
      }
      guard !named.contains(where: { $0.0 == name }) else { throw .repeatedArgument(call: text, argument: name) }
      named.append((name, argument))
    }
    for name in parameters.prefix(required) where !named.contains(where: { $0.0 == name }) {
      throw .missingArgument(call: text, argument: name)
    }
    return LayerArguments(call: text, named: named)
  }
}
