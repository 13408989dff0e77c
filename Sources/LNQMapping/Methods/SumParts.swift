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

    /// What it adds to the rows in which the bit is 1.
    var change: Int { isInverted ? 1 << position : -1 << position }

    func applied(to values: [Int]) -> [Int] {
      let change = change
      return values.indices.map { $0 >> place & 1 == 1 ? values[$0] + change : values[$0] }
    }
  }

  /// Bits of the address that make a table narrower, and what is left of it; none where that does not pay.
  private static func directBits(of values: [Int], lutSize: Int) -> (moves: [Move], rest: [Int]) {
    typealias State = (estimate: Int, span: Int, moves: [Move], rest: [Int])
    var best: State = (estimate(values, lutSize), range(values), [], values)
    var states = [best]
    let places = 0..<values.count.trailingZeroBitCount
    for _ in 0..<mostDirect {
      var next: [(estimate: Int, span: Int, before: Int, move: Move)] = []
      for (number, before) in states.enumerated() {
        // A bit that counts more than all the rest makes nothing narrower.
        let positions = 0..<max(1, span(before.rest))
        let halves = Halves(before.rest)
        let splits = places.count == lutSize + 1 ? places.map { Split(before.rest, at: $0) } : []
        for place in places {
          for position in positions {
            for isInverted in [false, true] {
              let move = Move(place: place, isInverted: isInverted, position: position)
              let range = halves.range(after: move)
              var cost = (splits.isEmpty ? widthCost(places.count, lutSize) : 4) * bits(range)
              for split in splits { cost = min(cost, split.cost(after: move, of: before.rest)) }
              next.append((cost + before.moves.count + 1, range, number, move))
            }
          }
        }
      }
      let order = next.indices.sorted {
        (next[$0].estimate, next[$0].span, $0) < (next[$1].estimate, next[$1].span, $1)
      }
      states = order.prefix(directTried).map { index in
        let (estimate, span, before, move) = next[index]
        return (estimate, span, states[before].moves + [move], move.applied(to: states[before].rest))
      }
      if let first = states.first, first.estimate < best.estimate { best = first }
    }
    return (best.moves, best.rest)
  }

  /// For each place of an address the lowest and highest value where the bit is 0, and where it is 1: then a move changes the range
  /// by what it adds to the latter.
  private struct Halves {
    private var lowest: [Int]
    private var highest: [Int]

    /// - Parameter values: those of the rows that an address without `place` has; `place` nil for all rows.
    init(_ values: [Int], without place: Int? = nil) {
      let width = values.count.trailingZeroBitCount
      lowest = Array(repeating: .max, count: 2 * width)
      highest = Array(repeating: .min, count: 2 * width)
      var row = 0
      while row < values.count {
        if place.map({ row >> $0 & 1 == 0 }) ?? true {
          let value = values[row]
          var bit = 0
          while bit < width {
            let half = 2 * bit + row >> bit & 1
            if value < lowest[half] { lowest[half] = value }
            if value > highest[half] { highest[half] = value }
            bit += 1
          }
        }
        row += 1
      }
    }

    func range(after move: Move) -> Int {
      let (low, high) = (2 * move.place, 2 * move.place + 1)
      return max(highest[low], highest[high] + move.change) - min(lowest[low], lowest[high] + move.change)
    }
  }

  /// What `changes` says of a place, after a move.
  private struct Split {
    private let place: Int
    /// The smaller of two rows that differ in the place.
    private let rest: Halves
    private let least: Int
    private let most: Int

    init(_ values: [Int], at place: Int) {
      self.place = place
      var (smaller, least, most) = (values, Int.max, Int.min)
      var row = 0
      while row < values.count {
        if row >> place & 1 == 0 {
          let (low, high) = (values[row], values[row | 1 << place])
          smaller[row] = min(low, high)
          (least, most) = (min(least, high - low), max(most, high - low))
        }
        row += 1
      }
      (rest, self.least, self.most) = (Halves(smaller, without: place), least, most)
    }

    /// - Parameter values: those before the move.
    func cost(after move: Move, of values: [Int]) -> Int {
      guard move.place == place else { return SumParts.cost(rest.range(after: move), least, most) }
      // Only what the place adds becomes another one: the smaller of both rows is looked for anew.
      var (lowest, highest, row) = (Int.max, Int.min, 0)
      while row < values.count {
        if row >> place & 1 == 0 {
          let smaller = min(values[row], values[row | 1 << place] + move.change)
          (lowest, highest) = (min(lowest, smaller), max(highest, smaller))
        }
        row += 1
      }
      return SumParts.cost(highest - lowest, least + move.change, most + move.change)
    }
  }

  /// How many bits of an address are added as they are.
  private static let mostDirect = 3
  /// How many choices of them are looked at further.
  private static let directTried = 6

  /// About what a table costs, by how wide it is.
  private static func estimate(_ values: [Int], _ lutSize: Int) -> Int {
    let width = values.count.trailingZeroBitCount
    guard width == lutSize + 1 else { return widthCost(width, lutSize) * span(values) }
    return changes(values).reduce(4 * span(values)) { min($0, $1.cost) }
  }

  /// About what a bit of a table's values costs.
  private static func widthCost(_ inputCount: Int, _ lutSize: Int) -> Int {
    let extra = inputCount - lutSize
    return 1 + (extra > 0 ? (2 << extra) - 1 : 1)
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
      return (place, cost(highest - lowest, least, most))
    }
  }

  private static func cost(_ rest: Int, _ least: Int, _ most: Int) -> Int {
    2 * bits(rest) + bits(most - least) + 2 * bits(max(most, -least))
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
