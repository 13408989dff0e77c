import LNQHardware

/// How columns of at most two bits are added in LUTs when only the bits of the sum from a position on are needed.
///
/// The columns are cut into groups, from the lowest. A group's pins are its bits and the carry of the group before; it gives
/// its carry and the sum's bits at the positions that are needed, each by a LUT of those pins. The last group gives nothing: its
/// pins, with all sum bits so far, go into the LUTs of the outputs, which so have any function for nothing.
struct CarryGroups {
  /// The positions of each group.
  let groups: [Range<Int>]
  /// How many LUTs they take, with those of the outputs.
  let cost: Int
  /// The lowest position of the sum that is needed.
  private let lowest: Int

  /// The cheapest grouping; nil when no one fits into LUTs of K inputs.
  ///
  /// - Parameters:
  ///   - heights: how many bits each column has, 0 to 2.
  ///   - outputCount: how many outputs there are.
  init?(heights: [Int], lowest: Int, outputCount: Int, lutSize: Int) {
    let width = heights.count
    guard width > 0, heights.allSatisfy({ $0 <= 2 }) else { return nil }
    // For each first position of the rest: the cheapest grouping before it, for each number of sum bits that it gives.
    struct State {
      var cost: Int
      var groups: [Range<Int>]
    }
    func pins(_ group: Range<Int>) -> Int { heights[group].reduce(group.lowerBound == 0 ? 0 : 1, +) }
    func emitted(_ group: Range<Int>) -> Int { group.count { $0 >= lowest } }
    var states = [State?](repeating: nil, count: width + 1)
    states[0] = State(cost: 0, groups: [])
    var best: State?
    // What is given before a position is known from the position: everything from `lowest` on.
    for start in 0..<width {
      guard let state = states[start] else { continue }
      for end in start + 1...width {
        let group = start..<end
        if end == width {
          guard pins(group) + max(0, start - lowest) <= lutSize else { continue }
          let cost = state.cost + outputCount
          if cost < best?.cost ?? .max { best = State(cost: cost, groups: state.groups + [group]) }
          continue
        }
        guard pins(group) <= lutSize else { break }
        let next = State(cost: state.cost + emitted(group) + 1, groups: state.groups + [group])
        if next.cost < states[end]?.cost ?? .max { states[end] = next }
      }
    }
    guard let best else { return nil }
    (groups, cost, self.lowest) = (best.groups, best.cost, lowest)
  }

  /// Builds the groups.
  ///
  /// - Parameters:
  ///   - columns: the wires of each column.
  ///   - output: the output bits for the bits of the sum from `lowest` on.
  /// - Returns: the wires of the outputs.
  func build(
    _ columns: [[Int]], outputCount: Int, in builder: inout BitCircuitBuilder, output: (Int) -> UInt64
  ) -> [Int] {
    var carry: Int?
    var known: [(position: Int, wire: Int)] = []
    for group in groups.dropLast() {
      let pins = Pins(group, columns, carry: carry)
      for position in group where position >= lowest {
        known.append((position, builder.lut(pins.wires, mask: pins.mask { $0 >> position & 1 == 1 })))
      }
      carry = builder.lut(pins.wires, mask: pins.mask { $0 >> group.upperBound & 1 == 1 })
    }
    let last = Pins(groups[groups.count - 1], columns, carry: carry)
    let wires = last.wires + known.map(\.wire)
    return (0..<outputCount).map { bit in
      var mask: UInt64 = 0
      for row in 0..<1 << wires.count {
        var sum = last.sum(row & ((1 << last.wires.count) - 1))
        for (place, entry) in known.enumerated() { sum |= (row >> (last.wires.count + place) & 1) << entry.position }
        mask |= (output(sum >> lowest) >> UInt64(bit) & 1) << UInt64(row)
      }
      return builder.lut(wires, mask: mask)
    }
  }

  /// The pins of one group, and what they are worth.
  private struct Pins {
    private(set) var wires: [Int] = []
    private var weights: [Int] = []

    init(_ group: Range<Int>, _ columns: [[Int]], carry: Int?) {
      for position in group {
        wires += columns[position]
        weights += columns[position].map { _ in 1 << position }
      }
      if let carry {
        wires.append(carry)
        weights.append(1 << group.lowerBound)
      }
    }

    /// The sum of the pins that are 1 in a row.
    func sum(_ row: Int) -> Int { weights.indices.reduce(0) { $0 + (row >> $1 & 1) * weights[$1] } }

    func mask(_ holds: (Int) -> Bool) -> UInt64 {
      (0..<1 << wires.count).reduce(0) { holds(sum($1)) ? $0 | 1 << UInt64($1) : $0 }
    }
  }
}
