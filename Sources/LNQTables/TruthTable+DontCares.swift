import LNQFixedPoint

extension TruthTable {
  /// A table that equals this one in all rows but those that are hardly ever reached, and is simpler where that allows it.
  ///
  /// Inputs are left out, the first ones first, where the rows that count do not depend on them; then single address bits lose
  /// their influence in the same way, the lowest of each input first; `fill` chooses what is left. If no row counts,
  /// the table becomes the constant that the most frequent row has, the first of several.
  /// - Parameters:
  ///   - counts: how often each row is reached.
  ///   - limit: rows that are reached at most so often may be anything.
  ///   - inputs: what addresses it, the first in the lowest bits.
  ///   - widths: how many address bits each input has; together `addressWidth`.
  ///   - fill: chooses the patterns; where it gives none, equal halves are made.
  /// - Returns: the table, the inputs that are left, and how many rows did not count.
  func simplified(
    counts: ArraySlice<UInt32>, limit: Int, inputs: [Int], widths: [Int], fill: CaredRows.Fill = { _ in nil }
  ) -> (table: TruthTable, inputs: [Int], dontCares: Int) {
    precondition(counts.count == rowCount, "\(counts.count) counts for \(rowCount) rows")
    let isCared = counts.map { Int($0) > limit }
    let dontCares = isCared.count { !$0 }
    guard dontCares > 0 else { return (self, inputs, 0) }
    guard dontCares < rowCount else {
      var best = counts.startIndex
      for row in counts.indices where counts[row] > counts[best] { best = row }
      let pattern = bitPattern(at: best - counts.startIndex)
      return (TruthTable(addressWidth: 0, output: output, bitPatterns: [pattern]), [], dontCares)
    }
    var rows = CaredRows(patterns: (0..<rowCount).map { bitPattern(at: $0) }, isCared: isCared, output: output)
    var (kept, keptWidths, low) = ([Int](), [Int](), 0)
    for (input, width) in zip(inputs, widths) {
      var smaller = rows
      if (0..<width).allSatisfy({ _ in smaller.merge(bit: low) }) {
        rows = smaller
      } else {
        kept.append(input)
        keptWidths.append(width)
        low += width
      }
    }
    // Address bits that still have an influence.
    var live: [Int] = []
    for bit in 0..<low where !rows.merge(bit: live.count) { live.append(bit) }
    var end = 0
    rows.inputs = keptWidths.map { width in
      defer { end += width }
      return live.indices.filter { (end..<end + width).contains(live[$0]) }
    }
    let filled = fill(rows) ?? rows.filledByHalves
    let patterns = (0..<1 << low).map { row in
      filled[live.enumerated().reduce(0) { $0 | (row >> $1.element & 1) << $1.offset }]
    }
    return (TruthTable(addressWidth: low, output: output, bitPatterns: patterns), kept, dontCares)
  }
}

/// Rows of a table, some of which may be anything: what becomes of them is chosen so that the table gets simple.
public struct CaredRows: Sendable {
  /// Chooses a pattern for each row, those that matter as they are; nil where it cannot.
  public typealias Fill = @Sendable (CaredRows) -> [UInt32]?

  /// The bit pattern of each row; 2^n of them.
  public private(set) var patterns: [UInt32]
  /// Whether each row's pattern matters.
  public private(set) var isCared: [Bool]
  /// The format of the patterns.
  public let output: FixedPointFormat
  /// For each input its address bits.
  public internal(set) var inputs: [[Int]] = []

  init(patterns: [UInt32], isCared: [Bool], output: FixedPointFormat) {
    (self.patterns, self.isCared, self.output) = (patterns, isCared, output)
  }

  /// Leaves out an address bit if no two cared-for rows that differ in it alone have different patterns.
  ///
  /// - Returns: whether it did; if not, nothing changes.
  mutating func merge(bit: Int) -> Bool {
    let step = 1 << bit
    var merged = self
    merged.patterns.removeAll(keepingCapacity: true)
    merged.isCared.removeAll(keepingCapacity: true)
    for row in patterns.indices where row & step == 0 {
      let other = row | step
      if isCared[row], isCared[other], patterns[row] != patterns[other] { return false }
      merged.patterns.append(isCared[row] ? patterns[row] : patterns[other])
      merged.isCared.append(isCared[row] || isCared[other])
    }
    self = merged
    return true
  }

  /// Gives every row a pattern: where the two halves of a range of rows agree on what is cared for, both become the same;
  /// else each half is treated alike by itself.
  ///
  /// Equal halves share their circuit, as in a decision diagram whose variables are the address bits, the highest first.
  var filledByHalves: [UInt32] {
    var copy = self
    copy.fill(patterns.indices)
    return copy.patterns
  }

  private mutating func fill(_ range: Range<Int>) {
    guard range.count > 1 else { return }
    let half = range.count / 2
    let low = range.lowerBound..<range.lowerBound + half
    let agree = low.allSatisfy { !isCared[$0] || !isCared[$0 + half] || patterns[$0] == patterns[$0 + half] }
    guard agree else {
      fill(low)
      fill(low.upperBound..<range.upperBound)
      return
    }
    for row in low where !isCared[row] && isCared[row + half] {
      patterns[row] = patterns[row + half]
      isCared[row] = true
    }
    fill(low)
    for row in low { patterns[row + half] = patterns[row] }
  }
}
