import LNQHardware

/// Makes a piece smaller by giving its LUTs other inputs, with what the outputs do not see of a LUT left open (Mishchenko et al.,
/// "Scalable don't-care-based logic optimization and resynthesis", 2011; here by whole truth tables).
///
/// A LUT goes when a wire that is there already, or its complement, serves as well in every row in which an output depends on
/// it. A LUT below another one goes when that one can do with the inputs that it has, or with one more wire that is there.
public struct Resubstitution {
  private let piece: Piece
  private var tables: [SmallTable]
  private var outputs: [Int]
  private let words: Int
  /// The rows that matter; nil for all.
  private let cared: [UInt64]?
  /// For each wire its values, `words` words each.
  private var values: [UInt64] = []
  /// For each wire the nodes that read it.
  private var readers: [[Int]] = []

  /// How many inputs a piece can have to be tried, unless told.
  public static let inputLimit = 14

  /// A piece that is no larger and computes the same.
  ///
  /// - Parameters:
  ///   - care: the rows that matter; nil for all.
  ///   - inputLimit: how many inputs the piece can have to be tried.
  public static func applied(
    to piece: Piece, care: [UInt64]? = nil, inputLimit: Int = Resubstitution.inputLimit
  ) -> Piece {
    guard piece.certificate == nil, piece.inputCount <= inputLimit, var search = Resubstitution(piece, care) else {
      return piece
    }
    while search.pass() {}
    return search.result
  }

  private init?(_ piece: Piece, _ cared: [UInt64]?) {
    let tables = piece.nodes.compactMap { node in
      if case .lut(let inputs, let mask) = node { SmallTable(inputs: inputs, mask: mask) } else { nil as SmallTable? }
    }
    guard tables.count == piece.nodes.count else { return nil }
    (self.piece, self.tables, outputs) = (piece, tables, piece.outputs)
    words = BitFunction.wordCount(inputCount: piece.inputCount)
    self.cared = cared
    evaluate()
  }

  private var first: Int { BitCircuit.firstInput + piece.inputCount }

  private var result: Piece {
    var builder = BitCircuitBuilder(lutSize: piece.lutSize, inputCount: piece.inputCount)
    var wires = Array(0..<first)
    for table in tables { wires.append(builder.lut(table.inputs.map { wires[$0] }, mask: table.mask)) }
    return Piece(builder, outputs: outputs.map { wires[$0] }, method: piece.method)
  }

  /// Tries every LUT once, from the outputs down; whether one went.
  private mutating func pass() -> Bool {
    let before = tables.count
    var node = tables.count - 1
    while node >= 0 {
      if node < tables.count {
        let dependents = dependents(of: node)
        let care = care(of: node, dependents)
        let barred = Set(dependents.map { first + $0 })
        if replace(node, care, barred) || narrow(node, care, barred) { rebuild() }
      }
      node -= 1
    }
    return tables.count < before
  }

  // MARK: - Values

  /// Leaves out what reaches no output, brings the rest into topological order, and evaluates it.
  private mutating func rebuild() {
    var (wires, sorted, known) = ([Int: Int](), [SmallTable](), [SmallTable: Int]())
    func visit(_ wire: Int) -> Int {
      guard wire >= first else { return wire }
      if let own = wires[wire] { return own }
      var table = tables[wire - first]
      table.inputs = table.inputs.map(visit)
      table.simplify()
      let own: Int
      if table.inputs.isEmpty {
        own = table.mask & 1 == 0 ? BitCircuit.zero : BitCircuit.one
      } else if table.isWire {
        own = table.inputs[0]
      } else if let same = known[table] {
        own = same
      } else {
        own = first + sorted.count
        known[table] = own
        sorted.append(table)
      }
      wires[wire] = own
      return own
    }
    outputs = outputs.map(visit)
    tables = sorted
    evaluate()
  }

  private mutating func evaluate() {
    values = Array(repeating: 0, count: words) + Array(repeating: .max, count: words)
    for input in 0..<piece.inputCount {
      values += (0..<words).map { input < 6 ? SmallTable.variables[input] : $0 >> (input - 6) & 1 == 1 ? .max : 0 }
    }
    readers = Array(repeating: [], count: first + tables.count)
    for (index, table) in tables.enumerated() {
      for word in 0..<words { values.append(table.value { values[$0 * words + word] }) }
      for input in table.inputs { readers[input].append(index) }
    }
  }

  /// The nodes that depend on a node, in order, and itself.
  private func dependents(of node: Int) -> [Int] {
    var isDependent = [Bool](repeating: false, count: tables.count)
    isDependent[node] = true
    for index in node + 1..<max(node + 1, tables.count) {
      isDependent[index] = tables[index].inputs.contains { $0 >= first && isDependent[$0 - first] }
    }
    return isDependent.indices.filter { isDependent[$0] }
  }

  /// The rows in which an output changes when the node does.
  private func care(of node: Int, _ dependents: [Int]) -> [UInt64] {
    var places = [Int](repeating: -1, count: first + tables.count)
    for (place, index) in dependents.enumerated() { places[first + index] = place }
    var care = [UInt64](repeating: 0, count: words)
    var changed = [UInt64](repeating: 0, count: dependents.count)
    let ports = outputs.filter { places[$0] >= 0 }
    for word in 0..<words {
      changed[0] = ~values[(first + node) * words + word]
      for place in dependents.indices.dropFirst() {
        changed[place] = tables[dependents[place]].value { wire in
          places[wire] >= 0 ? changed[places[wire]] : values[wire * words + word]
        }
      }
      for port in ports { care[word] |= changed[places[port]] ^ values[port * words + word] }
    }
    if let cared { for word in 0..<words { care[word] &= cared[word] } }
    if piece.inputCount < 6 { care[0] &= (1 << (1 << UInt64(piece.inputCount))) - 1 }
    return care
  }

  // MARK: - Moves

  /// Puts another wire, or its complement, in a node's place.
  ///
  /// - Parameters:
  ///   - care: the rows that matter.
  ///   - barred: the wires that depend on the node.
  private mutating func replace(_ node: Int, _ care: [UInt64], _ barred: Set<Int>) -> Bool {
    let own = first + node
    let isOutput = outputs.contains(own)
    for wire in 0..<first + tables.count where !barred.contains(wire) {
      var (same, opposite) = (true, !isOutput)
      for word in 0..<words where same || opposite {
        let difference = values[wire * words + word] ^ values[own * words + word]
        same = same && difference & care[word] == 0
        opposite = opposite && ~difference & care[word] == 0
      }
      guard same || opposite else { continue }
      for reader in readers[own] {
        tables[reader].exchange(own, for: wire, isComplement: !same)
      }
      outputs = outputs.map { $0 == own ? wire : $0 }
      return true
    }
    return false
  }

  /// Takes an input away from a node, where that leaves a LUT without a reader, and adds another wire where it has to.
  private mutating func narrow(_ node: Int, _ care: [UInt64], _ barred: Set<Int>) -> Bool {
    let own = first + node
    for removed in tables[node].inputs {
      let isOnlyReader = removed >= first && readers[removed] == [node] && !outputs.contains(removed)
      guard isOnlyReader else { continue }
      let rest = tables[node].inputs.filter { $0 != removed }
      let conflicts = conflicts(of: own, rest, care)
      if conflicts.isEmpty {
        tables[node] = table(of: own, rest, care)
        return true
      }
      // The inputs of what goes come first: they are there in any case.
      for wire in BitCircuit.firstInput..<first + tables.count
      where wire != removed && !barred.contains(wire) && separates(wire, conflicts) {
        tables[node] = table(of: own, rest + [wire], care)
        return true
      }
    }
    return false
  }

  /// The rows, of one combination of some wires, in which a wire is 1 and has to be, and those in which it is 0.
  private typealias Conflict = (on: [UInt64], off: [UInt64])

  /// The combinations of `inputs` that do not say what a wire is.
  private func conflicts(of wire: Int, _ inputs: [Int], _ care: [UInt64]) -> [Conflict] {
    let own = values[wire * words..<(wire + 1) * words]
    var cells: [Conflict] = [(zip(own, care).map { $0 & $1 }, zip(own, care).map { ~$0 & $1 })]
    for input in inputs {
      var next: [Conflict] = []
      for cell in cells {
        for isOne in [false, true] {
          func half(_ rows: [UInt64]) -> [UInt64] {
            (0..<words).map { rows[$0] & (isOne ? values[input * words + $0] : ~values[input * words + $0]) }
          }
          let (on, off) = (half(cell.on), half(cell.off))
          if on.contains(where: { $0 != 0 }), off.contains(where: { $0 != 0 }) { next.append((on, off)) }
        }
      }
      cells = next
      if cells.isEmpty { return [] }
    }
    return cells
  }

  /// Whether a wire tells the rows of every conflict apart.
  private func separates(_ wire: Int, _ conflicts: [Conflict]) -> Bool {
    conflicts.allSatisfy { conflict in
      var (same, opposite) = (true, true)
      for word in 0..<words where same || opposite {
        let value = values[wire * words + word]
        same = same && conflict.on[word] & ~value == 0 && conflict.off[word] & value == 0
        opposite = opposite && conflict.on[word] & value == 0 && conflict.off[word] & ~value == 0
      }
      return same || opposite
    }
  }

  /// A wire as a table of others that say what it is in all rows that matter.
  private func table(of wire: Int, _ inputs: [Int], _ care: [UInt64]) -> SmallTable {
    var mask: UInt64 = 0
    for row in 0..<1 << inputs.count {
      let isOne = (0..<words).contains { word in
        inputs.enumerated().reduce(values[wire * words + word] & care[word]) { rows, input in
          let value = values[input.element * words + word]
          return rows & (row >> input.offset & 1 == 1 ? value : ~value)
        } != 0
      }
      if isOne { mask |= 1 << UInt64(row) }
    }
    return SmallTable(inputs: inputs, mask: mask)
  }
}

extension SmallTable {
  /// Reads another wire, or its complement, in place of one.
  fileprivate mutating func exchange(_ old: Int, for new: Int, isComplement: Bool) {
    for index in inputs.indices where inputs[index] == old {
      inputs[index] = new
      if isComplement { complement(index) }
    }
  }
}
