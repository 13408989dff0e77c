import LNQFixedPoint
import LNQHardware
import LNQMapping
import LNQRandom
import LNQTables
import LNQTestSupport
import Testing

@Suite("Proofs of mapped circuits")
struct EquivalenceProofTests {
  @Test("hold for circuits of random cells", arguments: [3, 4, 6], Seeds.upTo(6))
  func randomCells(lutSize: Int, seed: UInt64) throws {
    var generator = NetlistGenerator(seed: seed)
    let netlist = try generator.netlist().pipelined(every: Int(seed) % 3)
    let circuit = try BitCircuit(mapping: netlist, MappingOptions(lutSize: lutSize, isThorough: false))
    #expect(try EquivalenceProof(circuit, computes: netlist).isProved)
  }

  /// Twelve inputs of 6 bits, which are added and rounded.
  private func wideSum() throws -> Netlist {
    var random = SplitMix64(seed: 3)
    let input = try FixedPointFormat(width: 6, fractionBits: 0, isSigned: true)
    let part = try FixedPointFormat(width: 7, fractionBits: 0, isSigned: true)
    let sum = try FixedPointFormat(width: 11, fractionBits: 0, isSigned: true)
    let output = try FixedPointFormat(width: 5, fractionBits: 0, isSigned: false)
    let tables = (0..<12).map { _ in
      TruthTable(addressWidth: 6, output: part) { _ in Int.random(in: part.codes, using: &random) }
    }
    let place = Netlist.Place.Neuron(layer: "layer1", index: 0)
    func wire(_ name: String, _ format: FixedPointFormat) -> Netlist.Wire {
      Netlist.Wire(name: name, format: format, place: .neuron(place))
    }
    var cells = (0..<12).map {
      Netlist.Instance(cell: .lookup(table: $0, inputs: [$0]), wire: wire("p\($0)", part), module: 1)
    }
    cells.append(Netlist.Instance(cell: .sum(Array(13..<25)), wire: wire("sum", sum), module: 1))
    cells.append(
      Netlist.Instance(
        cell: .requantize(25, try Requantization(shift: 3, output: output)), wire: wire("n0", output), module: 1))
    return try Netlist(
      name: "wide", inputs: (0..<12).map { Signal(name: "f\($0)", quantizer: Quantizer(input)) },
      outputSignals: [Signal(name: "y", quantizer: Quantizer(output))], classNames: [], tables: tables,
      modules: [.init(name: "", origin: ""), .init(name: "layer1", origin: "")], cells: cells, outputs: [26],
      classOutput: nil, validOutput: 12, latency: 0)
  }

  @Test("of a sum that is too wide for rows are made of steps", arguments: 3...6)
  func steps(lutSize: Int) throws {
    let netlist = try wideSum()
    let circuit = try BitCircuit(mapping: netlist, MappingOptions(lutSize: lutSize))
    let proof = try EquivalenceProof(circuit, computes: netlist)
    #expect(proof.isProved)
    guard case .steps(let count) = proof.evidence[0] else { return #expect(Bool(false), "\(proof.evidence)") }
    #expect(count > 13)
  }

  @Test("of a sum of slow tables of seven inputs fail for any LUT that is wrong")
  func slowTables() throws {
    let input = try FixedPointFormat(width: 7, fractionBits: 0, isSigned: true)
    let output = try FixedPointFormat(width: 6, fractionBits: 0, isSigned: true)
    let part = try FixedPointFormat(width: 7, fractionBits: 0, isSigned: true)
    let neuron = Neuron(
      lookups: (0..<3).map { Lookup(table: $0, inputs: [$0]) },
      requantization: try Requantization(shift: 1, output: output),
      output: Signal(name: "y", quantizer: Quantizer(output)))
    // Rising and falling, with steps that are not the same.
    var random = SplitMix64(seed: 4)
    let slow = [1, -1, 1].map { sign in
      var value = -40
      return (0..<128).map { code in
        value += code & 1 == 1 ? Int.random(in: -1...2, using: &random) : Int.random(in: 0...1, using: &random)
        return sign * value
      }
    }
    let tables = try TableNetwork(
      name: "slow", inputs: (0..<3).map { Signal(name: "x\($0)", quantizer: Quantizer(input)) },
      tables: slow.map { values in
        TruthTable(addressWidth: 7, output: part) { values[input.code(ofBitPattern: UInt32($0)) + 64] }
      },
      layers: [TableLayer(name: "layer1", origin: "by hand", neurons: [neuron])], outputs: [3], classNames: [])
    let netlist = try HardwareFlow().netlist(of: tables)
    let circuit = try BitCircuit(mapping: netlist)
    guard case .steps = try EquivalenceProof(circuit, computes: netlist).evidence[0] else {
      return #expect(Bool(false), "not proved by steps")
    }
    for (index, node) in circuit.nodes.enumerated() {
      guard case .lut(let inputs, let mask) = node else { continue }
      var nodes = circuit.nodes
      nodes[index] = .lut(inputs, mask: mask ^ 1 << UInt64(1 << inputs.count - 1))
      let wrong = try BitCircuit(
        lutSize: 6, inputCount: circuit.inputCount, nodes: nodes, parts: circuit.parts, outputs: circuit.outputs)
      // Rows that cannot occur do not matter: a certificate need not see these.
      guard CircuitFault.isSeen(wrong, circuit, &random) else { continue }
      #expect(try !EquivalenceProof(wrong, computes: netlist).isProved, "LUT \(index)")
    }
  }

  @Test("refuse a function of a sum of too many values in a sentence")
  func wide() throws {
    let input = try FixedPointFormat(width: 24, fractionBits: 0, isSigned: false)
    let output = try FixedPointFormat(width: 4, fractionBits: 0, isSigned: false)
    let wire = Netlist.Wire(name: "n0", format: output, place: .neuron(.init(layer: "layer1", index: 0)))
    let netlist = try Netlist(
      name: "wide", inputs: [Signal(name: "f", quantizer: Quantizer(input))],
      outputSignals: [Signal(name: "y", quantizer: Quantizer(output))], classNames: [], tables: [],
      modules: [.init(name: "", origin: "")],
      cells: [.init(cell: .requantize(0, try Requantization(shift: 20, output: output)), wire: wire, module: 0)],
      outputs: [2], classOutput: nil, validOutput: 1, latency: 0)
    let error = #expect(throws: BitCircuitError.self) { try BitCircuit(mapping: netlist) }
    #expect(
      error?.description
        == "input f: it has 16777216 different values, which are too many to be mapped: quantize with fewer "
        + "--part-fraction-bits or fewer bits")
  }

  @Test("of an argmax are made of comparisons", arguments: [2, 3, 5, 9])
  func largest(count: Int) throws {
    for isSigned in [false, true] {
      let format = try FixedPointFormat(width: 11, fractionBits: 0, isSigned: isSigned)
      let index = try FixedPointFormat(width: 4, fractionBits: 0, isSigned: false)
      let wire = Netlist.Wire(name: "class_index", format: index, place: .classIndex)
      let netlist = try Netlist(
        name: "head", inputs: (0..<count).map { Signal(name: "f\($0)", quantizer: Quantizer(format)) },
        outputSignals: [], classNames: (0..<count).map { "c\($0)" }, tables: [], modules: [.init(name: "", origin: "")],
        cells: [.init(cell: .argmax(Array(0..<count)), wire: wire, module: 0)], outputs: [],
        classOutput: count + 1, validOutput: count, latency: 0)
      let circuit = try BitCircuit(mapping: netlist)
      let proof = try EquivalenceProof(circuit, computes: netlist)
      #expect(proof.isProved)
      if case .steps = proof.evidence[0] {} else { Issue.record("\(proof.evidence)") }
      guard count != 5 else { continue }
      for index in circuit.nodes.indices {
        #expect(try !EquivalenceProof(inverted(circuit, index), computes: netlist).isProved, "node \(index)")
      }
    }
  }

  /// An argmax of tables of one input each: `step` times the input, plus a number below `step` of the class's own.
  private func head(inputWidth: Int, rows: Int, step: Int, biases: [Int]) throws -> Netlist {
    let (count, input) = (biases.count, try FixedPointFormat(width: inputWidth, fractionBits: 0, isSigned: false))
    let code = try FixedPointFormat.holding(0...step * rows - 1, fractionBits: 0)
    let index = try FixedPointFormat(width: 4, fractionBits: 0, isSigned: false)
    let tables = biases.map { bias in
      TruthTable(addressWidth: inputWidth, output: code) { min($0, rows - 1) * step + bias }
    }
    var cells = (0..<count).map { number in
      let place = Netlist.Place.Neuron(layer: "layer1", index: number)
      return Netlist.Instance(
        cell: .lookup(table: number, inputs: [number]),
        wire: Netlist.Wire(name: "n\(number)", format: code, place: .neuron(place)), module: 1)
    }
    cells.append(
      .init(
        cell: .argmax(Array(count + 1..<2 * count + 1)),
        wire: Netlist.Wire(name: "class_index", format: index, place: .classIndex), module: 0))
    return try Netlist(
      name: "head", inputs: (0..<count).map { Signal(name: "f\($0)", quantizer: Quantizer(input)) },
      outputSignals: [], classNames: (0..<count).map { "c\($0)" }, tables: tables,
      modules: [.init(name: "", origin: ""), .init(name: "layer1", origin: "")], cells: cells, outputs: [],
      classOutput: 2 * count + 1, validOutput: count, latency: 0)
  }

  @Test("of an argmax know the constant bits of its codes, and refuse any single LUT inverted")
  func constants() throws {
    let wide = try head(inputWidth: 5, rows: 32, step: 16, biases: [3, 9, 0, 7, 1, 8, 2, 5, 6, 4])
    let circuit = try BitCircuit(mapping: wide)
    let proof = try EquivalenceProof(circuit, computes: wide)
    #expect(proof.isProved)
    if case .steps? = proof.evidence.last {} else { Issue.record("\(proof.evidence)") }
    // Two LUTs a comparison, nothing for the constants.
    #expect(circuit.nodes.count < 75)
    for index in circuit.nodes.indices {
      #expect(try !EquivalenceProof(inverted(circuit, index), computes: wide).isProved, "node \(index)")
    }
    // Two bits a code, of which 3 does not occur: the head of five classes of two tables each.
    let small = try head(inputWidth: 2, rows: 3, step: 8, biases: [3, 1, 0, 2, 4])
    let few = try BitCircuit(mapping: small)
    #expect(try EquivalenceProof(few, computes: small).isProved)
    let size = BitStatistics(few) { $0.place == .classIndex }.luts
    #expect(size <= 10, "\(size) LUTs")
    var random = SplitMix64(seed: 5)
    let words = (0..<64).map { _ in (0..<few.inputCount).map { _ in random.next() } }
    for index in few.nodes.indices {
      let wrong = try inverted(few, index)
      var (own, other) = (BitSimulator(few), BitSimulator(wrong))
      #expect(words.contains { own.step(inputs: $0) != other.step(inputs: $0) })
      #expect(try !EquivalenceProof(wrong, computes: small).isProved, "node \(index)")
    }
  }

  /// The same circuit with the opposite value of one LUT.
  private func inverted(_ circuit: BitCircuit, _ index: Int) throws -> BitCircuit {
    var nodes = circuit.nodes
    guard case .lut(let inputs, let mask) = nodes[index] else { return circuit }
    nodes[index] = .lut(inputs, mask: SmallTable(inputs: inputs, mask: ~mask).mask)
    return try BitCircuit(
      lutSize: circuit.lutSize, inputCount: circuit.inputCount, nodes: nodes, parts: circuit.parts,
      outputs: circuit.outputs)
  }

  /// The same circuit with one node changed.
  private func changed(_ circuit: BitCircuit, _ random: inout SplitMix64) throws -> BitCircuit? {
    var nodes = circuit.nodes
    let index = Int.random(in: nodes.indices, using: &random)
    switch nodes[index] {
    case .lut(var inputs, var mask):
      if Bool.random(using: &random), !inputs.isEmpty {
        let place = Int.random(in: inputs.indices, using: &random)
        inputs[place] = Int.random(in: BitCircuit.firstInput..<circuit.firstNodeWire + index, using: &random)
      } else {
        mask ^= 1 << UInt64.random(in: 0..<1 << UInt64(inputs.count), using: &random)
      }
      nodes[index] = .lut(inputs, mask: mask)
    case .flipFlop(_, let reset):
      nodes[index] = .flipFlop(
        Int.random(in: BitCircuit.firstInput..<circuit.firstNodeWire + index, using: &random), reset: reset)
    case .sum, .carry: return nil
    }
    guard nodes != circuit.nodes else { return nil }
    return try BitCircuit(
      lutSize: circuit.lutSize, inputCount: circuit.inputCount, nodes: nodes, parts: circuit.parts,
      outputs: circuit.outputs)
  }

  @Test(
    "fail for every change that a sample can show, and name the part", arguments: [0] + Array(Seeds.upTo(6)))
  func faults(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var generator = NetlistGenerator(seed: seed)
    let netlist = seed == 0 ? try wideSum() : try generator.netlist()
    let circuit = try BitCircuit(mapping: netlist, MappingOptions(isThorough: false))
    guard !circuit.nodes.isEmpty else { return }
    let words = (0..<64).map { _ in (0..<circuit.inputCount).map { _ in random.next() } }
    var shown = 0
    for _ in 0..<30 {
      guard let wrong = try changed(circuit, &random) else { continue }
      let proof = try EquivalenceProof(wrong, computes: netlist)
      var (own, other) = (BitSimulator(circuit), BitSimulator(wrong))
      let isShown = words.contains { own.step(inputs: $0) != other.step(inputs: $0) }
      shown += isShown ? 1 : 0
      guard isShown else { continue }
      #expect(!proof.isProved)
      // A fault shows in the first part that has it, or in those that share its nodes.
      #expect(proof.firstDifference != nil)
      if let (part, difference) = proof.firstDifference {
        #expect(difference.output != nil || !difference.problem.isEmpty)
        #expect(wrong.parts.indices.contains(part))
      }
    }
    // Of more seeds some give a netlist whose faults the few samples do not show.
    #expect(shown > 0 || seed > 6, "\(circuit.text)")
  }
}
