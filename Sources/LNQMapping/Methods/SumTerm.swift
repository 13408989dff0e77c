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

  init(_ values: [Int], inputs: [Int], lutSize: Int) {
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
  fileprivate var cost: Int { piece.cost + Self.width(values) }
}

/// A table as terms that are added.
struct SumParts {
  var terms: [SumTerm]
  var switched: [SwitchedTerm] = []

  /// The cheapest that is found.
  ///
  /// A table of more than K inputs is the table without one of them, and what that input adds: of a function that changes slowly
  /// that is a few bits.
  init(of values: [Int], inputs: [Int], lutSize: Int) {
    terms = [SumTerm(values, inputs: inputs, lutSize: lutSize)]
    guard inputs.count > lutSize else { return }
    var best = self
    for parts in Self.shifted(values, inputs, lutSize) + Self.switched(values, inputs, lutSize)
    where parts.cost < best.cost { best = parts }
    self = best
  }

  /// The table where an input has a fixed value, and another table for the difference.
  private static func shifted(_ values: [Int], _ inputs: [Int], _ lutSize: Int) -> [SumParts] {
    var splits: [(estimate: Int, rest: [Int], change: [Int], place: Int)] = []
    for place in inputs.indices {
      for value in 0...1 {
        let rest = values.indices.filter { $0 >> place & 1 == value }.map { values[$0] }
        let change = values.indices.map { values[$0] - values[$0 & ~(1 << place) | value << place] }
        splits.append((span(rest) + 3 * span(change), rest, change, place))
      }
    }
    return most(promising: splits, \.estimate).map { split in
      var others = inputs
      others.remove(at: split.place)
      var parts = SumParts(of: split.rest, inputs: others, lutSize: lutSize)
      parts.terms.append(SumTerm(split.change, inputs: inputs, lutSize: lutSize))
      return parts
    }
  }

  /// The smaller of two rows that differ in one input, and what the input adds.
  private static func switched(_ values: [Int], _ inputs: [Int], _ lutSize: Int) -> [SumParts] {
    let splits = inputs.indices.map { place in
      let rows = values.indices.filter { $0 >> place & 1 == 0 }
      let changes = rows.map { values[$0 | 1 << place] - values[$0] }
      let rest = zip(rows, changes).map { values[$0] + min($1, 0) }
      return (estimate: span(rest) + span(changes) + 2 * span(changes.map { abs($0) } + [0]), place: place)
    }
    return most(promising: splits, \.estimate).compactMap { split in
      SwitchedTerm.split(values, inputs: inputs, at: split.place, lutSize: lutSize).map { rest, change in
        var parts = SumParts(of: rest, inputs: change.inputs, lutSize: lutSize)
        parts.switched.append(change)
        return parts
      }
    }
  }

  /// How many ways to split a table are built.
  private static let triedSplits = 2

  private static func most<Split>(promising splits: [Split], _ estimate: (Split) -> Int) -> [Split] {
    let order = splits.indices.sorted { (estimate(splits[$0]), $0) < (estimate(splits[$1]), $1) }
    return order.prefix(triedSplits).map { splits[$0] }
  }

  /// How many bits the values take.
  private static func span(_ values: [Int]) -> Int {
    Int.bitWidth - ((values.max() ?? 0) - (values.min() ?? 0)).leadingZeroBitCount
  }

  /// LUTs, and one for each bit that has to be added.
  private var cost: Int {
    terms.reduce(0) { $0 + $1.cost } + switched.reduce(0) { $0 + $1.classes.cost + 2 * Self.span([0, $1.most]) }
  }
}
