/// The statements of a `forward`: which layers work, one after the other.
///
///     statement = name "=" flow | name "+" "=" flow | "return" flow | text in quotes
///     flow      = called { "+" called }
///     called    = ( name | "(" flow ")" | name "(" flow { "," argument } ")" ) { "." method "(" [ arguments ] ")" }
///
/// A name is a value that flows; what is called is a layer (`self.fc1`), a function of PyTorch (`F.relu`, `torch.flatten`) or a
/// method of a tensor. The sum of two flows that have their beginning in common is a residual block.
extension ModelNotation {
  mutating func forwardLayers(input: String) throws(ModelError) -> [LayerCall] {
    var flows: [String: [LayerCall]] = [input: []]
    var used: Set<String> = []
    skipNewlines()
    while current.kind != .end {
      let (line, end) = (current.line, statementEnd)
      switch (current.kind, tokens[position + 1].kind) {
      case (.name("return"), _):
        position += 1
        let layers = try flow(flows, &used)
        guard position == end else { throw unexpected(expected: "the end of the line: forward gives one value") }
        return layers
      case (.name(let name), .mark("=")):
        position += 2
        flows[name] = try flow(flows, &used)
      case (.name(let name), .mark("+")) where tokens[position + 2].kind == .mark("="):
        guard let before = flows[name] else { throw unexpected(expected: "a value that was computed before") }
        position += 3
        flows[name] = try sum(of: before, try flow(flows, &used), line: line)
      case (.text, _): position = end
      case (.name("def"), _), (.name("class"), _):
        throw unexpected(expected: "return and a value, since forward ends here")
      default: throw unexpected(expected: "x = self.layer(x) or return x: write the layers into one nn.Sequential( … )")
      }
      guard position == end else { throw unexpected(expected: "the end of the line") }
      skipNewlines()
    }
    throw unexpected(expected: "return and a value at the end of forward")
  }

  private mutating func flow(
    _ flows: [String: [LayerCall]], _ used: inout Set<String>
  ) throws(ModelError) -> [LayerCall] {
    var layers = try called(flows, &used)
    while current.kind == .mark("+") {
      let line = current.line
      position += 1
      layers = try sum(of: layers, try called(flows, &used), line: line)
    }
    return layers
  }

  private mutating func called(
    _ flows: [String: [LayerCall]], _ used: inout Set<String>
  ) throws(ModelError) -> [LayerCall] {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Self.nestingLimit else { throw unexpected(expected: "fewer brackets in each other") }
    var layers: [LayerCall]
    switch current.kind {
    case .mark("("):
      position += 1
      layers = try flow(flows, &used)
      skipNewlines()
      try expect(")")
    case .name(let name):
      position += 1
      if current.kind == .mark("("), let dot = name.lastIndex(of: "."), let before = flows[String(name[..<dot])] {
        layers = before + (try method(String(name[name.index(after: dot)...])))
      } else if current.kind == .mark("(") {
        layers = try call(of: name, flows, &used)
      } else if let value = flows[name] {
        layers = value
      } else {
        position -= 1
        throw unexpected(expected: "a value that was computed before, or a layer that is called")
      }
    default: throw unexpected(expected: "a value that was computed before, or a layer that is called")
    }
    while case .name(let name) = current.kind, name.hasPrefix("."), tokens[position + 1].kind == .mark("(") {
      position += 1
      layers += try method(String(name.dropFirst()))
    }
    return layers
  }

  /// `self.fc1(…)` or `F.relu(…)`.
  private mutating func call(
    of name: String, _ flows: [String: [LayerCall]], _ used: inout Set<String>
  ) throws(ModelError) -> [LayerCall] {
    let start = position - 1
    position += 1
    skipNewlines()
    let before = try flow(flows, &used)
    skipNewlines()
    if current.kind == .mark(",") { position += 1 }
    if let module = modules[name] {
      skipNewlines()
      try expect(")")
      if !used.insert(name).inserted, module.layers.contains(where: \.mayHaveParameters) {
        throw ModelError(source: source, line: tokens[start].line, problem: .source(.sharedLayer(name)))
      }
      return before + module.layers
    }
    guard !name.hasPrefix("self."), let dot = name.lastIndex(of: "."),
      ["F", "torch", "nn.functional", "torch.nn.functional", "functional"].contains(name[..<dot])
    else {
      throw ModelError(source: source, line: tokens[start].line, problem: .source(.unknownModule(name)))
    }
    return before + (try function(String(name[name.index(after: dot)...]), line: tokens[start].line))
  }

  /// `.flatten(1)`: what a tensor does to itself.
  private mutating func method(_ name: String) throws(ModelError) -> [LayerCall] {
    let line = current.line
    try expect("(")
    guard !["view", "reshape"].contains(name) else {
      // The shape that is spelled there is one of rows: (x.size(0), -1).
      position -= 1
      let end = closingBracket
      position = end + 1
      return [LayerCall(name: "Flatten", positional: [], keywords: [], line: line)]
    }
    guard !["float", "contiguous", "clone", "to"].contains(name) else {
      _ = try arguments()
      return []
    }
    return try function(name, line: line)
  }

  /// Where the bracket closes that opens here; the end where it does not.
  private var closingBracket: Int {
    var (index, depth) = (position, 0)
    while tokens[index].kind != .end {
      if tokens[index].kind == .mark("(") { depth += 1 }
      if tokens[index].kind == .mark(")") { depth -= 1 }
      if depth == 0 { return index }
      index += 1
    }
    return index - 1
  }

  /// The layer that does what a function does, with the arguments behind the first one.
  private mutating func function(_ name: String, line: Int) throws(ModelError) -> [LayerCall] {
    let (positional, keywords) = try arguments()
    let plain = name.filter { $0 != "_" }.lowercased()
    guard let layer = (Layer.names + ForeignLayer.names).first(where: { $0.lowercased() == plain }) else {
      throw ModelError(source: source, line: line, problem: .source(.unknownFunction(name)))
    }
    return [
      LayerCall(
        name: layer, positional: positional, keywords: keywords.filter { !["training", "inplace"].contains($0.name) },
        line: line)
    ]
  }

  /// A residual block of what the two flows do after their common beginning.
  private func sum(of left: [LayerCall], _ right: [LayerCall], line: Int) throws(ModelError) -> [LayerCall] {
    let common = zip(left, right).prefix { $0.isSame(as: $1) }.count
    let branches = [Array(left[common...]), Array(right[common...])].sorted { $0.count > $1.count }
    guard !branches[0].isEmpty else { throw ModelError(source: source, line: line, problem: .emptyResidual) }
    return Array(left[..<common]) + [LayerCall(.residual, branches: branches, line: line)]
  }
}

extension LayerCall {
  /// Whether the same module may not stand at two places.
  fileprivate var mayHaveParameters: Bool { branches != nil || (try? Layer(self))?.parameterCount != 0 }

  /// Whether both are the same call of a forward.
  fileprivate func isSame(as other: LayerCall) -> Bool {
    line == other.line && path == other.path && text == other.text
  }
}
