import LNQHardware

/// Merges LUTs into those that read them, where the inputs of each of these stay at most K.
struct Packing {
  /// For each node its table after merging; nil for what is no LUT, and for a LUT that is gone.
  private(set) var tables: [SmallTable?]
  /// Whether a node has gone into its readers.
  private(set) var isMerged: [Bool]

  private let lutSize: Int
  private let first: Int
  /// For each wire the nodes that read it.
  private var readers: [Set<Int>]

  /// - Parameters:
  ///   - first: the wire of the first node.
  ///   - isFixed: the nodes that stay.
  init(_ nodes: [BitCircuit.Node], first: Int, lutSize: Int, isFixed: (Int) -> Bool) {
    (self.first, self.lutSize) = (first, lutSize)
    tables = nodes.map { node in
      if case .lut(let inputs, let mask) = node { SmallTable(inputs: inputs, mask: mask) } else { nil }
    }
    isMerged = Array(repeating: false, count: nodes.count)
    readers = Array(repeating: [], count: first + nodes.count)
    for (index, node) in nodes.enumerated() { for wire in node.inputs { readers[wire].insert(index) } }
    let free = nodes.indices.filter { !isFixed($0) }
    // LUTs that only one other reads go first.
    for limit in [1, Int.max] {
      var isChanged = true
      while isChanged {
        isChanged = false
        for node in free.reversed() where merge(node, readersAtMost: limit) { isChanged = true }
      }
    }
  }

  /// Merges a node into its readers, if all of them are LUTs with room for its inputs.
  private mutating func merge(_ node: Int, readersAtMost limit: Int) -> Bool {
    let (wire, own) = (first + node, readers[first + node])
    guard !isMerged[node], !own.isEmpty, own.count <= limit, let below = tables[node] else { return false }
    var merged: [(reader: Int, table: SmallTable)] = []
    for reader in own {
      guard let table = tables[reader], let place = table.inputs.firstIndex(of: wire) else { return false }
      let others = table.inputs.filter { $0 != wire }
      let union = others + below.inputs.filter { !others.contains($0) }
      guard union.count <= lutSize else { return false }
      merged.append((reader, table.merging(below, at: place, inputs: union)))
    }
    for (reader, table) in merged {
      tables[reader] = table
      for input in below.inputs { readers[input].insert(reader) }
    }
    for input in below.inputs { readers[input].remove(node) }
    (isMerged[node], tables[node]) = (true, nil)
    return true
  }
}

extension Piece {
  /// The same function, with LUTs merged.
  ///
  /// A piece with a certificate stays as it is, since that speaks of its wires.
  public var packed: Piece {
    guard certificate == nil else { return self }
    let first = BitCircuit.firstInput + inputCount
    let ports = Set(outputs)
    let packing = Packing(nodes, first: first, lutSize: lutSize) { ports.contains(first + $0) }
    guard packing.isMerged.contains(true) else { return self }
    var builder = BitCircuitBuilder(lutSize: lutSize, inputCount: inputCount)
    var wires = Array(0..<first)
    for index in nodes.indices {
      if packing.isMerged[index] {
        wires.append(BitCircuit.zero)
      } else if let table = packing.tables[index] {
        wires.append(builder.lut(table.inputs.map { wires[$0] }, mask: table.mask))
      } else {
        wires.append(builder.add(nodes[index].mappingInputs { wires[$0] }))
      }
    }
    return Piece(builder, outputs: outputs.map { wires[$0] }, method: method)
  }
}

extension SmallTable {
  /// The table with another one in place of one of its inputs.
  fileprivate func merging(_ below: SmallTable, at place: Int, inputs union: [Int]) -> SmallTable {
    func address(_ inputs: [Int], _ row: Int) -> Int {
      inputs.enumerated().reduce(0) { address, input in
        union.firstIndex(of: input.element).map { address | (row >> $0 & 1) << input.offset } ?? address
      }
    }
    var merged: UInt64 = 0
    for row in 0..<1 << union.count {
      let inner = Int(below.mask >> UInt64(address(below.inputs, row)) & 1)
      let outer = address(inputs, row) | inner << place
      merged |= (mask >> UInt64(outer) & 1) << UInt64(row)
    }
    return SmallTable(inputs: union, mask: merged)
  }
}
