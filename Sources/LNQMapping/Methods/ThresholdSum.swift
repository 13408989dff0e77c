import LNQHardware
import LNQRandom

/// Method A: a function that is monotone in a sum becomes thresholds of u(A) + w(B), where A and B are the two halves of the
/// inputs.
///
/// u and w are tables of K inputs each, whose integers satisfy difference constraints: the bits of u + w above the lowest f
/// are the rank of the output plus q. So the thresholds are multiples of 2^f, and no comparison is needed. What is left is
/// an adder of a few bits that ends in the LUTs of the outputs.
public enum ThresholdSum {
  /// How many ways to halve the inputs are tried beyond `splits`.
  public struct Effort: Sendable {
    /// Random halves when no given one fits.
    public var randomSplits: Int
    /// Random halves that are tried although one fits, for a smaller circuit.
    public var moreSplits: Int

    /// A few where they are needed.
    public static let fast = Effort(randomSplits: 8, moreSplits: 0)
    /// More of both.
    public static let full = Effort(randomSplits: 80, moreSplits: 24)
  }

  /// The smallest circuit that was found; nil when the function is no such sum, as far as the search goes.
  ///
  /// - Parameters:
  ///   - splits: which inputs are A, one try each.
  ///   - isSigned: whether the outputs are a two's complement number, whose order is the rank's.
  public static func piece(
    _ function: BitFunction, lutSize: Int, splits: [[Int]], isSigned: Bool, effort: Effort = .full
  ) -> Piece? {
    let (smaller, kept) = function.withoutUnusedInputs
    let count = smaller.inputCount
    guard count > lutSize, count <= 2 * lutSize, let ranks = Ranks(smaller, isSigned: isSigned) else { return nil }
    // A holds at most K inputs, and so does B.
    func isSplit(_ inputs: [Int]) -> Bool { inputs.count <= lutSize && count - inputs.count <= lutSize }
    let places = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
    var halves = splits.map { $0.compactMap { places[$0] }.sorted() }.filter(isSplit)
    halves = halves.enumerated().filter { !halves[..<$0].contains($1) }.map(\.element)
    var search = Search(smaller, ranks, lutSize: lutSize)
    for half in halves { search.tries(half) }
    var random = SplitMix64(seed: 1)
    for tried in 0..<effort.randomSplits where search.best == nil || tried < effort.moreSplits {
      let size = count - lutSize >= lutSize ? lutSize : Int.random(in: count - lutSize...lutSize, using: &random)
      search.tries(Array((0..<count).shuffled(using: &random).prefix(size)).sorted())
    }
    guard let best = search.best else { return nil }
    return best.piece(of: function, kept: kept, ranks, lutSize: lutSize)
  }
}

/// The order of a function's values.
struct Ranks {
  /// The bit patterns in ascending order.
  let patterns: [UInt64]
  /// For each row the index of its pattern; `DifferenceConstraints.free` where the row does not matter.
  let rows: [Int16]

  /// nil for a function of one value, or of more than 256.
  init?(_ function: BitFunction, isSigned: Bool) {
    let sign: UInt64 = isSigned ? 1 << UInt64(function.outputs.count - 1) : 0
    let values = (0..<function.rowCount).map { function.isCare($0) ? function[$0] ^ sign : nil }
    let sorted = Set(values.compactMap(\.self)).sorted()
    guard (2...256).contains(sorted.count) else { return nil }
    let places = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, Int16($0)) })
    patterns = sorted.map { $0 ^ sign }
    rows = values.map { $0.flatMap { places[$0] } ?? DifferenceConstraints.free }
  }
}

/// A solution: what the halves are worth, and how they are added.
private struct Solution {
  let half: [Int]
  let rest: [Int]
  let u: [Int16]
  let w: [Int16]
  let q: Int
  let widths: (u: Int, w: Int)
  let groups: CarryGroups

  func piece(of function: BitFunction, kept: [Int], _ ranks: Ranks, lutSize: Int) -> Piece {
    var builder = BitCircuitBuilder(lutSize: lutSize, inputCount: function.inputCount)
    func rom(_ values: [Int16], _ inputs: [Int], width: Int) -> [Int] {
      let wires = inputs.map { builder.input(kept[$0]) }
      return (0..<width).map { bit in
        builder.lut(
          wires, mask: values.enumerated().reduce(0) { $0 | UInt64($1.element >> Int16(bit) & 1) << UInt64($1.offset) })
      }
    }
    let (uWires, wWires) = (rom(u, half, width: widths.u), rom(w, rest, width: widths.w))
    let columns = (0..<max(widths.u, widths.w)).map { position in
      (position < widths.u ? [uWires[position]] : []) + (position < widths.w ? [wWires[position]] : [])
    }
    let outputs = groups.build(columns, outputCount: function.outputs.count, in: &builder) { sum in
      ranks.patterns[min(max(sum - q, 0), ranks.patterns.count - 1)]
    }
    return Piece(builder, outputs: outputs, method: "thresholds")
  }
}

/// The search over halves, f, widths and q, in the order of cost.
private struct Search {
  private let function: BitFunction
  private let ranks: Ranks
  private let lutSize: Int
  private(set) var best: Solution?

  init(_ function: BitFunction, _ ranks: Ranks, lutSize: Int) {
    (self.function, self.ranks, self.lutSize) = (function, ranks, lutSize)
  }

  private var bestCost: Int { best.map { $0.widths.u + $0.widths.w + $0.groups.cost } ?? .max }

  /// Takes the cheapest solution for one half, if it is cheaper than what there is.
  mutating func tries(_ half: [Int]) {
    let rest = (0..<function.inputCount).filter { !half.contains($0) }
    let constraints = DifferenceConstraints(ranks, half: half, rest: rest)
    guard constraints.isOrdered else { return }
    // The smallest f that has a solution at all; a larger one has more room.
    guard let least = constraints.leastShift else { return }
    for f in constraints.shifts where (least...least + 2).contains(f) {
      if let implied = constraints.implied(f: f) { tries(half, rest, implied, f: f) }
    }
  }

  private mutating func tries(_ half: [Int], _ rest: [Int], _ implied: ImpliedDifferences, f: Int) {
    let most = f + 6
    var candidates = plans(f: f, most: most).filter { $0.cost < bestCost }
    guard !candidates.isEmpty else { return }
    func solution(_ u: Int, _ w: Int, q: Int) -> (u: [Int16], w: [Int16])? {
      implied.solution(in: .init(uBits: u, wBits: w, q: Int16(q)))
    }
    // With all room on the other side, below so many bits nothing fits; q is of no account then.
    func least(_ fits: (Int) -> Bool) -> Int {
      var (low, high) = (1, most + 1)
      while low < high {
        let middle = (low + high) / 2
        if fits(middle) { high = middle } else { low = middle + 1 }
      }
      return low
    }
    let uLeast = least { solution($0, most + 2, q: 14) != nil }
    candidates.removeAll { $0.u < uLeast }
    guard !candidates.isEmpty else { return }
    let wLeast = least { solution(most + 2, $0, q: 14) != nil }
    candidates.removeAll { $0.w < wLeast }
    var hopeless: [(u: Int, w: Int)] = []
    for candidate in candidates {
      // What does not fit into more bits does not fit into fewer.
      guard !hopeless.contains(where: { $0.u >= candidate.u && $0.w >= candidate.w }) else { continue }
      // The largest sum has to reach the highest rank.
      let steps = ((1 << candidate.u) + (1 << candidate.w) - 2) >> f
      for q in 0..<max(0, min(15, steps - ranks.patterns.count + 2)) {
        guard let solution = solution(candidate.u, candidate.w, q: q) else { continue }
        best = Solution(
          half: half, rest: rest, u: solution.u, w: solution.w, q: q, widths: (candidate.u, candidate.w),
          groups: candidate.groups)
        return
      }
      hopeless.append((candidate.u, candidate.w))
    }
  }

  /// Widths and how they are added.
  private struct Plan {
    let u: Int
    let w: Int
    let groups: CarryGroups
    var cost: Int { u + w + groups.cost }
  }

  private var plans: [Int: [Plan]] = [:]

  /// All widths that can be added, the cheapest first.
  private mutating func plans(f: Int, most: Int) -> [Plan] {
    if let known = plans[f] { return known }
    var found: [Plan] = []
    for u in 1...most {
      for w in 1...most {
        let heights = (0..<max(u, w)).map { ($0 < u ? 1 : 0) + ($0 < w ? 1 : 0) }
        let groups = CarryGroups(
          heights: heights, lowest: f, outputCount: function.outputs.count, lutSize: lutSize)
        if let groups { found.append(Plan(u: u, w: w, groups: groups)) }
      }
    }
    let sorted = found.sorted { ($0.cost, $0.u, $0.w) < ($1.cost, $1.u, $1.w) }
    plans[f] = sorted
    return sorted
  }
}
