internal import CSurrogate

/// The numbers of `SurrogateParameters` in the order in which `CSurrogate` reads them.
struct SurrogateLayout: Sendable {
  /// The most of each that there can be.
  static let most = (
    latents: Int(LNQ_MOST_LATENTS), hidden: Int(LNQ_MOST_HIDDEN), classes: Int(LNQ_MOST_CLASSES)
  )

  private let counts: (latents: Int, hidden: Int, classes: Int, components: Int, intervals: Int)
  private let cumulated: Range<Int>
  private let means: Range<Int>
  private let factors: Range<Int>
  private let hidden: (bias: Range<Int>, weight: Range<Int>)
  private let output: (bias: Range<Int>, weight: Range<Int>)
  private let cubics: Range<Int>
  private let lines: Range<Int>
  private let borders: Range<Int>
  private let limits: ClosedRange<Double>
  /// All of them.
  private let numbers: [Double]
  private let bucketCount: Int
  private let firstInterval: [Int32]
  private let latentOfFeature: [Int32]
  private let isInteger: [UInt8]

  /// - Precondition: the parameters are checked.
  init(_ parameters: SurrogateParameters) {
    var numbers: [Double] = []
    func append(_ part: [Double]) -> Range<Int> {
      numbers += part
      return numbers.count - part.count..<numbers.count
    }
    counts = (
      parameters.latentFeatures.count, parameters.posterior.hidden.bias.count, parameters.classes.count,
      parameters.components.count, parameters.probabilities.count - 1
    )
    let (latents, width) = (counts.latents, Self.width(counts.latents))
    let total = parameters.components.reduce(0) { $0 + $1.weight }
    var sum = 0.0
    cumulated = append(
      parameters.components.map {
        sum += $0.weight
        return sum / total
      })
    means = append(parameters.components.flatMap { Self.padded($0.mean, to: width) })
    factors = append(
      parameters.components.flatMap { component in
        (0..<latents).flatMap { j in
          Self.padded((0..<latents).map { i in i < j ? 0 : component.cholesky[i][j] }, to: width)
        }
      })
    func append(_ layer: SurrogateParameters.Affine, inputs: Int) -> (bias: Range<Int>, weight: Range<Int>) {
      let width = Self.width(layer.bias.count)
      let weight = (0..<inputs).flatMap { j in Self.padded(layer.weight.map { $0[j] }, to: width) }
      return (append(Self.padded(layer.bias, to: width)), append(weight))
    }
    hidden = append(parameters.posterior.hidden, inputs: latents)
    output = append(parameters.posterior.output, inputs: counts.hidden)
    cubics = append(NormalCubics.coefficients)
    let (chances, intervals) = (parameters.probabilities, counts.intervals)
    let quantiles = parameters.latentFeatures.map { parameters.quantiles[$0] ?? [] }
    lines = append(quantiles.flatMap { Self.lines(through: $0, over: chances) })
    limits = chances[0]...chances[intervals]
    bucketCount = Self.bucketCount(chances)
    firstInterval = (0...bucketCount).map { [bucketCount] bucket in
      let lower = Double(bucket) / Double(bucketCount)
      return Int32(max(0, min(intervals, chances.prefix { $0 <= lower }.count) - 1))
    }
    borders = append(firstInterval.map { Int($0) + 1 < intervals ? chances[Int($0) + 1] : 2 })
    self.numbers = numbers
    latentOfFeature = parameters.features.map { Int32(parameters.latentIndex(of: $0) ?? 0) }
    isInteger = parameters.features.map { parameters.integerFeatures.contains($0) ? 1 : 0 }
  }

  /// Gives `body` the numbers, which are valid until it returns.
  func withSurrogate(_ body: (UnsafePointer<lnq_surrogate>) -> Void) {
    numbers.withUnsafeBufferPointer { numbers in
      firstInterval.withUnsafeBufferPointer { firstInterval in
        latentOfFeature.withUnsafeBufferPointer { latentOfFeature in
          isInteger.withUnsafeBufferPointer { isInteger in
            func start(_ part: Range<Int>) -> UnsafePointer<Double>? {
              numbers.baseAddress.map { $0 + part.lowerBound }
            }
            var surrogate = lnq_surrogate(
              latents: counts.latents, latent_width: Self.width(counts.latents), hidden: counts.hidden,
              hidden_width: Self.width(counts.hidden), classes: counts.classes, class_width: Self.width(counts.classes),
              features: latentOfFeature.count, components: counts.components, cumulated: start(cumulated),
              means: start(means), factors: start(factors), hidden_bias: start(hidden.bias),
              hidden_weight: start(hidden.weight), output_bias: start(output.bias), output_weight: start(output.weight),
              cubics: start(cubics), limit: NormalCubics.limit, nodes_per_unit: NormalCubics.nodesPerUnit,
              lowest: limits.lowerBound, highest: limits.upperBound, first_interval: firstInterval.baseAddress,
              borders: start(borders), bucket_count: Double(bucketCount), lines: start(lines),
              intervals: counts.intervals, latent_of_feature: latentOfFeature.baseAddress,
              is_integer: isInteger.baseAddress)
            body(&surrogate)
          }
        }
      }
    }
  }

  /// So many parts of 0 ... 1 that none has more than one border between intervals; a power of two, so that u · count is exact.
  static func bucketCount(_ probabilities: [Double]) -> Int {
    let gap = zip(probabilities, probabilities.dropFirst()).map { $1 - $0 }.min() ?? 1
    var count = 256
    while Double(count) * gap <= 1 { count *= 2 }
    return count
  }

  /// Of the lines between neighbouring quantiles where each begins, its slope, and 0.
  private static func lines(through values: [Double], over chances: [Double]) -> [Double] {
    (1..<values.count).flatMap { i in
      let rise = values[i] - values[i - 1]
      return [chances[i - 1], values[i - 1], rise / (chances[i] - chances[i - 1]), 0]
    }
  }

  private static func width(_ count: Int) -> Int {
    let lanes = Int(LNQ_SURROGATE_LANES)
    return (count + lanes - 1) / lanes * lanes
  }

  private static func padded(_ values: [Double], to width: Int) -> [Double] {
    values + [Double](repeating: 0, count: width - values.count)
  }
}
