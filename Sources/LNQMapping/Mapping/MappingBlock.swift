import LNQFixedPoint
import LNQHardware
import LNQTables

/// Cells of a netlist that are mapped together: they compute one code.
struct MappingBlock {
  /// What it computes.
  enum Operation {
    /// A function of the sum of tables and codes: a table, an assembled neuron, and what follows them.
    case sum([Summand], SumFunction)
    /// The index of the largest, and for each of its wires the codes that can occur; nil where those are not known.
    case argmax([Int], values: [[Int]?])
    /// A cycle later.
    case register(Int, reset: Bool)
  }

  /// A table and the wires that address it.
  struct Summand: Hashable {
    let table: TruthTable
    let inputs: [Int]
  }

  /// The wire of the netlist that carries the code.
  let wire: Int
  let operation: Operation

  /// The blocks of a netlist, in order: each cell belongs to one.
  ///
  /// A lookup that only a sum reads, a sum that only a requantization reads, and a code that only one table reads, alone,
  /// belong to the reader's block.
  ///
  /// - Throws: `BitCircuitError.sumTooWide`.
  static func blocks(of netlist: Netlist) throws(BitCircuitError) -> [MappingBlock] {
    var readers = [[Int]](repeating: [], count: netlist.wireCount)
    for (index, instance) in netlist.cells.enumerated() {
      for input in instance.cell.inputs { readers[input].append(index) }
    }
    let ports = Set(netlist.outputs + [netlist.validOutput] + (netlist.classOutput.map { [$0] } ?? []))
    // What each wire is as a sum, until a block computes it.
    var open: [Int: ([Summand], SumFunction)] = [:]
    // What blocks compute.
    var sums: [Int: ([Summand], SumFunction)] = [:]
    var blocks: [MappingBlock] = []
    for (index, instance) in netlist.cells.enumerated() {
      let wire = netlist.firstCellWire + index
      let format = instance.wire.format
      var sum: ([Summand], SumFunction)?
      switch instance.cell {
      case .lookup(let table, let inputs):
        let table = netlist.tables[table]
        if inputs.count == 1, let (summands, function) = open[inputs[0]] {
          let input = netlist.format(ofWire: inputs[0])
          sum = function.followed { code in table[Int(input.bitPattern(of: code))] }.map { (summands, $0) }
          guard sum != nil else { throw .sumTooWide("\(instance.wire.place)", count: function.count) }
        } else {
          sum = ([Summand(table: table, inputs: inputs)], SumFunction(codes: table.output.codes))
        }
      case .sum(let inputs):
        var summands: [Summand] = []
        for input in inputs {
          // Only a plain table can be a summand of a larger sum.
          if let (tables, function) = open[input], function.isIdentity {
            summands += tables
          } else {
            summands.append(try plain(input, in: netlist))
          }
        }
        let codes = summands.map { $0.table.range }
        sum = (
          summands,
          SumFunction(codes: codes.reduce(0) { $0 + $1.lowerBound }...codes.reduce(0) { $0 + $1.upperBound })
        )
      case .requantize(let input, let requantization):
        if open[input] == nil {
          open[input] = ([try plain(input, in: netlist)], SumFunction(codes: netlist.format(ofWire: input).codes))
        }
        guard let (summands, function) = open[input] else { continue }
        sum = function.followed { requantization($0) }.map { (summands, $0) }
        guard sum != nil else { throw .sumTooWide("\(instance.wire.place)", count: function.count) }
      case .argmax(let inputs):
        let values = inputs.map { wire in sums[wire].flatMap { $1.results(of: $0) } }
        blocks.append(MappingBlock(wire: wire, operation: .argmax(inputs, values: values)))
      case .register(let input, let reset):
        // What comes out of a reset is no code.
        if !reset { sums[wire] = sums[input] }
        blocks.append(MappingBlock(wire: wire, operation: .register(input, reset: reset)))
      }
      guard let sum else { continue }
      if !ports.contains(wire), readers[wire].count == 1, canAbsorb(sum, netlist.cells[readers[wire][0]].cell, format) {
        open[wire] = sum
      } else {
        blocks.append(MappingBlock(wire: wire, operation: .sum(sum.0, sum.1)))
        sums[wire] = sum
      }
    }
    return blocks
  }

  /// A code as it is.
  private static func plain(_ wire: Int, in netlist: Netlist) throws(BitCircuitError) -> Summand {
    let format = netlist.format(ofWire: wire)
    guard TruthTable.addressWidths.contains(format.width) else {
      throw .sumTooWide("\(netlist.place(ofWire: wire))", count: format.codes.count)
    }
    return Summand(table: .identity(format), inputs: [wire])
  }

  /// Whether the only reader of a code makes a block with it.
  private static func canAbsorb(_ sum: ([Summand], SumFunction), _ reader: Netlist.Cell, _ format: FixedPointFormat)
    -> Bool
  {
    switch reader {
    case .sum: sum.0.count == 1 && sum.1.isIdentity
    case .requantize: true
    case .lookup(_, let inputs): sum.0.count > 1 && inputs.count == 1
    case .argmax, .register: false
    }
  }
}

/// A function of an integer: what is done with a sum.
struct SumFunction: Hashable {
  /// The smallest sum.
  let minimum: Int
  /// How many sums there are from `minimum` on.
  let count: Int
  /// The result for each of them; nil when it is the sum itself.
  private let results: [Int]?

  /// The sum itself.
  init(codes: ClosedRange<Int>) { (minimum, count, results) = (codes.lowerBound, codes.count, nil) }

  private init(minimum: Int, results: [Int]) {
    (self.minimum, count, self.results) = (minimum, results.count, results)
  }

  /// How many different sums a function can be of.
  static let limit = 1 << 22

  /// Whether it is the sum itself.
  var isIdentity: Bool { results == nil }

  /// The result for the sum `minimum` + `index`.
  subscript(index: Int) -> Int { results?[index] ?? minimum + index }

  /// The result, and another function of it; nil for more sums than `limit`.
  func followed(by next: (Int) -> Int) -> SumFunction? {
    count > Self.limit ? nil : SumFunction(minimum: minimum, results: (0..<count).map { next(self[$0]) })
  }

  /// The results that can occur, and maybe some more; nil when there are many.
  func results(of summands: [MappingBlock.Summand]) -> [Int]? {
    var (unit, least, most) = (0, 0, 0)
    for summand in summands {
      let range = summand.table.range
      (least, most) = (least + range.lowerBound, most + range.upperBound)
      for row in 0..<summand.table.rowCount {
        var rest = summand.table[row] - range.lowerBound
        while rest != 0 { (unit, rest) = (rest, unit % rest) }
      }
    }
    let steps = unit == 0 ? 0 : (most - least) / unit
    guard steps < Self.knownResults else { return nil }
    return Set((0...steps).map { self[least + unit * $0 - minimum] }).sorted()
  }

  private static let knownResults = 1 << 12

  /// How bits of the sum plus an offset tell the result.
  struct Cut {
    /// The results change only where the sum minus `minimum` plus `offset` is a multiple of 2^f.
    let f: Int
    /// What makes it so; and the bits from f on are those of the result wherever that follows the sum.
    let offset: Int
    /// Any other offset serves as well that differs by a multiple of this power of two.
    let modulus: Int
  }

  /// The largest f, and the offset that suits outputs of so many bits.
  func cut(outputCount: Int, pattern: (Int) -> UInt64) -> Cut {
    let changes = (1..<max(count, 1)).filter { self[$0] != self[$0 - 1] }
    guard let first = changes.first else { return Cut(f: 0, offset: 0, modulus: 1) }
    let differences = changes.reduce(0) { $0 | ($1 - first) }
    // After a single change one bit says all.
    let single = max(first, count - first)
    let f = differences == 0 ? Int.bitWidth - (single - 1).leadingZeroBitCount : differences.trailingZeroBitCount
    let offset = -first & ((1 << f) - 1)
    // Where the result goes on by one, it differs from the cut sum by a number that is mostly the same.
    let width = results.map { UInt64.bitWidth - $0.reduce(0) { $0 | pattern($1) }.leadingZeroBitCount } ?? outputCount
    var shifts: [Int: Int] = [:]
    for change in changes where self[change] == self[change - 1] + 1 {
      shifts[(Int(pattern(self[change])) - (change + offset) >> f) & ((1 << width) - 1), default: 0] += 1
    }
    let shift = shifts.max { ($0.value, $1.key) < ($1.value, $0.key) }
    guard let shift, shift.value > 2, 2 * shift.value > changes.count else {
      return Cut(f: f, offset: offset, modulus: 1 << f)
    }
    return Cut(f: f, offset: offset + shift.key << f, modulus: 1 << (f + width))
  }
}

extension TruthTable {
  /// The table that gives its address.
  static func identity(_ format: FixedPointFormat) -> TruthTable {
    TruthTable(addressWidth: format.width, output: format) { format.code(ofBitPattern: UInt32($0)) }
  }

  /// From its smallest to its largest code.
  var range: ClosedRange<Int> {
    let codes = (0..<rowCount).map { self[$0] }
    return (codes.min() ?? 0)...(codes.max() ?? 0)
  }
}
