/// What an optimizer remembers of earlier gradients.
public struct OptimizerMemory: Sendable, Equatable {
  /// How many steps were made.
  public let stepCount: Int
  /// m of Adam, b of SGD: one number a parameter, in the executor's order.
  public let first: [Float]
  /// v of Adam; of SGD zeros.
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
  /// - Precondition: it has as many numbers as the state has parameters.
  public func remember(_ memory: OptimizerMemory) {
    stepCount = memory.stepCount
    first.assign(memory.first)
    second.assign(memory.second)
  }
}
