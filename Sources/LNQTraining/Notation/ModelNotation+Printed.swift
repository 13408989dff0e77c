/// What `print(model)` shows of a module.
///
///     printed = name "(" { "(" key ")" ":" ( printed | number "x" printed | layer ) } ")"
///     key     = name | number [ "-" number ]
///
/// A class of one's own is read where it holds a single module: of several, only its `forward` knows the order.
extension ModelNotation {
  /// Whether the text is `Net(`, and then `(0): …`.
  var isPrinted: Bool {
    guard case .name = current.kind, tokens[position + 1].kind == .mark("(") else { return false }
    var start = position + 2
    while tokens[start].kind == .newline { start += 1 }
    return isKey(at: start)
  }

  mutating func printedModel() throws(ModelError) -> [LayerCall] {
    let layers = try printedModule()
    skipSeparators()
    guard current.kind == .end else { throw unexpected(expected: "nothing after the model's closing bracket") }
    return layers
  }

  /// Whether `(0):` or `(body):` stands there.
  private func isKey(at start: Int) -> Bool {
    guard tokens[start].kind == .mark("("), start + 3 < tokens.count else { return false }
    switch tokens[start + 1].kind {
    case .name, .number: break
    default: return false
    }
    return tokens[start + 2].kind == .mark("-")
      || tokens[start + 2].kind == .mark(")") && tokens[start + 3].kind == .mark(":")
  }

  private mutating func printedModule() throws(ModelError) -> [LayerCall] {
    guard isPrinted, case .name(let name) = current.kind else { return [try layer()] }
    let line = current.line
    position += 2
    var children: [(key: String, layers: [LayerCall])] = []
    skipNewlines()
    while current.kind != .mark(")") {
      guard isKey(at: position) else { throw unexpected(expected: "(\(children.count)): and a layer") }
      position += 1
      let keys = try keys()
      try expect(")")
      try expect(":")
      // `(0-2): 3 x ReLU()` are three.
      if case .number = current.kind, tokens[position + 1].kind == .name("x") { position += 2 }
      let layers = try nested { notation throws(ModelError) in try notation.printedModule() }
      children += keys.map { ($0, layers) }
      skipSeparators()
    }
    position += 1
    switch Self.className(name) {
    case "Sequential": break
    case "Residual":
      let branches = ["body", "shortcut"].map { key in children.filter { $0.key == key }.flatMap(\.layers) }
      return [LayerCall(.residual, branches: branches, line: line)]
    case "Ensemble": return [LayerCall(.ensemble, branches: children.map(\.layers), line: line)]
    default:
      guard children.count == 1 else {
        throw ModelError(
          source: source, line: line, problem: .source(.printedOrder(name, modules: children.map(\.key))))
      }
    }
    return children.flatMap { key, layers in layers.map { $0.within(key) } }
  }

  /// `0`, `body`, or `0-2` for three.
  private mutating func keys() throws(ModelError) -> [String] {
    switch current.kind {
    case .name(let key):
      position += 1
      return [key]
    case .number(let key):
      position += 1
      guard current.kind == .mark("-") else { return [key] }
      position += 1
      guard let first = Int(key), case .number(let end) = current.kind, let last = Int(end), first <= last,
        last - first < 1000
      else { throw unexpected(expected: "a position") }
      position += 1
      return (first...last).map { "\($0)" }
    default: throw unexpected(expected: "a position")
    }
  }
}
