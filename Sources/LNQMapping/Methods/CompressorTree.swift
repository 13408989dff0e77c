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
    typealias WeightedWire = SumCertificate.WeightedWire
    var builder = BitCircuitBuilder(lutSize: lutSize, inputCount: inputCount)
    let parts = parts.map { SumParts(of: $0.values, inputs: $0.inputs, lutSize: lutSize) }
    let cut = function.cut(outputCount: outputCount, pattern: pattern)
    // The sum of the bits is that of the parts plus a multiple of the modulus plus the offset: what the columns lack.
    let lack = parts.reduce(0) { $0 + $1.minimum } - function.minimum + cut.offset
    var (missing, columns) = (lack & (cut.modulus - 1), [[BitCircuit.Literal]]())
    let added = lack - missing
    var certificate = SumCertificate()
    for part in parts {
      var claim: [SumCertificate.WeightedWire] = []
      for term in part.terms {
        let extra = min(term.room, missing) & ~(term.unit - 1)
        missing -= extra
        claim += add(term.plus(extra), to: &columns, in: &builder)
      }
      for bit in part.direct {
        let wire = builder.input(bit.input)
        put(.init(wire, isInverted: bit.isInverted), at: bit.position, to: &columns)
        claim.append(WeightedWire(wire, 1 << bit.position, isInverted: bit.isInverted))
      }
      certificate.tables.append(claim)
      certificate.numbers.append(part.switched.map { $0.number(in: &builder) })
    }
    certificate.steps = addNumbers(
      zip(parts.flatMap(\.switched), certificate.numbers.joined()).map { ($0, $1) }, to: &columns, in: &builder)
    for position in 0..<Int.bitWidth where missing >> position & 1 == 1 {
      put(.init(BitCircuit.one), at: position, to: &columns)
      certificate.tables[parts.count - 1].append(WeightedWire(BitCircuit.one, 1 << position))
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
      let pins = columns[min(end, columns.count)...].map { $0.map { builder.wire($0) } }
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

  private typealias Columns = [[BitCircuit.Literal]]

  private static func put(_ wire: BitCircuit.Literal, at position: Int, to columns: inout Columns) {
    while columns.count <= position { columns.append([]) }
    columns[position].append(wire)
  }

  /// Puts the bits of a term into the columns, and gives them with their weights.
  private static func add(
    _ term: SumTerm, to columns: inout Columns, in builder: inout BitCircuitBuilder
  ) -> [SumCertificate.WeightedWire] {
    let wires = term.piece.instantiated(on: term.inputs.map { builder.input($0) }, in: &builder)
    for (position, wire) in wires.enumerated() where wire != BitCircuit.zero {
      put(.init(wire), at: position, to: &columns)
    }
    return wires.enumerated().map { SumCertificate.WeightedWire($1, 1 << $0) }
  }

  /// Puts the sums of numbers into the columns, as many as have room for their pins in a LUT together.
  private static func addNumbers(
    _ numbers: [(term: SwitchedTerm, number: SumCertificate.Number)], to columns: inout Columns,
    in builder: inout BitCircuitBuilder
  ) -> [SumCertificate.Step] {
    SwitchedTerm.groups(of: numbers.map(\.term), lutSize: builder.lutSize).map { group in
      let numbers = group.map { numbers[$0].number }
      let most = numbers.reduce(0) { $0 + ($1.values.max() ?? 0) }
      let sums = numbers.reduce([0]) { sums, number in number.values.flatMap { value in sums.map { $0 + value } } }
      let outputs = (0..<Int.bitWidth - most.leadingZeroBitCount).map { bit in
        let mask = sums.indices.reduce(UInt64(0)) { $0 | UInt64(sums[$1] >> bit & 1) << UInt64($1) }
        let wire = builder.lut(numbers.flatMap(\.wires), mask: mask)
        if wire != BitCircuit.zero { put(.init(wire), at: bit, to: &columns) }
        return SumCertificate.WeightedWire(wire, 1 << bit)
      }
      return SumCertificate.Step(inputs: [], numbers: numbers, outputs: outputs)
    }
  }

  /// Builds the compressors of a plan, says what each does, and gives the sum's bits from `lowest` to the ending.
  private static func compress(
    _ columns: inout Columns, _ plan: CompressionPlan, lowest: Int, steps: inout [SumCertificate.Step],
    in builder: inout BitCircuitBuilder
  ) -> [Int] {
    // How many nodes lie before each wire: what comes late is taken last.
    var levels = [Int](repeating: 0, count: BitCircuit.firstInput + builder.inputCount)
    for step in plan.steps {
      for node in builder.nodes[(levels.count - BitCircuit.firstInput - builder.inputCount)...] {
        levels.append(1 + (node.inputs.map { levels[$0] }.max() ?? 0))
      }
      for position in step.compressor.counts.indices {
        columns[step.position + position].sort { (levels[$0.wire], $0.wire) < (levels[$1.wire], $1.wire) }
      }
      var pins: [SumCertificate.WeightedWire] = []
      for (position, count) in zip(step.position..., step.compressor.counts) {
        pins += columns[position].prefix(count).map { $0.weighted(at: position) }
        columns[position].removeFirst(count)
      }
      let outputs = (0..<step.compressor.outputCount).map { bit in
        var table = SmallTable(inputs: pins.map(\.wire), mask: step.compressor.mask(bit))
        for (index, pin) in pins.enumerated() where pin.isInverted { table.complement(index) }
        let wire = builder.lut(table.inputs, mask: table.mask)
        put(.init(wire), at: step.position + bit, to: &columns)
        return SumCertificate.WeightedWire(wire, 1 << (step.position + bit))
      }
      steps.append(SumCertificate.Step(inputs: pins, outputs: outputs))
    }
    let end = plan.end ?? columns.count
    for position in 0..<min(lowest, end) {
      for wire in columns[position] { leaveOut(wire.weighted(at: position), of: &steps) }
    }
    return (min(lowest, end)..<end).map { position in
      builder.wire((position < columns.count ? columns[position].first : nil) ?? .init(BitCircuit.zero))
    }
  }

  /// A bit that nothing depends on is not claimed, so that its LUT can go.
  private static func leaveOut(_ wire: SumCertificate.WeightedWire, of steps: inout [SumCertificate.Step]) {
    if let place = steps.lastIndex(where: { $0.outputs.contains(wire) }) {
      let step = steps[place]
      steps[place] = SumCertificate.Step(
        inputs: step.inputs, numbers: step.numbers, outputs: step.outputs.filter { $0 != wire })
    } else {
      steps.append(SumCertificate.Step(inputs: [wire], outputs: []))
    }
  }
}

extension BitCircuit.Literal {
  fileprivate func weighted(at position: Int) -> SumCertificate.WeightedWire {
    SumCertificate.WeightedWire(wire, 1 << position, isInverted: isInverted)
  }
}
