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
    var mapper = CircuitMapper(options)
    self = try mapper.circuit(of: netlist)
  }

  fileprivate init(
    mapping netlist: Netlist, _ options: MappingOptions, knowing known: inout [BlockMapper.Task: Piece]
  ) throws(BitCircuitError) {
    guard Self.lutSizes.contains(options.lutSize) else { throw .lutSize(options.lutSize) }
    let blocks = try MappingBlock.blocks(of: netlist)
    let pieces = Self.pieces(of: blocks, in: netlist, options, knowing: &known)
    var bits = netlist.inputBits(of: 0..<netlist.firstCellWire).map { $0.map { Literal($0) } }
    let inputCount = bits.joined().count
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
    let circuit = try builder.circuit(outputs: outputs.flatMap { bits[$0].map(\.wire) })
    self = options.isThorough ? try BorderResubstitution.applied(to: circuit, of: netlist, blocks) : circuit
  }

  /// The piece of each block and the wires whose bits it reads; nil for registers. What is not known yet is mapped.
  private static func pieces(
    of blocks: [MappingBlock], in netlist: Netlist, _ options: MappingOptions,
    knowing known: inout [BlockMapper.Task: Piece]
  ) -> [(Piece, [Int])?] {
    let chosen = blocks.map { BlockMapper.Task.of($0, in: netlist) }
    var unknown: Set<BlockMapper.Task> = []
    let tasks = chosen.compactMap { $0?.0 }.filter { known[$0] == nil && unknown.insert($0).inserted }
    let mapper = BlockMapper(options: options)
    let pieces = [Piece?](unsafeUninitializedCapacity: tasks.count) { buffer, initialized in
      buffer.initialize(repeating: nil)
      nonisolated(unsafe) let slots = buffer
      DispatchQueue.concurrentPerform(iterations: tasks.count) { slots[$0] = mapper.piece(tasks[$0]) }
      initialized = tasks.count
    }
    for (task, piece) in zip(tasks, pieces) { known[task] = piece }
    return chosen.map { choice in choice.flatMap { task, wires in known[task].map { ($0, wires) } } }
  }
}

/// Maps netlists that have blocks in common: a block that was mapped once is not mapped again.
public struct CircuitMapper {
  /// How all of them are mapped.
  public let options: MappingOptions
  private var known: [BlockMapper.Task: Piece] = [:]

  /// Knows nothing yet.
  public init(_ options: MappingOptions = MappingOptions()) { self.options = options }

  /// The circuit, the same as `BitCircuit(mapping:_:)` gives.
  ///
  /// - Throws: as that.
  public mutating func circuit(of netlist: Netlist) throws(BitCircuitError) -> BitCircuit {
    try BitCircuit(mapping: netlist, options, knowing: &known)
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
