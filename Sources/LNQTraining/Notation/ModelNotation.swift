/// The grammar of model files.
///
///     model     = { separator } ( [ name "=" ] sequential | layers | printed | source )
///     sequential = ( "Sequential" | "nn.Sequential" | "torch.nn.Sequential" ) "(" ( layers | named ) ")"
///     layers    = { layer separator { separator } }
///     named     = [ "OrderedDict" "(" ] ( "[" { "(" text "," layer ")" "," } "]" | "{" { text ":" layer "," } "}" ) [ ")" ]
///     separator = newline | ","
///     layer     = name "(" [ argument { "," argument } [ "," ] ] ")" | residual | ensemble | sequential | name
///     residual  = "Residual" "(" layers [ "shortcut" "=" sequential { separator } ] ")"
///     ensemble  = "Ensemble" "(" { sequential separator { separator } } ")"
///
/// A layer that is a name alone was assigned in a source. Inside an argument list line ends are blanks. Arguments are in
/// `ModelNotation+Values.swift`, what `print(model)` shows in `+Printed`, and Python with statements in `+Source` and `+Forward`.
struct ModelNotation {
  let source: String
  /// What a data set says about the sizes of its networks; nil while none is known.
  let data: DataSizes?
  let tokens: [NotationToken]
  var position = 0
  private var depth = 0
  /// How deep brackets of any kind stand in each other.
  var nesting = 0
  /// Numbers that the source has given names: `in_features`, `self.width`.
  var values: [String: LayerCall.Argument] = [:]
  /// Layers that it has given names: `self.fc1`.
  var modules: [String: Module] = [:]
  /// The names that stood for sizes of the data set, in order.
  private(set) var dataNames: [String] = []

  /// Layers with a name.
  struct Module {
    let layers: [LayerCall]
    let isSequential: Bool
    let line: Int
  }

  /// The layers of `text` in order, and the names in it that stand for sizes of the data set.
  static func calls(
    in text: String, source: String, data: DataSizes?
  ) throws(ModelError) -> (layers: [LayerCall], dataNames: [String]) {
    var notation = ModelNotation(source: source, data: data, tokens: NotationToken.tokens(of: text))
    let layers = try notation.model()
    return (layers, notation.dataNames)
  }

  private init(source: String, data: DataSizes?, tokens: [NotationToken]) {
    self.source = source
    self.data = data
    self.tokens = tokens
  }

  private mutating func model() throws(ModelError) -> [LayerCall] {
    skipSeparators()
    if isPrinted { return try printedModel() }
    if isSource { return try sourceModel() }
    guard let start = sequentialStart else { return try layers(until: .end) }
    position = start - 1
    let calls = try sequential(expected: "Sequential(…)")
    skipSeparators()
    guard current.kind == .end else { throw unexpected(expected: "nothing after the Sequential's closing bracket") }
    return calls
  }

  /// The position after `nn.Sequential` or `self.blocks = nn.Sequential`; nil when the text starts with neither.
  private var sequentialStart: Int? {
    var start = position
    if case .name = current.kind, tokens[position + 1].kind == .mark("=") { start += 2 }
    guard case .name(let name) = tokens[start].kind, Self.className(name) == "Sequential" else { return nil }
    return start + 1
  }

  /// Layers with their positions as paths, up to `last`.
  mutating func layers(until last: NotationToken.Kind) throws(ModelError) -> [LayerCall] {
    var calls: [LayerCall] = []
    var count = 0
    skipSeparators()
    while current.kind != last {
      calls += try layerOrLayers().map { $0.within("\(count)") }
      count += 1
      guard isSeparator || current.kind == last else {
        throw unexpected(expected: "a comma or a new line before the next layer")
      }
      skipSeparators()
    }
    return calls
  }

  /// A layer, those of a `Sequential`, or those that a source has given this name.
  mutating func layerOrLayers() throws(ModelError) -> [LayerCall] {
    guard case .name(let name) = current.kind else { return [try layer()] }
    if Self.className(name) == "Sequential" {
      return try nested { notation throws(ModelError) in try notation.sequential(expected: "Sequential(…)") }
    }
    guard let module = modules[name], tokens[position + 1].kind != .mark("(") else { return [try layer()] }
    position += 1
    return module.layers
  }

  mutating func layer() throws(ModelError) -> LayerCall {
    let line = current.line
    guard case .name(let name) = current.kind else { throw unexpected(expected: "a layer such as Linear(16, 5)") }
    position += 1
    try expect("(")
    if Self.className(name) == "Residual" { return try nested(.residual, line: line) }
    if Self.className(name) == "Ensemble" { return try nested(.ensemble, line: line) }
    let (positional, keywords) = try arguments()
    return LayerCall(name: Self.className(name), positional: positional, keywords: keywords, line: line)
  }

  /// The rest of a layer that holds layers.
  private mutating func nested(_ kind: BranchSum, line: Int) throws(ModelError) -> LayerCall {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Layer.depthLimit else {
      throw ModelError(
        source: source, line: line, problem: .tooDeep(name: kind.name, limit: Layer.depthLimit))
    }
    switch kind {
    case .residual: return try residual(line: line)
    case .ensemble: return try ensemble(line: line)
    }
  }

  /// The rest of an `Ensemble(`: Sequentials.
  private mutating func ensemble(line: Int) throws(ModelError) -> LayerCall {
    var members: [[LayerCall]] = []
    skipSeparators()
    while current.kind != .mark(")") {
      let memberLine = current.line
      members.append(try sequential(expected: "Sequential(…), a member of the Ensemble"))
      guard members.last?.isEmpty == false else {
        throw ModelError(source: source, line: memberLine, problem: .emptyMember(member: members.count))
      }
      guard isSeparator || current.kind == .mark(")") else {
        throw unexpected(expected: "a comma or a new line before the next Sequential(…)")
      }
      skipSeparators()
    }
    position += 1
    guard members.count > 1 else {
      throw ModelError(source: source, line: line, problem: .tooFewMembers(members.count))
    }
    return LayerCall(.ensemble, branches: members, line: line)
  }

  /// The rest of a `Residual(`: layers as in a Sequential, then perhaps a shortcut.
  private mutating func residual(line: Int) throws(ModelError) -> LayerCall {
    var body: [LayerCall] = []
    var shortcut: [LayerCall] = []
    skipSeparators()
    while current.kind != .mark(")") {
      if current.kind == .name("shortcut"), tokens[position + 1].kind == .mark("=") {
        position += 2
        shortcut = try sequential(expected: "shortcut=Sequential(…)")
        skipSeparators()
        guard current.kind == .mark(")") else { throw unexpected(expected: "a closing bracket after the shortcut") }
        break
      }
      body += try layerOrLayers()
      guard isSeparator || current.kind == .mark(")") else {
        throw unexpected(expected: "a comma or a new line before the next layer")
      }
      skipSeparators()
    }
    position += 1
    guard !body.isEmpty else { throw ModelError(source: source, line: line, problem: .emptyResidual) }
    return LayerCall(.residual, branches: [body, shortcut], line: line)
  }

  /// `Sequential(…)`.
  mutating func sequential(expected: String) throws(ModelError) -> [LayerCall] {
    guard case .name(let name) = current.kind, Self.className(name) == "Sequential" else {
      throw unexpected(expected: expected)
    }
    position += 1
    try expect("(")
    skipSeparators()
    var layers: [LayerCall]
    if case .name(let name) = current.kind, ["OrderedDict", "collections.OrderedDict"].contains(name) {
      position += 1
      try expect("(")
      layers = try namedLayers()
      skipSeparators()
      try expect(")")
    } else if current.kind == .mark("[") || current.kind == .mark("{") {
      layers = try namedLayers()
    } else {
      layers = try self.layers(until: .mark(")"))
    }
    skipSeparators()
    try expect(")")
    return layers
  }

  /// `[("fc1", Linear(…)), …]` or `{"fc1": Linear(…), …}`.
  private mutating func namedLayers() throws(ModelError) -> [LayerCall] {
    skipSeparators()
    let isList = current.kind == .mark("[")
    if !isList { try expect("{") } else { position += 1 }
    var layers: [LayerCall] = []
    skipSeparators()
    while current.kind != .mark(isList ? "]" : "}") {
      if isList { try expect("(") }
      skipNewlines()
      guard case .text(let name) = current.kind else { throw unexpected(expected: "the name of a layer in quotes") }
      position += 1
      try expect(isList ? "," : ":")
      skipNewlines()
      layers += try layerOrLayers().map { $0.within(name) }
      skipSeparators()
      if isList { try expect(")") }
      skipSeparators()
    }
    position += 1
    return layers
  }

  /// The size of the data set that a name stands for, where it is known; the name is noted.
  mutating func size(named name: String) -> Int? {
    guard let meaning = DataSizes.meaning(of: name) else { return nil }
    if !dataNames.contains(name) { dataNames.append(name) }
    return data?[keyPath: meaning]
  }

  /// Reads what stands one level deeper.
  mutating func nested<Result>(
    _ body: (inout ModelNotation) throws(ModelError) -> Result
  ) throws(ModelError) -> Result {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Self.nestingLimit else {
      throw unexpected(expected: "at most \(Self.nestingLimit) brackets in each other")
    }
    return try body(&self)
  }

  static let nestingLimit = 64

  /// The last token is `.end`, which nothing steps over.
  var current: NotationToken { tokens[position] }

  var isSeparator: Bool { current.kind == .newline || current.kind == .mark(",") }

  mutating func skipSeparators() {
    while isSeparator { position += 1 }
  }

  mutating func skipNewlines() {
    while current.kind == .newline { position += 1 }
  }

  mutating func expect(_ mark: Character) throws(ModelError) {
    guard current.kind == .mark(mark) else { throw unexpected(expected: "\"\(mark)\"") }
    position += 1
  }

  func unexpected(expected: String) -> ModelError {
    ModelError(
      source: source, line: current.line, problem: .syntax(found: current.kind.description, expected: expected))
  }

  static func className(_ name: String) -> String {
    for prefix in ["torch.nn.", "nn."] where name.hasPrefix(prefix) { return String(name.dropFirst(prefix.count)) }
    return name
  }
}
