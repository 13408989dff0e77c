extension Network {
  /// What PyTorch's `state_dict` of a module with `self.seq_blocks = nn.Sequential(…)` holds, in its order.
  ///
  /// `seq_blocks.<index>.weight`, `.bias`, `.running_mean`, `.running_var` (F32) and `.num_batches_tracked` (I64), where
  /// the index is the layer's position from 0; layers without numbers count too. Quantizers have `.log2_scale`, neurons
  /// `.weight` and with adders `.adder_log2_scale`. A residual block's layers are `seq_blocks.<index>.body.<index>` and
  /// `seq_blocks.<index>.shortcut.<index>`, an ensemble's `seq_blocks.<index>.<member>.<index>`.
  public var stateDict: [Safetensors.Tensor] { Layer.tensors(of: layers, prefix: "seq_blocks.") }

  /// A network from the tensors of a `state_dict`, in any order.
  ///
  /// - Parameter connections: for each layer with a fan-in the inputs of each output, by its path: `2`, `3.body.0`.
  /// - Throws: a tensor that is missing, that is too much, of another dtype or shape, or holds a number that cannot be.
  public init(
    _ model: ModelDescription, stateDict: [Safetensors.Tensor], connections: [String: [[Int]]]
  ) throws(CheckpointError.Problem) {
    var reader = StateDictReader(stateDict)
    let layers = try Layer.layers(model.layers, path: "", from: &reader, connections: connections)
    try reader.finish()
    self.init(model, layers: layers)
  }
}

extension Layer {
  /// The tensors of layers that stand side by side in a Sequential with that prefix.
  fileprivate static func tensors(of layers: [Layer], prefix: String) -> [Safetensors.Tensor] {
    layers.enumerated().flatMap { index, layer in layer.tensors(prefix: "\(prefix)\(index).") }
  }

  private func tensors(prefix: String) -> [Safetensors.Tensor] {
    func vector(_ name: String, _ values: [Float]) -> Safetensors.Tensor {
      Safetensors.Tensor(name: prefix + name, shape: [values.count], values: .float32(values))
    }
    switch self {
    case .batchNorm1d(let layer):
      return [
        vector("weight", layer.weight), vector("bias", layer.bias), vector("running_mean", layer.runningMean),
        vector("running_var", layer.runningVariance),
        Safetensors.Tensor(
          name: prefix + "num_batches_tracked", shape: [], values: .int64([Int64(layer.batchesTracked)])),
      ]
    case .linear(let layer):
      let weight = Safetensors.Tensor(
        name: prefix + "weight", shape: [layer.outputCount, layer.inputCount], values: .float32(layer.weight))
      return [weight] + (layer.bias.map { [vector("bias", $0)] } ?? [])
    case .conv1d(let layer):
      let weight = Safetensors.Tensor(
        name: prefix + "weight", shape: layer.geometry.weightShape, values: .float32(layer.weight))
      return [weight] + (layer.bias.map { [vector("bias", $0)] } ?? [])
    case .branches(let sum):
      return sum.branches.enumerated().flatMap { index, layers in
        Self.tensors(of: layers, prefix: "\(prefix)\(sum.kind.branchName(index)).")
      }
    case .quantizer(let layer):
      return [vector("log2_scale", [layer.log2Scale])]
    case .neurons(let layer):
      let weight = Safetensors.Tensor(
        name: prefix + "weight", shape: layer.shape.weightShape, values: .float32(layer.weight))
      return [weight] + (layer.adderQuantizer.map { [vector("adder_log2_scale", [$0.log2Scale])] } ?? [])
    case .elementwise, .dropout, .flatten, .unflatten:
      return []
    }
  }

  /// Layers that stand side by side, the first one at `<path>0`.
  fileprivate static func layers(
    _ descriptions: [LayerDescription], path: String, from reader: inout StateDictReader,
    connections: [String: [[Int]]]
  ) throws(CheckpointError.Problem) -> [Layer] {
    var layers: [Layer] = []
    for (index, description) in descriptions.enumerated() {
      layers.append(try Layer(description, path: "\(path)\(index)", from: &reader, connections: connections))
    }
    return layers
  }

  private init(
    _ description: LayerDescription, path: String, from reader: inout StateDictReader, connections: [String: [[Int]]]
  ) throws(CheckpointError.Problem) {
    let prefix = "seq_blocks.\(path)."
    switch description {
    case .batchNorm1d(let featureCount, let epsilon, let momentum):
      self = .batchNorm1d(
        BatchNorm1d(
          weight: try reader.floats(prefix + "weight", [featureCount]),
          bias: try reader.floats(prefix + "bias", [featureCount]),
          runningMean: try reader.floats(prefix + "running_mean", [featureCount]),
          runningVariance: try reader.floats(prefix + "running_var", [featureCount], expected: "0 or more") {
            $0 >= 0
          },
          batchesTracked: try reader.counter(prefix + "num_batches_tracked"), epsilon: epsilon, momentum: momentum))
    case .linear(let inputCount, let outputCount, let hasBias, let fanIn):
      let weight = try reader.floats(prefix + "weight", [outputCount, inputCount])
      let bias = hasBias ? try reader.floats(prefix + "bias", [outputCount]) : nil
      let linear = Linear(
        inputCount: inputCount, outputCount: outputCount, weight: weight, bias: bias, connections: connections[path],
        fanIn: fanIn)
      for i in weight.indices where weight[i] != linear.weight[i] {
        throw .value(tensor: prefix + "weight", index: i, value: "\(weight[i])", expected: "0 outside of the fan-in")
      }
      self = .linear(linear)
    case .conv1d(let geometry, let hasBias):
      let weight = try reader.floats(prefix + "weight", geometry.weightShape)
      let bias = hasBias ? try reader.floats(prefix + "bias", [geometry.outputChannels]) : nil
      self = .conv1d(Conv1d(geometry: geometry, weight: weight, bias: bias))
    case .branches(let kind, let descriptions):
      var branches: [[Layer]] = []
      for (index, layers) in descriptions.enumerated() {
        let path = "\(path).\(kind.branchName(index))."
        branches.append(try Self.layers(layers, path: path, from: &reader, connections: connections))
      }
      self = .branches(BranchSum(kind, branches: branches))
    case .quantizer(let settings):
      self = .quantizer(ActivationQuantizer(settings, log2Scale: try reader.log2Scale(prefix + "log2_scale")))
    case .neurons(let shape):
      let weight = try reader.floats(prefix + "weight", shape.weightShape)
      let scale = shape.adders == 1 ? nil : try reader.log2Scale(prefix + "adder_log2_scale")
      self = .neurons(
        NeuronLayer(shape: shape, connections: connections[path] ?? [], weight: weight, adderLog2Scale: scale))
    case .elementwise(let function): self = .elementwise(function)
    case .dropout(let probability): self = .dropout(Dropout(probability: probability))
    case .flatten: self = .flatten
    case .unflatten(let channels, let length): self = .unflatten(channels: channels, length: length)
    }
  }
}

extension NeuronShape {
  /// PyTorch's shape of the weight.
  var weightShape: [Int] { [subNeuronCount, parametersPerSubNeuron] }
}

extension Conv1dGeometry {
  /// PyTorch's shape of the weight.
  var weightShape: [Int] { [outputChannels, inputChannels / groups, kernelSize] }
}

/// Takes tensors out of a `state_dict` by name and checks each.
struct StateDictReader {
  private let tensors: [Safetensors.Tensor]
  private var used: Set<String> = []

  init(_ tensors: [Safetensors.Tensor]) {
    self.tensors = tensors
  }

  /// Finite numbers of the given shape that `isAllowed`.
  mutating func floats(
    _ name: String, _ shape: [Int], expected: String = "a finite number",
    where isAllowed: (Float) -> Bool = { _ in true }
  ) throws(CheckpointError.Problem) -> [Float] {
    let tensor = try take(name, shape)
    guard case .float32(let values) = tensor.values else {
      throw .dtype(tensor: name, dtype: tensor.values.dtype)
    }
    for (index, value) in values.enumerated() where !(value.isFinite && isAllowed(value)) {
      throw .value(tensor: name, index: index, value: "\(value)", expected: expected)
    }
    return values
  }

  /// Finite numbers of the given shape in double precision.
  mutating func doubles(_ name: String, _ shape: [Int]) throws(CheckpointError.Problem) -> [Double] {
    let tensor = try take(name, shape)
    guard case .float64(let values) = tensor.values else {
      throw .dtype(tensor: name, dtype: tensor.values.dtype)
    }
    for (index, value) in values.enumerated() where !value.isFinite {
      throw .value(tensor: name, index: index, value: "\(value)", expected: "a finite number")
    }
    return values
  }

  /// The single number of a quantizer.
  mutating func log2Scale(_ name: String) throws(CheckpointError.Problem) -> Float {
    let limits = ActivationQuantizer.log2Scales
    return try floats(name, [1], expected: "\(limits.lowerBound) to \(limits.upperBound)") { limits.contains($0) }[0]
  }

  /// A single integer, 0 or more.
  mutating func counter(_ name: String) throws(CheckpointError.Problem) -> Int {
    let tensor = try take(name, [])
    guard case .int64(let values) = tensor.values else {
      throw .dtype(tensor: name, dtype: tensor.values.dtype)
    }
    guard values[0] >= 0 else {
      throw .value(tensor: name, index: 0, value: "\(values[0])", expected: "0 or more")
    }
    return Int(values[0])
  }

  /// - Throws: the first tensor that nobody asked for.
  func finish() throws(CheckpointError.Problem) {
    if let tensor = tensors.first(where: { !used.contains($0.name) }) { throw .extra(tensor: tensor.name) }
  }

  private mutating func take(_ name: String, _ shape: [Int]) throws(CheckpointError.Problem) -> Safetensors.Tensor {
    guard let tensor = tensors.first(where: { $0.name == name }) else { throw .missing(tensor: name) }
    guard tensor.shape == shape else { throw .shape(tensor: name, shape: tensor.shape, expected: shape) }
    used.insert(name)
    return tensor
  }
}
