import LNQTraining
import Testing

@Suite("Recipes")
struct TrainingRecipeTests {
  private static let text = """
    Recipe(
      dataset='mnist', max_epochs=1000, max_steps=7, patience=3, batch_size=1024, accumulate_grad_batches=2,
      learning_rate=1e-3, optimizer='adamw', betas=(0.5, 0.999), weight_decay=1e-3, gradient_clip_val=1,
      label_smoothing=0.1, scheduler='cosine-restarts', eta_min=1e-5, t0=100, t_mult=2, seed=18446744073709551615)
    BatchNorm1d(16)
    Linear(16, 5)

    """

  private func recipe(_ arguments: String) throws -> TrainingRecipe {
    try ModelDescription(name: "net", text: "Linear(2, 2)\nRecipe(\(arguments))\n").recipe
  }

  @Test("stand in a model file, and say what training takes from them")
  func reading() throws {
    let model = try ModelDescription(name: "net", text: Self.text)
    #expect(model.recipe.dataset == "mnist")
    let options = try model.recipe.trainingOptions()
    var expected = TrainingOptions()
    expected.epochs = 1000
    expected.maxSteps = 7
    expected.patience = 3
    expected.batchSize = 1024
    expected.accumulatedBatches = 2
    expected.learningRate = 1e-3
    expected.optimizer = .adamW(beta1: 0.5, beta2: 0.999)
    expected.weightDecay = 1e-3
    expected.gradientClipping = 1
    expected.labelSmoothing = 0.1
    expected.schedule = .cosineRestarts(minimum: 1e-5, period: 100, factor: 2)
    expected.seed = .max
    #expect(options == expected)
  }

  @Test("are no part of the layers, and come back from the notation")
  func notation() throws {
    let model = try ModelDescription(name: "net", text: Self.text)
    #expect(model.description == "BatchNorm1d(16)\nLinear(16, 5)\n")
    #expect(model == (try ModelDescription(name: "net", text: model.description)))
    let again = try ModelDescription(name: "net", text: model.fileText)
    #expect(again.recipe == model.recipe)
    #expect(again.fileText == model.fileText)
    #expect(again.fileText.hasPrefix("Recipe(dataset='mnist', max_epochs=1000, max_steps=7, "))
    #expect(again.fileText.contains("betas=(0.5, 0.999), weight_decay=0.001"))
    let plain = try ModelDescription(name: "net", text: "Linear(2, 2)")
    #expect(plain.recipe.isEmpty)
    #expect(plain.fileText == "Linear(2, 2)\n")
    #expect(try plain.recipe.trainingOptions() == TrainingOptions())
  }

  @Test("choose each optimizer, schedule and way to sparsity")
  func choices() throws {
    func check(_ arguments: String, _ change: (inout TrainingOptions) -> Void) throws {
      var expected = TrainingOptions()
      change(&expected)
      #expect(try recipe(arguments).trainingOptions() == expected, "\(arguments)")
    }
    try check("optimizer='sgd', momentum=0") { $0.optimizer = .sgd(momentum: 0, nesterov: false) }
    try check("optimizer='sgd'") { $0.optimizer = .sgd() }
    try check("optimizer='lion'") { $0.optimizer = .lion(beta1: 0.9, beta2: 0.99) }
    try check("optimizer='lion', betas=(0.95, 0.98)") { $0.optimizer = .lion(beta1: 0.95, beta2: 0.98) }
    try check("betas=(0.8, 0.9)") { $0.optimizer = .adam(beta1: 0.8, beta2: 0.9) }
    try check("scheduler='none'") { $0.schedule = .constant }
    try check("t_max=9") { $0.schedule = .cosineAnnealing(minimum: 1e-6, period: 9) }
    try check("scheduler='step', step_size=4, gamma=0.5") { $0.schedule = .step(period: 4, factor: 0.5) }
    try check("scheduler='plateau', scheduler_patience=2") { $0.schedule = .plateau(patience: 2) }
    try check("sparsity='random'") { $0.sparsity = nil }
    try check("sparsity='magnitude'") { $0.sparsity = .magnitude(until: 0.5, interval: 100) }
    try check("sparsity='set', sparsity_until=0.6, sparsity_interval=7, drop_fraction=1") {
      $0.sparsity = .regrow(.random, dropFraction: 1, until: 0.6, interval: 7)
    }
    try check("sparsity='rigl'") {
      $0.sparsity = .regrow(.gradient, dropFraction: 0.3, until: 0.75, interval: 100)
    }
    try check("sparsity='group-lasso', group_penalty=2") { $0.sparsity = .groupLasso(penalty: 2, until: 0.5) }
    try check("sparsity='threshold', edge_threshold=2") {
      $0.sparsity = .threshold(edge: 2, until: 0.5, interval: 100)
    }
  }

  @Test("give way to what overrides them, and another choice leaves its predecessor's settings out")
  func precedence() throws {
    let recipe = try recipe(
      "max_epochs=9, batch_size=64, optimizer='adamw', betas=(0.5, 0.9), scheduler='step', step_size=3, sparsity='rigl', drop_fraction=0.5"
    )
    var words = TrainingRecipe()
    words[.batchSize] = .count(32)
    words[.betas] = .pair(0.6, 0.9)
    var options = try recipe.overridden(by: words).trainingOptions()
    #expect(options.epochs == 9)
    #expect(options.batchSize == 32)
    #expect(options.optimizer == .adamW(beta1: 0.6, beta2: 0.9))
    #expect(options.schedule == .step(period: 3))
    words = TrainingRecipe()
    words[.optimizer] = .word("adam")
    words[.scheduler] = .word("cosine")
    words[.sparsity] = .word("set")
    options = try recipe.overridden(by: words).trainingOptions()
    #expect(options.optimizer == .adam())
    #expect(options.schedule == .cosineAnnealing(minimum: 1e-6))
    #expect(options.sparsity == .regrow(.random, dropFraction: 0.3, until: 0.75, interval: 100))
    words = TrainingRecipe()
    words[.momentum] = .number(0.5)
    let problem = #expect(throws: TrainingRecipe.Problem.self) {
      try recipe.overridden(by: words).trainingOptions()
    }
    #expect(problem?.commandLineSentence == "--momentum is for --optimizer sgd, not adamw")
  }

  @Test(
    "with mistakes are refused with the line and what would be right",
    arguments: [
      ("0.5", "has 1 arguments without a keyword, but can have 0"),
      ("epochs=5", "has no argument epochs: it takes dataset, max_epochs, "),
      ("patience=1, patience=2", "gives patience twice"),
      ("max_epochs=1.5", "max_epochs is 1.5, but has to be a whole number"),
      ("max_epochs=0", "the number of epochs is 0, but has to be 1 or more"),
      ("learning_rate=True", "learning_rate is True, but has to be a number"),
      ("learning_rate=0", "the learning rate is 0.0, but has to be greater than 0"),
      ("seed=-1", "seed is -1, but has to be a whole number, 0 or more"),
      ("betas=(0.5,)", "betas is (0.5,), but has to be two numbers, such as (0.9, 0.999)"),
      ("betas=(0.5, 1)", "beta2 is 1.0, but has to be at least 0 and less than 1"),
      ("optimizer='lamb'", "optimizer is 'lamb', but has to be one of 'adam', 'adamw', 'sgd', 'lion'"),
      ("dataset=mnist", "dataset is mnist, but has to be a text in quotes"),
      ("momentum=0.5", "momentum is for optimizer sgd, not adam"),
      (
        "scheduler='cosine-restarts'", "scheduler='cosine-restarts' needs t0, the number of epochs until it begins anew"
      ),
      ("scheduler='step'", "scheduler='step' needs step_size, the number of epochs between two steps"),
      ("sparsity='random', drop_fraction=0.1", "drop_fraction is for sparsity set, rigl, not random"),
      (
        "sparsity='set', drop_fraction=0",
        "the share of the connections that is exchanged is 0.0, but has to be greater than 0 and at most 1"
      ),
      (
        "sparsity='set', sparsity_interval=0",
        "the number of steps between changes of the connections is 0, but has to be 1 or more"
      ),
      (
        "sparsity='magnitude', sparsity_until=1",
        "the share of the steps in which connections change is 1.0, but has to be greater than 0 and less than 1"
      ),
      ("sparsity='threshold', edge_threshold=0", "the edge threshold is 0.0, but has to be greater than 0"),
      ("sparsity='group-lasso', group_penalty=0", "the group penalty is 0.0, but has to be greater than 0"),
    ])
  func mistakes(arguments: String, sentence: String) {
    let error = #expect(throws: ModelError.self) { try recipe(arguments) }
    let description = error?.description ?? ""
    #expect(description.hasPrefix("net:2: Recipe("))
    #expect(description.contains(sentence), "\(description)")
  }

  @Test("stand once, and not among a block's layers")
  func places() {
    let second = #expect(throws: ModelError.self) {
      try ModelDescription(name: "net", text: "Recipe(seed=1)\nLinear(2, 2)\nRecipe(seed=2)")
    }
    #expect(second?.description == "net:3: this is the second Recipe: write all that it sets into the first one")
    let inside = #expect(throws: ModelError.self) {
      try ModelDescription(name: "net", text: "Residual(Linear(2, 2), Recipe(seed=2))")
    }
    #expect(
      inside?.description
        == "net:1: a Recipe is about the whole network: write it on a line of its own, not into a layer that holds layers"
    )
  }
}
