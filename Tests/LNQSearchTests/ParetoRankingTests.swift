import LNQRandom
import LNQSearch
import Testing

@Suite("Pareto ranking")
struct ParetoRankingTests {
  /// Every list of `count` pairs of costs in 0..<3.
  private static func lists(of count: Int) -> [[[Double]]] {
    var lists: [[[Double]]] = [[]]
    for _ in 0..<count {
      lists = lists.flatMap { list in (0..<9).map { list + [[Double($0 / 3), Double($0 % 3)]] } }
    }
    return lists
  }

  /// The front by the definition, without any of the ranking's own functions.
  private static func front(_ costs: [[Double]], among members: [Int]) -> [Int] {
    members.filter { member in
      !members.contains { other in
        let pairs = zip(costs[other], costs[member])
        return pairs.allSatisfy { $0 <= $1 } && pairs.contains { $0 < $1 }
      }
    }
  }

  private static func check(_ costs: [[Double]]) -> Bool {
    let ranking = ParetoRanking(costs)
    var left = Array(costs.indices)
    var rank = 0
    while !left.isEmpty {
      let front = front(costs, among: left)
      guard left.filter({ ranking.ranks[$0] == rank }) == front else { return false }
      if rank == 0, ranking.front != front { return false }
      left.removeAll { front.contains($0) }
      rank += 1
    }
    return ranking.order.sorted() == Array(costs.indices)
      && zip(ranking.order, ranking.order.dropFirst()).allSatisfy { ranking.ranks[$0] <= ranking.ranks[$1] }
  }

  @Test("the fronts are those of the definition, for all lists of up to 4 pairs of 3 costs", arguments: 0...4)
  func exhaustive(count: Int) {
    let lists = Self.lists(of: count)
    #expect(lists.count(where: { !Self.check($0) }) == 0)
  }

  @Test("the fronts are those of the definition, for seeded lists of 1 to 4 costs", arguments: 1...4)
  func seeded(dimensions: Int) {
    var random = SplitMix64(seed: UInt64(dimensions))
    for _ in 0..<200 {
      let costs = (0..<(1 + random.uniform(below: 30))).map { _ in
        (0..<dimensions).map { _ in Double(random.uniform(below: 10)) }
      }
      #expect(Self.check(costs), "\(costs)")
    }
  }

  @Test("one cost is ordered by itself, equal ones by who was first")
  func single() {
    let ranking = ParetoRanking([[3], [1], [2], [1]])
    #expect(ranking.order == [1, 3, 2, 0])
    #expect(ranking.ranks == [2, 0, 1, 0])
    #expect(ranking.front == [1, 3])
  }

  @Test("in a front the ends come first, then those with the most room")
  func crowding() {
    // A line with gaps 1, 1, 4, 2, 2 of 10 in both costs.
    let costs: [[Double]] = [[0, 10], [1, 9], [2, 8], [6, 4], [8, 2], [10, 0]]
    let ranking = ParetoRanking(costs)
    #expect(ranking.ranks.allSatisfy { $0 == 0 })
    #expect(ranking.crowding == [.infinity, 0.4, 1.0, 1.2, 0.8, .infinity])
    #expect(ranking.order == [0, 5, 3, 2, 4, 1])
  }

  @Test("nothing has no front")
  func empty() {
    #expect(ParetoRanking([]).order == [])
    #expect(ParetoRanking([]).front == [])
  }
}
