internal import Dispatch
import LNQFixedPoint
import LNQHardware
import Synchronization

extension BitCircuit {
  /// Maps a netlist into LUTs: each code by the cheapest of the methods, the codes of blocks staying as cut points.
  ///
  /// The inputs are the bits of the netlist's inputs, the first one's lowest bit first, then `valid`; the outputs those of
  /// `data_o`, `class_o` and `valid_o`. Equal netlists and options give equal circuits, with any number of threads.
  ///
  /// - Parameter threads: how many map at a time; as many as there are processors unless given.
  /// - Throws: `BitCircuitError.lutSize`, `.sumTooWide`.
  public init(
    mapping netlist: Netlist, _ options: MappingOptions = MappingOptions(), threads: Int? = nil
  ) throws(BitCircuitError) {
    var mapper = CircuitMapper(options, threads: threads)
    self = try mapper.circuit(of: netlist)
  }

  fileprivate init(
    mapping netlist: Netlist, _ options: MappingOptions, threads: Int?,
    knowing known: inout [BlockMapper.Task: Piece]
  ) throws(BitCircuitError) {
    guard Self.lutSizes.contains(options.lutSize) else { throw .lutSize(options.lutSize) }
    let blocks = try MappingBlock.blocks(of: netlist)
    let pieces = Self.pieces(of: blocks, in: netlist, options, threads: threads, knowing: &known)
    var bits = netlist.inputBits(of: 0..<netlist.firstCellWire).map { $0.map { Literal($0) } }
    let inputCount = bits.joined().count
    bits += Array(repeating: [], count: netlist.cells.count)
    var builder = BitCircuitBuilder(lutSize: options.lutSize, inputCount: inputCount)
    // Ports, registers and certificates speak of wires: no complements there.
    let outputs = netlist.outputs + (netlist.classOutput.map { [$0] } ?? []) + [netlist.validOutput]
    var isPlain = Set(outputs)
    for (block, piece) in zip(blocks, pieces) {
      if case .register(let input, _) = block.operation { isPlain.insert(input) }
      if let (piece, reads) = piece, piece.certificate != nil { isPlain.formUnion(reads.wires) }
    }
    for (block, piece) in zip(blocks, pieces) {
      var certificate: Certificate?
      if case .register(let input, let reset) = block.operation {
        bits[block.wire] = bits[input].map { Literal(builder.add(.flipFlop($0.wire, reset: reset))) }
      } else if let (piece, reads) = piece {
        let inverts = !isPlain.contains(block.wire) && piece.certificate == nil
        let made = piece.allWires(on: reads.literals(in: bits), inverts: inverts, in: &builder)
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

  /// The piece of each block and the bits that it reads; nil for registers. What is not known yet is mapped.
  private static func pieces(
    of blocks: [MappingBlock], in netlist: Netlist, _ options: MappingOptions, threads: Int?,
    knowing known: inout [BlockMapper.Task: Piece]
  ) -> [(Piece, BlockReads)?] {
    let chosen = blocks.map { BlockMapper.Task.of($0, in: netlist) }
    var unknown: Set<BlockMapper.Task> = []
    let tasks = chosen.compactMap { $0?.0 }.filter { known[$0] == nil && unknown.insert($0).inserted }
    let mapper = BlockMapper(options: options)
    let pieces = [Piece?](unsafeUninitializedCapacity: tasks.count) { buffer, initialized in
      buffer.initialize(repeating: nil)
      nonisolated(unsafe) let slots = buffer
      let next = Atomic(0)
      DispatchQueue.concurrentPerform(iterations: min(threads ?? tasks.count, tasks.count)) { _ in
        while case let index = next.add(1, ordering: .relaxed).oldValue, index < tasks.count {
          slots[index] = mapper.piece(tasks[index])
        }
      }
      initialized = tasks.count
    }
    for (task, piece) in zip(tasks, pieces) { known[task] = piece }
    return chosen.map { choice in choice.flatMap { task, reads in known[task].map { ($0, reads) } } }
  }
}

/// Maps netlists that have blocks in common: a block that was mapped once is not mapped again.
public struct CircuitMapper {
  /// How all of them are mapped.
  public let options: MappingOptions
  private let threads: Int?
  private var known: [BlockMapper.Task: Piece] = [:]

  /// Knows nothing yet.
  ///
  /// - Parameter threads: how many map at a time; as many as there are processors unless given.
  public init(_ options: MappingOptions = MappingOptions(), threads: Int? = nil) {
    (self.options, self.threads) = (options, threads)
  }

  /// The circuit, the same as `BitCircuit(mapping:_:)` gives.
  ///
  /// - Throws: as that.
  public mutating func circuit(of netlist: Netlist) throws(BitCircuitError) -> BitCircuit {
    try BitCircuit(mapping: netlist, options, threads: threads, knowing: &known)
  }
}

extension BlockMapper.Task {
  /// A block's task and what it reads; nil for registers.
  static func of(_ block: MappingBlock, in netlist: Netlist) -> (BlockMapper.Task, BlockReads)? {
    var reads = BlockReads()
    switch block.operation {
    case .register: return nil
    case .argmax(let inputs, let values):
      // A wire that is there twice has the same values both times.
      let codes = zip(inputs, values).map { wire, values in
        let format = netlist.format(ofWire: wire)
        let patterns = values.map { Set($0.map { Int(format.bitPattern(of: $0)) }).sorted() }
        return LargestIndex.Code(bits: reads.wires(of: wire, width: format.width, patterns), patterns: patterns)
      }
      let kind = Kind.argmax(
        codes, isSigned: netlist.format(ofWire: inputs[0]).isSigned,
        outputCount: netlist.format(ofWire: block.wire).width)
      return (BlockMapper.Task(kind: kind, inputCount: reads.pins.count, wires: []), reads)
    case .sum(let summands, let function):
      func bits(_ wire: Int) -> [Int] {
        reads.wires(of: wire, width: netlist.format(ofWire: wire).width, nil).map { $0 - BitCircuit.firstInput }
      }
      let summands = summands.map { Summand(table: $0.table, bits: $0.inputs.flatMap(bits)) }
      let kind = Kind.sum(summands, function, output: netlist.format(ofWire: block.wire))
      return (BlockMapper.Task(kind: kind, inputCount: reads.pins.count, wires: reads.wires.map(bits)), reads)
    }
  }
}

/// The bits that a block reads, in the order of its task's inputs.
struct BlockReads {
  /// A bit of a wire of the netlist.
  struct Pin: Hashable {
    let wire: Int
    let bit: Int
  }

  /// The distinct wires.
  private(set) var wires: [Int] = []
  /// Their bits, but for those that have the same value in every code that can occur.
  private(set) var pins: [Pin] = []
  /// Of each wire the bits, as wires of the piece.
  private var known: [Int: [Int]] = [:]

  /// The bits of a wire, as wires of the piece: inputs and constants.
  ///
  /// - Parameter patterns: the bits of the codes that can occur; nil for all.
  fileprivate mutating func wires(of wire: Int, width: Int, _ patterns: [Int]?) -> [Int] {
    if let own = known[wire] { return own }
    let (all, any) = (patterns?.reduce(-1, &) ?? 0, patterns?.reduce(0, |) ?? -1)
    var own: [Int] = []
    for bit in 0..<width {
      if (all ^ any) >> bit & 1 == 0 {
        own.append(all >> bit & 1 == 1 ? BitCircuit.one : BitCircuit.zero)
      } else {
        own.append(BitCircuit.firstInput + pins.count)
        pins.append(Pin(wire: wire, bit: bit))
      }
    }
    (known[wire], wires) = (own, wires + [wire])
    return own
  }

  /// The pins in a circuit, which has these bits for each wire of the netlist.
  func literals(in bits: [[BitCircuit.Literal]]) -> [BitCircuit.Literal] { pins.map { bits[$0.wire][$0.bit] } }

  /// The pins in a circuit, which has these bits for some wires of the netlist; nil when one is missing.
  func literals(in bits: [[BitCircuit.Literal]?]) -> [BitCircuit.Literal]? {
    guard wires.allSatisfy({ bits[$0] != nil }) else { return nil }
    return pins.compactMap { bits[$0.wire]?[$0.bit] }
  }

  /// The codes of the wires in a row of the pins.
  func codes(inRow row: Int, of netlist: Netlist) -> [Int] {
    wires.map { wire in
      let pattern = (known[wire] ?? []).enumerated().reduce(UInt32(0)) { pattern, bit in
        let isOne =
          bit.element < BitCircuit.firstInput
          ? bit.element == BitCircuit.one : row >> (bit.element - BitCircuit.firstInput) & 1 == 1
        return pattern | (isOne ? 1 : 0) << UInt32(bit.offset)
      }
      return netlist.format(ofWire: wire).code(ofBitPattern: pattern)
    }
  }
}
