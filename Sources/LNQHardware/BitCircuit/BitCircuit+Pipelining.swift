extension BitCircuit {
  /// What is counted between registers.
  public enum Level: String, Hashable, Sendable, Codable, CaseIterable {
    /// LUTs and adders on a path.
    case luts
    /// Codes on a path: registers stand at the borders of neurons alone.
    case neurons
  }

  /// The level of each wire: 0 for inputs and constants. Of LUTs, one more than the highest input; of neurons, one more than
  /// the highest code that the node reads.
  public func levels(of level: Level) -> [Int] {
    var levels = [Int](repeating: 0, count: firstNodeWire)
    // Whether a wire is a bit of a code of the parts before.
    var isCode = [Bool](repeating: true, count: firstNodeWire) + [Bool](repeating: false, count: nodes.count)
    for part in parts {
      for index in part.nodes {
        let inputs = nodes[index].inputs
        switch level {
        case .luts: levels.append((inputs.map { levels[$0] }.max() ?? 0) + 1)
        case .neurons:
          levels.append(inputs.map { isCode[$0] ? levels[$0] + 1 : levels[$0] }.max() ?? 1)
        }
      }
      for case let output? in part.outputs { isCode[output.wire] = true }
    }
    return levels
  }

  /// The latency that `pipelined` gives.
  public func latency(every levelsPerStage: Int, of level: Level) -> Int {
    levelsPerStage == 0 ? 0 : (levels(of: level).max() ?? 0) / levelsPerStage
  }

  /// The same function with flip-flops after every `levelsPerStage` levels; with 0 the circuit itself.
  ///
  /// As `Netlist.pipelined`: the latency is the depth in levels / `levelsPerStage`, rounded down, a bit that is read in a later
  /// stage passes through a flip-flop for each stage between, and so do the outputs and `valid`. The stages are balanced: where
  /// the levels do not divide evenly, all stages get about as many.
  ///
  /// Flip-flops belong to the part whose bit they delay; those of the inputs to two parts in front.
  /// - Throws: `BitCircuitError`, which is a bug.
  /// - Precondition: there are no flip-flops yet, `levelsPerStage` is at least 0, and the last input and output are `valid`.
  public func pipelined(every levelsPerStage: Int, of level: Level = .luts) throws(BitCircuitError) -> BitCircuit {
    precondition(levelsPerStage >= 0, "a register after every \(levelsPerStage) levels")
    let lastStage = latency(every: levelsPerStage, of: level)
    guard lastStage > 0 else { return self }
    let levels = self.levels(of: level)
    let depth = levels.max() ?? 0
    let stageCount = (depth + levelsPerStage - 1) / levelsPerStage
    let stages = levels.map { max(0, $0 - 1) * stageCount / depth }
    let delays = self.delays(stages: stages, lastStage: lastStage)

    var builder = BitCircuitBuilder(lutSize: lutSize, inputCount: inputCount)
    // delayed[w][s] is the new number of wire w, s cycles later.
    var delayed: [[Int]] = (0..<firstNodeWire).map { [$0] }
    func delay(_ wire: Int) {
      let isValid = wire == firstNodeWire - 1
      for cycle in 0..<delays[wire] {
        delayed[wire].append(builder.add(.flipFlop(delayed[wire][cycle], reset: isValid)))
      }
    }
    func wire(_ wire: Int, inStage stage: Int) -> Int {
      wire < Self.firstInput ? wire : delayed[wire][stage - stages[wire]]
    }
    let inputs = Self.firstInput..<firstNodeWire - 1
    for wire in inputs { delay(wire) }
    builder.endPart(
      "inputs_d", module: 0, place: .later(.input("bits"), cycles: inputs.map { delays[$0] }.max() ?? 0),
      outputs: inputs.map { Literal(delayed[$0][delays[$0]]) })
    delay(firstNodeWire - 1)
    builder.endPart(
      "valid_d", module: 0, place: .later(.valid, cycles: lastStage),
      outputs: [Literal(delayed[firstNodeWire - 1][lastStage])])
    for part in parts {
      for index in part.nodes {
        let own = firstNodeWire + index
        let node = nodes[index].mappingInputs { wire($0, inStage: stages[own]) }
        delayed.append([builder.add(node)])
        delay(own)
      }
      builder.endPart(
        part.name, module: part.module, place: part.place,
        outputs: part.outputs.map { bit in bit.map { Literal(delayed[$0.wire][0], isInverted: $0.isInverted) } },
        certificate: part.certificate?.mappingWires { delayed[$0][0] })
    }
    return try builder.circuit(outputs: outputs.map { wire($0, inStage: lastStage) })
  }

  /// How many cycles later each wire is still read.
  private func delays(stages: [Int], lastStage: Int) -> [Int] {
    var delays = [Int](repeating: 0, count: wireCount)
    func read(_ wire: Int, _ stage: Int) {
      if wire >= Self.firstInput { delays[wire] = max(delays[wire], stage - stages[wire]) }
    }
    for (index, node) in nodes.enumerated() {
      for input in node.inputs { read(input, stages[firstNodeWire + index]) }
    }
    for output in outputs { read(output, lastStage) }
    return delays
  }
}
