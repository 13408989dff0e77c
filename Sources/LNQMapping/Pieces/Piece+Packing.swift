import LNQHardware

extension Piece {
  /// The same function, with LUTs that only one other LUT reads merged into it where the inputs of both are at most K.
  ///
  /// A piece with a certificate stays as it is, since that speaks of its wires.
  var packed: Piece {
    guard certificate == nil else { return self }
    var tables = nodes.map { node in
      if case .lut(let inputs, let mask) = node { SmallTable(inputs: inputs, mask: mask) } else { nil as SmallTable? }
    }
    let first = BitCircuit.firstInput + inputCount
    var readers = [Int](repeating: 0, count: first + nodes.count)
    for wire in nodes.flatMap(\.inputs) + outputs { readers[wire] += 1 }
    for wire in outputs { readers[wire] += 2 }  // an output stays
    var isMerged = [Bool](repeating: false, count: nodes.count)
    for index in nodes.indices {
      while let own = tables[index] {
        var best: (union: [Int], place: Int)?
        for (place, wire) in own.inputs.enumerated() where wire >= first && readers[wire] == 1 {
          guard let below = tables[wire - first] else { continue }
          let others = own.inputs.filter { $0 != wire }
          let union = others + below.inputs.filter { !others.contains($0) }
          guard union.count <= lutSize, union.count < best?.union.count ?? .max else { continue }
          best = (union, place)
        }
        guard let best else { break }
        let wire = own.inputs[best.place]
        guard let below = tables[wire - first] else { break }
        for input in below.inputs where own.inputs.contains(input) { readers[input] -= 1 }
        isMerged[wire - first] = true
        tables[index] = own.merging(below, at: best.place, inputs: best.union)
      }
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
