extension TrainingRecipe {
  /// Why a recipe makes no sense.
  public enum Problem: Error, Hashable, Sendable {
    /// An option that is for other choices than the one that was made.
    case unfit(TrainingOption, chooser: TrainingOption, choices: [String], chosen: String)
    /// A choice without an option that it needs.
    case lacks(TrainingOption, chooser: TrainingOption, chosen: String, meaning: String)
    /// A value out of range.
    case option(TrainingError)
  }

  /// What the recipe means, with the defaults for all that it does not set.
  ///
  /// - Throws: options that do not go together, and values out of range.
  public func trainingOptions() throws(Problem) -> TrainingOptions {
    for option in options {
      guard let use = option.row.use, !use.choices.contains(choice(use.chooser)) else { continue }
      throw .unfit(option, chooser: use.chooser, choices: use.choices, chosen: choice(use.chooser))
    }
    var options = TrainingOptions()
    options.optimizer = try Optimizer(self)
    options.schedule = try LearningRateSchedule(self)
    options.sparsity = try SparsityMethod.chosen(by: self)
    options.cost = try AreaCost.chosen(by: self)
    for option in self.options {
      if let value = self[option] { option.row.field.write(&options, value) }
    }
    do {
      try options.check()
    } catch {
      throw .option(error)
    }
    return options
  }

  /// The recipe that sets every option that has an influence with `options`: the inverse of `trainingOptions()`.
  public init(_ options: TrainingOptions) {
    self = options.optimizer.recipe.overridden(by: options.schedule.recipe).overridden(by: options.sparsity.recipe)
      .overridden(by: options.cost.recipe)
    for option in TrainingOption.allCases {
      if let value = option.row.field.read(options) { self[option] = value }
    }
  }

  /// The chosen name of a method.
  ///
  /// - Throws: a name that there is not.
  func choice<Name: TrainingChoice>(_ chooser: TrainingOption, of type: Name.Type) throws(Problem) -> Name {
    let chosen = choice(chooser)
    guard let name = Name(rawValue: chosen) else {
      throw .option(.option(name: "the \(chooser.keyword)", value: chosen, allowed: Name.list))
    }
    return name
  }

  /// The whole number of an option that a method has in any case.
  ///
  /// - Throws: that it is not set, and has no default.
  func count(_ option: TrainingOption) throws(Problem) -> Int { try needed(option, \.count) }

  /// The number of an option that a method has in any case.
  ///
  /// - Throws: that it is not set, and has no default.
  func number(_ option: TrainingOption) throws(Problem) -> Double { try needed(option, \.number) }

  /// The numbers of an option that a method has in any case.
  ///
  /// - Throws: that they are not set, and have no default.
  func pair(_ option: TrainingOption) throws(Problem) -> (Double, Double) { try needed(option, \.pair) }

  private func needed<Kind>(_ option: TrainingOption, _ kind: (Value) -> Kind?) throws(Problem) -> Kind {
    if let value = value(of: option).flatMap(kind) { return value }
    let (chooser, meaning) = (option.row.use?.chooser ?? option, option.row.needed ?? option.row.help)
    throw .lacks(option, chooser: chooser, chosen: choice(chooser), meaning: meaning)
  }
}

extension TrainingRecipe.Problem {
  /// The sentence, as a command line spells options.
  public var commandLineSentence: String {
    sentence {
      $0.commandLineName
    } choice: {
      "\($0) \($1)"
    }
  }

  /// The sentence, as the notation spells options.
  var notationSentence: String {
    sentence {
      $0.keyword
    } choice: {
      "\($0)='\($1)'"
    }
  }

  private func sentence(_ name: (TrainingOption) -> String, choice: (String, String) -> String) -> String {
    switch self {
    case .unfit(let option, let chooser, let choices, let chosen):
      "\(name(option)) is for \(name(chooser)) \(choices.joined(separator: ", ")), not \(chosen)"
    case .lacks(let option, let chooser, let chosen, let meaning):
      "\(choice(name(chooser), chosen)) needs \(name(option)), \(meaning)"
    case .option(let error): "\(error)"
    }
  }
}
