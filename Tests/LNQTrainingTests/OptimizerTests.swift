import Testing

@testable import LNQTraining

@Suite("Optimizers")
struct OptimizerTests {
  private func optimizer(_ name: String) throws -> Optimizer {
    var recipe = TrainingRecipe()
    recipe[.optimizer] = .word(name)
    return try recipe.trainingOptions().optimizer
  }

  @Test("are found by their names", arguments: Optimizer.Name.allCases)
  func names(name: Optimizer.Name) throws {
    #expect(try optimizer(name.rawValue).name == name)
  }

  @Test("of another name do not exist, and are not trained as if they were Adam", arguments: ["Adam", "lamb"])
  func unknown(name: String) {
    let error = #expect(throws: TrainingRecipe.Problem.self) { try optimizer(name) }
    #expect(
      error?.commandLineSentence
        == "the optimizer is \(name), but has to be " + Optimizer.Name.names.dropLast().joined(separator: ", ")
        + " or \(Optimizer.Name.names.last ?? "")")
  }

  @Test("with the name sgd have momentum 0.9 and Nesterov, as in `ch train`")
  func preset() throws {
    #expect(try optimizer("sgd") == .sgd(momentum: 0.9, nesterov: true))
  }

  @Test(
    "with settings out of range are refused",
    arguments: [
      (Optimizer.adam(beta1: 1), "beta1 is 1.0, but has to be at least 0 and less than 1"),
      (.adamW(beta2: -0.5), "beta2 is -0.5, but has to be at least 0 and less than 1"),
      (.adam(epsilon: .nan), "epsilon is nan, but has to be 0 or more"),
      (.lion(beta2: 1), "beta2 is 1.0, but has to be at least 0 and less than 1"),
      (.sgd(momentum: 1.5), "momentum is 1.5, but has to be 0 to 1"),
      (.sgd(momentum: 0, nesterov: true), "momentum is 0.0, but has to be greater than 0 with Nesterov"),
    ])
  func ranges(optimizer: Optimizer, sentence: String) {
    var options = TrainingOptions()
    options.optimizer = optimizer
    let error = #expect(throws: TrainingError.self) { try options.check() }
    #expect(error?.description == sentence)
  }

  @Test("lion moves by the sign of the interpolated momentum and by the decay, as computed by hand")
  func lion() {
    // η = 1/8, λ = 1/2 for the first parameter alone, β = 1/2 and 3/4: every figure is a Float.
    let state = OptimizerState<Float>(
      .lion(beta1: 0.5, beta2: 0.75), weightDecay: 0.5, parameterCount: 2, undecayed: [1])
    let (parameters, gradients) = (ScalarBuffer<Float>(count: 2), ScalarBuffer<Float>(count: 2))
    parameters.assign([1, -2])
    // Signs of the first: + + − 0; of the second: 0 − − +.
    let steps: [(gradients: [Float], parameters: [Float], momenta: [Float])] = [
      ([2, 0], [0.8125, -2.0], [0.5, 0.0]),
      ([-0.25, -4], [0.63671875, -1.875], [0.3125, -1.0]),
      ([-1, 1], [0.721923828125, -1.875], [-0.015625, -0.5]),
      ([0.015625, 1], [0.6768035888671875, -2.0], [-0.0078125, -0.125]),
    ]
    for step in steps {
      gradients.assign(step.gradients)
      state.step(parameters, gradients: gradients, learningRate: 0.125)
      #expect(parameters.values == step.parameters)
      #expect(state.memory.first == step.momenta)
      #expect(state.memory.second == [0, 0])
    }
    #expect(state.memory.stepCount == 4)
  }

  @Test("lion trains: the loss falls, with and without weight decay", arguments: [0, 0.1])
  func lionTrains(weightDecay: Double) throws {
    var options = TrainingOptions()
    options.optimizer = .lion()
    options.learningRate = 2e-3
    options.weightDecay = weightDecay
    options.epochs = 15
    options.batchSize = 32
    let model = try ModelDescription(name: "m", text: "BatchNorm1d(16)\nLinear(16, 12)\nReLU()\nLinear(12, 5)")
    let trainer = try Trainer(
      network: Network(model, seed: 1), dataset: SampleRows.dataset(train: 600), options: options)
    let history = try #require(try trainer.run()).history
    let (first, last) = (try #require(history.first), try #require(history.last))
    #expect(last.trainLoss < 0.8 * first.trainLoss)
    #expect(last.trainAccuracy > first.trainAccuracy)
  }
}
