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
  static let free: Int16 = -1

  /// How often all constraints are looked at before it gives up, and how far numbers without ranges grow.
  private static let (sweepLimit, growthLimit) = (120, Int16(4_000))
  private static let unlimited = Int16(16_000)

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

  /// The ranges of the two summands: u' = u − z < 2^`uBits` and w' = z + q · 2^f − v < 2^`wBits`, both 0 or more.
  struct Ranges {
    let uBits: Int
    let wBits: Int
    let q: Int16
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

  /// The limits of u − v for each row, for one f.
  struct Limits {
    fileprivate let lower: [Int16]
    fileprivate let upper: [Int16]
    fileprivate let step: Int16
  }

  func limits(f: Int) -> Limits {
    let step = Int16(1) << Int16(f)
    return Limits(
      lower: ranks.map { $0 <= 0 ? -Self.unlimited : $0 * step },
      upper: ranks.map { $0 == Self.free || $0 == highest ? Self.unlimited : ($0 + 1) * step - 1 }, step: step)
  }

  /// u' and w', whose sum's bits above the lowest f are the rank plus q; nil when none were found.
  ///
  /// - Parameter ranges: nil for numbers of any size.
  func solve(_ limits: Limits, ranges: Ranges?) -> (u: [Int16], w: [Int16])? {
    var u = [Int16](repeating: 0, count: counts.a)
    var v = [Int16](repeating: 0, count: counts.b)
    var z: Int16 = 0
    let offset = (ranges?.q ?? 0) * limits.step
    func range(_ bits: Int?) -> Int16 { bits.map { Int16(min(Int(Self.unlimited), (1 << $0) - 1)) } ?? Self.unlimited }
    let (uRange, wRange) = (range(ranges?.uBits), range(ranges?.wBits))
    // Of a solution whose smallest number is 0 none is larger than this, and the relaxation stays below every solution.
    let limit = ranges == nil ? Self.growthLimit : Int16(min(15_000, Int(uRange) + Int(wRange) + Int(offset)))
    let converged = u.withUnsafeMutableBufferPointer { u in
      v.withUnsafeMutableBufferPointer { v in
        limits.lower.withUnsafeBufferPointer { lower in
          limits.upper.withUnsafeBufferPointer { upper in
            for _ in 0..<Self.sweepLimit {
              if Self.sweep(u, v, lower, upper) {
                if ranges == nil { return true }
                var (moved, most) = (false, z)
                for a in 0..<counts.a { most = max(most, u[a] - uRange) }
                for b in 0..<counts.b { most = max(most, v[b] - offset) }
                if most > z { (z, moved) = (most, true) }
                for a in 0..<counts.a where u[a] < z { (u[a], moved) = (z, true) }
                for b in 0..<counts.b where v[b] < z + offset - wRange { (v[b], moved) = (z + offset - wRange, true) }
                if !moved { return true }
              }
              if z > limit || u.contains(where: { $0 > limit }) { return false }
            }
            return false
          }
        }
      }
    }
    guard converged else { return nil }
    return (u.map { $0 - z }, v.map { z + offset - $0 })
  }

  /// Raises u, then v, to what the constraints demand; whether nothing changed.
  private static func sweep(
    _ u: UnsafeMutableBufferPointer<Int16>, _ v: UnsafeMutableBufferPointer<Int16>,
    _ lower: UnsafeBufferPointer<Int16>, _ upper: UnsafeBufferPointer<Int16>
  ) -> Bool {
    let count = u.count
    var changes: Int16 = 0
    for b in 0..<v.count {
      let (base, own) = (b * count, v[b])
      for a in 0..<count {
        let wanted = own &+ lower[base &+ a]
        let old = u[a]
        let new = wanted > old ? wanted : old
        changes |= new ^ old
        u[a] = new
      }
    }
    for b in 0..<v.count {
      let base = b * count
      var most = v[b]
      for a in 0..<count {
        let wanted = u[a] &- upper[base &+ a]
        most = wanted > most ? wanted : most
      }
      changes |= most ^ v[b]
      v[b] = most
    }
    return changes == 0
  }
}
