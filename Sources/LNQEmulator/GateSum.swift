import LNQFixedPoint
import LNQTables

/// A sum of tables that each have two values, equally far apart, of at most six inputs of one bit: it is a number of planes that are 1.
struct GateSum {
  /// A table of six bits: bit r of `rows` is what it gives for the inputs whose bits, the first lowest, are those of r. Of fewer inputs
  /// the first fills the places.
  struct Gate {
    let inputs: [Int]
    let rows: UInt64

    /// - Parameter isOne: of a row, whose number is all inputs' bits.
    init(_ inputs: [Int], isOne: (Int) -> Bool) {
      let row = (1 << inputs.count) - 1
      self.inputs = inputs + [Int](repeating: inputs[0], count: GateSum.inputLimit - inputs.count)
      rows = (0..<64).reduce(0) { $0 | (isOne($1 & row) ? 1 : 0) << UInt64($1) }
    }
  }

  static let inputLimit = 6
  /// As many as a byte can count.
  private static let gateLimit = 255

  let gates: [Gate]
  /// The sum without planes, and what each adds.
  let least: Int
  let step: Int

  /// nil where the sum is something else.
  init?(_ parts: [NeuronPlan.Part], constant: Int) {
    guard let step = parts.first?.span, step > 0, parts.count <= Self.gateLimit else { return nil }
    let isSum = parts.allSatisfy { part in
      part.span == step && (1...Self.inputLimit).contains(part.inputs.count) && part.widths.allSatisfy { $0 == 1 }
        && part.values.allSatisfy { $0 == part.range.lowerBound || $0 == part.range.upperBound }
    }
    guard isSum else { return nil }
    gates = parts.map { part in Gate(part.inputs) { part.values[$0] != part.range.lowerBound } }
    least = parts.reduce(constant) { $0 + $1.range.lowerBound }
    self.step = step
  }

  /// How many address bits a count has.
  var countWidth: Int { Int.bitWidth - gates.count.leadingZeroBitCount }

  /// What a function of the sum gives for each count, and for numbers that are none.
  func rows<Value>(bits: Int, _ value: (Int) -> Value) -> [Value] {
    (0..<1 << bits).map { value(least + step * min($0, gates.count)) }
  }
}

extension NeuronPlan {
  /// The sum of planes that it is; nil for others.
  var gateSum: GateSum? {
    switch operation {
    case .table: nil
    case .narrowSum(let parts, let constant, _), .wideSum(let parts, let constant, _, _):
      GateSum(parts, constant: constant)
    }
  }

  /// The table of bits that it is; nil for others.
  func gate(_ formats: [FixedPointFormat]) -> GateSum.Gate? {
    guard case .table(let table, let inputs) = operation, table.output.width == 1 else { return nil }
    guard (1...GateSum.inputLimit).contains(inputs.count), inputs.allSatisfy({ formats[$0].width == 1 }) else {
      return nil
    }
    return GateSum.Gate(inputs) { table.bitPattern(at: $0) == 1 }
  }

  /// Which code of one signal of at most 8 bits is the first whose bit is 1, where all above it have 1 too; nil for others. The codes are
  /// counted from the least.
  func threshold(_ formats: [FixedPointFormat]) -> (input: Int, threshold: Int)? {
    guard case .table(let table, let inputs) = operation, table.output.width == 1, inputs.count == 1 else { return nil }
    let format = formats[inputs[0]]
    guard format.width <= 8 else { return nil }
    let bits = (0..<table.rowCount).map { table.bitPattern(at: $0 ^ Int(format.orderFlip)) == 1 }
    guard let first = bits.firstIndex(of: true), first > 0, bits[first...].allSatisfy(\.self) else { return nil }
    return (inputs[0], first)
  }
}

extension CostTable {
  /// The sum of planes that a plan is, where that costs less than sums of bytes.
  ///
  /// - Parameter comparisons: of each signal that says whether another has reached a threshold, how many bits the other one has.
  func gateSum(of plan: NeuronPlan, _ comparisons: [Int: Int]) -> GateSum? {
    guard let sum = plan.gateSum else { return nil }
    var ofBytes = sum.gates.reduce(0) { $0 + bytes(bits: 6, inputs: Set($1.inputs).count) }
    // The planes are counted and become a code, as do some signals that many sums read.
    var ofPlanes = gate * Double(sum.gates.count) + input * 16
    for width in Set(sum.gates.flatMap(\.inputs)).compactMap({ comparisons[$0] }) {
      ofBytes += bytes(bits: width, inputs: 1)
      // It reads one register and writes one.
      ofPlanes += input * 2
    }
    return ofPlanes < ofBytes ? sum : nil
  }
}

extension FixedPointFormat {
  /// With these bits turned, bit patterns are in the order of the codes.
  var orderFlip: UInt32 { isSigned ? 1 << UInt32(width - 1) : 0 }
}
