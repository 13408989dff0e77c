import LNQRandom

/// Draws children of the best points: NSGA-II's selection (Deb et al. 2002), crossover and mutation of positions.
///
/// The population is the best points of all that were tried and did not fail, by `ParetoRanking`. Each of the two parents is the
/// better one of two that are drawn from the population. A child has each position from either parent. Then each position is
/// mutated with a probability of one in the number of parameters, and one at least is: a normal deviate of 0.15 is added, and what
/// lies outside of 0...1 is reflected at the end.
struct EvolutionSampler: PointSampler {
  private static let deviation = 0.15

  private let space: SearchSpace
  /// Positions of the population, best first.
  private let population: [[Double]]

  /// - Precondition: a trial of `history` did not fail.
  init(space: SearchSpace, history: [SearchObservation], populationSize: Int) {
    self.space = space
    let finished = history.filter { $0.costs != nil }
    let order = ParetoRanking(finished.compactMap(\.costs)).order
    population = order.prefix(populationSize).map { space.positions(of: finished[$0].point) }
  }

  func point(beside points: [SearchPoint], _ random: inout SplitMix64) -> SearchPoint {
    let (mother, father) = (parent(&random), parent(&random))
    var child = mother
    for index in child.indices where random.uniform() < 0.5 { child[index] = father[index] }
    let certain = random.uniform(below: child.count)
    for index in child.indices {
      let isMutated = random.uniform() < 1 / Double(child.count)
      if isMutated || index == certain {
        child[index] = Self.reflected(child[index] + Self.deviation * random.normal())
      }
    }
    return space.point(at: child)
  }

  private func parent(_ random: inout SplitMix64) -> [Double] {
    let (first, second) = (random.uniform(below: population.count), random.uniform(below: population.count))
    return population[min(first, second)]
  }

  /// A normal deviate of `deviation` leaves 0...1 by less than 2.
  private static func reflected(_ position: Double) -> Double {
    let inside = position < 0 ? -position : position
    return inside > 1 ? max(0, 2 - inside) : inside
  }
}
