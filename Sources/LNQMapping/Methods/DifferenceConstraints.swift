/// Integers u[a] and v[b] whose differences lie in given ranges, found by Bellman and Ford's relaxation.
///
/// Row (a, b) of rank k demands k · 2^f ≤ u[a] − v[b] < (k + 1) · 2^f, without the lower limit for the lowest rank and without
/// the upper one for the highest; a row that does not matter demands nothing. All numbers start at 0 and only grow, so that a
/// system without a solution grows without end.
struct DifferenceConstraints {
  /// The numbers of values of a and of b.
  private let counts: (a: Int, b: Int)
  /// For each b and a the rank; `free` where the row does not matter.
  private let ranks: [Int16]
  private let highest: Int16

  /// How large (highest rank + 1) · 2^f may be, so that sums of two numbers and a limit stay within 16 bits.
  static let rangeLimit = 8_000

  /// The rank of a row that does not matter.
  static var free: Int16 { -1 }

  /// How far numbers without ranges grow, and what no constraint reaches.
  private static var growthLimit: Int16 { 4_000 }
  private static var unlimited: Int16 { 16_000 }

  init(ranks: [Int16], aCount: Int, bCount: Int, highest: Int16) {
    precondition(ranks.count == aCount * bCount, "\(aCount) × \(bCount) ranks")
    (self.ranks, counts, self.highest) = (ranks, (aCount, bCount), highest)
  }

  /// The ranks of a function whose inputs are divided: a is the value of those in `half`, b that of the others.
  init(_ ranks: Ranks, half: [Int], rest: [Int]) {
    func spread(_ value: Int, _ places: [Int]) -> Int {
      places.indices.reduce(0) { $0 | (value >> $1 & 1) << places[$1] }
    }
    let (as_, bs) = (
      (0..<1 << half.count).map { spread($0, half) }, (0..<1 << rest.count).map { spread($0, rest) }
    )
    self.init(
      ranks: bs.flatMap { b in as_.map { ranks.rows[$0 | b] } }, aCount: as_.count, bCount: bs.count,
      highest: Int16(ranks.patterns.count - 1))
  }

  /// Whether values of a could be in an order: of two, the one with the larger sum of ranks is nowhere below the other. Where
  /// that does not hold, no system has a solution. Rows that do not matter are not looked at.
  var isOrdered: Bool {
    guard !ranks.contains(Self.free) else { return true }
    // 256 ranks of 8 bits have a sum of more than 16 bits.
    let columns = (0..<counts.a).map { a -> (ranks: [Int16], sum: Int) in
      let own = (0..<counts.b).map { ranks[$0 * counts.a + a] }
      return (own, own.reduce(0) { $0 + Int($1) })
    }
    let sorted = columns.sorted { $0.sum < $1.sum }
    return zip(sorted, sorted.dropFirst()).allSatisfy { lower, upper in
      zip(lower.ranks, upper.ranks).allSatisfy { $0 <= $1 }
    }
  }

  /// What f can be, in ascending order.
  var shifts: [Int] { (0...9).filter { (Int(highest) + 1) << $0 <= Self.rangeLimit } }

  /// The smallest f with which something fulfils the constraints; nil where none was found.
  ///
  /// Numbers that fulfil them for f do so for f + 1 when they are doubled. Where 2^f is the number of values of a or of b, a circle of
  /// constraints cannot add up more than that many differences of 1, so a larger f has no more solutions.
  var leastShift: Int? {
    let enough = (min(counts.a, counts.b) - 1).bitWidth - (min(counts.a, counts.b) - 1).leadingZeroBitCount
    var least: Int?
    for f in shifts.reversed() where f <= enough {
      var numbers = Numbers(counts, fromA: 0, fromB: 0)
      switch Relaxation(self, f: f).settle(&numbers) {
      case .settled: least = f
      // With a smaller f all numbers are smaller.
      case .tooLarge where least == nil: continue
      case .tooLarge, .endless: return least
      }
    }
    return least
  }

  /// What the constraints for one f imply; nil when nothing was found that fulfils them.
  func implied(f: Int) -> ImpliedDifferences? {
    let relaxation = Relaxation(self, f: f)
    func numbers(fromA a: Int16, fromB b: Int16) -> Numbers? {
      var numbers = Numbers(counts, fromA: a, fromB: b)
      return relaxation.settle(&numbers) == .settled ? numbers : nil
    }
    guard let least = numbers(fromA: 0, fromB: 0), let fromA = numbers(fromA: 0, fromB: -Self.unlimited),
      let fromB = numbers(fromA: -Self.unlimited, fromB: 0)
    else { return nil }
    return ImpliedDifferences(least: least, fromA: fromA, fromB: fromB, step: 1 << Int16(f))
  }

  /// A number for each value of a and of b.
  struct Numbers {
    fileprivate(set) var u: [Int16]
    fileprivate(set) var v: [Int16]

    fileprivate init(_ counts: (a: Int, b: Int), fromA a: Int16, fromB b: Int16) {
      u = [Int16](repeating: a, count: counts.a)
      v = [Int16](repeating: b, count: counts.b)
    }
  }

  /// Bellman and Ford's relaxation over all pairs of a number of a and one of b.
  private struct Relaxation {
    /// For each b and a the limits of u − v.
    let lower: [Int16]
    let upper: [Int16]
    let sweepLimit: Int

    enum Outcome { case settled, tooLarge, endless }

    init(_ constraints: DifferenceConstraints, f: Int) {
      let (step, highest) = (Int16(1) << Int16(f), constraints.highest)
      lower = constraints.eachRank { $0 <= 0 ? -unlimited : $0 &* step }
      upper = constraints.eachRank { $0 == free || $0 == highest ? unlimited : ($0 &+ 1) &* step &- 1 }
      // A path without a circle visits each a and b once, and a sweep goes from b to a and back.
      sweepLimit = min(constraints.counts.a, constraints.counts.b) + 2
    }

    /// Raises numbers until they fulfil all constraints; some get larger than `growthLimit`, or it has no end.
    ///
    /// The values of b take turns, again and again, until no one of them has changed anything.
    func settle(_ numbers: inout Numbers) -> Outcome {
      let outcome = numbers.u.withUnsafeMutableBufferPointer { u in
        numbers.v.withUnsafeMutableBufferPointer { v in
          lower.withUnsafeBufferPointer { lower in
            upper.withUnsafeBufferPointer { upper in Self.settle(u, v, lower, upper, sweepLimit) }
          }
        }
      }
      // What has an end can be too large, too.
      return outcome != .endless && numbers.u.contains { $0 > growthLimit } ? .tooLarge : outcome
    }

    private static func settle(
      _ u: UnsafeMutableBufferPointer<Int16>, _ v: UnsafeMutableBufferPointer<Int16>,
      _ lower: UnsafeBufferPointer<Int16>, _ upper: UnsafeBufferPointer<Int16>, _ sweepLimit: Int
    ) -> Outcome {
      let count = u.count
      // How many values of b in a row have changed nothing.
      var quiet = 0
      for sweep in 0..<sweepLimit {
        for b in 0..<v.count {
          let (base, old) = (b * count, v[b])
          var most = old
          for a in 0..<count {
            let wanted = u[a] &- upper[base &+ a]
            most = wanted > most ? wanted : most
          }
          v[b] = most
          // No v exceeds all u, and no u exceeds all v by more than `rangeLimit`: sums stay within 16 bits.
          guard most <= growthLimit else { return .tooLarge }
          var changes = most ^ old
          if changes != 0 || sweep == 0 {
            for a in 0..<count {
              let wanted = most &+ lower[base &+ a]
              let old = u[a]
              let new = wanted > old ? wanted : old
              changes |= new ^ old
              u[a] = new
            }
          }
          quiet = changes == 0 ? quiet + 1 : 0
          if quiet == v.count { return .settled }
        }
      }
      return .endless
    }
  }

  /// A number for each row, made from its rank.
  private func eachRank(_ number: (Int16) -> Int16) -> [Int16] {
    [Int16](unsafeUninitializedCapacity: ranks.count) { numbers, count in
      for row in 0..<ranks.count { numbers[row] = number(ranks[row]) }
      count = ranks.count
    }
  }
}
