import LNQTraining

extension TrainingRecipe {
  /// Recipes in which an option has an influence, and differs: the first has the default where there is one, the others
  /// have other values. Empty for the dataset, which is no option of `TrainingOptions`.
  public static func variants(of option: TrainingOption) -> [TrainingRecipe] {
    guard let use = option.row.use else { return TrainingRecipe().variants(of: option) }
    return use.choices.flatMap { choice in
      var recipe = TrainingRecipe()
      recipe[use.chooser] = .word(choice)
      return recipe.completed.variants(of: option)
    }
  }

  private func variants(of option: TrainingOption) -> [TrainingRecipe] {
    func setting(_ value: Value?) -> TrainingRecipe {
      var recipe = self
      recipe[option] = value
      return recipe.completed
    }
    let value = value(of: option)
    switch (option.row.kind, value) {
    case (.count, .count(let count)?): return [self, setting(.count(count + 1))]
    case (.count, _): return [self, setting(.count(3))]
    case (.number, .number(let number)?) where number > 0: return [self, setting(.number(number / 2))]
    case (.number, _): return [self, setting(.number(0.25))]
    case (.pair, _): return [self, setting(.pair(0.25, 0.5))]
    case (.seed, _): return [self, setting(.seed(.max))]
    case (.choice(let choice), _):
      let names = choice.names
      return (names.filter { .word($0) == value } + names.filter { .word($0) != value }).map { setting(.word($0)) }
    case (.word, _): return []
    }
  }

  /// With the options that its methods have no default for.
  private var completed: TrainingRecipe {
    var recipe = self
    for option in TrainingOption.allCases {
      guard let use = option.row.use, let choice = recipe.value(of: use.chooser), recipe.value(of: option) == nil,
        use.choices.contains(choice.text())
      else { continue }
      recipe[option] = .count(5)
    }
    return recipe
  }
}
