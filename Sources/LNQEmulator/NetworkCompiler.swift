internal import Dispatch
import LNQFixedPoint
import LNQMapping
import LNQTables

/// Chooses the operations of each neuron, the cheapest that `CostTable` knows.
struct NetworkCompiler {
  private let network: TableNetwork
  private let formats: [FixedPointFormat]
  private let costs: CostTable
  private var builder = ProgramBuilder()
  /// Where each signal that was computed lies.
  private var places: [ProgramBuilder.Place?]
  /// The planes of signals that have one.
  private var planes: [ProgramBuilder.Place?]
  /// Whether an operation that is no comparison reads an input.
  private var readsInputs = false

  init(_ network: TableNetwork, for instructions: Instructions) {
    (self.network, costs) = (network, CostTable(instructions))
    formats = network.signals.map(\.format)
    places = [ProgramBuilder.Place?](repeating: nil, count: network.signalCount)
    planes = places
  }

  /// What the program consists of.
  struct Result {
    let words: [UInt32]
    let tables: [UInt8]
    let slotCount: Int
    /// The slot of each input, and of each output.
    let inputSlots: [UInt32]
    let outputSlots: [UInt32]
    /// How many comparisons come first and are all that reads the inputs; 0 where that is not so.
    let comparisonCount: Int
  }

  /// - Throws: `EmulatorError.tooLarge`.
  mutating func result() throws(EmulatorError) -> Result {
    for (index, input) in network.inputs.enumerated() { places[index] = newPlace(input.format) }
    let plans = try NeuronPlan.plans(of: network)
    let comparisons = plans.reduce(into: [Int: Int]()) { widths, plan in
      if let (input, _) = plan.threshold(formats) { widths[plan.signal] = formats[input].width }
    }
    let gateSums = plans.map { costs.gateSum(of: $0, comparisons) }
    let isPlane = planeSignals(plans, gateSums)
    let comparisonCount = addInputPlanes(plans, isPlane)
    for (index, (plan, sum)) in zip(plans, halves(of: plans)).enumerated() where planes[plan.signal] == nil {
      if isPlane[plan.signal], let plane = plane(of: plan) {
        planes[plan.signal] = plane
        continue
      }
      if let gates = gateSums[index] {
        places[plan.signal] = add(gates, plan)
        continue
      }
      let target = newPlace(plan.format)
      switch plan.operation {
      case .table(let table, let inputs): add(table, inputs, sum, to: target)
      case .narrowSum(let parts, let constant, let ending): add(parts, constant, ending, to: target)
      case .wideSum(let parts, let constant, let format, let requantization):
        add(parts, constant, format, requantization, to: target)
      }
      places[plan.signal] = target
    }
    let outputs = network.outputs.map { place(of: $0) }
    let inputs = places[..<network.inputs.count].compactMap(\.self)
    let (words, slots, count) = builder.assembled(inputs: inputs, outputs: outputs)
    return Result(
      words: words, tables: builder.tables, slotCount: count,
      inputSlots: inputs.map { ProgramBuilder.slot(of: $0, in: slots) },
      outputSlots: outputs.map { ProgramBuilder.slot(of: $0, in: slots) },
      comparisonCount: readsInputs ? 0 : comparisonCount)
  }

  private mutating func newPlace(_ format: FixedPointFormat) -> ProgramBuilder.Place {
    builder.place(format.width <= 8 ? 1 : 4)
  }

  private mutating func place(of signal: Int) -> ProgramBuilder.Place {
    readsInputs = readsInputs || signal < network.inputs.count
    if let place = places[signal] { return place }
    guard let plane = planes[signal] else { preconditionFailure("signal \(signal) is read before it is computed") }
    let place = builder.place()
    builder.add(.spread, [.write(place), .read(plane)])
    places[signal] = place
    return place
  }

  // MARK: - Planes

  /// For each signal whether sums of planes need it as one, themselves or through tables of bits.
  private func planeSignals(_ plans: [NeuronPlan], _ sums: [GateSum?]) -> [Bool] {
    var isPlane = [Bool](repeating: false, count: network.signalCount)
    for (plan, sum) in zip(plans, sums).reversed() {
      let gates = sum?.gates ?? (isPlane[plan.signal] ? plan.gate(formats) : nil).map { [$0] } ?? []
      for input in gates.flatMap(\.inputs) { isPlane[input] = true }
    }
    return isPlane
  }

  /// Makes planes of inputs, and of signals that are comparisons of inputs; how many.
  private mutating func addInputPlanes(_ plans: [NeuronPlan], _ isPlane: [Bool]) -> Int {
    var count = 0
    for input in network.inputs.indices where isPlane[input] {
      planes[input] = compared(places[input], mask: 1, flip: 0, threshold: 1)
      count += 1
    }
    for plan in plans where isPlane[plan.signal] {
      guard let (input, threshold) = plan.threshold(formats), input < network.inputs.count else { continue }
      planes[plan.signal] = compared(
        places[input], mask: formats[input].mask, flip: formats[input].orderFlip, threshold: threshold)
      count += 1
    }
    return count
  }

  private mutating func compared(_ place: ProgramBuilder.Place?, mask: UInt32, flip: UInt32, threshold: Int)
    -> ProgramBuilder.Place
  {
    guard let place else { preconditionFailure("a signal is compared before it is computed") }
    let plane = builder.place()
    builder.add(
      .compare, [.write(plane), .read(place), .number(mask), .number(flip), .signed(threshold)])
    return plane
  }

  /// The plane of a signal.
  private mutating func plane(ofSignal signal: Int) -> ProgramBuilder.Place {
    if let plane = planes[signal] { return plane }
    let plane = compared(place(of: signal), mask: 1, flip: 0, threshold: 1)
    planes[signal] = plane
    return plane
  }

  /// The plane that a plan computes; nil where it makes bytes.
  private mutating func plane(of plan: NeuronPlan) -> ProgramBuilder.Place? {
    if let gate = plan.gate(formats) { return plane(of: gate) }
    guard let (input, threshold) = plan.threshold(formats) else { return nil }
    return compared(
      place(of: input), mask: formats[input].mask, flip: formats[input].orderFlip, threshold: threshold)
  }

  private mutating func plane(of gate: GateSum.Gate) -> ProgramBuilder.Place {
    let read = gate.inputs.map { plane(ofSignal: $0) }
    let target = builder.place()
    let rows = [gate.rows, gate.rows >> 32].map { ProgramBuilder.Word.number(UInt32(truncatingIfNeeded: $0)) }
    builder.add(.gate, [.write(target)] + rows + [.signed(read.count)] + read.map { .read($0) })
    return target
  }

  /// A sum of planes: they are counted, and a table has the code for each number.
  private mutating func add(_ sum: GateSum, _ plan: NeuronPlan) -> ProgramBuilder.Place {
    let made = sum.gates.map { plane(of: $0) }
    let (count, target) = (builder.place(), newPlace(plan.format))
    builder.add(.count, [.write(count), .signed(made.count)] + made.map { .read($0) })
    let code: (Int) -> UInt32 =
      switch plan.operation {
      case .narrowSum(_, _, let ending): { ending($0) }
      case .wideSum(_, _, _, let requantization): { requantization.output.bitPattern(of: requantization($0)) }
      case .table: { _ in preconditionFailure("a table is no sum of planes") }
      }
    if target.size == 1 {
      let bits = max(6, sum.countWidth)
      let rows = sum.rows(bits: bits) { UInt8(repeating: code($0), width: plan.format.width) }
      builder.add(
        .bytes,
        [
          .write(target), ProgramBuilder.none, ProgramBuilder.none, .number(0), builder.table(rows), .signed(bits),
          .number(1), .read(count), .number(UInt32(UInt8.max)),
        ])
    } else {
      let rows = builder.table(sum.rows(bits: sum.countWidth, code))
      builder.add(
        .wide,
        [
          .number(1), .write(target), rows, .signed(sum.countWidth), .number(1), .read(count),
          .number(UInt32(UInt8.max)), .number(0),
        ])
    }
    return target
  }

  // MARK: - Tables

  /// For each plan of a table that is no lookup of bytes: the sum of two that are, where there is one that costs less.
  private func halves(of plans: [NeuronPlan]) -> [HalvesSum?] {
    [HalvesSum?](unsafeUninitializedCapacity: plans.count) { sums, initialized in
      sums.initialize(repeating: nil)
      nonisolated(unsafe) let places = sums
      DispatchQueue.concurrentPerform(iterations: plans.count) { index in
        guard case .table(let table, let inputs) = plans[index].operation else { return }
        places[index] = halvesSum(table, inputs)
      }
      initialized = plans.count
    }
  }

  private func halvesSum(_ table: TruthTable, _ inputs: [Int]) -> HalvesSum? {
    let widths = inputs.map { formats[$0].width }
    guard table.output.width <= 8, (9...16).contains(table.addressWidth), inputs.count <= 12 else { return nil }
    let starts = widths.indices.map { widths[..<$0].reduce(0, +) }
    // Of a half and its rest only one.
    let choices = (1..<1 << (inputs.count - 1)).compactMap { chosen -> (bits: [Int], cost: Double)? in
      let sides = [1, 0].map { side in inputs.indices.filter { chosen >> $0 & 1 == side } }
      let layouts = sides.compactMap { side in AddressLayout(widths: side.map { widths[$0] }) }
      guard layouts.count == 2 else { return nil }
      let cost = zip(layouts, sides).reduce(costs.bytes(bits: 8, inputs: 1)) {
        $0 + costs.bytes(bits: $1.0.bits, inputs: $1.1.count)
      }
      return (sides[0].flatMap { starts[$0]..<starts[$0] + widths[$0] }, cost)
    }
    let useful = choices.filter { $0.cost < costs.take(inputs: inputs.count) }
    return HalvesSum(table, halves: useful.sorted { $0.cost < $1.cost }.map(\.bits))
  }

  private mutating func add(_ table: TruthTable, _ inputs: [Int], _ sum: HalvesSum?, to target: ProgramBuilder.Place) {
    let widths = inputs.map { formats[$0].width }
    if target.size == 1, let layout = AddressLayout(widths: widths) {
      let rows = layout.rows { UInt8(repeating: table.bitPattern(at: $0), width: table.output.width) }
      addBytes(rows, layout, inputs, to: target)
    } else if let sum {
      add(sum, inputs, widths, table.output, to: target)
    } else if target.size == 1 {
      let rows = builder.table(
        (0..<table.rowCount).map { UInt8(repeating: table.bitPattern(at: $0), width: table.output.width) })
      let isNarrow = widths.allSatisfy { $0 <= 8 } && table.addressWidth <= 16
      let head: [ProgramBuilder.Word] = [.write(target), rows, .signed(table.addressWidth), .signed(inputs.count)]
      builder.add(isNarrow ? .take : .wide, (isNarrow ? [] : [.number(0)]) + head + wideAddress(inputs))
    } else {
      let rows = builder.table((0..<table.rowCount).map { table.bitPattern(at: $0) })
      builder.add(
        .wide,
        [.number(1), .write(target), rows, .signed(table.addressWidth), .signed(inputs.count)] + wideAddress(inputs))
    }
  }

  private mutating func add(
    _ sum: HalvesSum, _ inputs: [Int], _ widths: [Int], _ format: FixedPointFormat, to target: ProgramBuilder.Place
  ) {
    let starts = widths.indices.map { widths[..<$0].reduce(0, +) }
    let parts = [(sum.half, sum.halfValues), (sum.rest, sum.restValues)].map { bits, values in
      let side = inputs.indices.filter { bits.contains(starts[$0]) }
      return NeuronPlan.Part(side.map { inputs[$0] }, side.map { widths[$0] }, values)
    }
    addSum(parts, constant: 0, half: 0, shift: sum.shift, codes: sum.ranks, to: target) {
      UInt8(repeating: sum.pattern(ofSum: $0), width: format.width)
    }
  }

  /// target = end[base + rows[address]].
  private mutating func addBytes(
    _ rows: [UInt8], _ layout: AddressLayout, _ inputs: [Int], to target: ProgramBuilder.Place,
    base: ProgramBuilder.Place? = nil, end: [UInt8]? = nil
  ) {
    let (endTable, endBits) = end.map { lastTable($0) } ?? (ProgramBuilder.none, 0)
    builder.add(
      .bytes,
      [
        .write(target), base.map { .read($0) } ?? ProgramBuilder.none, endTable, .number(endBits), builder.table(rows),
        .signed(layout.bits), .signed(inputs.count),
      ] + address(layout, inputs))
  }

  /// A table that is addressed by a byte: of 64, 128 or 256 rows.
  private mutating func lastTable(_ rows: [UInt8]) -> (ProgramBuilder.Word, bits: UInt32) {
    let bits: UInt32 = rows.count <= 64 ? 6 : rows.count <= 128 ? 7 : 8
    return (builder.table(rows + [UInt8](repeating: 0, count: (1 << bits) - rows.count)), bits)
  }

  private mutating func address(_ layout: AddressLayout, _ inputs: [Int]) -> [ProgramBuilder.Word] {
    layout.order.flatMap { [.read(place(of: inputs[$0])), .number(layout.mask($0))] }
  }

  private mutating func wideAddress(_ inputs: [Int]) -> [ProgramBuilder.Word] {
    var shift = 0
    return inputs.flatMap { input -> [ProgramBuilder.Word] in
      defer { shift += formats[input].width }
      return [.read(place(of: input)), .number(formats[input].mask), .signed(shift)]
    }
  }

  // MARK: - Sums

  private mutating func add(
    _ parts: [NeuronPlan.Part], _ constant: Int, _ ending: NeuronPlan.Ending, to target: ProgramBuilder.Place
  ) {
    let shift = ending.requantization?.shift ?? 0
    addSum(
      parts, constant: constant, half: shift == 0 ? 0 : 1 << (shift - 1), shift: shift,
      codes: (ending.requantization?.output ?? ending.format).codes, to: target
    ) { UInt8(repeating: ending($0), width: ending.format.width) }
  }

  /// A function of a sum: bytes are added while that is enough, else words.
  ///
  /// - Parameters:
  ///   - codes: the function changes only with (sum + half) >> shift, and only within these.
  ///   - pattern: the byte for a sum.
  private mutating func addSum(
    _ parts: [NeuronPlan.Part], constant: Int, half: Int, shift: Int, codes: ClosedRange<Int>,
    to target: ProgramBuilder.Place, pattern: (Int) -> UInt8
  ) {
    let least = parts.reduce(constant) { $0 + $1.range.lowerBound }
    let span = parts.reduce(0) { $0 + $1.span }
    // From this sum on, counted from the least, all is saturated: bytes saturate as well.
    let last = min(span, (codes.upperBound << shift) - half - least)
    if last <= Int(UInt8.max), parts.allSatisfy({ $0.span <= Int(UInt8.max) }) {
      var base: ProgramBuilder.Place?
      for (index, part) in parts.enumerated() {
        let isLast = index == parts.count - 1
        guard let layout = part.layout else { continue }
        let next = isLast ? target : base ?? builder.place()
        addBytes(
          layout.rows { UInt8(part.values[$0] - part.range.lowerBound) }, layout, part.inputs, to: next, base: base,
          end: isLast ? (0...min(span, Int(UInt8.max))).map { pattern(least + $0) } : nil)
        base = next
      }
      return
    }
    // The sum of 16 bits is the true one and the rounding constant, minus `above` whole steps.
    let above = (least + half - Int(Int16.min)) >> shift
    let start = least + half - above << shift
    let sum = builder.place(2)
    for (index, part) in parts.enumerated() { addWords(part, to: sum, start: index == 0 ? start : nil) }
    let sums = start >> shift...(start + span) >> shift
    let low = min(max(sums.lowerBound, codes.lowerBound - above), sums.upperBound)
    let high = max(min(sums.upperBound, codes.upperBound - above), low)
    let rows = (low...high).map { pattern(($0 + above) << shift) }
    let (table, bits) = rows.count <= 256 ? lastTable(rows) : (builder.table(rows), 16)
    builder.add(
      .endWords,
      [.write(target), .read(sum), .signed(shift), .signed(low), .signed(high), table, .number(bits)])
  }

  private mutating func addWords(_ part: NeuronPlan.Part, to sum: ProgramBuilder.Place, start: Int?) {
    guard let layout = part.layout else { return }
    let rows = layout.rows { UInt16(part.values[$0] - part.range.lowerBound) }
    let table = builder.table(rows.map { UInt8($0 & 255) } + rows.map { UInt8($0 >> 8) })
    builder.add(
      .words,
      [
        .write(sum), .number(start == nil ? 0 : 1),
        .number(UInt32(UInt16(bitPattern: Int16(truncatingIfNeeded: start ?? 0)))), table,
        .signed(layout.bits), .signed(part.inputs.count),
      ] + address(layout, part.inputs))
  }

  private mutating func add(
    _ parts: [NeuronPlan.Part], _ constant: Int, _ format: FixedPointFormat, _ requantization: Requantization,
    to target: ProgramBuilder.Place
  ) {
    let sum = builder.place(4)
    func isNarrow(_ part: NeuronPlan.Part) -> Bool { part.layout != nil && part.span <= Int(UInt16.max) }
    let start = parts.filter(isNarrow).reduce(constant) { $0 + $1.range.lowerBound }
    builder.add(.start, [.write(sum), .number(UInt32(truncatingIfNeeded: start))])
    // Sums of 16 bits as long as they cannot overflow.
    var (narrow, span): (ProgramBuilder.Place?, Int) = (nil, 0)
    func widen(_ compiler: inout NetworkCompiler) {
      if let narrow { compiler.builder.add(.widen, [.write(sum), .read(narrow)]) }
      (narrow, span) = (nil, 0)
    }
    for part in parts where isNarrow(part) {
      if span + part.span > Int(UInt16.max) { widen(&self) }
      let isFirst = narrow == nil
      let place = narrow ?? builder.place(2)
      (narrow, span) = (place, span + part.span)
      addWords(part, to: place, start: isFirst ? 0 : nil)
    }
    widen(&self)
    for part in parts where !isNarrow(part) {
      let rows = builder.table(part.values.map { UInt32(truncatingIfNeeded: $0) })
      builder.add(
        .wide,
        [.number(2), .write(sum), rows, .signed(part.widths.reduce(0, +)), .signed(part.inputs.count)]
          + wideAddress(part.inputs))
    }
    let limits = [requantization.output.minimumCode, requantization.output.maximumCode].flatMap {
      limit -> [ProgramBuilder.Word] in
      [.number(UInt32(truncatingIfNeeded: limit)), .number(UInt32(truncatingIfNeeded: limit >> 32))]
    }
    builder.add(
      .endWide,
      [
        .write(target), .signed(requantization.output.width), .read(sum), .number(format.isSigned ? 1 : 0),
        .signed(requantization.shift),
      ] + limits)
  }
}
