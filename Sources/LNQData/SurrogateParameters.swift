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
