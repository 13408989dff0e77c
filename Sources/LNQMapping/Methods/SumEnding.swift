import LNQHardware

/// Outputs that are functions of a sum whose lower bits are known and whose upper columns are not added yet.
///
/// The bits of the upper columns are pins. An output that depends on few enough wires is one LUT of pins and lower bits. Else
/// the pins are first summed up as a class: all that the outputs see of them, such as below, in or above the range of the
/// lower bits. An output then is one LUT of the class and of the lower bits that it depends on.
struct SumEnding {
  /// The bits of the result for each value of the sum, divided by 2^`lowest`.
  let results: [UInt64]
  /// The first position of the sum that is needed.
  let lowest: Int
  let outputCount: Int
  let lutSize: Int

  /// How many lower bits an ending can know.
  private static let limit = 12

  /// What an ending at a position is made of.
  private struct Design {
    /// The class of each value of the pins.
    var classes: [Int: Int] = [:]
    /// For each class the results for all values of the lower bits.
    var rows: [[UInt64]] = []
    /// For each output the lower bits that it depends on.
    var supports: [[Int]]
    /// Whether each output reads the pins themselves.
    var isDirect: [Bool]

    var classBits: Int { rows.count < 2 ? 0 : Int.bitWidth - (rows.count - 1).leadingZeroBitCount }
  }

  /// How many LUTs it takes; nil when outputs depend on too much.
  func cost(position: Int, heights: [Int]) -> Int? {
    guard let design = design(position, weights(heights)) else { return nil }
    return outputCount + (design.isDirect.contains(false) ? design.classBits : 0)
  }

  /// Builds it.
  ///
  /// - Parameters:
  ///   - columns: the pins, of the columns from `position` on.
  ///   - known: the sum's bits from `lowest` to `position`.
  func build(position: Int, columns: [[Int]], known: [Int], in builder: inout BitCircuitBuilder) -> [Int] {
    let (pins, weights) = (columns.flatMap(\.self), weights(columns.map(\.count)))
    guard let design = design(position, weights) else { preconditionFailure("an ending that has no design") }
    func mask(_ width: Int, _ holds: (Int) -> Bool) -> UInt64 {
      (0..<1 << width).reduce(0) { holds($1) ? $0 | 1 << UInt64($1) : $0 }
    }
    func rowClass(_ row: Int) -> Int { design.classes[sum(row, weights)] ?? 0 }
    let signals =
      design.isDirect.contains(false)
      ? (0..<design.classBits).map { bit in
        builder.lut(pins, mask: mask(pins.count) { rowClass($0) >> bit & 1 == 1 })
      } : []
    return (0..<outputCount).map { output in
      let support = design.supports[output]
      let above = design.isDirect[output] ? pins : signals
      return builder.lut(
        above + support.map { known[$0] },
        mask: mask(above.count + support.count) { row in
          let upper = row & ((1 << above.count) - 1)
          let own = design.isDirect[output] ? rowClass(upper) : min(upper, design.rows.count - 1)
          let low = support.enumerated().reduce(0) { $0 | (row >> (above.count + $1.offset) & 1) << $1.element }
          return design.rows[own][low] >> UInt64(output) & 1 == 1
        })
    }
  }

  private func weights(_ heights: [Int]) -> [Int] {
    heights.enumerated().flatMap { Array(repeating: 1 << $0.offset, count: $0.element) }
  }

  private func sum(_ row: Int, _ weights: [Int]) -> Int {
    weights.indices.reduce(0) { $0 + (row >> $1 & 1) * weights[$1] }
  }

  private func design(_ position: Int, _ weights: [Int]) -> Design? {
    let knownCount = max(0, position - lowest)
    guard knownCount <= Self.limit, weights.count <= lutSize else { return nil }
    var design = Design(supports: [], isDirect: [])
    var places: [[UInt64]: Int] = [:]
    for upper in Set((0..<1 << weights.count).map { sum($0, weights) }).sorted() {
      let rows = (0..<1 << knownCount).map { low in
        let value = position >= lowest ? upper << knownCount | low : upper >> (lowest - position)
        return results[min(value, results.count - 1)]
      }
      let place = places[rows] ?? design.rows.count
      if place == design.rows.count {
        places[rows] = place
        design.rows.append(rows)
      }
      design.classes[upper] = place
    }
    var dependence = [UInt64](repeating: 0, count: knownCount)
    for rows in design.rows {
      for bit in 0..<knownCount {
        dependence[bit] = rows.indices.reduce(dependence[bit]) { $0 | (rows[$1] ^ rows[$1 ^ 1 << bit]) }
      }
    }
    for output in 0..<outputCount {
      let support = (0..<knownCount).filter { dependence[$0] >> UInt64(output) & 1 == 1 }
      design.supports.append(support)
      design.isDirect.append(support.count + weights.count <= lutSize)
      guard support.count + min(weights.count, design.classBits) <= lutSize else { return nil }
    }
    return design
  }
}
