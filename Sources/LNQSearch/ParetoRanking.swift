/// Which of several results are better, when each has one or more costs.
///
/// One result dominates another when no cost of it is higher and one is lower. Those that none dominates are the Pareto front, rank
/// 0; without them the next front is rank 1, and so on. Within a front those come first that are more alone: Deb et al.,
/// "A fast and elitist multiobjective genetic algorithm: NSGA-II", 2002. With one cost that is the order of the costs.
public struct ParetoRanking: Hashable, Sendable {
  /// The number of each result's front, from 0.
  public let ranks: [Int]
  /// How alone each is in its front: the sum over the costs of the distance between its two neighbours, as a share of the front's
  /// extent; infinite for the ends. A cost that is the same in the whole front counts nothing.
  public let crowding: [Double]
  /// The results' indices, best first: by rank, then the more alone first, then the earlier first.
  public let order: [Int]

  /// Ranks results.
  ///
  /// - Precondition: all have equally many costs, and all costs are finite.
  public init(_ costs: [[Double]]) {
    precondition(
      costs.allSatisfy { $0.count == costs[0].count && $0.allSatisfy(\.isFinite) }, "costs of different kinds")
    let ranks = Self.ranks(costs)
    var crowding = [Double](repeating: 0, count: costs.count)
    for rank in 0..<((ranks.max() ?? -1) + 1) {
      let front = costs.indices.filter { ranks[$0] == rank }
      for cost in costs[front[0]].indices { Self.addCrowding(of: front, by: cost, in: costs, to: &crowding) }
    }
    order = costs.indices.sorted {
      (ranks[$0], -crowding[$0], $0) < (ranks[$1], -crowding[$1], $1)
    }
    self.ranks = ranks
    self.crowding = crowding
  }

  /// The indices of the Pareto front, in the order of the results.
  public var front: [Int] { ranks.indices.filter { ranks[$0] == 0 } }

  /// Whether no cost of `left` is higher, and one is lower.
  static func dominates(_ left: [Double], _ right: [Double]) -> Bool {
    var isLower = false
    for (left, right) in zip(left, right) {
      if left > right { return false }
      if left < right { isLower = true }
    }
    return isLower
  }

  /// Takes away one front after the other.
  private static func ranks(_ costs: [[Double]]) -> [Int] {
    var dominators = [Int](repeating: 0, count: costs.count)
    var dominated = [[Int]](repeating: [], count: costs.count)
    for left in costs.indices {
      for right in costs.indices where dominates(costs[left], costs[right]) {
        dominated[left].append(right)
        dominators[right] += 1
      }
    }
    var ranks = [Int](repeating: 0, count: costs.count)
    var front = costs.indices.filter { dominators[$0] == 0 }
    var rank = 0
    while !front.isEmpty {
      var next: [Int] = []
      for member in front {
        ranks[member] = rank
        for other in dominated[member] {
          dominators[other] -= 1
          if dominators[other] == 0 { next.append(other) }
        }
      }
      front = next
      rank += 1
    }
    return ranks
  }

  private static func addCrowding(of front: [Int], by cost: Int, in costs: [[Double]], to crowding: inout [Double]) {
    let sorted = front.sorted { (costs[$0][cost], $0) < (costs[$1][cost], $1) }
    let (first, last) = (sorted[0], sorted[sorted.count - 1])
    let extent = costs[last][cost] - costs[first][cost]
    guard extent > 0 else { return }
    crowding[first] = .infinity
    crowding[last] = .infinity
    for index in sorted.indices.dropFirst().dropLast() {
      crowding[sorted[index]] += (costs[sorted[index + 1]][cost] - costs[sorted[index - 1]][cost]) / extent
    }
  }
}
