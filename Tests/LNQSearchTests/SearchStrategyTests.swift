import LNQRandom
import Testing

@testable import LNQSearch

@Suite("Search strategies")
struct SearchStrategyTests {
  private static let space = SearchSpace([
    SearchParameter("rate", ParameterRange(1e-5, 1, scale: .logarithmic)),
    SearchParameter("size", ParameterRange(8, 512, isWhole: true, scale: .logarithmic)),
    SearchParameter("bits", ParameterRange(2, 16, isWhole: true)),
    SearchParameter("share", ParameterRange(0, 1)),
  ])

  /// A valley with its bottom at positions 0.7, 0.3, 0.6, 0.2.
  private static func valley(_ point: SearchPoint) -> Double {
    zip(space.positions(of: point), [0.7, 0.3, 0.6, 0.2]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  private static func strategy(_ algorithm: SearchAlgorithm, seed: UInt64, size: Int = 10) -> SearchStrategy {
    SearchStrategy(space: space, algorithm: algorithm, generationSize: size, seed: seed)
  }

  /// Several generations, with these costs.
  private static func search(
    _ strategy: SearchStrategy, generations: Int, _ costs: (SearchPoint) -> [Double]?
  ) -> [SearchObservation] {
    var history: [SearchObservation] = []
    for number in 1...generations {
      history += strategy.generation(number, after: history).map { SearchObservation($0, costs: costs($0)) }
    }
    return history
  }

  @Test(
    "on a known valley, tpe and evolution get lower than random draws with the same number of trials",
    arguments: [SearchAlgorithm.tpe, .evolution])
  func beatsRandom(algorithm: SearchAlgorithm) {
    func best(_ algorithm: SearchAlgorithm, _ seed: UInt64) -> Double {
      Self.search(Self.strategy(algorithm, seed: seed), generations: 8) { [Self.valley($0)] }
        .compactMap { $0.costs?[0] }.min() ?? .infinity
    }
    let seeds: [UInt64] = Array(1...20)
    let (found, drawn) = (seeds.map { best(algorithm, $0) }, seeds.map { best(.random, $0) })
    #expect(zip(found, drawn).count { $0 < $1 } >= 18)
    let (mean, randomMean) = (found.reduce(0, +) / 20, drawn.reduce(0, +) / 20)
    #expect(mean < randomMean / 3, "\(mean) against \(randomMean)")
  }

  @Test(
    "with two costs, tpe and evolution find more of the front than random draws",
    arguments: [SearchAlgorithm.tpe, .evolution])
  func twoCosts(algorithm: SearchAlgorithm) {
    /// The front: share anywhere, all other positions at 0.
    func costs(_ point: SearchPoint) -> [Double] {
      let positions = Self.space.positions(of: point)
      let distance = positions[0] + positions[1] + positions[2]
      return [positions[3] + distance, (1 - positions[3]) * (1 - positions[3]) + distance]
    }
    /// The area that the front dominates below (2, 2): the larger the better.
    func area(_ algorithm: SearchAlgorithm, _ seed: UInt64) -> Double {
      let found = Self.search(Self.strategy(algorithm, seed: seed), generations: 8, costs).compactMap(\.costs)
      let front = ParetoRanking(found).front.map { found[$0] }.filter { $0[0] < 2 && $0[1] < 2 }
        .sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
      var (area, height) = (0.0, 2.0)
      for costs in front {
        area += (2 - costs[0]) * max(0, height - costs[1])
        height = min(height, costs[1])
      }
      return area
    }
    let seeds: [UInt64] = Array(1...10)
    #expect(seeds.count { area(algorithm, $0) > area(.random, $0) } >= 9)
  }

  @Test("equal seeds propose equal points, other seeds others", arguments: SearchAlgorithm.allCases)
  func deterministic(algorithm: SearchAlgorithm) {
    func points(_ seed: UInt64) -> [SearchPoint] {
      Self.search(Self.strategy(algorithm, seed: seed), generations: 4) { [Self.valley($0)] }.map(\.point)
    }
    #expect(points(1) == points(1))
    #expect(points(1) != points(2))
  }

  @Test("a generation follows from the earlier ones alone", arguments: SearchAlgorithm.allCases)
  func generations(algorithm: SearchAlgorithm) {
    let strategy = Self.strategy(algorithm, seed: 5)
    let history = Self.search(strategy, generations: 3) { [Self.valley($0)] }
    // Asked again out of order, as after a break.
    for number in [3, 1, 2] {
      let earlier = Array(history.prefix((number - 1) * 10))
      #expect(strategy.generation(number, after: earlier) == history[(number - 1) * 10..<number * 10].map(\.point))
    }
  }

  @Test("no point comes twice, and all lie within the space", arguments: SearchAlgorithm.allCases)
  func distinct(algorithm: SearchAlgorithm) {
    let points = Self.search(Self.strategy(algorithm, seed: 3), generations: 10) { [Self.valley($0)] }.map(\.point)
    #expect(points.count == 100)
    #expect(Set(points).count == 100)
    for point in points {
      for (parameter, value) in zip(Self.space.parameters, point.values) {
        #expect(value >= parameter.range.low && value <= parameter.range.high)
        #expect(!parameter.range.isWhole || value == value.rounded())
      }
    }
  }

  @Test("a small space is searched whole, and then there is no further point", arguments: SearchAlgorithm.allCases)
  func exhausted(algorithm: SearchAlgorithm) {
    let small = SearchSpace([
      SearchParameter("a", ParameterRange(1, 3, isWhole: true)),
      SearchParameter("b", ParameterRange(1, 5, isWhole: true)),
    ])
    #expect(small.count == 15)
    let strategy = SearchStrategy(space: small, algorithm: algorithm, generationSize: 10, seed: 1)
    let history = Self.search(strategy, generations: 3) { [$0.values[0] + $0.values[1]] }
    #expect(history.count == 15)
    #expect(Set(history.map(\.point)).count == 15)
    #expect(Self.space.count == nil)
  }

  @Test("a space without parameters has one point", arguments: SearchAlgorithm.allCases)
  func noParameters(algorithm: SearchAlgorithm) {
    let strategy = SearchStrategy(space: SearchSpace([]), algorithm: algorithm, generationSize: 10, seed: 1)
    #expect(Self.search(strategy, generations: 3) { _ in [1] }.count == 1)
  }

  @Test("failed trials are avoided, and a history of failures is none", arguments: SearchAlgorithm.allCases)
  func failures(algorithm: SearchAlgorithm) {
    let strategy = Self.strategy(algorithm, seed: 8)
    let failed = strategy.generation(1, after: []).map { SearchObservation($0, costs: nil) }
    #expect(strategy.generation(2, after: failed).count == 10)
    // Everything above the middle of the first parameter fails.
    let history = Self.search(strategy, generations: 8) { point in
      Self.space.positions(of: point)[0] > 0.5 ? nil : [Self.valley(point)]
    }
    let late = history.suffix(40).count { $0.costs == nil }
    if algorithm == .random { #expect(late > 10) } else { #expect(late < 20) }
  }

  @Test("a cost that is not finite is a failure")
  func notFinite() {
    let point = SearchPoint([1])
    #expect(SearchObservation(point, costs: [.nan, 1]).costs == nil)
    #expect(SearchObservation(point, costs: [.infinity]).costs == nil)
    #expect(SearchObservation(point, costs: [0.5]).costs == [0.5])
  }
}
