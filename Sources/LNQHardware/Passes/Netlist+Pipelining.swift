extension Netlist {
  /// The level of each wire: 0 for inputs; for a cell one more than its highest input. Registers count as no level.
  public var levels: [Int] {
    var levels = [Int](repeating: 0, count: firstCellWire)
    for instance in cells {
      let deepest = instance.cell.inputs.map { levels[$0] }.max() ?? 0
      levels.append(instance.cell.isRegister ? deepest : deepest + 1)
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
    var builder = NetlistBuilder(inputCount: inputs.count, tables: tables)
    // delayed[w][s] is the new number of old wire w, s stages after the stage in which it is driven.
    var delayed: [[Int]] = (0..<firstCellWire).map { [$0] }
    func wire(_ wire: Int, inStage stage: Int) -> Int {
      let delay = stage - Self.stage(ofLevel: levels[wire], levelsPerStage)
      while delayed[wire].count <= delay {
        let cycles = delayed[wire].count
        delayed[wire].append(
          builder.add(
            .register(delayed[wire][cycles - 1], reset: wire == validInput),
            Wire(
              name: "\(name(ofWire: wire))_d\(cycles)", format: format(ofWire: wire),
              place: .later(place(ofWire: wire), cycles: cycles)),
            module: module(ofWire: wire)))
      }
      return delayed[wire][delay]
    }
    for (index, instance) in cells.enumerated() {
      let stage = Self.stage(ofLevel: levels[firstCellWire + index], levelsPerStage)
      let cell = instance.cell.mappingInputs { wire($0, inStage: stage) }
      delayed.append([builder.add(cell, instance.wire, module: instance.module)])
    }
    let ports = self.ports.map { wire($0, inStage: lastStage) }
    return try replacing(cells: builder.cells, ports: ports, latency: lastStage)
  }

  /// Inputs (level 0) are there in stage 0, and so is the first level of cells.
  private static func stage(ofLevel level: Int, _ levelsPerStage: Int) -> Int { max(0, level - 1) / levelsPerStage }
}
