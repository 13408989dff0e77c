import LNQTraining
import Testing

@Suite("Optimizers")
struct OptimizerTests {
  @Test("are found by their names", arguments: Optimizer.names)
  func names(name: String) {
    #expect(Optimizer(name: name)?.name == name)
  }

  @Test("of another name do not exist")
  func unknown() {
    #expect(Optimizer(name: "Adam") == nil)
    #expect(Optimizer(name: "lamb") == nil)
  }

  @Test("with the name sgd have momentum 0.9 and Nesterov, as in `ch train`")
  func preset() {
    #expect(Optimizer(name: "sgd") == .sgd(momentum: 0.9, nesterov: true))
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
