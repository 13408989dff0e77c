import LNQRandom

/// Everything that the points of a search follow from, apart from what came of the earlier ones.
///
/// Points come in generations of a fixed size. A generation follows from the seed, its number, and the results of all earlier
/// generations; so it does not matter in which order the trials of a generation end, or how many run side by side.
public struct SearchStrategy: Sendable {
  /// What is searched.
  public let space: SearchSpace
  /// How points are chosen.
  public let algorithm: SearchAlgorithm
  /// How many points a generation has.
  public let generationSize: Int
  /// What is drawn from.
  public let seed: UInt64

  /// How often a point that was there already is drawn again, by the algorithm and then at random.
  private static let attempts = (sampled: 100, random: 1000)

  /// Puts the parts together.
  ///
  /// - Precondition: generations have at least one point.
  public init(space: SearchSpace, algorithm: SearchAlgorithm, generationSize: Int = 10, seed: UInt64) {
    precondition(generationSize > 0, "generations of \(generationSize) points")
    self.space = space
    self.algorithm = algorithm
    self.generationSize = generationSize
    self.seed = seed
  }

  /// The points of a generation. None was there before, in `history` or in the generation.
  ///
  /// - Parameters:
  ///   - number: the generation's, from 1; the first one is drawn at random.
  ///   - history: all points of the earlier generations, in the order in which they were proposed.
  /// - Returns: fewer points than the size of a generation when no others were found, which happens where `space.count` is small.
  public func generation(_ number: Int, after history: [SearchObservation]) -> [SearchPoint] {
    var random = SplitMix64(seed: seed, stream: UInt64(number))
    let sampler = sampler(history)
    var known = Set(history.map(\.point))
    var points: [SearchPoint] = []
    while points.count < generationSize {
      guard let point = newPoint(sampler, beside: points, known, &random) else { break }
      known.insert(point)
      points.append(point)
    }
    return points
  }

  private func sampler(_ history: [SearchObservation]) -> any PointSampler {
    let anywhere = RandomSampler(space: space)
    guard !space.parameters.isEmpty, history.contains(where: { $0.costs != nil }) else { return anywhere }
    return switch algorithm {
    case .random: anywhere
    case .tpe: ParzenSampler(space: space, history: history)
    case .evolution: EvolutionSampler(space: space, history: history, populationSize: generationSize)
    }
  }

  private func newPoint(
    _ sampler: any PointSampler, beside points: [SearchPoint], _ known: Set<SearchPoint>, _ random: inout SplitMix64
  ) -> SearchPoint? {
    let anywhere = RandomSampler(space: space)
    for attempt in 0..<(Self.attempts.sampled + Self.attempts.random) {
      let isSampled = attempt < Self.attempts.sampled
      let point = isSampled ? sampler.point(beside: points, &random) : anywhere.point(beside: points, &random)
      if !known.contains(point) { return point }
    }
    return nil
  }
}

/// How a search chooses its points.
public enum SearchAlgorithm: String, Sendable, CaseIterable {
  /// Each point anew, all positions equally probable.
  case random
  /// `ParzenSampler`: tree-structured Parzen estimators.
  case tpe
  /// `EvolutionSampler`: selection, crossover and mutation.
  case evolution
}

/// Draws points of a space.
protocol PointSampler {
  /// One point. It may be one that was there before.
  ///
  /// - Parameter points: those of the same generation that were drawn before; nothing is known of them yet.
  func point(beside points: [SearchPoint], _ random: inout SplitMix64) -> SearchPoint
}

/// Draws every position with the same probability.
struct RandomSampler: PointSampler {
  let space: SearchSpace

  func point(beside points: [SearchPoint], _ random: inout SplitMix64) -> SearchPoint {
    space.point(at: space.parameters.map { _ in random.uniform() })
  }
}
