/// Lays out the memory of a `NetworkExecutor` and binds each layer to its part of it.
struct ExecutorAllocation<Scalar: BLASScalar> {
  private(set) var memory: ExecutorMemory<Scalar>

  private let network: Network
  private let batchSize: Int

  /// How many numbers a convolution's patches have at most, unless a single row has more: they stay in the second cache.
  private static var patchLimit: Int { 1 << 16 }

  init(_ network: Network, batchSize: Int) {
    memory = ExecutorMemory(network)
    self.network = network
    self.batchSize = batchSize
  }

  /// Gives the layers at `places`, which get `input`, their memory.
  ///
  /// - Parameter codes: what makes codes of what they get; nil for numbers that are none.
  mutating func sequence(
    _ places: [LayerPlace], input: ActivationShape, codes: CodeSource<Scalar>? = nil
  ) -> LayerSequence<Scalar> {
    var codes = codes
    var passes: [LayerPasses<Scalar>] = []
    var outputs: [ScalarBuffer<Scalar>] = []
    var shapes: [ActivationShape] = []
    var shape = input
    for place in places {
      passes.append(self.passes(at: place, input: shape, codes: codes))
      codes = self.codes(of: place) ?? (place.layer.movesOnly ? codes : nil)
      shape = place.layer.outputShape(of: shape)
      outputs.append(ScalarBuffer(count: batchSize * shape.count))
      shapes.append(shape)
    }
    let widest = shapes.reduce(input.count) { max($0, $1.count) }
    return LayerSequence(
      passes: passes, outputs: outputs, shapes: shapes,
      gradients: (memory.reserve(batchSize * widest), memory.reserve(batchSize * widest)),
      firstTrained: places.firstIndex { $0.layer.parameterCount > 0 } ?? places.count)
  }

  /// What makes codes of what a layer gives; nil where others do, or nobody.
  private func codes(of place: LayerPlace) -> CodeSource<Scalar>? {
    switch place.layer {
    case .quantizer(let settings):
      CodeSource(settings: settings, log2Scale: memory.tensors(of: place)[0].values)
    case .kanLinear(let shape):
      CodeSource(settings: shape.codes, log2Scale: memory.tensors(of: place)[3].values)
    default: nil
    }
  }

  private mutating func passes(
    at place: LayerPlace, input: ActivationShape, codes: CodeSource<Scalar>?
  ) -> LayerPasses<Scalar> {
    let tensors = memory.tensors(of: place)
    switch place.layer {
    case .batchNorm1d(let featureCount, let epsilon, let momentum):
      let length = input.normalized.length
      let width = featureCount * length
      let scratch = memory.reserve(5 * width)
      return .batchNorm1d(
        BatchNorm1d.Passes(
          featureCount: featureCount, length: length, epsilon: Scalar(epsilon), momentum: Scalar(momentum),
          weight: tensors[0].values, bias: tensors[1].values, weightGradient: tensors[0].gradients,
          biasGradient: tensors[1].gradients, runningMean: tensors[2].values, runningVariance: tensors[3].values,
          mean: scratch, inverseDeviation: scratch + width, scratch: scratch + 2 * width))
    case .elementwise(let function):
      return .elementwise(ElementwiseFunction.Passes(function: function, featureCount: input.count))
    case .linear(let inputCount, let outputCount, _, _):
      let mask = network.connections(at: place).map { connections in
        let mask = Linear.mask(connections, inputCount: inputCount)
        let values = memory.reserve(mask.count)
        for i in mask.indices { values[i] = Scalar(mask[i]) }
        return values
      }
      return .linear(
        Linear.Passes(
          inputCount: inputCount, outputCount: outputCount, weight: tensors[0].values,
          bias: tensors.dropFirst().first?.values, weightGradient: tensors[0].gradients,
          biasGradient: tensors.dropFirst().first?.gradients, mask: mask))
    case .dropout(let probability):
      return .dropout(
        Dropout.Passes(
          featureCount: input.count, probability: Scalar(probability), mask: memory.reserve(batchSize * input.count)))
    case .conv1d(let geometry, _):
      return conv1d(geometry, tensors, length: input.normalized.length)
    case .flatten, .unflatten:
      return .reshape(count: input.count)
    case .branches:
      let branches = place.branches.map { $0.isEmpty ? nil : sequence($0, input: input, codes: codes) }
      return .branches(
        BranchSum.Passes(
          branches: branches, inputCount: input.count,
          outputCount: branches.first??.shapes.last?.count ?? input.count,
          branchGradient: memory.reserve(batchSize * input.count)))
    case .quantizer(let settings):
      if let learned = settings.learned {
        return .learnedQuantizer(
          ActivationQuantizer.LearnedPasses(
            featureCount: input.count, settings: settings, learned: learned, log2Scale: tensors[0], bits: tensors[1]))
      }
      return .quantizer(
        ActivationQuantizer.Passes(
          featureCount: input.count, settings: settings, log2Scale: tensors[0].values,
          log2ScaleGradient: tensors[0].gradients))
    // Networks of bits have an executor of their own.
    case .thermometer, .luts, .groupSum: preconditionFailure("\(place.layer) is computed by BitExecutor")
    case .neurons(let shape):
      return neurons(shape, tensors, connections: network.connections(at: place) ?? [])
    case .kanLinear(let shape):
      guard let codes else { preconditionFailure("\(place.layer) without codes") }
      return kanLinear(shape, tensors, codes, connections: network.connections(at: place) ?? [])
    }
  }

  private mutating func kanLinear(
    _ shape: KANShape, _ tensors: [TensorMemory<Scalar>], _ codes: CodeSource<Scalar>, connections: [[Int]]
  ) -> LayerPasses<Scalar> {
    let values = Linear.mask(connections, inputCount: shape.inputCount)
    let mask = memory.reserve(values.count)
    for i in values.indices { mask[i] = Scalar(values[i]) }
    return .kanLinear(
      KANLinear.Passes(
        shape: shape, input: codes, parameters: tensors, mask: mask,
        tables: KANLinear.Passes.Tables(shape, codeCount: codes.count) { memory.reserve($0) },
        numbers: memory.reserve(batchSize * shape.inputCount), sums: memory.reserve(batchSize * shape.outputCount)))
  }

  private mutating func neurons(
    _ shape: NeuronShape, _ tensors: [TensorMemory<Scalar>], connections: [[Int]]
  ) -> LayerPasses<Scalar> {
    let adder = shape.adderSettings.map { ($0, tensors[1].values, tensors[1].gradients) }
    let function = NeuronFunction.Passes<Scalar>(shape.function, fanIn: shape.fanIn)
    return .neurons(
      NeuronLayer.Passes(
        shape: shape, connections: Array(connections.joined()), function: function, weight: tensors[0].values,
        weightGradient: tensors[0].gradients, adder: adder,
        values: memory.reserve(adder == nil ? 0 : batchSize * shape.subNeuronCount),
        scratch: memory.reserve(2 * shape.fanIn + function.scratchCount)))
  }

  private mutating func conv1d(
    _ geometry: Conv1dGeometry, _ tensors: [TensorMemory<Scalar>], length: Int
  ) -> LayerPasses<Scalar> {
    let positions = geometry.outputLength(of: length)
    let patchCount = geometry.inputChannels * geometry.kernelSize * positions
    let chunkSize = min(batchSize, max(1, Self.patchLimit / patchCount))
    return .conv1d(
      Conv1d.Passes(
        geometry: geometry, length: length, weight: tensors[0].values, bias: tensors.dropFirst().first?.values,
        weightGradient: tensors[0].gradients, biasGradient: tensors.dropFirst().first?.gradients,
        chunkSize: chunkSize, patches: memory.reserve(chunkSize * patchCount),
        turned: memory.reserve(chunkSize * geometry.outputChannels * positions)))
  }
}
