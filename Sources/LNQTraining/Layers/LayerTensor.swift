/// An array of numbers that a layer has, without the numbers: PyTorch's name and shape, and what it is for.
struct LayerTensor: Hashable, Sendable {
  /// What the numbers are.
  enum Role: Hashable, Sendable {
    /// Weights and biases, which follow their gradients.
    case trained
    /// t of a scale 2^t, which follows its gradient; weight decay does not move it: it would pull every scale towards 1,
    /// whatever the size of what it scales.
    case log2Scale
    /// A mean that is remembered for evaluation.
    case mean
    /// A variance that is remembered for evaluation, 0 or more.
    case variance
    /// A whole number.
    case counter
  }

  /// The last part of its name in a `state_dict`.
  let name: String
  /// Its extents; empty for a single number.
  let shape: [Int]
  let role: Role

  init(_ name: String, _ shape: [Int], _ role: Role = .trained) {
    (self.name, self.shape, self.role) = (name, shape, role)
  }

  /// How many numbers there are.
  var count: Int { shape.reduce(1, *) }

  /// Whether an optimizer moves the numbers.
  var isTrained: Bool { role == .trained || role == .log2Scale }
  /// Whether passes in training change the numbers by themselves.
  var isStatistic: Bool { role == .mean || role == .variance }
}

extension LayerDescription {
  /// The tensors of the layer itself, not of those that it holds, in the order of PyTorch's `state_dict`.
  var tensors: [LayerTensor] {
    switch self {
    case .batchNorm1d(let featureCount, _, _): BatchNorm1d.tensors(featureCount: featureCount)
    case .linear(let inputCount, let outputCount, let hasBias, _):
      Linear.tensors(inputCount: inputCount, outputCount: outputCount, hasBias: hasBias)
    case .conv1d(let geometry, let hasBias): Conv1d.tensors(geometry, hasBias: hasBias)
    case .quantizer: ActivationQuantizer.tensors
    case .neurons(let shape): shape.tensors
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

extension Layer {
  /// The numbers of each of `tensors` that is no counter, in their order. The shapes stay.
  var values: [[Float]] {
    get {
      switch self {
      case .batchNorm1d(let layer): layer.values
      case .linear(let layer): layer.values
      case .conv1d(let layer): layer.values
      case .quantizer(let layer): layer.values
      case .neurons(let layer): layer.values
      case .elementwise, .dropout, .flatten, .unflatten, .branches: []
      }
    }
    set {
      switch self {
      case .batchNorm1d(var layer):
        layer.values = newValue
        self = .batchNorm1d(layer)
      case .linear(var layer):
        layer.values = newValue
        self = .linear(layer)
      case .conv1d(var layer):
        layer.values = newValue
        self = .conv1d(layer)
      case .quantizer(var layer):
        layer.values = newValue
        self = .quantizer(layer)
      case .neurons(var layer):
        layer.values = newValue
        self = .neurons(layer)
      case .elementwise, .dropout, .flatten, .unflatten, .branches: break
      }
    }
  }

  /// How many batches it has seen, where it counts them; 0 for other layers.
  var batchesTracked: Int {
    get { if case .batchNorm1d(let layer) = self { layer.batchesTracked } else { 0 } }
    set {
      guard case .batchNorm1d(var layer) = self else { return }
      layer.batchesTracked = newValue
      self = .batchNorm1d(layer)
    }
  }

  /// A layer whose weights are 0; batch normalization is the identity, scales are where training starts.
  ///
  /// - Parameter connections: what each output is connected with; nil for all inputs.
  init(_ description: LayerDescription, connections: [[Int]]?) {
    func zeros(_ tensor: LayerTensor) -> [Float] { Array(repeating: 0, count: tensor.count) }
    switch description {
    case .batchNorm1d(let featureCount, let epsilon, let momentum):
      self = .batchNorm1d(BatchNorm1d(featureCount: featureCount, epsilon: epsilon, momentum: momentum))
    case .elementwise(let function): self = .elementwise(function)
    case .linear(let inputCount, let outputCount, _, let fanIn):
      let values = description.tensors.map(zeros)
      self = .linear(
        Linear(
          inputCount: inputCount, outputCount: outputCount, weight: values[0], bias: values.count > 1 ? values[1] : nil,
          connections: connections, fanIn: fanIn))
    case .dropout(let probability): self = .dropout(Dropout(probability: probability))
    case .conv1d(let geometry, _):
      let values = description.tensors.map(zeros)
      self = .conv1d(Conv1d(geometry: geometry, weight: values[0], bias: values.count > 1 ? values[1] : nil))
    case .flatten: self = .flatten
    case .unflatten(let channels, let length): self = .unflatten(channels: channels, length: length)
    case .branches(let kind, let branches):
      self = .branches(BranchSum(kind, branches: branches.map { $0.map { Layer($0, connections: nil) } }))
    case .quantizer(let settings): self = .quantizer(ActivationQuantizer(settings))
    case .neurons(let shape):
      self = .neurons(
        NeuronLayer(shape: shape, connections: connections ?? [], weight: zeros(shape.tensors[0])))
    }
  }
}
