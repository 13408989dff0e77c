import LNQHardware

/// A table as terms that are added.
struct SumParts {
  /// A bit of the table's address that is added as it is, or its complement.
  struct Direct: Hashable {
    /// The wire, as a place in the inputs of a block.
    let input: Int
    let isInverted: Bool
    /// Its position in the sum.
    let position: Int

    /// What the table lacks with it.
    var offset: Int { isInverted ? -(1 << position) : 0 }
  }

  private(set) var terms: [SumTerm]
  private(set) var switched: [SwitchedTerm] = []
  private(set) var direct: [Direct] = []

  /// What is missing when all of these are added.
  var minimum: Int { terms.reduce(0) { $0 + $1.minimum } + direct.reduce(0) { $0 + $1.offset } }

  /// The cheapest that is found.
  ///
  /// A function that changes slowly is mostly a few bits of its address, and a narrower table. A table of more than K inputs is the
  /// table without one of them, and what that input adds.
  init(of values: [Int], inputs: [Int], lutSize: Int) {
    self.init(narrow: values, inputs: inputs, lutSize: lutSize)
    guard inputs.count <= lutSize + 1 else { return }
    let found = Self.directBits(of: values, lutSize: lutSize)
    guard !found.moves.isEmpty else { return }
    var parts = SumParts(narrow: found.rest, inputs: inputs, lutSize: lutSize)
    parts.direct += found.moves.map {
      Direct(input: inputs[$0.place], isInverted: $0.isInverted, position: $0.position)
    }
    if parts.cost < cost { self = parts }
  }

  private init(narrow values: [Int], inputs: [Int], lutSize: Int) {
    terms = [SumTerm(values, inputs: inputs, lutSize: lutSize)]
    guard inputs.count > lutSize else { return }
    var best = self
    for parts in Self.shifted(values, inputs, lutSize) + Self.switched(values, inputs, lutSize)
    where parts.cost < best.cost { best = parts }
    self = best
  }

  // MARK: - Bits as they are

  private struct Move {
    let place: Int
    let isInverted: Bool
    let position: Int

    func applied(to values: [Int]) -> [Int] {
      let change = isInverted ? 1 << position : -1 << position
      return values.indices.map { $0 >> place & 1 == 1 ? values[$0] + change : values[$0] }
    }
  }

  /// Bits of the address that make a table narrower, and what is left of it; none where that does not pay.
  private static func directBits(of values: [Int], lutSize: Int) -> (moves: [Move], rest: [Int]) {
    typealias State = (estimate: Int, span: Int, moves: [Move], rest: [Int])
    func state(_ moves: [Move], _ rest: [Int]) -> State {
      (estimate(rest, lutSize) + moves.count, range(rest), moves, rest)
    }
    var best = state([], values)
    var states = [best]
    let places = 0..<values.count.trailingZeroBitCount
    for _ in 0..<mostDirect {
      var next: [State] = []
      for before in states {
        // A bit that counts more than all the rest makes nothing narrower.
        let positions = 0..<max(1, span(before.rest))
        for place in places {
          for position in positions {
            for isInverted in [false, true] {
              let move = Move(place: place, isInverted: isInverted, position: position)
              next.append(state(before.moves + [move], move.applied(to: before.rest)))
            }
          }
        }
      }
      let order = next.indices.sorted {
        (next[$0].estimate, next[$0].span, $0) < (next[$1].estimate, next[$1].span, $1)
      }
      states = order.prefix(directTried).map { next[$0] }
      if let first = states.first, first.estimate < best.estimate { best = first }
    }
    return (best.moves, best.rest)
  }

  /// How many bits of an address are added as they are.
  private static let mostDirect = 3
  /// How many choices of them are looked at further.
  private static let directTried = 6

  /// About what a table costs, by how wide it is.
  private static func estimate(_ values: [Int], _ lutSize: Int) -> Int {
    let extra = values.count.trailingZeroBitCount - lutSize
    guard extra == 1 else { return (1 + (extra > 0 ? (2 << extra) - 1 : 1)) * span(values) }
    return changes(values).reduce(4 * span(values)) { min($0, $1.cost) }
  }

  /// For each place of an address about what the table costs as what the input there does not say, and what it adds.
  private static func changes(_ values: [Int]) -> [(place: Int, cost: Int)] {
    (0..<values.count.trailingZeroBitCount).map { place in
      var (lowest, highest, least, most) = (Int.max, Int.min, Int.max, Int.min)
      for row in values.indices where row >> place & 1 == 0 {
        let (low, high) = (values[row], values[row | 1 << place])
        let rest = min(low, high)
        (lowest, highest) = (min(lowest, rest), max(highest, rest))
        (least, most) = (min(least, high - low), max(most, high - low))
      }
      return (place, 2 * bits(highest - lowest) + bits(most - least) + 2 * bits(max(most, -least)))
    }
  }

  // MARK: - Tables of more than K inputs

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
    let order = splits.indices.sorted { (splits[$0].estimate, $0) < (splits[$1].estimate, $1) }
    return order.prefix(tried(inputs, lutSize)).map { splits[$0] }.map { split in
      var others = inputs
      others.remove(at: split.place)
      var parts = SumParts(of: split.rest, inputs: others, lutSize: lutSize)
      parts.terms.append(SumTerm(split.change, inputs: inputs, lutSize: lutSize))
      return parts
    }
  }

  /// The smaller of two rows that differ in one input, and what the input adds.
  private static func switched(_ values: [Int], _ inputs: [Int], _ lutSize: Int) -> [SumParts] {
    let order = changes(values).sorted { ($0.cost, $0.place) < ($1.cost, $1.place) }
    return order.prefix(tried(inputs, lutSize)).compactMap { split in
      SwitchedTerm.split(values, inputs: inputs, at: split.place, lutSize: lutSize).map { rest, change in
        var parts = SumParts(of: rest, inputs: change.inputs, lutSize: lutSize)
        parts.switched.append(change)
        return parts
      }
    }
  }

  /// How many ways to split a table are built, the most promising ones: a table that is split again and again has but one of each.
  private static func tried(_ inputs: [Int], _ lutSize: Int) -> Int { inputs.count == lutSize + 1 ? 2 : 1 }

  private static func range(_ values: [Int]) -> Int { (values.max() ?? 0) - (values.min() ?? 0) }
  /// How many bits the values take.
  private static func span(_ values: [Int]) -> Int { bits(range(values)) }
  private static func bits(_ range: Int) -> Int { Int.bitWidth - range.leadingZeroBitCount }

  /// LUTs, and one for each bit that has to be added.
  private var cost: Int {
    terms.reduce(direct.count) { $0 + $1.cost }
      + switched.reduce(0) { $0 + $1.classes.cost + 2 * Self.bits($1.most) }
  }
}
