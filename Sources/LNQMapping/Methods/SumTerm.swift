import LNQHardware

/// A table that is added to others: bits of a number that is never negative, and a constant.
struct SumTerm {
  /// The smallest value; the circuit gives what is above it.
  let minimum: Int
  /// The wires that it reads, as places in the inputs of a block.
  let inputs: [Int]
  /// The value above the minimum for each row.
  private let values: [Int]
  /// The circuit of these values.
  let piece: Piece

  private init(minimum: Int, values: [Int], inputs: [Int], lutSize: Int) {
    (self.minimum, self.values, self.inputs) = (minimum, values, inputs)
    guard Self.width(values) > 0 else {
      piece = Piece(BitCircuitBuilder(lutSize: lutSize, inputCount: inputs.count), outputs: [], method: "constant")
      return
    }
    let function = BitFunction(inputCount: inputs.count, outputCount: Self.width(values)) { UInt64(values[$0]) }
    let cover = TableCover.piece(function, lutSize: lutSize).packed
    piece = Resubstitution.applied(to: cover).packed
  }

  private init(_ values: [Int], inputs: [Int], lutSize: Int) {
    let minimum = values.min() ?? 0
    self.init(minimum: minimum, values: values.map { $0 - minimum }, inputs: inputs, lutSize: lutSize)
  }

  private static func width(_ values: [Int]) -> Int { Int.bitWidth - (values.max() ?? 0).leadingZeroBitCount }

  /// What all values are multiples of, a power of two.
  var unit: Int { 1 << (values.reduce(0, |) | 1 << (Int.bitWidth - 2)).trailingZeroBitCount }

  /// What can be added without another bit.
  var room: Int { values.allSatisfy { $0 == 0 } ? 0 : 1 << Self.width(values) - unit - (values.max() ?? 0) }

  /// The same with a constant added to the bits.
  func plus(_ constant: Int) -> SumTerm {
    guard constant > 0 else { return self }
    return SumTerm(
      minimum: minimum - constant, values: values.map { $0 + constant }, inputs: inputs, lutSize: piece.lutSize)
  }

  /// LUTs, and one for each bit that has to be added.
  private var cost: Int { piece.cost + Self.width(values) }

  /// A table as one term or several.
  ///
  /// A table of more than K inputs is the table without one of them, and what that input adds: of a function that changes slowly
  /// that is a few bits.
  static func terms(of values: [Int], inputs: [Int], lutSize: Int) -> [SumTerm] {
    let whole = SumTerm(values, inputs: inputs, lutSize: lutSize)
    guard inputs.count > lutSize else { return [whole] }
    var splits: [(estimate: Int, rest: [Int], change: [Int], place: Int)] = []
    for place in inputs.indices {
      for value in 0...1 {
        let rest = values.indices.filter { $0 >> place & 1 == value }.map { values[$0] }
        let change = values.indices.map { values[$0] - values[$0 & ~(1 << place) | value << place] }
        splits.append((span(rest) + 3 * span(change), rest, change, place))
      }
    }
    var best = [whole]
    for split in splits.enumerated().sorted(by: { ($0.element.estimate, $0.offset) < ($1.element.estimate, $1.offset) })
      .prefix(triedSplits).map(\.element)
    {
      var others = inputs
      others.remove(at: split.place)
      let change = SumTerm(split.change, inputs: inputs, lutSize: lutSize)
      let terms = terms(of: split.rest, inputs: others, lutSize: lutSize) + [change]
      if cost(terms) < cost(best) { best = terms }
    }
    return best
  }

  /// How many ways to split a table are built, the most promising ones.
  private static let triedSplits = 2

  /// How many bits the values take.
  private static func span(_ values: [Int]) -> Int { width([(values.max() ?? 0) - (values.min() ?? 0)]) }

  private static func cost(_ terms: [SumTerm]) -> Int { terms.reduce(0) { $0 + $1.cost } }
}
