/// Python with statements: a class with its `__init__` and its `forward`, or assignments above an `nn.Sequential`.
///
/// Nothing is executed. Read are assignments of numbers and of layers, defaults of parameters, and `forward`; all other
/// statements are passed over. Blocks are told apart by their headers, not by their indentation.
extension ModelNotation {
  /// What a class has.
  private struct ClassParts {
    var name = ""
    var line = 1
    /// In the order of the assignments.
    var modules: [(name: String, module: Module)] = []
    /// Where the statements of `forward` begin, and what it calls its input.
    var forward: (position: Int, input: String)?
  }

  /// Whether a line outside of brackets begins as a statement does that is no layer.
  var isSource: Bool {
    var (depth, isStart) = (0, true)
    for index in position..<tokens.count {
      let kind = tokens[index].kind
      switch kind {
      case .mark("("), .mark("["), .mark("{"): depth += 1
      case .mark(")"), .mark("]"), .mark("}"): depth -= 1
      case .mark(":") where depth == 0: return true
      case .mark("@") where isStart && depth == 0: return true
      case .name(let word) where isStart && depth == 0:
        if ["class", "def", "import", "from", "return"].contains(word) { return true }
        // Of one Sequential with a name nothing else has to be known.
        if index > position, tokens[index + 1].kind == .mark("=") { return true }
        if index == position, tokens[index + 1].kind == .mark("="), sequential(at: index + 2) == nil { return true }
      default: break
      }
      isStart = kind == .newline
    }
    return false
  }

  /// The class name where a Sequential begins there.
  private func sequential(at index: Int) -> String? {
    guard case .name(let name) = tokens[index].kind, Self.className(name) == "Sequential" else { return nil }
    return name
  }

  mutating func sourceModel() throws(ModelError) -> [LayerCall] {
    var classes = [ClassParts()]
    var recipe: [LayerCall] = []
    while current.kind != .end {
      let end = statementEnd
      switch current.kind {
      case .name("def"): try definition(of: &classes[classes.count - 1], end: end)
      case .name(TrainingRecipe.callName): recipe.append(try layer())
      case .name(let name) where tokens[position + 1].kind == .mark("=") || isAnnotated:
        try assignment(to: name, end: end, in: &classes[classes.count - 1])
      // `class Net(nn.Module):`, also with the first word misspelt.
      case .name(let word):
        if case .name(let name) = tokens[position + 1].kind, tokens[end - 1].kind == .mark(":"),
          !Self.blocks.contains(word)
        {
          classes.append(ClassParts(name: name, line: current.line))
        }
      default: break
      }
      position = end
      skipNewlines()
    }
    let found = classes.filter { !$0.modules.isEmpty && (classes.count == 1 || !$0.name.isEmpty) }
    let candidates = found.isEmpty ? classes.filter { !$0.modules.isEmpty } : found
    guard let chosen = candidates.first else {
      throw ModelError(source: source, line: nil, problem: .source(.noLayersAssigned))
    }
    guard candidates.count == 1 else {
      throw ModelError(
        source: source, line: candidates[1].line, problem: .source(.severalClasses(candidates.map(\.name))))
    }
    return recipe + (try layers(of: chosen))
  }

  private static let blocks: Set<String> = ["if", "elif", "for", "while", "with", "except", "match", "case", "lambda"]

  /// `width: int = 32`.
  private var isAnnotated: Bool {
    guard tokens[position + 1].kind == .mark(":"), case .name = tokens[position + 2].kind else { return false }
    return tokens[position + 3].kind == .mark("=")
  }

  /// The layers in the order in which they work.
  private mutating func layers(of parts: ClassParts) throws(ModelError) -> [LayerCall] {
    if let forward = parts.forward {
      position = forward.position
      return try forwardLayers(input: forward.input)
    }
    let sequentials = parts.modules.filter(\.module.isSequential)
    let candidates = sequentials.isEmpty ? parts.modules : sequentials
    guard candidates.count == 1 else {
      throw ModelError(
        source: source, line: candidates[1].module.line, problem: .source(.orderUnknown(candidates.map(\.name))))
    }
    return candidates[0].module.layers
  }

  /// Where the statement ends that begins here: at a line's end outside of brackets, or where a block begins within them.
  var statementEnd: Int {
    var (index, depth) = (position, 0)
    while tokens[index].kind != .end {
      switch tokens[index].kind {
      case .mark("("), .mark("["), .mark("{"): depth += 1
      case .mark(")"), .mark("]"), .mark("}"): depth -= 1
      case .newline:
        if depth <= 0 || tokens[index + 1].kind == .name("def") || tokens[index + 1].kind == .name("class") {
          return index
        }
      default: break
      }
      index += 1
    }
    return index
  }

  // MARK: - Statements

  /// `def forward(self, x):`, or `def __init__(self, width=32):`, whose defaults are values.
  private mutating func definition(of parts: inout ClassParts, end: Int) throws(ModelError) {
    guard case .name(let name) = tokens[position + 1].kind, tokens[position + 2].kind == .mark("(") else { return }
    position += 3
    var parameters: [String] = []
    while position < end, current.kind != .mark(")") {
      if case .name(let parameter) = current.kind {
        parameters.append(parameter)
        position += 1
        // `width: int`, also `input: torch.Tensor`.
        if current.kind == .mark(":") { position = min(position + 2, end) }
        if current.kind == .mark("=") {
          position += 1
          if let value = attempt({ notation throws(ModelError) in try notation.value() }) { values[parameter] = value }
        }
      }
      while position < end, current.kind != .mark(","), current.kind != .mark(")") { position += 1 }
      if current.kind == .mark(",") { position += 1 }
      skipNewlines()
    }
    if name == "forward", parameters.count > 1 { parts.forward = (end, parameters[1]) }
  }

  /// `self.fc1 = nn.Linear(16, 32)`, `self.blocks = nn.Sequential(…)`, `in_features = info.num_features`.
  private mutating func assignment(to name: String, end: Int, in parts: inout ClassParts) throws(ModelError) {
    let line = current.line
    position += tokens[position + 1].kind == .mark("=") ? 2 : 4
    if case .name(let first) = current.kind, tokens[position + 1].kind == .mark("(") {
      let isSequential = Self.className(first) == "Sequential"
      let isKnown = isSequential || Layer.names.contains(Self.className(first))
      func read(_ notation: inout ModelNotation) throws(ModelError) -> [LayerCall] {
        let layers = try notation.layerOrLayers()
        guard notation.isSeparator || notation.current.kind == .end else {
          throw notation.unexpected(expected: "the end of the line")
        }
        return layers
      }
      guard let layers = isKnown ? try read(&self) : attempt(read) else { return }
      let own = name.hasPrefix("self.") ? String(name.dropFirst(5)) : ""
      let module = Module(
        layers: own.isEmpty ? layers : layers.map { $0.within(own) }, isSequential: isSequential, line: line)
      modules[name] = module
      parts.modules.removeAll { $0.name == name }
      parts.modules.append((name, module))
    } else if let value = attempt({ notation throws(ModelError) in try notation.value() }), position == end {
      values[name] = value
    }
  }

  /// What `body` reads; nil, and nothing read, where that is something else.
  private mutating func attempt<Result>(_ body: (inout ModelNotation) throws(ModelError) -> Result) -> Result? {
    var copy = self
    guard let result = try? body(&copy) else { return nil }
    self = copy
    return result
  }
}
