/// Which compressors add columns of bits at the least cost, up to where the rest goes into the LUTs of the outputs.
///
/// The order of compressors does not change their number, so the columns are made single bits one after the other, from the
/// lowest. What is left to decide is how many bits of the columns above go along. The plans of one column differ in how many
/// bits they leave to each of the next ones; the best of these, by LUTs and bits left, go on to the next column.
struct CompressionPlan {
  /// A compressor and the column that it begins in.
  struct Step {
    let position: Int
    let compressor: Compressor
  }

  /// In order.
  let steps: [Step]
  /// From which column on the bits that are left are pins of the ending; nil when all columns are single bits.
  let end: Int?

  /// How many plans go on to the next column, one try each: more of them is mostly, but not always, better.
  private static let widths = [16, 64]

  /// The number of bits of each column.
  private typealias Heights = SIMD32<UInt16>

  /// A plan so far; its steps are a list from the last to the first.
  private struct State {
    var heights: Heights
    var cost: Int
    var last: Int
  }

  /// The cheapest plan of several searches.
  ///
  /// - Parameters:
  ///   - heights: how many bits each column has; at most 28 columns of at most 65,535.
  ///   - lowest: the first position of the sum that is needed.
  ///   - ending: the cost of an ending for its position and the bits of the columns from there on; nil when there is none.
  ///   - headCost: the cost of what follows single bits of all columns.
  init(
    heights: [Int], lowest: Int, lutSize: Int, headCost: Int,
    ending: (_ position: Int, _ heights: [Int]) -> Int?
  ) {
    let plans = Self.widths.map { width in
      Self.plan(heights, lowest, lutSize, headCost, width: width, ending)
    }
    (steps, end, _) = plans.min { $0.cost < $1.cost } ?? plans[0]
  }

  private static func plan(
    _ heights: [Int], _ lowest: Int, _ lutSize: Int, _ headCost: Int, width: Int,
    _ ending: (_ position: Int, _ heights: [Int]) -> Int?
  ) -> (steps: [Step], end: Int?, cost: Int) {
    var search = Search(lutSize: lutSize, lowest: lowest, width: width)
    var start = Heights()
    for (position, height) in heights.enumerated() { start[position] = UInt16(height) }
    var states = [State(heights: start, cost: 0, last: -1)]
    var best: (cost: Int, state: State, end: Int?)?
    var endings: [Heights: Int?] = [:]
    var position = 0
    while !states.isEmpty {
      for state in states {
        let left = Self.bits(state.heights)
        if left == 0, state.cost + headCost < best?.cost ?? .max { best = (state.cost + headCost, state, nil) }
        guard left > 0, left <= lutSize else { continue }
        if endings[state.heights] == nil {
          let columns = (position..<Heights.scalarCount).map { Int(state.heights[$0]) }
          endings[state.heights] = .some(ending(position, Array(columns[...(columns.lastIndex { $0 > 0 } ?? 0)])))
        }
        if let cost = endings[state.heights] ?? nil, state.cost + cost < best?.cost ?? .max {
          best = (state.cost + cost, state, position)
        }
      }
      let open = states.filter { Self.bits($0.heights) > 0 && $0.cost < best?.cost ?? .max }
      states = search.next(open, position: position)
      position += 1
      endings = [:]
    }
    guard let best else { preconditionFailure("columns of \(heights) bits") }
    return (search.steps(to: best.state.last), best.end, best.cost)
  }

  private static func bits(_ heights: Heights) -> Int {
    Int(SIMD32<UInt32>(truncatingIfNeeded: heights).wrappedSum())
  }

  /// Plans with different heights, in the order in which they were found, each at its least cost.
  private struct Plans {
    private(set) var all: [State] = []
    private var places: [Heights: Int] = [:]

    mutating func add(_ state: State) {
      if let place = places[state.heights] {
        if state.cost < all[place].cost { all[place] = state }
      } else {
        places[state.heights] = all.count
        all.append(state)
      }
    }

    /// The best ones by LUTs and bits left.
    func best(_ width: Int) -> [State] {
      guard all.count > width else { return all }
      let ranked = all.enumerated().map { ($0.element.cost + CompressionPlan.bits($0.element.heights), $0.offset) }
      return ranked.sorted { $0 < $1 }.prefix(width).map { all[$0.1] }
    }
  }

  private struct Search {
    private let lowest: Int
    private let lutSize: Int
    private let width: Int
    private let closing: [[Compressor]]
    private let reducing: (all: [Compressor], best: [Compressor])
    /// Steps with the one before; plans share them.
    private var arena: [(step: Step, before: Int)] = []

    init(lutSize: Int, lowest: Int, width: Int) {
      (self.lutSize, self.lowest, self.width) = (lutSize, lowest, width)
      (closing, reducing) = (Compressor.closing(lutSize: lutSize), Compressor.reducing(lutSize: lutSize))
    }

    func steps(to last: Int) -> [Step] {
      var (steps, place) = ([Step](), last)
      while place >= 0 {
        steps.append(arena[place].step)
        place = arena[place].before
      }
      return steps.reversed()
    }

    /// The best ways to make the column at `position` a single bit.
    mutating func next(_ states: [State], position: Int) -> [State] {
      // Every compressor makes the column lower, so that the highest come first.
      var open = [Plans](repeating: Plans(), count: 1 + (states.map { Int($0.heights[position]) }.max() ?? 0))
      var closed = Plans()
      for state in states { open[Int(state.heights[position])].add(state) }
      for height in open.indices.reversed() {
        for state in open[height].best(width) {
          if height < 2 { closed.add(closing(state, position)) }
          for compressor in height > 1 && height <= lutSize ? closing[height] : [] {
            if let next = apply(compressor, to: state, position) { closed.add(closing(next, position)) }
          }
          for compressor in height > lutSize + 4 ? reducing.best : reducing.all where compressor.counts[0] < height {
            if let next = apply(compressor, to: state, position) { open[Int(next.heights[position])].add(next) }
          }
        }
      }
      return closed.best(width)
    }

    private mutating func apply(_ compressor: Compressor, to state: State, _ position: Int) -> State? {
      var next = state
      for (offset, count) in compressor.counts.enumerated() {
        guard next.heights[position + offset] >= UInt16(count) else { return nil }
        next.heights[position + offset] -= UInt16(count)
      }
      for bit in 0..<compressor.outputCount { next.heights[position + bit] += 1 }
      next.cost += compressor.outputCount
      arena.append((Step(position: position, compressor: compressor), state.last))
      next.last = arena.count - 1
      return next
    }

    /// A single bit below what is needed says nothing: the LUT that gives it goes.
    private func closing(_ state: State, _ position: Int) -> State {
      var state = state
      if position < lowest, state.heights[position] == 1 { state.cost -= 1 }
      state.heights[position] = 0
      return state
    }
  }
}
