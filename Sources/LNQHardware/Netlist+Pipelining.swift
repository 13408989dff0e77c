extension Netlist {
  /// The level of each wire: 0 for inputs; for a cell one more than its highest input. Registers count as no level.
  public var levels: [Int] {
    var levels = [Int](repeating: 0, count: firstCellWire)
    for instance in cells {
      let deepest = instance.cell.inputs.map { levels[$0] }.max() ?? 0
      if case .register = instance.cell { levels.append(deepest) } else { levels.append(deepest + 1) }
    }
    return levels
  }

  /// The number of cells on the longest path.
  public var depth: Int { levels.max() ?? 0 }

  /// The same function with a register after every `levelsPerStage` levels; with 0 the netlist itself.
  ///
  /// A cell of level l works in stage (l − 1) / `levelsPerStage`; a wire that is read in a later stage passes through one
  /// register for each stage between, and so do the outputs and `valid`. The latency is `depth` / `levelsPerStage`, rounded
  /// down: it grows by that, and nothing else changes.
  /// - Throws: `NetlistError.levels` when `levelsPerStage` is negative.
  /// - Precondition: the netlist has no registers yet.
  public func pipelined(every levelsPerStage: Int) throws(NetlistError) -> Netlist {
    guard levelsPerStage >= 0 else { throw .levels(levelsPerStage) }
    guard levelsPerStage > 0, depth >= levelsPerStage else { return self }
    precondition(latency == 0, "\(name) is pipelined already")
    let levels = self.levels
    let lastStage = depth / levelsPerStage
    var result: [Instance] = []
    // delayed[w][s] is the new number of old wire w, s stages after the stage in which it is driven.
    var delayed: [[Int]] = (0..<firstCellWire).map { [$0] }
    func wire(_ wire: Int, inStage stage: Int) -> Int {
      let delay = stage - Self.stage(ofLevel: levels[wire], levelsPerStage)
      while delayed[wire].count <= delay {
        let previous = delayed[wire][delayed[wire].count - 1]
        let (name, meaning, module) = origin(ofWire: wire)
        let number = delayed[wire].count
        result.append(
          Instance(
            cell: .register(previous, reset: wire == validInput),
            wire: Wire(
              name: "\(name)_d\(number)", format: format(ofWire: wire),
              meaning: "\(meaning), \(number) cycle\(number == 1 ? "" : "s") later"),
            module: module))
        delayed[wire].append(firstCellWire + result.count - 1)
      }
      return delayed[wire][delay]
    }
    for (index, instance) in cells.enumerated() {
      let stage = Self.stage(ofLevel: levels[firstCellWire + index], levelsPerStage)
      let cell = instance.cell.mappingInputs { wire($0, inStage: stage) }
      result.append(Instance(cell: cell, wire: instance.wire, module: instance.module))
      delayed.append([firstCellWire + result.count - 1])
    }
    let outputs = self.outputs.map { wire($0, inStage: lastStage) }
    let classOutput = self.classOutput.map { wire($0, inStage: lastStage) }
    let validOutput = wire(self.validOutput, inStage: lastStage)
    return try Netlist(
      name: name, encodings: encodings, inputs: inputs, outputSignals: outputSignals, classNames: classNames,
      tables: tables,
      modules: modules, cells: result, outputs: outputs, classOutput: classOutput, validOutput: validOutput,
      latency: lastStage)
  }

  /// Inputs (level 0) are there in stage 0, and so is the first level of cells.
  private static func stage(ofLevel level: Int, _ levelsPerStage: Int) -> Int { max(0, level - 1) / levelsPerStage }

  private func origin(ofWire wire: Int) -> (name: String, meaning: String, module: Int) {
    if wire < inputs.count { return ("x\(wire)", "input \(inputs[wire].name)", 0) }
    if wire == validInput { return ("valid", "valid", 0) }
    let instance = cells[wire - firstCellWire]
    return (instance.wire.name, instance.wire.meaning, instance.module)
  }
}

extension Netlist.Cell {
  /// The same cell on other wires.
  func mappingInputs(_ map: (Int) -> Int) -> Netlist.Cell {
    switch self {
    case .lookup(let table, let inputs): .lookup(table: table, inputs: inputs.map(map))
    case .sum(let inputs): .sum(inputs.map(map))
    case .requantize(let input, let requantization): .requantize(map(input), requantization)
    case .argmax(let inputs): .argmax(inputs.map(map))
    case .register(let input, let reset): .register(map(input), reset: reset)
    }
  }
}
