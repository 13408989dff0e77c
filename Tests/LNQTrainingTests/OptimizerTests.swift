import LNQTraining
import Testing

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
      (.sgd(momentum: 1.5), "momentum is 1.5, but has to be 0 to 1"),
      (.sgd(momentum: 0, nesterov: true), "momentum is 0.0, but has to be greater than 0 with Nesterov"),
    ])
  func ranges(optimizer: Optimizer, sentence: String) {
    var options = TrainingOptions()
    options.optimizer = optimizer
    let error = #expect(throws: TrainingError.self) { try options.check() }
    #expect(error?.description == sentence)
  }
}
