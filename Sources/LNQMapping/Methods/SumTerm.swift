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
  var cost: Int { piece.cost + Self.width(values) }
}
