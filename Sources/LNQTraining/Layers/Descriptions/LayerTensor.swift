/// An array of numbers that a layer has, without the numbers: PyTorch's name and shape, and what it is for.
struct LayerTensor: Hashable, Sendable {
  /// What the numbers are.
  enum Role: Hashable, Sendable {
    /// Weights and biases, which follow their gradients.
    case trained
    /// t of a scale 2^t, which follows its gradient; weight decay does not move it: it would pull every scale towards 1,
    /// however large the values are.
    case log2Scale
    /// A width in bits, which follows its gradient within these limits; weight decay does not move it either.
    case bits(ClosedRange<Float>)
    /// A mean that is remembered for evaluation.
    case mean
    /// A variance that is remembered for evaluation, 0 or more.
    case variance
    /// A number that is chosen by rows, not by gradients.
    case constant
    /// Which of so many things: a whole number from 0.
    case index(Int)
    /// A whole number.
    case counter
  }

  /// The last part of its name in a `state_dict`.
  let name: String
  /// Its extents; empty for a single number.
  let shape: [Int]
  let role: Role
  /// What all of the numbers are at the start, unless the start is drawn.
  let start: Float

  init(_ name: String, _ shape: [Int], _ role: Role = .trained, start: Float = 0) {
    (self.name, self.shape, self.role, self.start) = (name, shape, role, start)
  }

  /// How many numbers there are.
  var count: Int { shape.reduce(1, *) }

  /// Whether an optimizer moves the numbers.
  var isTrained: Bool {
    switch role {
    case .trained, .log2Scale, .bits: true
    case .mean, .variance, .constant, .index, .counter: false
    }
  }

  /// Whether weight decay moves them.
  var decays: Bool { role == .trained }
}

extension Layer {
  /// The tensors of the layer itself, not of those that it holds, in the order of PyTorch's `state_dict`.
  var tensors: [LayerTensor] {
    switch self {
    case .batchNorm1d(let featureCount, _, _): BatchNorm1d.tensors(featureCount: featureCount)
    case .linear(let inputCount, let outputCount, let hasBias, _):
      Linear.tensors(inputCount: inputCount, outputCount: outputCount, hasBias: hasBias)
    case .conv1d(let geometry, let hasBias): Conv1d.tensors(geometry, hasBias: hasBias)
    case .quantizer(let settings): ActivationQuantizer.tensors(settings)
    case .neurons(let shape): shape.tensors
    case .kanLinear(let shape): shape.tensors
    case .thermometer(let shape): shape.tensors
    case .luts(let shape): shape.tensors
    case .groupSum(let shape): shape.tensors
    case .elementwise, .dropout, .flatten, .unflatten, .branches: []
    }
  }

  /// How many numbers an executor's `parameters` have of the layer itself; masked weights are among them.
  var storedParameterCount: Int { tensors.reduce(0) { $1.isTrained ? $0 + $1.count : $0 } }

  /// How many trainable numbers it has; weights outside of the fan-in do not count.
  public var parameterCount: Int {
    switch self {
    case .branches(_, let branches): branches.joined().reduce(0) { $0 + $1.parameterCount }
    case .linear(let inputCount, let outputCount, _, let fanIn?):
      storedParameterCount - outputCount * (inputCount - fanIn)
    default: storedParameterCount
    }
  }
}
