/// An optimizer at work: what it remembers of earlier gradients.
public final class OptimizerState<Scalar: BLASScalar> {
  /// The formulas.
  public let optimizer: Optimizer
  /// λ.
  public let weightDecay: Double
  /// How many steps were made.
  public internal(set) var stepCount = 0

  /// m of Adam, b of SGD.
  let first: ScalarBuffer<Scalar>
  /// v of Adam.
  let second: ScalarBuffer<Scalar>

  /// Nothing remembered yet.
  public init(_ optimizer: Optimizer, weightDecay: Double, parameterCount: Int) {
    self.optimizer = optimizer
    self.weightDecay = weightDecay
    first = ScalarBuffer(count: parameterCount)
    second = ScalarBuffer(count: parameterCount)
  }

  /// Moves every parameter by the formulas of `Optimizer`.
  ///
  /// - Precondition: as many parameters and gradients as the state was made for.
  public func step(_ parameters: ScalarBuffer<Scalar>, gradients: ScalarBuffer<Scalar>, learningRate: Double) {
    precondition(
      parameters.count == first.count && gradients.count == first.count, "an optimizer for \(first.count) parameters")
    stepCount += 1
    switch optimizer {
    case .adam(let beta1, let beta2, let epsilon):
      adam(
        parameters, gradients, learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, keep: 1,
        decay: Scalar(weightDecay))
    case .adamW(let beta1, let beta2, let epsilon):
      adam(
        parameters, gradients, learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
        keep: Scalar(1 - learningRate * weightDecay), decay: 0)
    case .sgd(let momentum, let nesterov):
      sgd(parameters, gradients, learningRate: Scalar(learningRate), momentum: Scalar(momentum), nesterov: nesterov)
    }
  }

  /// Forgets the gradients of some parameters.
  func forget(_ indices: [Int]) {
    for index in indices {
      first[index] = 0
      second[index] = 0
    }
  }

  /// `keep` multiplies the parameters (AdamW), `decay` pulls the gradients (Adam).
  private func adam(
    _ parameters: ScalarBuffer<Scalar>, _ gradients: ScalarBuffer<Scalar>, learningRate: Double, beta1: Double,
    beta2: Double, epsilon: Double, keep: Scalar, decay: Scalar
  ) {
    let constants = AdamConstants(
      keep: keep, decay: decay, share: Scalar(1 - beta1), old: Scalar(beta2), new: Scalar(1 - beta2),
      step: Scalar(learningRate / (1 - Self.power(beta1, stepCount))),
      root: Scalar((1 - Self.power(beta2, stepCount)).squareRoot()), epsilon: Scalar(epsilon))
    Scalar.adam(
      parameters.pointer, gradients: gradients.pointer, first.pointer, second.pointer, count: parameters.count,
      constants)
  }

  private func sgd(
    _ parameters: ScalarBuffer<Scalar>, _ gradients: ScalarBuffer<Scalar>, learningRate: Scalar, momentum: Scalar,
    nesterov: Bool
  ) {
    let decay = Scalar(weightDecay)
    let (p, g, b) = (parameters.pointer, gradients.pointer, first.pointer)
    for i in 0..<parameters.count {
      let gradient = g[i] + decay * p[i]
      // b starts at 0, which makes it the gradient in the first step.
      b[i] = momentum * b[i] + gradient
      p[i] -= learningRate * (nesterov ? gradient + momentum * b[i] : b[i])
    }
  }

  /// `base` to the power of `exponent` ≥ 0, by squaring.
  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }
}
