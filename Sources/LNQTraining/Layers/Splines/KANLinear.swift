internal import Foundation

/// An additive layer with its numbers: each edge is a function of one input, each output the sum of its edges.
///
/// An edge is f(x) = w · silu(x) + Σ c_j · B_j(x / d), a base term and a spline on the domain −d … d, d = 2^t trained. Codes of one
/// scale s, trained as a Quant layer's, are what edges and sums become: y = s · clamp(Σ clamp(round(f(x) / s))). So an edge is
/// a table of its input's code, and what is trained is what is built. Source: KANELÉ, arXiv 2512.12850; the form of an edge is that of
/// `efficient-kan`, without a factor of its own for the spline.
public struct KANLinear: Sendable, Equatable {
  /// The sizes.
  public let shape: KANShape
  /// For each output the ascending inputs whose edges were not pruned, at least one.
  public let connections: [[Int]]
  /// w, outputs × inputs.
  public let baseWeight: [Float]
  /// c, outputs × inputs × `basisCount`.
  public let splineWeight: [Float]
  /// d.
  public let domain: Double
  /// s.
  public let quantizer: ActivationQuantizer

  /// The layer at `place`; nil when that is another one.
  public init?(_ network: Network, at place: LayerPlace) {
    guard case .kanLinear(let shape) = place.layer else { return nil }
    let numbers = network.numbers(at: place)
    self.shape = shape
    connections = numbers.connections ?? []
    (baseWeight, splineWeight) = (numbers.values[0], numbers.values[1])
    domain = exp2(Double(numbers.values[2][0]))
    quantizer = ActivationQuantizer(
      shape.codes, log2Scale: numbers.values[3][0], bits: shape.codes.learned.map { _ in numbers.values[4] })
  }

  /// What an edge computes.
  public func edge(output: Int, input: Int) -> KANEdge {
    let edge = output * shape.inputCount + input
    let count = shape.spline.basisCount
    return KANEdge(
      spline: shape.spline, baseWeight: Double(baseWeight[edge]),
      coefficients: splineWeight[edge * count..<(edge + 1) * count].map { Double($0) }, domain: domain)
  }
}

/// w · silu(x) + Σ c_j · B_j(x / d), in Double: the base term, plus the spline's terms from left to right.
public struct KANEdge: Sendable, Hashable {
  /// The B_j.
  public let spline: SplineShape
  /// w.
  public let baseWeight: Double
  /// c.
  public let coefficients: [Double]
  /// d.
  public let domain: Double

  /// Puts the numbers together.
  ///
  /// - Precondition: there are `basisCount` coefficients.
  public init(spline: SplineShape, baseWeight: Double, coefficients: [Double], domain: Double) {
    precondition(coefficients.count == spline.basisCount, "\(coefficients.count) coefficients")
    (self.spline, self.baseWeight, self.coefficients, self.domain) = (spline, baseWeight, coefficients, domain)
  }

  /// Its value.
  public func callAsFunction(_ x: Double) -> Double {
    baseWeight * SiLU.value(at: x) + spline.value(of: coefficients, at: x / domain)
  }

  /// Whether all of its numbers are finite.
  public var isFinite: Bool {
    baseWeight.isFinite && domain.isFinite && coefficients.allSatisfy(\.isFinite)
  }
}

/// x / (1 + e⁻ˣ).
package enum SiLU {
  /// The value.
  package static func value<Scalar: BLASScalar>(at x: Scalar) -> Scalar { x / (1 + Scalar.exponential(-x)) }

  /// The derivative: σ(x) · (1 + x · (1 − σ(x))).
  static func slope<Scalar: BLASScalar>(at x: Scalar) -> Scalar {
    let share = 1 / (1 + Scalar.exponential(-x))
    return share * (1 + x * (1 - share))
  }
}
