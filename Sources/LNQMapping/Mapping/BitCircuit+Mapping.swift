internal import Dispatch
import LNQFixedPoint
import LNQHardware

extension BitCircuit {
  /// Maps a netlist into LUTs: each code by the cheapest of the methods, the codes of blocks staying as cut points.
  ///
  /// The inputs are the bits of the netlist's inputs, the first one's lowest bit first, then `valid`; the outputs those of
  /// `data_o`, `class_o` and `valid_o`. Equal netlists and options give equal circuits, with any number of threads.
  ///
  /// - Throws: `BitCircuitError.lutSize`, `.sumTooWide`.
  public init(mapping netlist: Netlist, _ options: MappingOptions = MappingOptions()) throws(BitCircuitError) {
    guard Self.lutSizes.contains(options.lutSize) else { throw .lutSize(options.lutSize) }
    let blocks = try MappingBlock.blocks(of: netlist)
    let pieces = Self.pieces(of: blocks, in: netlist, options)
    var bits: [[Literal]] = []
    var inputCount = 0
    for wire in 0..<netlist.firstCellWire {
      let width = netlist.format(ofWire: wire).width
      bits.append((0..<width).map { Literal(Self.firstInput + inputCount + $0) })
      inputCount += width
    }
    bits += Array(repeating: [], count: netlist.cells.count)
    var builder = BitCircuitBuilder(lutSize: options.lutSize, inputCount: inputCount)
    // Ports, registers and certificates speak of wires: no complements there.
    let outputs = netlist.outputs + (netlist.classOutput.map { [$0] } ?? []) + [netlist.validOutput]
    var isPlain = Set(outputs)
    for (block, piece) in zip(blocks, pieces) {
      if case .register(let input, _) = block.operation { isPlain.insert(input) }
      if let (piece, wires) = piece, piece.certificate != nil { isPlain.formUnion(wires) }
    }
    for (block, piece) in zip(blocks, pieces) {
      var certificate: Certificate?
      if case .register(let input, let reset) = block.operation {
        bits[block.wire] = bits[input].map { Literal(builder.add(.flipFlop($0.wire, reset: reset))) }
      } else if let (piece, wires) = piece {
        let inverts = !isPlain.contains(block.wire) && piece.certificate == nil
        let made = piece.allWires(on: wires.flatMap { bits[$0] }, inverts: inverts, in: &builder)
        bits[block.wire] = piece.outputs.map { inverts ? made[$0] : Literal(builder.wire(made[$0])) }
        certificate = piece.certificate?.mappingWires { made[$0].wire }
      }
      builder.endPart(
        netlist.name(ofWire: block.wire), module: netlist.module(ofWire: block.wire),
        place: netlist.place(ofWire: block.wire), outputs: bits[block.wire], certificate: certificate)
    }
    self = try builder.circuit(outputs: outputs.flatMap { bits[$0].map(\.wire) })
  }

  /// The piece of each block and the wires whose bits it reads; nil for registers.
  private static func pieces(
    of blocks: [MappingBlock], in netlist: Netlist, _ options: MappingOptions
  ) -> [(Piece, [Int])?] {
    var numbers: [BlockMapper.Task: Int] = [:]
    var tasks: [BlockMapper.Task] = []
    let chosen = blocks.map { block -> (Int, [Int])? in
      guard let (task, wires) = BlockMapper.Task.of(block, in: netlist) else { return nil }
      if numbers[task] == nil {
        numbers[task] = tasks.count
        tasks.append(task)
      }
      return (numbers[task] ?? 0, wires)
    }
    let mapper = BlockMapper(options: options)
    let count = tasks.count
    let pieces = [Piece?](unsafeUninitializedCapacity: count) { buffer, initialized in
      buffer.initialize(repeating: nil)
      nonisolated(unsafe) let slots = buffer
      let work = tasks
      DispatchQueue.concurrentPerform(iterations: count) { slots[$0] = mapper.piece(work[$0]) }
      initialized = count
    }
    return chosen.map { choice in choice.flatMap { number, wires in pieces[number].map { ($0, wires) } } }
  }
}

extension BlockMapper.Task {
  /// A block's task and the distinct wires that it reads; nil for registers.
  static func of(_ block: MappingBlock, in netlist: Netlist) -> (BlockMapper.Task, [Int])? {
    var (wires, places, count) = ([Int](), [Int: [Int]](), 0)
    func bits(_ wire: Int) -> [Int] {
      if let known = places[wire] { return known }
      let width = netlist.format(ofWire: wire).width
      let own = Array(count..<count + width)
      (places[wire], count) = (own, count + width)
      wires.append(wire)
      return own
    }
    let kind: Kind
    switch block.operation {
    case .register: return nil
    case .argmax(let inputs):
      let codes = inputs.map(bits)
      kind = .argmax(
        codes, isSigned: netlist.format(ofWire: inputs[0]).isSigned,
        outputCount: netlist.format(ofWire: block.wire).width)
    case .sum(let summands, let function):
      let summands = summands.map { Summand(table: $0.table, bits: $0.inputs.flatMap(bits)) }
      kind = .sum(summands, function, output: netlist.format(ofWire: block.wire))
    }
    return (BlockMapper.Task(kind: kind, inputCount: count, wires: wires.map { places[$0] ?? [] }), wires)
  }
}
