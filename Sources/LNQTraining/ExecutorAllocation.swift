/// Lays out the memory of a `NetworkExecutor` and binds each layer to its part of it.
struct ExecutorAllocation<Scalar: BLASScalar> {
  let parameters: ScalarBuffer<Scalar>
  let gradients: ScalarBuffer<Scalar>
  let runningStatistics: ScalarBuffer<Scalar>
  private(set) var passes: [LayerPasses<Scalar>] = []
  private(set) var widths: [(input: Int, output: Int)] = []
  private(set) var outputs: [ScalarBuffer<Scalar>] = []
  /// Masks and scratch memory, only kept alive.
  private(set) var workspace: [ScalarBuffer<Scalar>] = []

  private let batchSize: Int
  private var width: Int
  private var parameterOffset = 0
  private var statisticsOffset = 0

  init(_ network: Network, batchSize: Int) {
    var (parameterCount, statisticsCount) = (0, 0)
    for layer in network.layers {
      switch layer {
      case .batchNorm1d(let layer):
        parameterCount += 2 * layer.featureCount
        statisticsCount += 2 * layer.featureCount
      case .linear(let layer): parameterCount += layer.weight.count + (layer.bias?.count ?? 0)
      case .relu, .dropout: break
      }
    }
    parameters = ScalarBuffer(count: parameterCount)
    gradients = ScalarBuffer(count: parameterCount)
    runningStatistics = ScalarBuffer(count: statisticsCount)
    self.batchSize = batchSize
    width = network.inputCount
  }

  /// Copies a layer's numbers and gives it its memory.
  mutating func append(_ layer: Layer) {
    let inputWidth = width
    switch layer {
    case .batchNorm1d(let layer):
      let (weight, weightGradient) = place(layer.weight)
      let (bias, biasGradient) = place(layer.bias)
      let scratch = reserve(4 * layer.featureCount)
      passes.append(
        .batchNorm1d(
          BatchNorm1d.Passes(
            featureCount: layer.featureCount, epsilon: Scalar(layer.epsilon), momentum: Scalar(layer.momentum),
            weight: weight, bias: bias, weightGradient: weightGradient, biasGradient: biasGradient,
            runningMean: placeStatistics(layer.runningMean), runningVariance: placeStatistics(layer.runningVariance),
            mean: scratch, inverseDeviation: scratch + layer.featureCount,
            scratch: scratch + 2 * layer.featureCount)))
    case .relu:
      passes.append(.relu(ReLU.Passes(featureCount: width)))
    case .linear(let layer):
      let (weight, weightGradient) = place(layer.weight)
      let bias = layer.bias.map { place($0) }
      let mask = layer.mask.map { mask in
        let memory = reserve(mask.count)
        for i in mask.indices { memory[i] = Scalar(mask[i]) }
        return memory
      }
      passes.append(
        .linear(
          Linear.Passes(
            inputCount: layer.inputCount, outputCount: layer.outputCount, weight: weight, bias: bias?.values,
            weightGradient: weightGradient, biasGradient: bias?.gradients, mask: mask)))
      width = layer.outputCount
    case .dropout(let layer):
      passes.append(
        .dropout(
          Dropout.Passes(
            featureCount: width, probability: Scalar(layer.probability), mask: reserve(batchSize * width))))
    }
    widths.append((inputWidth, width))
    outputs.append(ScalarBuffer(count: batchSize * width))
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
