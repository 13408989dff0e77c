extension Network {
  /// What PyTorch's `state_dict` of a module with `self.seq_blocks = nn.Sequential(…)` holds, in its order.
  ///
  /// `seq_blocks.<index>.weight`, `.bias`, `.running_mean`, `.running_var` (F32) and `.num_batches_tracked` (I64), where
  /// the index is the layer's position from 0; layers without numbers count too. A residual block's layers are
  /// `seq_blocks.<index>.body.<index>` and `seq_blocks.<index>.shortcut.<index>`.
  public var stateDict: [Safetensors.Tensor] { Layer.tensors(of: layers, prefix: "seq_blocks.") }

  /// A network from the tensors of a `state_dict`, in any order.
  ///
  /// - Parameter connections: for each `Linear` with a fan-in the inputs of each output, by its path: `2`, `3.body.0`.
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
    case .residual(let layer):
      return Self.tensors(of: layer.body, prefix: prefix + "body.")
        + Self.tensors(of: layer.shortcut, prefix: prefix + "shortcut.")
    case .relu, .dropout, .flatten, .unflatten:
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
    case .residual(let body, let shortcut):
      self = .residual(
        Residual(
          body: try Self.layers(body, path: "\(path).body.", from: &reader, connections: connections),
          shortcut: try Self.layers(shortcut, path: "\(path).shortcut.", from: &reader, connections: connections)))
    case .relu: self = .relu
    case .dropout(let probability): self = .dropout(Dropout(probability: probability))
    case .flatten: self = .flatten
    case .unflatten(let channels, let length): self = .unflatten(channels: channels, length: length)
    }
  }
}

extension Conv1dGeometry {
  /// PyTorch's shape of the weight.
  var weightShape: [Int] { [outputChannels, inputChannels / groups, kernelSize] }
}
