/// An optimizer at work: what it remembers of earlier gradients.
public final class OptimizerState<Scalar: BLASScalar> {
  /// The formulas.
  public let optimizer: Optimizer
  /// λ.
  public let weightDecay: Double
  /// How many steps were made.
  public internal(set) var stepCount = 0

  /// m of Adam and Lion, b of SGD.
  let first: ScalarBuffer<Scalar>
  /// v of Adam.
  let second: ScalarBuffer<Scalar>

  /// The powers of Adam's two factors.
  private var powers: (beta1: Powers, beta2: Powers)

  /// Where parameters begin to have weight decay, or to have none, in turns, beginning with decay; the last one is their number.
  let decayTurns: [Int]

  /// Nothing remembered yet.
  ///
  /// - Parameter undecayed: ascending indices of parameters that the weight decay leaves alone.
  public init(_ optimizer: Optimizer, weightDecay: Double, parameterCount: Int, undecayed: [Int] = []) {
    decayTurns = Self.turns(weightDecay == 0 ? [] : undecayed) + [parameterCount]
    self.optimizer = optimizer
    self.weightDecay = weightDecay
    switch optimizer {
    case .adam(let beta1, let beta2, _), .adamW(let beta1, let beta2, _):
      powers = (Powers(of: beta1), Powers(of: beta2))
    case .sgd, .lion: powers = (Powers(of: 0), Powers(of: 0))
    }
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
    var start = 0
    for (index, end) in decayTurns.enumerated() {
      let (range, decays) = (start..<end, index.isMultiple(of: 2))
      start = end
      let weightDecay = decays ? self.weightDecay : 0
      let (p, g) = (parameters.pointer + range.lowerBound, gradients.pointer + range.lowerBound)
      let (m, v) = (first.pointer + range.lowerBound, second.pointer + range.lowerBound)
      switch optimizer {
      case .adam, .adamW:
        let constants = constants(learningRate, steps: stepCount, decays: decays)
        Scalar.adam(p, gradients: g, m, v, count: range.count, constants)
      case .sgd(let momentum, let nesterov):
        Self.sgd(
          p, g, m, count: range.count, learningRate: Scalar(learningRate), decay: Scalar(weightDecay),
          momentum: Scalar(momentum), nesterov: nesterov)
      case .lion(let beta1, let beta2):
        Self.lion(
          p, g, m, count: range.count, learningRate: Scalar(learningRate), decay: Scalar(weightDecay),
          betas: (Scalar(beta1), Scalar(beta2)))
      }
    }
  }

  /// Gives parameters the memory of others, as it was before, or none.
  func move(_ moves: [OptimizerMemoryMove]) {
    let before = (first.values, second.values)
    for move in moves {
      first[move.place] = move.source.map { before.0[$0] } ?? 0
      second[move.place] = move.source.map { before.1[$0] } ?? 0
    }
  }

  /// Where runs of ascending indices begin and end.
  private static func turns(_ undecayed: [Int]) -> [Int] {
    var turns: [Int] = []
    for index in undecayed {
      if turns.last == index { turns.removeLast() } else { turns.append(index) }
      turns.append(index + 1)
    }
    return turns
  }

  /// Whether the steps are Adam's or AdamW's.
  var isAdam: Bool {
    switch optimizer {
    case .adam, .adamW: true
    case .sgd, .lion: false
    }
  }

  /// Begins a step that somebody else makes, of Adam without weight decay, and gives its numbers.
  ///
  /// - Precondition: the optimizer is Adam.
  func advance(_ learningRate: Double) -> AdamConstants<Scalar> {
    stepCount += 1
    return constants(learningRate, steps: stepCount)
  }

  /// The numbers of step `steps` of Adam or AdamW.
  ///
  /// - Parameter decays: whether they are for parameters with weight decay.
  /// - Precondition: the optimizer is one of the two.
  func constants(_ learningRate: Double, steps: Int, decays: Bool = true) -> AdamConstants<Scalar> {
    let weightDecay = decays ? self.weightDecay : 0
    switch optimizer {
    case .adam(let beta1, let beta2, let epsilon):
      return constants(learningRate, beta1, beta2, epsilon, keep: 1, decay: Scalar(weightDecay), steps: steps)
    case .adamW(let beta1, let beta2, let epsilon):
      let keep = Scalar(1 - learningRate * weightDecay)
      return constants(learningRate, beta1, beta2, epsilon, keep: keep, decay: 0, steps: steps)
    case .sgd, .lion: preconditionFailure("\(optimizer)")
    }
  }

  /// `keep` multiplies the parameters (AdamW), `decay` pulls the gradients (Adam).
  private func constants(
    _ learningRate: Double, _ beta1: Double, _ beta2: Double, _ epsilon: Double, keep: Scalar, decay: Scalar,
    steps: Int
  ) -> AdamConstants<Scalar> {
    AdamConstants(
      keep: keep, decay: decay, share: Scalar(1 - beta1), old: Scalar(beta2), new: Scalar(1 - beta2),
      step: Scalar(learningRate / (1 - powers.beta1.power(steps))),
      root: Scalar((1 - powers.beta2.power(steps)).squareRoot()), epsilon: Scalar(epsilon))
  }

  private static func sgd(
    _ p: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>, _ b: UnsafeMutablePointer<Scalar>, count: Int,
    learningRate: Scalar, decay: Scalar, momentum: Scalar, nesterov: Bool
  ) {
    for i in 0..<count {
      let gradient = g[i] + decay * p[i]
      // b starts at 0, which makes it the gradient in the first step.
      b[i] = momentum * b[i] + gradient
      p[i] -= learningRate * (nesterov ? gradient + momentum * b[i] : b[i])
    }
  }

  private static func lion(
    _ p: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>, _ m: UnsafeMutablePointer<Scalar>, count: Int,
    learningRate: Scalar, decay: Scalar, betas: (Scalar, Scalar)
  ) {
    for i in 0..<count {
      let direction = betas.0 * m[i] + (1 - betas.0) * g[i]
      // 0 has the sign 0, and NaN stays NaN.
      let sign = direction > 0 ? 1 : direction < 0 ? -1 : direction
      p[i] -= learningRate * (sign + decay * p[i])
      m[i] = betas.1 * m[i] + (1 - betas.1) * g[i]
    }
  }
}

/// The powers of a number: a product of a low and a high part, of which the first stand in a table and the last one is kept.
private struct Powers {
  private let low: [Double]
  private let squares: [Double]
  private var high = (exponent: 0, power: 1.0)

  init(of base: Double) {
    var square = base
    squares = (0..<Int.bitWidth).map { _ in
      defer { square *= square }
      return square
    }
    low = (0..<64).map { [squares] in Self.product($0, squares[...]) }
  }

  /// The power with this exponent, which is not negative.
  mutating func power(_ exponent: Int) -> Double {
    if high.exponent != exponent >> 6 {
      high = (exponent >> 6, Self.product(exponent >> 6, squares[6...]))
    }
    return low[exponent & 63] * high.power
  }

  /// The power of the first square.
  private static func product(_ exponent: Int, _ squares: ArraySlice<Double>) -> Double {
    var (result, rest) = (1.0, exponent)
    while rest > 0 {
      result *= squares[squares.startIndex + rest.trailingZeroBitCount]
      rest &= rest - 1
    }
    return result
  }
}

/// What an optimizer remembers of earlier gradients.
public struct OptimizerMemory: Sendable, Equatable {
  /// How many steps were made.
  public let stepCount: Int
  /// m of Adam and Lion, b of SGD: one number a parameter, in the executor's order.
  public let first: [Float]
  /// v of Adam; zeros for the others.
  public let second: [Float]

  /// Puts the numbers together.
  public init(stepCount: Int, first: [Float], second: [Float]) {
    self.stepCount = stepCount
    self.first = first
    self.second = second
  }
}

extension OptimizerState where Scalar == Float {
  /// What it remembers now.
  public var memory: OptimizerMemory {
    OptimizerMemory(stepCount: stepCount, first: first.values, second: second.values)
  }

  /// Goes on from a memory.
  ///
  /// - Precondition: the memory has one number for each parameter of the state.
  public func remember(_ memory: OptimizerMemory) {
    stepCount = memory.stepCount
    first.assign(memory.first)
    second.assign(memory.second)
  }
}

/// Where what an optimizer remembers of a parameter comes from, when parameters change their meaning.
struct OptimizerMemoryMove: Equatable {
  /// The parameter, by its place in a `BatchExecutor`.
  let place: Int
  /// The parameter whose meaning it takes over; nil for a new one, whose memory is 0.
  let source: Int?
}

/// PyTorch's `clip_grad_norm_`: g ← g · min(1, limit / (‖g‖₂ + 1e-6)), over all parameters together.
enum GradientClipping {
  /// Shortens the gradient in place.
  ///
  /// - Returns: its 2-norm before.
  @discardableResult
  static func clip<Scalar: BLASScalar>(_ gradient: ScalarBuffer<Scalar>, toNorm limit: Double) -> Double {
    let g = gradient.pointer
    var squares = 0.0
    for i in 0..<gradient.count { squares += Double(g[i]) * Double(g[i]) }
    let norm = squares.squareRoot()
    let factor = limit / (norm + 1e-6)
    if factor < 1 {
      let factor = Scalar(factor)
      for i in 0..<gradient.count { g[i] *= factor }
    }
    return norm
  }
}
