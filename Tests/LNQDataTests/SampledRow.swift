import LNQRandom

@testable import LNQData

/// A row of jsc-synth by the words of `SurrogateParameters`, one number at a time.
struct SampledRow {
  let features: [Float]
  let label: Int32

  init(_ parameters: SurrogateParameters, _ random: inout SplitMix64) {
    let total = parameters.components.reduce(0) { $0 + $1.weight }
    let choice = random.uniform()
    var (place, sum) = (0, parameters.components[0].weight)
    while place < parameters.components.count - 1, choice >= sum / total {
      place += 1
      sum += parameters.components[place].weight
    }
    let component = parameters.components[place]
    let normals = parameters.latentFeatures.map { _ in random.normal() }
    let latent = component.mean.indices.map { i in
      (0...i).reduce(component.mean[i]) { $0 + component.cholesky[i][$1] * normals[$1] }
    }
    let hidden = Self.apply(parameters.posterior.hidden, latent).map { 1 - 2 / (PortableMath.exp(2 * $0) + 1) }
    let shares = Self.apply(parameters.posterior.output, hidden).map { PortableMath.exp($0) }
    var rest = random.uniform() * shares.reduce(0, +)
    var label = 0
    while label < shares.count - 1, rest >= shares[label] {
      rest -= shares[label]
      label += 1
    }
    self.label = Int32(label)
    features = parameters.features.map { feature in
      let name = parameters.copies[feature] ?? feature
      let score = latent[parameters.latentIndex(of: feature) ?? -1]
      let value = Self.quantile(
        parameters.quantiles[name] ?? [], at: Self.distribution(score), parameters.probabilities)
      return Float(parameters.integerFeatures.contains(feature) ? value.rounded(.toNearestOrEven) : value)
    }
  }

  private static func apply(_ layer: SurrogateParameters.Affine, _ input: [Double]) -> [Double] {
    zip(layer.weight, layer.bias).map { weights, bias in
      zip(weights, input).reduce(bias) { $0 + $1.0 * $1.1 }
    }
  }

  /// Φ(z) by the cubic of the nearest node.
  private static func distribution(_ z: Double) -> Double {
    let (limit, unit) = (NormalCubics.limit, NormalCubics.nodesPerUnit)
    let place = (min(max(z, -limit), limit) + limit) * unit
    let node = Int(place + 0.5)
    let distance = (place - Double(node)) / unit
    let c = (0..<4).map { NormalCubics.coefficients[4 * node + $0] }
    return c[0] + distance * (c[1] + distance * (c[2] + distance * c[3]))
  }

  private static func quantile(_ values: [Double], at chance: Double, _ probabilities: [Double]) -> Double {
    let u = min(max(chance, probabilities[0]), probabilities[probabilities.count - 1])
    let next = probabilities.dropLast().lastIndex { $0 <= u } ?? 0
    let slope = (values[next + 1] - values[next]) / (probabilities[next + 1] - probabilities[next])
    return values[next] + (u - probabilities[next]) * slope
  }
}
