#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The figures that jsc-synth draws its rows from: a Gaussian mixture, quantiles, and a small network for the classes.
///
/// To draw a row: pick a component by its weight; z = mean + cholesky · n with standard normal n; the class is drawn from
/// softmax(output · tanh(hidden · z)); u = Φ(z), clipped to the first and last probability; each latent feature is
/// the linear interpolation of its quantiles at u. The names are those of the JSON that it is read from.
public struct SurrogateParameters: Hashable, Sendable, Decodable {
  /// One Gaussian of the mixture.
  public struct Component: Hashable, Sendable, Decodable {
    /// Its share of the rows, relative to the other components' weights.
    public let weight: Double
    /// The mean of each latent feature.
    public let mean: [Double]
    /// The lower triangle of the factor L of the covariance L Lᵀ; row i has i + 1 numbers.
    public let cholesky: [[Double]]
  }
  /// A matrix, one row for each output, and a bias.
  public struct Affine: Hashable, Sendable, Decodable {
    /// One row of weights for each output.
    public let weight: [[Double]]
    /// One number for each output.
    public let bias: [Double]
  }
  /// The network that gives the logits of the classes.
  public struct Posterior: Hashable, Sendable, Decodable {
    /// From the latent features to the hidden layer, before tanh.
    public let hidden: Affine
    /// From the hidden layer to the logits.
    public let output: Affine
  }

  /// What the parameters are and how a row is drawn.
  public let about: String
  /// The data that they were derived from, and its licence.
  public let source: String
  /// The names of the columns, in order.
  public let features: [String]
  /// The names of the classes, in order.
  public let classes: [String]
  /// The names of the features that the mixture draws.
  public let latentFeatures: [String]
  /// For each feature that repeats a latent feature, that feature's name.
  public let copies: [String: String]
  /// The features that are rounded to integers (half to even).
  public let integerFeatures: [String]
  /// The ascending probabilities at which quantiles are given.
  public let probabilities: [Double]
  /// The quantiles of each feature.
  public let quantiles: [String: [Double]]
  /// The Gaussians.
  public let components: [Component]
  /// The network for the classes.
  public let posterior: Posterior

  /// Reads and checks parameters.
  public init(json: String) throws(DatasetError) {
    let parameters: SurrogateParameters
    do {
      parameters = try JSONDecoder().decode(SurrogateParameters.self, from: Data(json.utf8))
    } catch {
      throw .surrogateParameters("they are not the JSON that is expected (\(error))")
    }
    try parameters.check()
    self = parameters
  }

  /// The parameters that the library carries: those of the built-in jsc-synth.
  public static let embedded: SurrogateParameters = {
    do throws(DatasetError) {
      return try SurrogateParameters(json: embeddedJSON)
    } catch {
      preconditionFailure(error.description)
    }
  }()
}

extension SurrogateParameters {
  /// Throws a sentence about the first thing that does not fit.
  func check() throws(DatasetError) {
    try demand(!features.isEmpty && Set(features).count == features.count, "feature names are missing or repeated")
    try demand(classes.count >= 2 && Set(classes).count == classes.count, "class names are missing or repeated")
    try demand(
      !latentFeatures.isEmpty && Set(latentFeatures).count == latentFeatures.count,
      "latent names are missing or repeated")
    for feature in features {
      try demand(latentIndex(of: feature) != nil, "\(feature) is neither a latent feature nor a copy of one")
    }
    for feature in integerFeatures { try demand(features.contains(feature), "the integer \(feature) is not a feature") }
    let most = SurrogateLayout.most
    try demand(
      latentFeatures.count <= most.latents && posterior.hidden.bias.count <= most.hidden
        && classes.count <= most.classes,
      "there are more than \(most.latents) latent features, \(most.hidden) hidden neurons or \(most.classes) classes")
    try checkQuantiles()
    try checkMixture()
    try checkPosterior()
  }

  /// The index of the latent feature that `feature` shows, its own or the one that it copies.
  func latentIndex(of feature: String) -> Int? {
    latentFeatures.firstIndex(of: copies[feature] ?? feature)
  }

  private func checkQuantiles() throws(DatasetError) {
    try demand(probabilities.count >= 2, "there are fewer than two probabilities")
    for (lower, upper) in zip(probabilities, probabilities.dropFirst()) {
      try demand(lower < upper, "probabilities do not ascend at \(lower), \(upper)")
      try demand(upper - lower > 1e-6, "the probabilities \(lower) and \(upper) are nearer than 1e-6")
    }
    try demand(
      probabilities.allSatisfy { $0 > 0 && $0 < 1 }, "probabilities are not between 0 and 1")
    for name in latentFeatures {
      let values = quantiles[name] ?? []
      try demand(
        values.count == probabilities.count && values.allSatisfy { Float($0).isFinite },
        "\(name) has \(values.count) quantiles for \(probabilities.count) probabilities, or one is not finite")
      for (lower, upper) in zip(values, values.dropFirst()) {
        try demand(lower <= upper, "the quantiles of \(name) fall from \(lower) to \(upper)")
      }
    }
  }

  private func checkMixture() throws(DatasetError) {
    let count = latentFeatures.count
    try demand(!components.isEmpty, "there is no component")
    for (index, component) in components.enumerated() {
      try demand(component.weight > 0 && component.weight.isFinite, "component \(index) has no positive weight")
      try demand(
        component.mean.count == count && component.mean.allSatisfy(\.isFinite),
        "component \(index) has \(component.mean.count) means for \(count) latent features, or one is not finite")
      try demand(
        component.cholesky.map(\.count) == Array(1...count) && component.cholesky.joined().allSatisfy(\.isFinite),
        "the factor of component \(index) is not a lower triangle of \(count) rows of finite numbers")
    }
  }

  private func checkPosterior() throws(DatasetError) {
    let layers = [
      ("hidden", posterior.hidden, latentFeatures.count, posterior.hidden.bias.count),
      ("output", posterior.output, posterior.hidden.bias.count, classes.count),
    ]
    for (name, layer, inputs, outputs) in layers {
      try demand(
        outputs > 0 && layer.bias.count == outputs && layer.weight.count == outputs
          && layer.weight.allSatisfy { $0.count == inputs },
        "the posterior's \(name) layer is not \(outputs) rows of \(inputs) weights with \(outputs) biases")
      try demand(
        layer.bias.allSatisfy(\.isFinite) && layer.weight.joined().allSatisfy(\.isFinite),
        "the posterior's \(name) layer has a number that is not finite")
    }
  }

  private func demand(_ condition: Bool, _ problem: @autoclosure () -> String) throws(DatasetError) {
    if !condition { throw .surrogateParameters(problem()) }
  }
}
