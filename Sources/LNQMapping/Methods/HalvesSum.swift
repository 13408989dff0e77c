import LNQTables

/// A table as a function of the sum of two smaller ones: what a processor does with shuffles of bytes and one addition.
///
/// As `ThresholdSum`, from the same constraints, but halves may be wider than a LUT, and sums are bytes or words.
public struct HalvesSum: Sendable {
  /// Which inputs of the table address `halfValues`, and which `restValues`; the first is in the lowest bit of its address.
  public let half: [Int]
  /// The others.
  public let rest: [Int]
  /// What is added for each row of the half; 0 or more.
  public let halfValues: [Int]
  /// What is added for each row of the rest; 0 or more.
  public let restValues: [Int]
  /// How many low bits of the sum do not matter.
  public let shift: Int
  /// What is left of the sum, clamped to this range, says which of `patterns` the table has.
  public let ranks: ClosedRange<Int>
  /// The table's bit patterns, one for each of `ranks`.
  public let patterns: [UInt32]

  /// How many bits a half can have.
  static let bitLimit = 8

  /// Looks for one; nil when the table is no such sum, as far as the search goes.
  ///
  /// - Parameter halves: which inputs are the half, one try each.
  public init?(_ table: TruthTable, halves: [[Int]]) {
    let function = BitFunction(inputCount: table.addressWidth, outputCount: table.output.width) {
      UInt64(table.bitPattern(at: $0))
    }
    guard let ranks = Ranks(function, isSigned: table.output.isSigned) else { return nil }
    var wide: HalvesSum?
    for half in halves {
      let rest = (0..<function.inputCount).filter { !half.contains($0) }
      guard max(half.count, rest.count) <= Self.bitLimit else { continue }
      let constraints = DifferenceConstraints(ranks, half: half, rest: rest)
      guard constraints.isOrdered else { continue }
      guard let f = constraints.leastShift, let implied = constraints.implied(f: f) else { continue }
      if let (values, q) = Self.bytes(implied, f: f, highest: ranks.patterns.count - 1) {
        self.init(half, rest, values, shift: f, least: q, ranks)
        return
      }
      // The lowest sum becomes 0 or more by whole steps.
      let (u, v) = (implied.least.u, implied.least.v)
      let q = (Int(v.max() ?? 0) + (1 << f) - 1) >> f
      wide = wide ?? HalvesSum(half, rest, (u, v.map { Int16(q << f) - $0 }), shift: f, least: q, ranks)
    }
    guard let wide else { return nil }
    self = wide
  }

  /// Bytes whose sum, where it is above 255, may count as 255.
  private static func bytes(
    _ implied: ImpliedDifferences, f: Int, highest: Int
  ) -> (values: (u: [Int16], w: [Int16]), q: Int)? {
    for q in stride(from: 0, through: (255 >> f) - highest, by: 1) {
      if let values = implied.solution(in: .init(uBits: 8, wBits: 8, q: Int16(q))) { return (values, q) }
    }
    return nil
  }

  private init(
    _ half: [Int], _ rest: [Int], _ values: (u: [Int16], w: [Int16]), shift: Int, least: Int, _ ranks: Ranks
  ) {
    (self.half, self.rest, self.shift) = (half, rest, shift)
    (halfValues, restValues) = (values.u.map { Int($0) }, values.w.map { Int($0) })
    self.ranks = least...least + ranks.patterns.count - 1
    patterns = ranks.patterns.map { UInt32($0) }
  }

  /// The bit pattern for a sum of a half's value and a rest's.
  public func pattern(ofSum sum: Int) -> UInt32 {
    patterns[min(max(sum >> shift, ranks.lowerBound), ranks.upperBound) - ranks.lowerBound]
  }
}
