import LNQHardware

/// Makes a mapped circuit smaller across the borders of its codes.
///
/// A LUT goes when each of those that read it can do without: with its other inputs and one wire more that is there, or with the
/// inputs of the LUT that goes. All rows of a window of codes are looked at, so that what the codes have in common counts. The
/// other wires keep their functions. A code of which a bit went is no cut point any more; nothing is done that the proof, which
/// then goes around that code, does not show.
struct BorderResubstitution {
  private let netlist: Netlist
  private let blocks: [MappingBlock]
  private let lutSize: Int
  private let inputCount: Int
  private let outputs: [Int]
  /// For each node its table; nil for what is gone.
  private var tables: [SmallTable?]
  private var parts: [BitCircuit.Part]
  /// For each wire the nodes that read it.
  private var readers: [[Int]]
  /// For each node its part.
  private let partOf: [Int]
  /// For each wire whether it stays in any case.
  private let isFixed: [Bool]
  private let levels: [Int]
  /// For each part the wires on which its proof depends; nil when it was not looked at yet.
  private var shown: [Set<Int>?]
  /// For each wire of the netlist its bits; nil for what is not there.
  private var codes: [[BitCircuit.Literal]?]
  /// Of each wire the codes, as wires of the netlist, that have a bit on it.
  private var codesOn: [Int: [Int]] = [:]
  /// How far back a part is looked at when codes are not there, until something changes.
  private var reaches: [Reach: [Int]] = [:]
  private var windows: [[Int]: BorderWindow] = [:]

  private struct Reach: Hashable {
    let part: Int
    let missing: [Int]
  }

  /// How many bits the codes of a window can have.
  private static let windowLimit = 14

  /// A circuit that is no larger and computes the same; one with other nodes than LUTs stays as it is.
  ///
  /// - Precondition: its parts are the blocks of the netlist.
  /// - Throws: `BitCircuitError`, which is a bug.
  static func applied(
    to circuit: BitCircuit, of netlist: Netlist, _ blocks: [MappingBlock]
  ) throws(BitCircuitError) -> BitCircuit {
    guard var search = BorderResubstitution(circuit, netlist, blocks) else { return circuit }
    for _ in 0..<passLimit where try !search.pass() { break }
    guard search.tables.contains(nil) else { return circuit }
    let smaller = try search.result()
    // What a part's proof knows of other parts may have gone after it was looked at.
    return try EquivalenceProof(smaller, computes: netlist).isProved ? smaller : circuit
  }

  /// How often every LUT is tried.
  private static let passLimit = 3

  private init?(_ circuit: BitCircuit, _ netlist: Netlist, _ blocks: [MappingBlock]) {
    let tables = circuit.nodes.map { node in
      if case .lut(let inputs, let mask) = node { SmallTable(inputs: inputs, mask: mask) } else { nil as SmallTable? }
    }
    guard !tables.contains(nil) else { return nil }
    (self.netlist, self.blocks, self.tables, parts) = (netlist, blocks, tables, circuit.parts)
    (lutSize, inputCount, outputs) = (circuit.lutSize, circuit.inputCount, circuit.outputs)
    let first = circuit.firstNodeWire
    var readers = [[Int]](repeating: [], count: circuit.wireCount)
    var partOf = [Int](repeating: 0, count: circuit.nodes.count)
    var isFixed = [Bool](repeating: false, count: circuit.wireCount)
    for wire in circuit.outputs { isFixed[wire] = true }
    for (number, part) in circuit.parts.enumerated() {
      for node in part.nodes {
        partOf[node] = number
        for input in circuit.nodes[node].inputs { readers[input].append(node) }
      }
      // What a certificate speaks of stays.
      guard part.certificate != nil else { continue }
      for node in part.nodes {
        isFixed[first + node] = true
        for input in circuit.nodes[node].inputs { isFixed[input] = true }
      }
    }
    let codes = netlist.codes(of: blocks, in: circuit)
    for (block, part) in zip(blocks, circuit.parts) where part.certificate != nil {
      guard let (_, reads) = BlockMapper.Task.of(block, in: netlist) else { continue }
      for literal in reads.wires.flatMap({ codes[$0] ?? [] }) { isFixed[literal.wire] = true }
    }
    (self.readers, self.partOf, self.isFixed, self.codes) = (readers, partOf, isFixed, codes)
    levels = circuit.levels(of: .luts)
    shown = Array(repeating: nil, count: parts.count)
    for block in blocks { for bit in codes[block.wire] ?? [] { codesOn[bit.wire, default: []].append(block.wire) } }
  }

  private var first: Int { BitCircuit.firstInput + inputCount }

  /// Tries every LUT once, from the outputs down; whether one went.
  private mutating func pass() throws(BitCircuitError) -> Bool {
    var isSmaller = false
    for node in tables.indices.reversed() where tables[node] != nil && !isFixed[first + node] {
      if try remove(node) { isSmaller = true }
    }
    return isSmaller
  }

  // MARK: - A LUT

  private mutating func remove(_ node: Int) throws(BitCircuitError) -> Bool {
    let wire = first + node
    var changes: [Int: SmallTable] = [:]
    for reader in readers[wire] {
      guard changes[reader] == nil else { continue }
      guard let table = replacement(for: reader, without: wire) else { return false }
      changes[reader] = table
    }
    let before = self
    apply(changes, removing: node)
    guard try isProved(after: changes, before: before) else {
      self = before
      return false
    }
    (windows, reaches) = ([:], [:])
    return true
  }

  /// The table of a node that does not read a wire; nil when it needs that.
  private mutating func replacement(for node: Int, without wire: Int) -> SmallTable? {
    guard let table = tables[node], parts[partOf[node]].certificate == nil,
      let window = window(of: partOf[node], without: wire)
    else { return nil }
    let own = first + node
    guard window.contains(own), window.contains(wire) else { return nil }
    let rest = table.inputs.filter { $0 != wire }
    let conflicts = window.conflicts(of: own, rest)
    if conflicts.isEmpty { return simplified(window.table(of: own, rest)) }
    guard rest.count < lutSize else { return nil }
    let level = table.inputs.map { levels[$0] }.max() ?? 0
    for other in window.wires where other >= BitCircuit.firstInput && other < own && other != wire {
      guard levels[other] <= level, !rest.contains(other), window.separates(other, conflicts) else { continue }
      return simplified(window.table(of: own, rest + [other]))
    }
    let below = (tables[wire - first]?.inputs ?? []).filter { !rest.contains($0) }
    guard rest.count + below.count <= lutSize, below.allSatisfy(window.contains) else { return nil }
    return simplified(window.table(of: own, rest + below))
  }

  private func simplified(_ table: SmallTable) -> SmallTable {
    var table = table
    table.simplify()
    return table
  }

  /// What can be computed of the codes that a part is a function of, as far back as the limit allows, without those that
  /// have a bit on `wire`; nil when they have too many bits.
  private mutating func window(of part: Int, without wire: Int) -> BorderWindow? {
    let reach = Reach(part: part, missing: codesOn[wire] ?? [])
    let window = reaches[reach] ?? window(reach)
    reaches[reach] = window
    guard !window.isEmpty else { return nil }
    if let known = windows[window] { return known }
    let found = BorderWindow(
      of: window.flatMap { codes[$0] ?? [] }, tables, readers, first: first, end: first + tables.count)
    windows[window] = found
    return found
  }

  private func window(_ reach: Reach) -> [Int] {
    var isThere = codes.map { $0 != nil }
    for wire in reach.missing { isThere[wire] = false }
    let search = CodeWindows(netlist, isThere: isThere)
    let reads = search.reads(of: blocks[reach.part].wire)
    guard reads.reduce(0, { $0 + netlist.format(ofWire: $1).width }) <= Self.windowLimit else { return [] }
    return search.windows(from: reads, bitsAtMost: Self.windowLimit).last ?? []
  }

  // MARK: - The circuit

  private mutating func apply(_ changes: [Int: SmallTable], removing node: Int) {
    for (reader, table) in changes { replace(reader, by: table) }
    var unread = [node]
    while let node = unread.popLast() {
      let below = tables[node]?.inputs ?? []
      replace(node, by: nil)
      let wire = first + node
      for (number, part) in parts.enumerated() where part.outputs.contains(where: { $0?.wire == wire }) {
        parts[number] = part.replacing(part.outputs.map { $0?.wire == wire ? nil : $0 })
        codes[blocks[number].wire] = nil
      }
      unread += below.filter { $0 >= first && readers[$0].isEmpty && !isFixed[$0] }.map { $0 - first }
    }
  }

  private mutating func replace(_ node: Int, by table: SmallTable?) {
    for input in tables[node]?.inputs ?? [] { readers[input].removeAll { $0 == node } }
    for input in table?.inputs ?? [] { readers[input].append(node) }
    tables[node] = table
  }

  /// The circuit with its gaps: a node that is gone is a constant that nothing reads.
  private func circuit() throws(BitCircuitError) -> BitCircuit {
    try BitCircuit(
      lutSize: lutSize, inputCount: inputCount, nodes: tables.map { .lut($0?.inputs ?? [], mask: $0?.mask ?? 0) },
      parts: parts, outputs: outputs)
  }

  /// The circuit without gaps.
  fileprivate func result() throws(BitCircuitError) -> BitCircuit {
    var builder = BitCircuitBuilder(lutSize: lutSize, inputCount: inputCount)
    var wires = Array(0..<first)
    for part in parts {
      for node in part.nodes {
        wires.append(tables[node].map { table in builder.lut(table.inputs.map { wires[$0] }, mask: table.mask) } ?? 0)
      }
      builder.endPart(
        part.name, module: part.module, place: part.place,
        outputs: part.outputs.map { bit in bit.map { .init(wires[$0.wire], isInverted: $0.isInverted) } },
        certificate: part.certificate?.mappingWires { wires[$0] })
    }
    return try builder.circuit(outputs: outputs.map { wires[$0] })
  }

  // MARK: - The proof

  /// Whether the proof shows all parts that a change can touch.
  private mutating func isProved(
    after changes: [Int: SmallTable], before: BorderResubstitution
  ) throws(BitCircuitError) -> Bool {
    var touched = Set(changes.keys.map { first + $0 })
    for node in tables.indices where tables[node] == nil && before.tables[node] != nil { touched.insert(first + node) }
    let circuit = try circuit()
    let check = PartCheck(circuit, netlist, bits: codes)
    for (number, part) in parts.enumerated() where part.code != nil {
      let wires = shown[number] ?? before.support(of: number)
      shown[number] = wires
      guard !wires.isDisjoint(with: touched) else { continue }
      let (evidence, window) = try check.evidence(part, blocks[number])
      // A part with a certificate may share LUTs with one without.
      switch evidence {
      case .rows: shown[number] = support(of: number, in: window)
      case .steps: break
      default: return false
      }
    }
    return true
  }

  /// The wires between a part's code and those of a window, the nearest one unless given.
  private func support(of part: Int, in window: [Int]? = nil) -> Set<Int> {
    let window =
      window ?? CodeWindows(netlist, isThere: codes.map { $0 != nil }).reads(of: blocks[part].wire)
    let leaves = Set(window.flatMap { codes[$0] ?? [] }.map(\.wire))
    var found = leaves
    var stack = parts[part].outputs.compactMap { $0?.wire }
    while let wire = stack.popLast() {
      guard found.insert(wire).inserted, wire >= first else { continue }
      stack += tables[wire - first]?.inputs ?? []
    }
    return found
  }
}

extension BitCircuit.Part {
  /// The same part with other bits.
  fileprivate func replacing(_ outputs: [BitCircuit.Literal?]) -> BitCircuit.Part {
    BitCircuit.Part(
      name: name, module: module, place: place, nodes: nodes, outputs: outputs, certificate: certificate)
  }
}
