/// Lays out the memory of a `NetworkExecutor` and binds each layer to its part of it.
struct ExecutorAllocation<Scalar: BLASScalar> {
  private(set) var memory: ExecutorMemory<Scalar>

  private let batchSize: Int

  /// How many numbers a convolution's patches have at most, unless a single row has more: they stay in the second cache.
  private static var patchLimit: Int { 1 << 16 }

  init(_ network: Network, batchSize: Int) {
    memory = ExecutorMemory(network)
    self.batchSize = batchSize
  }

  /// Copies the numbers of `layers`, which get `input`, and gives them their memory.
  mutating func sequence(_ layers: [Layer], input: ActivationShape) -> LayerSequence<Scalar> {
    var passes: [LayerPasses<Scalar>] = []
    var outputs: [ScalarBuffer<Scalar>] = []
    var shapes: [ActivationShape] = []
    var shape = input
    for layer in layers {
      passes.append(self.passes(of: layer, input: shape))
      shape = layer.layerDescription.outputShape(of: shape)
      outputs.append(ScalarBuffer(count: batchSize * shape.count))
      shapes.append(shape)
    }
    let widest = shapes.reduce(input.count) { max($0, $1.count) }
    return LayerSequence(
      passes: passes, outputs: outputs, shapes: shapes,
      gradients: (memory.reserve(batchSize * widest), memory.reserve(batchSize * widest)),
      firstTrained: layers.firstIndex { $0.parameterCount > 0 } ?? layers.count)
  }

  private mutating func passes(of layer: Layer, input: ActivationShape) -> LayerPasses<Scalar> {
    switch layer {
    case .batchNorm1d(let layer):
      let (weight, weightGradient) = memory.place(layer.weight)
      let (bias, biasGradient) = memory.place(layer.bias)
      let length = input.normalized.length
      let width = layer.featureCount * length
      let scratch = memory.reserve(5 * width)
      return .batchNorm1d(
        BatchNorm1d.Passes(
          featureCount: layer.featureCount, length: length, epsilon: Scalar(layer.epsilon),
          momentum: Scalar(layer.momentum), weight: weight, bias: bias, weightGradient: weightGradient,
          biasGradient: biasGradient, runningMean: memory.placeStatistics(layer.runningMean),
          runningVariance: memory.placeStatistics(layer.runningVariance), mean: scratch,
          inverseDeviation: scratch + width,
          scratch: scratch + 2 * width))
    case .elementwise(let function):
      return .elementwise(ElementwiseFunction.Passes(function: function, featureCount: input.count))
    case .linear(let layer):
      let (weight, weightGradient) = memory.place(layer.weight)
      let bias = layer.bias.map { memory.place($0) }
      let mask = layer.mask.map { mask in
        let values = memory.reserve(mask.count)
        for i in mask.indices { values[i] = Scalar(mask[i]) }
        return values
      }
      return .linear(
        Linear.Passes(
          inputCount: layer.inputCount, outputCount: layer.outputCount, weight: weight, bias: bias?.values,
          weightGradient: weightGradient, biasGradient: bias?.gradients, mask: mask))
    case .dropout(let layer):
      return .dropout(
        Dropout.Passes(
          featureCount: input.count, probability: Scalar(layer.probability),
          mask: memory.reserve(batchSize * input.count)))
    case .conv1d(let layer):
      return conv1d(layer, length: input.normalized.length)
    case .flatten, .unflatten:
      return .reshape(count: input.count)
    case .branches(let layer):
      let branches = layer.branches.map { $0.isEmpty ? nil : sequence($0, input: input) }
      return .branches(
        BranchSum.Passes(
          branches: branches, inputCount: input.count,
          outputCount: branches.first??.shapes.last?.count ?? input.count,
          branchGradient: memory.reserve(batchSize * input.count)))
    case .quantizer(let layer):
      let (log2Scale, gradient) = memory.place([layer.log2Scale])
      return .quantizer(
        ActivationQuantizer.Passes(
          featureCount: input.count, settings: layer.settings, log2Scale: log2Scale, log2ScaleGradient: gradient))
    case .neurons(let layer):
      return neurons(layer)
    }
  }

  private mutating func neurons(_ layer: NeuronLayer) -> LayerPasses<Scalar> {
    let shape = layer.shape
    let (weight, weightGradient) = memory.place(layer.weight)
    let adder = layer.adderQuantizer.map { ($0.settings, memory.place([$0.log2Scale])) }
    let function = NeuronFunction.Passes<Scalar>(shape.function, fanIn: shape.fanIn)
    return .neurons(
      NeuronLayer.Passes(
        shape: shape, connections: Array(layer.connections.joined()), function: function, weight: weight,
        weightGradient: weightGradient, adder: adder.map { ($0.0, $0.1.values, $0.1.gradients) },
        values: memory.reserve(adder == nil ? 0 : batchSize * shape.subNeuronCount),
        scratch: memory.reserve(2 * shape.fanIn + function.scratchCount)))
  }

  private mutating func conv1d(_ layer: Conv1d, length: Int) -> LayerPasses<Scalar> {
    let geometry = layer.geometry
    let (weight, weightGradient) = memory.place(layer.weight)
    let bias = layer.bias.map { memory.place($0) }
    let positions = geometry.outputLength(of: length)
    let patchCount = geometry.inputChannels * geometry.kernelSize * positions
    let chunkSize = min(batchSize, max(1, Self.patchLimit / patchCount))
    return .conv1d(
      Conv1d.Passes(
        geometry: geometry, length: length, weight: weight, bias: bias?.values, weightGradient: weightGradient,
        biasGradient: bias?.gradients, chunkSize: chunkSize, patches: memory.reserve(chunkSize * patchCount),
        turned: memory.reserve(chunkSize * geometry.outputChannels * positions)))
  }
}
