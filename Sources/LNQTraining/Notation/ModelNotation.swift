/// The grammar of model files.
///
///     model     = { separator } [ name "=" ] sequential | layers
///     sequential = ( "Sequential" | "nn.Sequential" | "torch.nn.Sequential" ) "(" layers ")"
///     layers    = { layer separator { separator } }
///     separator = newline | ","
///     layer     = name "(" [ argument { "," argument } [ "," ] ] ")" | residual | ensemble
///     residual  = "Residual" "(" layers [ "shortcut" "=" sequential { separator } ] ")"
///     ensemble  = "Ensemble" "(" { sequential separator { separator } } ")"
///     argument  = [ name "=" ] ( value | "(" [ value { "," value } [ "," ] ] ")" )
///     value     = number | name | text in quotes
///
/// Inside an argument list line ends are blanks.
struct ModelNotation {
  private let source: String
  private let tokens: [NotationToken]
  private var position = 0
  private var depth = 0

  /// The layers of `text` in order.
  static func calls(in text: String, source: String) throws(ModelError) -> [LayerCall] {
    var notation: ModelNotation
    do {
      notation = ModelNotation(source: source, tokens: try NotationToken.tokens(of: text))
    } catch {
      throw ModelError(
        source: source, line: error.line,
        problem: .syntax(found: "\"\(error.character)\"", expected: "a layer such as Linear(16, 5)"))
    }
    return try notation.model()
  }

  private init(source: String, tokens: [NotationToken]) {
    self.source = source
    self.tokens = tokens
  }

  private mutating func model() throws(ModelError) -> [LayerCall] {
    skipSeparators()
    guard let start = sequentialStart else { return try layers(until: .end) }
    position = start
    try expect("(")
    let calls = try layers(until: .mark(")"))
    position += 1
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

  private mutating func layers(until last: NotationToken.Kind) throws(ModelError) -> [LayerCall] {
    var calls: [LayerCall] = []
    skipSeparators()
    while current.kind != last {
      calls.append(try layer())
      guard isSeparator || current.kind == last else {
        throw unexpected(expected: "a comma or a new line before the next layer")
      }
      skipSeparators()
    }
    return calls
  }

  private mutating func layer() throws(ModelError) -> LayerCall {
    let line = current.line
    guard case .name(let name) = current.kind else { throw unexpected(expected: "a layer such as Linear(16, 5)") }
    position += 1
    try expect("(")
    if Self.className(name) == "Residual" { return try nested(.residual, line: line) }
    if Self.className(name) == "Ensemble" { return try nested(.ensemble, line: line) }
    var positional: [LayerCall.Argument] = []
    var keywords: [(name: String, argument: LayerCall.Argument)] = []
    skipNewlines()
    while current.kind != .mark(")") {
      if case .name(let keyword) = current.kind, tokens[position + 1].kind == .mark("=") {
        position += 2
        keywords.append((keyword, try argument()))
      } else {
        guard keywords.isEmpty else { throw unexpected(expected: "a keyword, as after every keyword argument") }
        positional.append(try argument())
      }
      skipNewlines()
      if current.kind == .mark(",") {
        position += 1
        skipNewlines()
      } else if current.kind != .mark(")") {
        throw unexpected(expected: "a comma or a closing bracket")
      }
    }
    position += 1
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
      body.append(try layer())
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
  private mutating func sequential(expected: String) throws(ModelError) -> [LayerCall] {
    guard case .name(let name) = current.kind, Self.className(name) == "Sequential" else {
      throw unexpected(expected: expected)
    }
    position += 1
    try expect("(")
    let layers = try layers(until: .mark(")"))
    position += 1
    return layers
  }

  private mutating func argument() throws(ModelError) -> LayerCall.Argument {
    guard current.kind == .mark("(") else { return try value() }
    position += 1
    var values: [LayerCall.Argument] = []
    skipNewlines()
    while current.kind != .mark(")") {
      values.append(try value())
      skipNewlines()
      if current.kind == .mark(",") {
        position += 1
        skipNewlines()
      } else if current.kind != .mark(")") {
        throw unexpected(expected: "a comma or a closing bracket")
      }
    }
    position += 1
    let text = values.map(\.text).joined(separator: ", ")
    return LayerCall.Argument(value: .tuple(values), text: "(\(text)\(values.count == 1 ? "," : ""))")
  }

  private mutating func value() throws(ModelError) -> LayerCall.Argument {
    let value: LayerCall.Value
    let spelled: String
    switch current.kind {
    case .name(let text):
      spelled = text
      value = text == "True" ? .boolean(true) : text == "False" ? .boolean(false) : .name
    case .number(let text):
      spelled = text
      if let integer = Int(text) {
        value = .integer(integer)
      } else if let real = Float(text), real.isFinite {
        value = .real(real)
      } else {
        throw unexpected(expected: "a number")
      }
    case .text(let text):
      spelled = "'\(text)'"
      value = .text(text)
    case .mark, .newline, .end:
      throw unexpected(expected: "a number, True or False")
    }
    position += 1
    return LayerCall.Argument(value: value, text: spelled)
  }

  /// The last token is `.end`, which nothing steps over.
  private var current: NotationToken { tokens[position] }

  private var isSeparator: Bool { current.kind == .newline || current.kind == .mark(",") }

  private mutating func skipSeparators() {
    while isSeparator { position += 1 }
  }

  private mutating func skipNewlines() {
    while current.kind == .newline { position += 1 }
  }

  private mutating func expect(_ mark: Character) throws(ModelError) {
    guard current.kind == .mark(mark) else { throw unexpected(expected: "\"\(mark)\"") }
    position += 1
  }

  private func unexpected(expected: String) -> ModelError {
    ModelError(
      source: source, line: current.line, problem: .syntax(found: current.kind.description, expected: expected))
  }

  private static func className(_ name: String) -> String {
    for prefix in ["torch.nn.", "nn."] where name.hasPrefix(prefix) { return String(name.dropFirst(prefix.count)) }
    return name
  }
}
