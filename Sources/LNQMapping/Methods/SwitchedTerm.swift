import LNQHardware

/// What one input adds to a table: a small number that the input, the switch, and a class of the other inputs say.
///
/// Two rows that differ in the switch alone are the smaller of both, a table without the switch, plus this: 0 in one of them and
/// their difference in the other. Of a function that changes slowly there are few such pairs of differences, so that a few bits
/// say which one it is; and as many of these numbers as fit into K pins are added by a LUT for each bit of their sum.
struct SwitchedTerm {
  /// The wire of the switch, as a place in the inputs of a block.
  let gate: Int
  /// The other wires of the table.
  let inputs: [Int]
  /// The bits of the class.
  let classes: Piece
  /// The number for each row of the switch, which is lowest, and the bits of the class.
  let values: [Int]

  /// How many pins it takes.
  var pinCount: Int { 1 + classes.outputs.count }
  /// The largest number.
  var most: Int { values.max() ?? 0 }

  /// A table of the rest, and what the input at a place adds; nil when that takes more than K pins.
  ///
  /// - Parameter inputs: of the table, as places in the inputs of a block.
  static func split(
    _ values: [Int], inputs: [Int], at place: Int, lutSize: Int
  ) -> (rest: [Int], change: SwitchedTerm)? {
    let rows = values.indices.filter { $0 >> place & 1 == 0 }
    let pairs = rows.map { row in
      let (low, high) = (values[row], values[row | 1 << place])
      return [low - min(low, high), high - min(low, high)]
    }
    let kinds = Set(pairs).sorted { ($0[1] - $0[0]) < ($1[1] - $1[0]) }
    let classBits = kinds.count < 2 ? 0 : Int.bitWidth - (kinds.count - 1).leadingZeroBitCount
    guard classBits < lutSize else { return nil }
    let numbers = Dictionary(uniqueKeysWithValues: kinds.enumerated().map { ($1, UInt64($0)) })
    var others = inputs
    let gate = others.remove(at: place)
    let function = BitFunction(inputCount: others.count, outputCount: classBits) { numbers[pairs[$0]] ?? 0 }
    let classes = Resubstitution.applied(to: TableCover.piece(function, lutSize: lutSize).packed).packed
    let change = SwitchedTerm(
      gate: gate, inputs: others, classes: classes,
      values: (0..<2 << classBits).map { row in row >> 1 < kinds.count ? kinds[row >> 1][row & 1] : 0 })
    return (rows.map { min(values[$0], values[$0 | 1 << place]) }, change)
  }

  /// Its wires in a builder, the switch first, and what they say.
  func number(in builder: inout BitCircuitBuilder) -> SumCertificate.Number {
    let bits = classes.instantiated(on: inputs.map { builder.input($0) }, in: &builder)
    return SumCertificate.Number(wires: [builder.input(gate)] + bits, values: values)
  }

  /// Groups whose pins fit into a LUT, such that the bits of their sums are few.
  ///
  /// - Returns: indices into the terms.
  static func groups(of terms: [SwitchedTerm], lutSize: Int) -> [[Int]] {
    // Among many, those that need as many pins lie together.
    let order = terms.indices.sorted {
      (terms[$0].pinCount, terms[$0].most, $0) < (terms[$1].pinCount, terms[$1].most, $1)
    }
    return stride(from: 0, to: order.count, by: groupedAtOnce).flatMap { start in
      let some = Array(order[start..<min(start + groupedAtOnce, order.count)])
      return partition(some.map { terms[$0] }, lutSize: lutSize).map { $0.map { some[$0] } }
    }
  }

  /// How many terms are divided among groups in the best way.
  private static let groupedAtOnce = 9

  /// For each subset the bits of its best partition, and the last group of that.
  private static func partition(_ terms: [SwitchedTerm], lutSize: Int) -> [[Int]] {
    var best = [(bits: Int, last: Int)](repeating: (0, 0), count: 1 << terms.count)
    func bits(_ subset: Int) -> Int? {
      let chosen = terms.indices.filter { subset >> $0 & 1 == 1 }
      guard chosen.reduce(0, { $0 + terms[$1].pinCount }) <= lutSize else { return nil }
      return Int.bitWidth - chosen.reduce(0) { $0 + terms[$1].most }.leadingZeroBitCount
    }
    let groups = (1..<1 << terms.count).compactMap { subset in bits(subset).map { (subset: subset, bits: $0) } }
    for subset in 1..<1 << terms.count {
      best[subset].bits = .max
      // The lowest term is in one of the groups.
      for group in groups where group.subset & ~subset == 0 && group.subset & subset & -subset != 0 {
        let total = best[subset & ~group.subset].bits + group.bits
        if total < best[subset].bits { best[subset] = (total, group.subset) }
      }
    }
    var (left, found) = ((1 << terms.count) - 1, [[Int]]())
    while left != 0 {
      let last = best[left].last
      found.append(terms.indices.filter { last >> $0 & 1 == 1 })
      left &= ~last
    }
    return found
  }
}
