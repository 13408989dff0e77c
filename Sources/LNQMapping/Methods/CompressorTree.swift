import LNQHardware

/// Method C: a function of a sum of tables by a tree of compressors.
///
/// Each table minus its minimum is a few bits, each a LUT or a small cover; constant bits vanish. The bits stand in columns by
/// weight, which the compressors of a `CompressionPlan` add, and a `SumEnding` makes the outputs of them.
///
/// An offset is added so that what follows the sum is as simple as can be: its changes come at multiples of 2^f, so that the
/// lowest f bits are needed for their carry alone, and the bits above are the result where that follows the sum. Most of the
/// offset costs nothing, since tables have room below the next power of two.
enum CompressorTree {
  /// The circuit of `function` of the sum of `parts`.
  ///
  /// - Parameters:
  ///   - parts: of each summand its values for all rows of the wires that it reads, as places in the inputs.
  ///   - function: what follows the sum; it knows all sums.
  ///   - pattern: the bits of a result.
  static func piece(
    _ parts: [(values: [Int], inputs: [Int])], _ function: SumFunction, outputCount: Int, inputCount: Int,
    lutSize: Int, pattern: (Int) -> UInt64
  ) -> Piece {
    var builder = BitCircuitBuilder(lutSize: lutSize, inputCount: inputCount)
    let terms = parts.map { SumTerm.terms(of: $0.values, inputs: $0.inputs, lutSize: lutSize) }
    let minima = terms.joined().map(\.minimum)
    let cut = function.cut(outputCount: outputCount, pattern: pattern)
    // The sum of the bits is that of the parts plus a multiple of the modulus plus the offset: what the columns lack.
    let lack = (minima.reduce(0, +) - function.minimum + cut.offset)
    var (missing, columns) = (lack & (cut.modulus - 1), [[Int]]())
    let added = lack - missing
    var certificate = SumCertificate()
    for term in terms {
      var claim: [SumCertificate.WeightedWire] = []
      for term in term {
        let extra = min(term.room, missing) & ~(term.unit - 1)
        missing -= extra
        claim += add(term.plus(extra), to: &columns, in: &builder)
      }
      certificate.tables.append(claim)
    }
    for position in 0..<Int.bitWidth where missing >> position & 1 == 1 {
      put(BitCircuit.one, at: position, to: &columns)
      certificate.tables[parts.count - 1].append(SumCertificate.WeightedWire(BitCircuit.one, 1 << position))
    }
    let most = columns.enumerated().reduce(0) { $0 + $1.element.count << $1.offset }
    let ending = SumEnding(
      results: (0...most >> cut.f).map { value in
        pattern(function[min(max(value << cut.f + added - cut.offset, 0), function.count - 1)])
      }, lowest: cut.f, outputCount: outputCount, lutSize: lutSize)
    let plan = CompressionPlan(
      heights: columns.map(\.count), lowest: cut.f, lutSize: lutSize,
      headCost: 2 * outputCount, ending: ending.cost)
    let known = compress(&columns, plan, lowest: cut.f, steps: &certificate.steps, in: &builder)
    let outputs: [Int]
    if let end = plan.end {
      let pins = Array(columns[min(end, columns.count)...])
      outputs = ending.build(position: end, columns: pins, known: known, in: &builder)
    } else {
      // The sum's bits first, then a function of them.
      let head = BitFunction(inputCount: known.count, outputCount: outputCount) {
        ending.results[min($0, ending.results.count - 1)]
      }
      outputs = TableCover.piece(head, lutSize: lutSize).instantiated(on: known, in: &builder)
    }
    return Piece(builder, outputs: outputs, method: "compressors", certificate: .sum(certificate))
  }

  private static func put(_ wire: Int, at position: Int, to columns: inout [[Int]]) {
    while columns.count <= position { columns.append([]) }
    columns[position].append(wire)
  }

  /// Puts the bits of a term into the columns, and gives them with their weights.
  private static func add(
    _ term: SumTerm, to columns: inout [[Int]], in builder: inout BitCircuitBuilder
  ) -> [SumCertificate.WeightedWire] {
    let wires = term.piece.instantiated(on: term.inputs.map { builder.input($0) }, in: &builder)
    for (position, wire) in wires.enumerated() where wire != BitCircuit.zero { put(wire, at: position, to: &columns) }
    return wires.enumerated().map { SumCertificate.WeightedWire($1, 1 << $0) }
  }

  /// Builds the compressors of a plan, says what each does, and gives the sum's bits from `lowest` to the ending.
  private static func compress(
    _ columns: inout [[Int]], _ plan: CompressionPlan, lowest: Int, steps: inout [SumCertificate.Step],
    in builder: inout BitCircuitBuilder
  ) -> [Int] {
    // How many nodes lie before each wire: what comes late is taken last.
    var levels = [Int](repeating: 0, count: BitCircuit.firstInput + builder.inputCount)
    for step in plan.steps {
      for node in builder.nodes[(levels.count - BitCircuit.firstInput - builder.inputCount)...] {
        levels.append(1 + (node.inputs.map { levels[$0] }.max() ?? 0))
      }
      for position in step.compressor.counts.indices {
        columns[step.position + position].sort { (levels[$0], $0) < (levels[$1], $1) }
      }
      var pins: [SumCertificate.WeightedWire] = []
      for (position, count) in zip(step.position..., step.compressor.counts) {
        pins += columns[position].prefix(count).map { SumCertificate.WeightedWire($0, 1 << position) }
        columns[position].removeFirst(count)
      }
      let outputs = (0..<step.compressor.outputCount).map { bit in
        let wire = builder.lut(pins.map(\.wire), mask: step.compressor.mask(bit))
        put(wire, at: step.position + bit, to: &columns)
        return SumCertificate.WeightedWire(wire, 1 << (step.position + bit))
      }
      steps.append(SumCertificate.Step(inputs: pins, outputs: outputs))
    }
    let end = plan.end ?? columns.count
    for position in 0..<min(lowest, end) {
      for wire in columns[position] { leaveOut(SumCertificate.WeightedWire(wire, 1 << position), of: &steps) }
    }
    return (min(lowest, end)..<end).map { $0 < columns.count ? columns[$0].first ?? BitCircuit.zero : BitCircuit.zero }
  }

  /// A bit that nothing depends on is not claimed, so that its LUT can go.
  private static func leaveOut(_ wire: SumCertificate.WeightedWire, of steps: inout [SumCertificate.Step]) {
    if let place = steps.lastIndex(where: { $0.outputs.contains(wire) }) {
      let step = steps[place]
      steps[place] = SumCertificate.Step(inputs: step.inputs, outputs: step.outputs.filter { $0 != wire })
    } else {
      steps.append(SumCertificate.Step(inputs: [wire], outputs: []))
    }
  }
}
