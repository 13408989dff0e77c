/// Lays out the memory of a `NetworkExecutor` and binds each layer to its part of it.
struct ExecutorAllocation<Scalar: BLASScalar> {
  let parameters: ScalarBuffer<Scalar>
  let gradients: ScalarBuffer<Scalar>
  let runningStatistics: ScalarBuffer<Scalar>
  /// Masks, gradients between layers and scratch memory, only kept alive.
  private(set) var workspace: [ScalarBuffer<Scalar>] = []

  private let batchSize: Int
  private var parameterOffset = 0
  private var statisticsOffset = 0

  /// How many numbers a convolution's patches have at most, unless a single row has more: they stay in the second cache.
  private static var patchLimit: Int { 1 << 16 }

  init(_ network: Network, batchSize: Int) {
    var (parameterCount, statisticsCount) = (0, 0)
    for layer in network.allLayers {
      parameterCount += layer.storedParameterCount
      if case .batchNorm1d(let layer) = layer { statisticsCount += 2 * layer.featureCount }
    }
    parameters = ScalarBuffer(count: parameterCount)
    gradients = ScalarBuffer(count: parameterCount)
    runningStatistics = ScalarBuffer(count: statisticsCount)
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
      gradients: (reserve(batchSize * widest), reserve(batchSize * widest)),
      firstTrained: layers.firstIndex { $0.parameterCount > 0 } ?? layers.count)
  }

  private mutating func passes(of layer: Layer, input: ActivationShape) -> LayerPasses<Scalar> {
    switch layer {
    case .batchNorm1d(let layer):
      let (weight, weightGradient) = place(layer.weight)
      let (bias, biasGradient) = place(layer.bias)
      let length = input.normalized.length
      let width = layer.featureCount * length
      let scratch = reserve(5 * width)
      return .batchNorm1d(
        BatchNorm1d.Passes(
          featureCount: layer.featureCount, length: length, epsilon: Scalar(layer.epsilon),
          momentum: Scalar(layer.momentum), weight: weight, bias: bias, weightGradient: weightGradient,
          biasGradient: biasGradient, runningMean: placeStatistics(layer.runningMean),
          runningVariance: placeStatistics(layer.runningVariance), mean: scratch, inverseDeviation: scratch + width,
          scratch: scratch + 2 * width))
    case .relu:
      return .relu(ReLU.Passes(featureCount: input.count))
    case .linear(let layer):
      let (weight, weightGradient) = place(layer.weight)
      let bias = layer.bias.map { place($0) }
      let mask = layer.mask.map { mask in
        let memory = reserve(mask.count)
        for i in mask.indices { memory[i] = Scalar(mask[i]) }
        return memory
      }
      return .linear(
        Linear.Passes(
          inputCount: layer.inputCount, outputCount: layer.outputCount, weight: weight, bias: bias?.values,
          weightGradient: weightGradient, biasGradient: bias?.gradients, mask: mask))
    case .dropout(let layer):
      return .dropout(
        Dropout.Passes(
          featureCount: input.count, probability: Scalar(layer.probability), mask: reserve(batchSize * input.count)))
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
          branchGradient: reserve(batchSize * input.count)))
    case .quantizer(let layer):
      let (log2Scale, gradient) = place([layer.log2Scale])
      return .quantizer(
        ActivationQuantizer.Passes(
          featureCount: input.count, settings: layer.settings, log2Scale: log2Scale, log2ScaleGradient: gradient))
    case .neurons(let layer):
      return neurons(layer)
    }
  }

  private mutating func neurons(_ layer: NeuronLayer) -> LayerPasses<Scalar> {
    let shape = layer.shape
    let (weight, weightGradient) = place(layer.weight)
    let adder = layer.adderQuantizer.map { ($0.settings, place([$0.log2Scale])) }
    let function = NeuronFunction.Passes<Scalar>(shape.function, fanIn: shape.fanIn)
    return .neurons(
      NeuronLayer.Passes(
        shape: shape, connections: Array(layer.connections.joined()), function: function, weight: weight,
        weightGradient: weightGradient, adder: adder.map { ($0.0, $0.1.values, $0.1.gradients) },
        values: reserve(adder == nil ? 0 : batchSize * shape.subNeuronCount),
        scratch: reserve(2 * shape.fanIn + function.scratchCount)))
  }

  private mutating func conv1d(_ layer: Conv1d, length: Int) -> LayerPasses<Scalar> {
    let geometry = layer.geometry
    let (weight, weightGradient) = place(layer.weight)
    let bias = layer.bias.map { place($0) }
    let positions = geometry.outputLength(of: length)
    let patchCount = geometry.inputChannels * geometry.kernelSize * positions
    let chunkSize = min(batchSize, max(1, Self.patchLimit / patchCount))
    return .conv1d(
      Conv1d.Passes(
        geometry: geometry, length: length, weight: weight, bias: bias?.values, weightGradient: weightGradient,
        biasGradient: bias?.gradients, chunkSize: chunkSize, patches: reserve(chunkSize * patchCount),
        turned: reserve(chunkSize * geometry.outputChannels * positions)))
  }

  private mutating func reserve(_ count: Int) -> UnsafeMutablePointer<Scalar> {
    let buffer = ScalarBuffer<Scalar>(count: count)
    workspace.append(buffer)
    return buffer.pointer
  }

  private mutating func place(
    _ values: [Float]
  ) -> (values: UnsafeMutablePointer<Scalar>, gradients: UnsafeMutablePointer<Scalar>) {
    let (pointer, gradient) = (parameters.pointer + parameterOffset, gradients.pointer + parameterOffset)
    for i in values.indices { pointer[i] = Scalar(values[i]) }
    parameterOffset += values.count
    return (pointer, gradient)
  }

  private mutating func placeStatistics(_ values: [Float]) -> UnsafeMutablePointer<Scalar> {
    let pointer = runningStatistics.pointer + statisticsOffset
    for i in values.indices { pointer[i] = Scalar(values[i]) }
    statisticsOffset += values.count
    return pointer
  }
}
