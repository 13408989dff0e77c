/// Rows of a table, some of which may be anything: what becomes of them is chosen so that the table gets simple.
struct CaredRows {
  /// The bit pattern of each row; 2^n of them.
  private(set) var patterns: [UInt32]
  /// Whether each row's pattern matters.
  private(set) var isCared: [Bool]

  init(patterns: [UInt32], isCared: [Bool]) {
    self.patterns = patterns
    self.isCared = isCared
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
  mutating func fill() { fill(patterns.indices) }

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
