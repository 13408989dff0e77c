/// How parameters follow their gradients: PyTorch's `Adam`, `AdamW` and `SGD`, and Lion.
///
/// With p a parameter, g its gradient, η the learning rate, λ the weight decay and t the number of the step from 1:
///
/// - `adam`: g ← g + λp; m ← m + (1 − β₁)(g − m); v ← β₂v + (1 − β₂)g²;
///   p ← p − η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε)
/// - `adamW`: p ← p − ηλp first, then as `adam` without λ (decoupled weight decay)
/// - `sgd`: g ← g + λp; b ← g in the first step, else μb + g; p ← p − η(g + μb) with Nesterov, else p − ηb
/// - `lion`: p ← p − η(sign(β₁m + (1 − β₁)g) + λp); m ← β₂m + (1 − β₂)g
public enum Optimizer: Sendable, Hashable, Codable {
  /// Kingma and Ba's Adam, with β₁, β₂ and ε; PyTorch's defaults.
  case adam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)
  /// Loshchilov and Hutter's AdamW; PyTorch's defaults.
  case adamW(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)
  /// Stochastic gradient descent with momentum μ. The defaults are what `ch train` means by `sgd`.
  case sgd(momentum: Double = 0.9, nesterov: Bool = true)
  /// Lion: the sign of a momentum that is interpolated twice, with decoupled weight decay (Chen et al. 2023, "Symbolic
  /// Discovery of Optimization Algorithms", algorithm 2). Every parameter moves by η, so that η is 3 to 10 times smaller than
  /// for AdamW, and λ as many times larger.
  case lion(beta1: Double = 0.9, beta2: Double = 0.99)

  /// The names of the optimizers, as a user types them.
  public enum Name: String, TrainingChoice {
    case adam, adamw, sgd, lion
  }

  /// What a user calls it.
  public var name: Name {
    switch self {
    case .adam: .adam
    case .adamW: .adamw
    case .sgd: .sgd
    case .lion: .lion
    }
  }

  /// What a recipe chooses; `sgd` has Nesterov's momentum where it has any.
  ///
  /// - Throws: a name that there is not.
  init(_ recipe: TrainingRecipe) throws(TrainingRecipe.Problem) {
    switch try recipe.choice(.optimizer, of: Name.self) {
    case .adam:
      let betas = try recipe.pair(.betas)
      self = .adam(beta1: betas.0, beta2: betas.1)
    case .adamw:
      let betas = try recipe.pair(.betas)
      self = .adamW(beta1: betas.0, beta2: betas.1)
    case .sgd:
      let momentum = try recipe.number(.momentum)
      self = .sgd(momentum: momentum, nesterov: momentum != 0)
    case .lion:
      let betas = try recipe.pair(.betas)
      self = .lion(beta1: betas.0, beta2: betas.1)
    }
  }

  /// Its own options.
  var recipe: TrainingRecipe {
    switch self {
    case .adam(let beta1, let beta2, _), .adamW(let beta1, let beta2, _), .lion(let beta1, let beta2):
      TrainingRecipe([.betas: .pair(beta1, beta2)])
    case .sgd(let momentum, _):
      TrainingRecipe([.momentum: .number(momentum)])
    }
  }

  /// - Throws: `TrainingError.option` for β outside of 0 ..< 1, ε that is negative, μ outside of 0 ... 1, or Nesterov
  ///   without momentum.
  func check() throws(TrainingError) {
    switch self {
    case .adam(let beta1, let beta2, let epsilon), .adamW(let beta1, let beta2, let epsilon):
      try Self.check(beta1, beta2)
      guard epsilon >= 0, epsilon.isFinite else {
        throw .option(name: "epsilon", value: "\(epsilon)", allowed: "0 or more")
      }
    case .sgd(let momentum, let nesterov):
      guard momentum >= 0, momentum <= 1 else {
        throw .option(name: "momentum", value: "\(momentum)", allowed: "0 to 1")
      }
      guard momentum > 0 || !nesterov else {
        throw .option(name: "momentum", value: "\(momentum)", allowed: "greater than 0 with Nesterov")
      }
    case .lion(let beta1, let beta2):
      try Self.check(beta1, beta2)
    }
  }

  private static func check(_ beta1: Double, _ beta2: Double) throws(TrainingError) {
    for (name, beta) in [("beta1", beta1), ("beta2", beta2)] where !(beta >= 0 && beta < 1) {
      throw .option(name: name, value: "\(beta)", allowed: "at least 0 and less than 1")
    }
  }
}
