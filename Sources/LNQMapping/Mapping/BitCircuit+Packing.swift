import LNQHardware

extension BitCircuit {
  /// The same function, with LUTs merged across parts and without those that nothing reads. Bits of codes are gone by that.
  ///
  /// What a certificate speaks of stays, and so do the wires that its part reads.
  func packed() throws(BitCircuitError) -> BitCircuit {
    var isFixed = Set(outputs)
    for part in parts where part.certificate != nil {
      for index in part.nodes { isFixed.formUnion(nodes[index].inputs + [firstNodeWire + index]) }
    }
    let packing = Packing(nodes, first: firstNodeWire, lutSize: lutSize) { isFixed.contains(firstNodeWire + $0) }
    var isLive = [Bool](repeating: false, count: wireCount)
    for wire in isFixed { isLive[wire] = true }
    let merged = nodes.indices.map { index in
      packing.tables[index].map { Node.lut($0.inputs, mask: $0.mask) } ?? nodes[index]
    }
    for index in nodes.indices.reversed() where isLive[firstNodeWire + index] {
      for wire in merged[index].inputs { isLive[wire] = true }
    }
    // What was merged is read no more.
    var (wires, kept, made) = (Array(0..<firstNodeWire), [Node](), [Part]())
    for part in parts {
      let start = kept.count
      for index in part.nodes {
        wires.append(firstNodeWire + kept.count)
        if isLive[firstNodeWire + index] { kept.append(merged[index].mappingInputs { wires[$0] }) }
      }
      let outputs = part.outputs.map { output -> Literal? in
        output.flatMap { output in
          output.wire < firstNodeWire || isLive[output.wire]
            ? Literal(wires[output.wire], isInverted: output.isInverted) : nil
        }
      }
      made.append(
        Part(
          name: part.name, module: part.module, place: part.place, nodes: start..<kept.count, outputs: outputs,
          certificate: part.certificate?.mappingWires { wires[$0] }))
    }
    return try BitCircuit(
      lutSize: lutSize, inputCount: inputCount, nodes: kept, parts: made, outputs: self.outputs.map { wires[$0] })
  }
}
