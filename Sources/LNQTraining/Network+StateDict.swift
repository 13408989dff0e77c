extension Network {
  /// What PyTorch's `state_dict` of a module with `self.seq_blocks = nn.Sequential(…)` holds, in its order.
  ///
  /// `seq_blocks.<index>.weight`, `.bias`, `.running_mean`, `.running_var` (F32) and `.num_batches_tracked` (I64), where
  /// the index is the layer's position from 0; layers without numbers count too.
  public var stateDict: [Safetensors.Tensor] {
    layers.enumerated().flatMap { index, layer in
      let prefix = "seq_blocks.\(index)."
      func vector(_ name: String, _ values: [Float]) -> Safetensors.Tensor {
        Safetensors.Tensor(name: prefix + name, shape: [values.count], values: .float32(values))
      }
      switch layer {
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
      case .relu, .dropout:
        return []
      }
    }
  }

  /// A network from the tensors of a `state_dict`, in any order.
  ///
  /// - Parameter connections: for each `Linear` with a fan-in, by its index, the inputs of each output.
  /// - Throws: a tensor that is missing, that is too much, of another dtype or shape, or holds a number that cannot be.
  init(
    _ model: ModelDescription, stateDict: [Safetensors.Tensor], connections: [Int: [[Int]]]
  ) throws(CheckpointError.Problem) {
    var reader = StateDictReader(stateDict)
    var layers: [Layer] = []
    for (index, layer) in model.layers.enumerated() {
      let prefix = "seq_blocks.\(index)."
      switch layer {
      case .batchNorm1d(let featureCount, let epsilon, let momentum):
        layers.append(
          .batchNorm1d(
            BatchNorm1d(
              weight: try reader.floats(prefix + "weight", [featureCount]),
              bias: try reader.floats(prefix + "bias", [featureCount]),
              runningMean: try reader.floats(prefix + "running_mean", [featureCount]),
              runningVariance: try reader.floats(prefix + "running_var", [featureCount], expected: "0 or more") {
                $0 >= 0
              },
              batchesTracked: try reader.counter(prefix + "num_batches_tracked"), epsilon: epsilon,
              momentum: momentum)))
      case .linear(let inputCount, let outputCount, let hasBias, _):
        let weight = try reader.floats(prefix + "weight", [outputCount, inputCount])
        let bias = hasBias ? try reader.floats(prefix + "bias", [outputCount]) : nil
        let linear = Linear(
          inputCount: inputCount, outputCount: outputCount, weight: weight, bias: bias,
          connections: connections[index])
        for i in weight.indices where weight[i] != linear.weight[i] {
          throw .value(
            tensor: prefix + "weight", index: i, value: "\(weight[i])", expected: "0 outside of the fan-in")
        }
        layers.append(.linear(linear))
      case .relu:
        layers.append(.relu)
      case .dropout(let probability):
        layers.append(.dropout(Dropout(probability: probability)))
      }
    }
    try reader.finish()
    self.init(model, layers: layers)
  }
}
