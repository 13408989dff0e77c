import LNQTables

/// A table as a function of the sum of two smaller ones: what a processor does with shuffles of bytes and one addition.
///
/// As `ThresholdSum`, from the same constraints, but halves may be wider than a LUT, and what counts is that the sum fits a byte.
public struct HalvesSum: Sendable {
  /// Which inputs of the table address `halfValues`, and which `restValues`; the first is in the lowest bit of its address.
  public let half: [Int]
  /// The others.
  public let rest: [Int]
  /// What is added for each row of the half.
  public let halfValues: [UInt8]
  /// What is added for each row of the rest.
  public let restValues: [UInt8]
  /// The table's bit pattern for each sum.
  public let results: [UInt32]

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
    for half in halves {
      let rest = (0..<function.inputCount).filter { !half.contains($0) }
      guard max(half.count, rest.count) <= Self.bitLimit else { continue }
      let constraints = DifferenceConstraints(ranks, half: half, rest: rest)
      guard constraints.isOrdered, let (u, w) = Self.values(constraints, rankCount: ranks.patterns.count) else {
        continue
      }
      self.init(table, half, rest, u, w)
      return
    }
    return nil
  }

  /// Numbers whose sums lie within 256 of each other.
  private static func values(_ constraints: DifferenceConstraints, rankCount: Int) -> (u: [Int16], w: [Int16])? {
    let possible = (0...7).filter { rankCount << $0 <= 256 }
    guard let least = possible.first(where: { constraints.solve(constraints.limits(f: $0), ranges: nil) != nil }) else {
      return nil
    }
    for f in possible where f >= least {
      let limits = constraints.limits(f: f)
      if let free = constraints.solve(limits, ranges: nil), span(free.u) + span(free.w) <= 255 { return free }
      for q in 0...min(14, 256 >> f) {
        let ranges = DifferenceConstraints.Ranges(uBits: bitLimit - 1, wBits: bitLimit - 1, q: Int16(q))
        if let solution = constraints.solve(limits, ranges: ranges) { return solution }
      }
    }
    return nil
  }

  private static func span(_ values: [Int16]) -> Int { Int(values.max() ?? 0) - Int(values.min() ?? 0) }

  /// nil when rows of equal sums have different patterns, which would be a bug of the search.
  private init?(_ table: TruthTable, _ half: [Int], _ rest: [Int], _ u: [Int16], _ w: [Int16]) {
    (self.half, self.rest) = (half, rest)
    let (uLeast, wLeast) = (u.min() ?? 0, w.min() ?? 0)
    halfValues = u.map { UInt8($0 - uLeast) }
    restValues = w.map { UInt8($0 - wLeast) }
    var results = [UInt32?](repeating: nil, count: Int(halfValues.max() ?? 0) + Int(restValues.max() ?? 0) + 1)
    for row in 0..<table.rowCount {
      let (pattern, sum) = (
        table.bitPattern(at: row), Int(halfValues[row.bits(half)]) + Int(restValues[row.bits(rest)])
      )
      guard results[sum] ?? pattern == pattern else { return nil }
      results[sum] = pattern
    }
    self.results = results.map { $0 ?? 0 }
  }
}

extension Int {
  /// The number whose bits are those at `places`, the first one lowest.
  fileprivate func bits(_ places: [Int]) -> Int {
    places.enumerated().reduce(0) { $0 | (self >> $1.element & 1) << $1.offset }
  }
}
