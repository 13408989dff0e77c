import LNQRandom
import Testing

@testable import LNQMapping

@Suite("Difference constraints")
struct DifferenceConstraintsTests {
  /// Constraints for the ranks of rounded sums, which have a solution; in most, some ranks were changed, so that there may be none.
  private struct Example {
    let (aCount, bCount): (Int, Int)
    let ranks: [Int16]
    let highest: Int16
    let constraints: DifferenceConstraints

    init(seed: Int) {
      let (aCount, bCount) = (4 + seed % 5, 3 + seed % 7)
      var random = SplitMix64(seed: UInt64(seed))
      func summands(_ count: Int) -> [Int] { (0..<count).map { _ in Int.random(in: 0..<40, using: &random) } }
      let (u, v) = (summands(aCount), summands(bCount))
      var ranks = v.flatMap { v in u.map { Int16(($0 + v) / 13) } }
      for _ in 0..<seed % 3 { ranks[Int.random(in: 0..<ranks.count, using: &random)] += 1 }
      if seed % 2 == 0 { ranks[Int.random(in: 0..<ranks.count, using: &random)] = DifferenceConstraints.free }
      (self.aCount, self.bCount, self.ranks, highest) = (aCount, bCount, ranks, ranks.max() ?? 0)
      constraints = DifferenceConstraints(ranks: ranks, aCount: aCount, bCount: bCount, highest: highest)
    }

    /// Whether there are u in 0 ... `uMost` and w in 0 ... `wMost` whose sums' bits above the lowest f are rank + q: by
    /// relaxation of one constraint after the other.
    func hasSolution(f: Int, q: Int, uMost: Int, wMost: Int) -> Bool {
      var u = [Int](repeating: 0, count: aCount)
      // −w
      var v = [Int](repeating: -wMost, count: bCount)
      while true {
        var changes = false
        for (row, rank) in ranks.enumerated() where rank != DifferenceConstraints.free {
          let (a, b) = (row % aCount, row / aCount)
          let (lower, upper) = ((Int(rank) + q) << f, (Int(rank) + q + 1) << f - 1)
          if rank > 0, u[a] < v[b] + lower { (u[a], changes) = (v[b] + lower, true) }
          if rank < highest, v[b] < u[a] - upper { (v[b], changes) = (u[a] - upper, true) }
        }
        if u.contains(where: { $0 > uMost }) || v.contains(where: { $0 > 0 }) { return false }
        if !changes { return true }
      }
    }
  }

  @Test("numbers in ranges are found where there are any, and fulfil all constraints")
  func solutions() {
    for seed in 0..<60 {
      let example = Example(seed: seed)
      for f in 0...5 {
        let implied = example.constraints.implied(f: f)
        for (uBits, wBits, q) in [(4, 4, 0), (5, 5, 0), (6, 5, 1), (5, 7, 2), (8, 8, 3), (8, 3, 0), (10, 10, 14)] {
          let (uMost, wMost) = (1 << uBits - 1, 1 << wBits - 1)
          let found = implied?.solution(in: .init(uBits: uBits, wBits: wBits, q: Int16(q)))
          #expect(
            (found != nil) == example.hasSolution(f: f, q: q, uMost: uMost, wMost: wMost),
            "seed \(seed), f \(f), \(uBits) and \(wBits) bits, q \(q)")
          guard let (u, w) = found else { continue }
          #expect(u.allSatisfy { 0...uMost ~= Int($0) } && w.allSatisfy { 0...wMost ~= Int($0) })
          for (row, rank) in example.ranks.enumerated() where rank != DifferenceConstraints.free {
            let got = (Int(u[row % example.aCount]) + Int(w[row / example.aCount])) >> f - q
            #expect(min(max(got, 0), Int(example.highest)) == Int(rank))
          }
        }
      }
    }
  }

  @Test("the smallest shift is the first of those that have a solution, and some have none")
  func shifts() {
    let found = (0..<60).map { seed in
      let constraints = Example(seed: seed).constraints
      let possible = constraints.shifts.filter { constraints.implied(f: $0) != nil }
      #expect(constraints.leastShift == possible.first, "seed \(seed)")
      return possible.first
    }
    #expect(found.contains(nil) && Set(found.compactMap(\.self)).count > 1)
  }
}
