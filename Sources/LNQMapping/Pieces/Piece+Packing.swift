import LNQHardware

extension Piece {
  /// The same function, with a LUT merged into those that read it where the inputs of each of them stay at most K.
  ///
  /// LUTs that only one other reads go first. A piece with a certificate stays as it is, since that speaks of its wires.
  var packed: Piece {
    guard certificate == nil else { return self }
    var tables = nodes.map { node in
      if case .lut(let inputs, let mask) = node { SmallTable(inputs: inputs, mask: mask) } else { nil as SmallTable? }
    }
    let first = BitCircuit.firstInput + inputCount
    var readers = [Set<Int>](repeating: [], count: first + nodes.count)
    for (index, node) in nodes.enumerated() { for wire in node.inputs { readers[wire].insert(index) } }
    var isMerged = [Bool](repeating: false, count: nodes.count)
    /// Merges a node into its readers, if all of them are LUTs with room for its inputs.
    func merge(_ node: Int, readersAtMost limit: Int) -> Bool {
      let (wire, own) = (first + node, readers[first + node])
      guard !isMerged[node], !own.isEmpty, own.count <= limit, !outputs.contains(wire), let below = tables[node] else {
        return false
      }
      var unions: [(reader: Int, table: SmallTable)] = []
      for reader in own {
        guard let table = tables[reader], let place = table.inputs.firstIndex(of: wire) else { return false }
        let others = table.inputs.filter { $0 != wire }
        let union = others + below.inputs.filter { !others.contains($0) }
        guard union.count <= lutSize else { return false }
        unions.append((reader, table.merging(below, at: place, inputs: union)))
      }
      for (reader, table) in unions {
        tables[reader] = table
        for input in below.inputs { readers[input].insert(reader) }
      }
      for input in below.inputs { readers[input].remove(node) }
      isMerged[node] = true
      return true
    }
    for limit in [1, Int.max] {
      while nodes.indices.reversed().contains(where: { merge($0, readersAtMost: limit) }) {}
    }
    guard isMerged.contains(true) else { return self }
    var builder = BitCircuitBuilder(lutSize: lutSize, inputCount: inputCount)
    var wires = Array(0..<first)
    for index in nodes.indices {
      if isMerged[index] {
        wires.append(BitCircuit.zero)
      } else if let table = tables[index] {
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
