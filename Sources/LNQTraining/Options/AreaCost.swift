/// What of the hardware is added to the loss of a training step, beside the cross-entropy.
public enum AreaCost: Sendable, Hashable, Codable {
  /// `weight` for each LUT of six inputs, as `LUTCost` estimates them by the learned widths.
  case luts(weight: Double)

  /// The names, as a user types them. `none` adds nothing.
  public enum Name: String, TrainingChoice {
    case off = "none"
    case luts
  }

  /// What a LUT costs unless told.
  static let standardWeight = 1e-5

  /// What a recipe chooses; nil for `none`.
  ///
  /// - Throws: a name that there is not.
  static func chosen(by recipe: TrainingRecipe) throws(TrainingRecipe.Problem) -> AreaCost? {
    switch try recipe.choice(.cost, of: Name.self) {
    case .off: nil
    case .luts: .luts(weight: try recipe.number(.costWeight))
    }
  }

  /// What a LUT adds to the loss.
  public var weight: Double {
    switch self {
    case .luts(let weight): weight
    }
  }

  /// - Throws: `TrainingError.option` for a weight that is not greater than 0.
  func check() throws(TrainingError) {
    guard weight > 0, weight.isFinite else {
      throw .option(name: "the weight of the cost", value: "\(weight)", allowed: "greater than 0")
    }
  }
}

extension AreaCost? {
  /// What a user calls it.
  var name: AreaCost.Name { self == nil ? .off : .luts }

  /// Its own option.
  var recipe: TrainingRecipe { TrainingRecipe([.costWeight: self.map { .number($0.weight) }]) }
}
