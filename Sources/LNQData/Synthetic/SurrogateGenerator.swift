import LNQRandom

/// `SurrogateParameters` laid out for drawing rows fast.
///
/// Rows come in blocks of 4,096. Block b takes stream b of the seed, so a block does not depend on the others, on the
/// number of rows or on the thread. A row takes one number for its component, one for each latent feature and one for
/// its class, in this order. Only operations are used that IEEE 754 rounds the same everywhere: equal seeds give equal
/// bytes on every machine.
struct SurrogateGenerator: Sendable {
  /// Counts the changes of what is drawn from the same parameters and seed; part of the provenance.
  static let version = 1
  static let blockSize = 4096
  /// Rows that go through each step together.
  private static let tileSize = 64

  let featureCount: Int
  private let latentCount: Int
  private let hiddenCount: Int
  private let classCount: Int
  private let mixture: GaussianMixture
  private let hidden: SurrogateParameters.Affine
  private let output: SurrogateParameters.Affine
  private let quantiles: QuantileTransform
  /// For each column the latent feature that it shows.
  private let latentOfFeature: [Int]
  private let isInteger: [Bool]

  /// - Precondition: the parameters are checked (every `SurrogateParameters` is).
  init(_ parameters: SurrogateParameters) {
    featureCount = parameters.features.count
    latentCount = parameters.latentFeatures.count
    hiddenCount = parameters.posterior.hidden.bias.count
    classCount = parameters.classes.count
    mixture = GaussianMixture(parameters.components)
    hidden = parameters.posterior.hidden
    output = parameters.posterior.output
    quantiles = QuantileTransform(
      probabilities: parameters.probabilities,
      quantiles: parameters.latentFeatures.map { parameters.quantiles[$0] ?? [] })
    latentOfFeature = parameters.features.map { parameters.latentIndex(of: $0) ?? 0 }
    isInteger = parameters.features.map(parameters.integerFeatures.contains)
  }

  /// Draws rows `block` · 4096 ..< `block` · 4096 + `rowCount` of a seed.
  /// - Precondition: `rowCount` ≤ 4096; there is room for that many labels and rows of features.
  func draw(
    block: Int, seed: UInt64, rowCount: Int, features: UnsafeMutablePointer<Float>,
    labels: UnsafeMutablePointer<Int32>
  ) {
    let lanes = Self.tileSize
    let scratchSize = (latentCount + hiddenCount + classCount + 1) * lanes + latentCount
    withUnsafeTemporaryAllocation(of: Double.self, capacity: scratchSize) { scratch in
      guard let latent = scratch.baseAddress else { return }
      scratch.initialize(repeating: 0)
      let hidden = latent + latentCount * lanes
      let logits = hidden + hiddenCount * lanes
      let choices = logits + classCount * lanes
      let normals = choices + lanes
      var random = SplitMix64(seed: seed, stream: UInt64(block))
      var start = 0
      while start < rowCount {
        let count = min(lanes, rowCount - start)
        var lane = 0
        while lane < count {
          mixture.draw(&random, normals: normals, into: latent + lane, stride: lanes)
          choices[lane] = random.uniform()
          lane += 1
        }
        computeLogits(latent: latent, hidden: hidden, logits: logits)
        chooseClasses(logits: logits, choices: choices, count: count, labels: labels + start)
        fillFeatures(latent: latent, count: count, features: features + start * featureCount)
        start += count
      }
    }
  }

  /// logits = output · tanh(hidden · latent), for all lanes, each array with one lane after the other.
  private func computeLogits(
    latent: UnsafeMutablePointer<Double>, hidden activations: UnsafeMutablePointer<Double>,
    logits: UnsafeMutablePointer<Double>
  ) {
    Self.apply(hidden, to: latent, result: activations, lanes: Self.tileSize)
    var i = 0
    while i < hiddenCount * Self.tileSize {
      // tanh(x) = 1 − 2 / (e^(2x) + 1), absolute error below 2^−50.
      activations[i] = 1 - 2 / (PortableMath.exp(2 * activations[i]) + 1)
      i += 1
    }
    Self.apply(output, to: activations, result: logits, lanes: Self.tileSize)
  }

  private static func apply(
    _ layer: SurrogateParameters.Affine, to input: UnsafeMutablePointer<Double>,
    result: UnsafeMutablePointer<Double>, lanes: Int
  ) {
    for (row, weights) in layer.weight.enumerated() {
      let sums = result + row * lanes
      sums.update(repeating: layer.bias[row], count: lanes)
      for (column, weight) in weights.enumerated() { addScaled(sums, input + column * lanes, weight) }
    }
  }

  /// sums += weight · values, one tile.
  private static func addScaled(
    _ sums: UnsafeMutablePointer<Double>, _ values: UnsafeMutablePointer<Double>, _ weight: Double
  ) {
    var i = 0
    while i < tileSize {
      sums[i] += weight * values[i]
      i += 1
    }
  }

  /// Draws each lane's class from the softmax of its logits: the first whose cumulated share exceeds the lane's choice.
  private func chooseClasses(
    logits: UnsafeMutablePointer<Double>, choices: UnsafeMutablePointer<Double>, count: Int,
    labels: UnsafeMutablePointer<Int32>
  ) {
    let lanes = Self.tileSize
    var i = 0
    while i < classCount * lanes {
      logits[i] = PortableMath.exp(logits[i])
      i += 1
    }
    for lane in 0..<count {
      var total = 0.0
      for c in 0..<classCount { total += logits[c * lanes + lane] }
      var rest = choices[lane] * total
      var label = 0
      while label < classCount - 1, rest >= logits[label * lanes + lane] {
        rest -= logits[label * lanes + lane]
        label += 1
      }
      labels[lane] = Int32(label)
    }
  }

  private func fillFeatures(
    latent: UnsafeMutablePointer<Double>, count: Int, features: UnsafeMutablePointer<Float>
  ) {
    let lanes = Self.tileSize
    for column in 0..<featureCount {
      let source = latent + latentOfFeature[column] * lanes
      quantiles.transform(
        source, count: count, latent: latentOfFeature[column], isInteger: isInteger[column],
        into: features + column, stride: featureCount)
    }
  }
}
