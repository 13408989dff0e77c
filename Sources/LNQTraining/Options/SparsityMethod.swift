/// How the connections of layers with a `fan_in` are found while a network is trained.
///
/// A `Linear` with `fan_in=k` ends with at most k inputs an output in all of them. Without a method the connections are
/// drawn when the network is made and stay.
public enum SparsityMethod: Sendable, Hashable, Codable {
  /// From dense to sparse by the size of the weights (Zhu and Gupta 2017): every `interval` steps each output keeps its
  /// largest weights, k + (I − k)(1 − t/T)³ of I, rounded up, until at step T, the share `until` of all steps, k are left.
  case magnitude(until: Double, interval: Int)
  /// k connections all the time (SET, Mocanu et al. 2018; RigL, Evci et al. 2020): every `interval` steps each output
  /// loses the connections with the smallest weights, on average `dropFraction` · (1 + cos(πt/T))/2 of its k, and gets as
  /// many new ones with weight 0, until step T, the share `until` of all steps.
  case regrow(Regrowth, dropFraction: Double, until: Double, interval: Int)
  /// From dense to sparse by a penalty: after each step the weights of each output but its k largest move towards 0 by
  /// η · `penalty` · t/T, until step T, the share `until` of all steps, when the k largest alone are kept.
  case groupLasso(penalty: Double, until: Double)

  /// The edges of additive layers (KANELÉ, arXiv 2512.12850): every `interval` steps those are pruned whose values vary less than
  /// `edge` · t/T steps of their layer's codes, until step T, the share `until` of all steps. See `EdgeSpreads`.
  case threshold(edge: Double, until: Double, interval: Int)

  /// Which connections grow.
  public enum Regrowth: String, Sendable, Hashable, Codable {
    /// Any, all equally likely (SET).
    case random
    /// Those whose weights, now 0, have the largest gradients (RigL).
    case gradient
  }

  /// The names of the methods, as a user types them. `random` is no method: the connections that are drawn at first stay.
  public enum Name: String, TrainingChoice {
    case random, magnitude, set, rigl
    case groupLasso = "group-lasso"
    case threshold
  }

  /// What a user calls it.
  public var name: Name {
    switch self {
    case .magnitude: .magnitude
    case .regrow(.random, _, _, _): .set
    case .regrow(.gradient, _, _, _): .rigl
    case .groupLasso: .groupLasso
    case .threshold: .threshold
    }
  }

  /// What a recipe chooses; nil for `random`.
  ///
  /// - Throws: a name that there is not.
  static func chosen(by recipe: TrainingRecipe) throws(TrainingRecipe.Problem) -> SparsityMethod? {
    func regrow(_ regrowth: Regrowth) throws(TrainingRecipe.Problem) -> SparsityMethod {
      .regrow(
        regrowth, dropFraction: try recipe.number(.dropFraction), until: try recipe.number(.sparsityUntil),
        interval: try recipe.count(.sparsityInterval))
    }
    switch try recipe.choice(.sparsity, of: Name.self) {
    case .random: return nil
    case .magnitude:
      return .magnitude(until: try recipe.number(.sparsityUntil), interval: try recipe.count(.sparsityInterval))
    case .set: return try regrow(.random)
    case .rigl: return try regrow(.gradient)
    case .threshold:
      return .threshold(
        edge: try recipe.number(.edgeThreshold), until: try recipe.number(.sparsityUntil),
        interval: try recipe.count(.sparsityInterval))
    case .groupLasso:
      return .groupLasso(penalty: try recipe.number(.groupPenalty), until: try recipe.number(.sparsityUntil))
    }
  }

  /// Its own options.
  fileprivate var recipe: TrainingRecipe {
    switch self {
    case .magnitude(let until, let interval):
      TrainingRecipe([.sparsityUntil: .number(until), .sparsityInterval: .count(interval)])
    case .regrow(_, let dropFraction, let until, let interval):
      TrainingRecipe([
        .sparsityUntil: .number(until), .sparsityInterval: .count(interval), .dropFraction: .number(dropFraction),
      ])
    case .groupLasso(let penalty, let until):
      TrainingRecipe([.sparsityUntil: .number(until), .groupPenalty: .number(penalty)])
    case .threshold(let edge, let until, let interval):
      TrainingRecipe([
        .sparsityUntil: .number(until), .sparsityInterval: .count(interval), .edgeThreshold: .number(edge),
      ])
    }
  }

  /// Whether a network begins with all connections.
  public var startsDense: Bool {
    switch self {
    case .magnitude, .groupLasso: true
    case .regrow, .threshold: false
    }
  }

  /// The share of all steps after which connections stay.
  public var until: Double {
    switch self {
    case .magnitude(let until, _), .regrow(_, _, let until, _), .groupLasso(_, let until), .threshold(_, let until, _):
      until
    }
  }

  /// - Throws: `TrainingError.option` for shares outside of 0 … 1 (`until` below 1), an interval below 1, or a penalty
  ///   that is not greater than 0.
  func check() throws(TrainingError) {
    guard until > 0, until < 1 else {
      throw .option(
        name: "the share of the steps in which connections change", value: "\(until)",
        allowed: "greater than 0 and less than 1")
    }
    switch self {
    case .magnitude(_, let interval): try Self.check(interval: interval)
    case .regrow(_, let dropFraction, _, let interval):
      try Self.check(interval: interval)
      guard dropFraction > 0, dropFraction <= 1 else {
        throw .option(
          name: "the share of the connections that is exchanged", value: "\(dropFraction)",
          allowed: "greater than 0 and at most 1")
      }
    case .threshold(let edge, _, let interval):
      try Self.check(interval: interval)
      guard edge > 0, edge.isFinite else {
        throw .option(name: "the edge threshold", value: "\(edge)", allowed: "greater than 0")
      }
    case .groupLasso(let penalty, _):
      guard penalty > 0, penalty.isFinite else {
        throw .option(name: "the group penalty", value: "\(penalty)", allowed: "greater than 0")
      }
    }
  }

  private static func check(interval: Int) throws(TrainingError) {
    guard interval >= 1 else {
      throw .option(
        name: "the number of steps between changes of the connections", value: "\(interval)", allowed: "1 or more")
    }
  }
}

extension SparsityMethod? {
  /// What a user calls it.
  var name: SparsityMethod.Name { self?.name ?? .random }

  /// The method's own options.
  var recipe: TrainingRecipe { self?.recipe ?? TrainingRecipe() }
}
