internal import CKernels

/// Groups a network's layers into stages of columns and gives each its memory.
///
/// A stage is neurons, the sum of several, batch normalization, and ReLU or a quantizer, each optional.
struct ColumnLayout {
  /// What numbers of rows are padded to.
  static let lanes = Int(LNQ_LANES)

  private(set) var memory: ExecutorMemory<Float>
  private(set) var tables = ColumnTables()
  private(set) var stages: [lnq_column_stage] = []
  let input: UnsafeMutablePointer<Float>
  /// The outputs of the last stage so far, and how many there are.
  private(set) var current: UnsafeMutablePointer<Float>
  private(set) var featureCount: Int
  /// The most columns that a stage reads or writes.
  private(set) var widest: Int
  /// From one column to the next.
  let stride: Int

  /// nil for a network with layers that the kernels do not know.
  init?(_ network: Network, batchSize: Int) {
    memory = ExecutorMemory(network)
    let rows = (batchSize + Self.lanes - 1) / Self.lanes
    // An odd number of cache lines, so that the same row of many columns does not fall into few sets of the cache.
    stride = (rows | 1) * Self.lanes
    featureCount = network.inputCount
    widest = network.inputCount
    input = memory.reserve(network.inputCount * stride)
    current = input
    for layer in network.layers { guard append(layer) else { return nil } }
    markGradients()
  }

  /// Memory that lives as long as `memory`.
  mutating func reserve(_ count: Int) -> UnsafeMutablePointer<Float> { memory.reserve(count) }

  /// Whether the kernels know the layer.
  private mutating func append(_ layer: Layer) -> Bool {
    if case .batchNorm1d(let layer) = layer {
      append(layer)
    } else if case .linear(let layer) = layer {
      append(layer)
    } else if case .neurons(let layer) = layer {
      guard layer.shape.fanIn <= Int(LNQ_MOST_INPUTS) else { return false }
      append(layer)
    } else if case .quantizer(let layer) = layer {
      joinActivation()
      stages[stages.count - 1].quantizer = quantizer(layer, featureCount: featureCount)
    } else if case .relu = layer {
      joinActivation()
      stages[stages.count - 1].rectifies = 1
    } else {
      return false
    }
    return true
  }

  /// Says which stages need gradients: those that have parameters, and all after them.
  private mutating func markGradients() {
    var hasParameters = false
    for index in stages.indices {
      let stage = stages[index]
      stages[index].needs_input_gradient = hasParameters ? 1 : 0
      hasParameters =
        hasParameters || stage.neurons.kind != LNQ_NO_NEURON || stage.weight != nil
        || stage.quantizer.log2_scale != nil
      stages[index].has_parameters = hasParameters ? 1 : 0
    }
  }

  // MARK: Neurons

  private mutating func append(_ layer: Linear) {
    var neurons = lnq_neurons()
    neurons.count = layer.outputCount
    neurons.kind = layer.connections == nil ? LNQ_DENSE : LNQ_SPARSE
    let (weight, weightGradient) = memory.place(layer.weight)
    neurons.weight = UnsafePointer(weight)
    neurons.weight_gradient = weightGradient
    if let bias = layer.bias {
      let (bias, biasGradient) = memory.place(bias)
      neurons.bias = UnsafePointer(bias)
      neurons.bias_gradient = biasGradient
      neurons.bias_step = 1
    }
    if let connections = layer.connections {
      tables.connect(&neurons, connections, inputCount: layer.inputCount) { output, _, input in
        output * layer.inputCount + input
      }
    }
    appendStage(neurons, outputCount: layer.outputCount)
  }

  private mutating func append(_ layer: NeuronLayer) {
    let shape = layer.shape
    var neurons = lnq_neurons()
    neurons.count = shape.subNeuronCount
    neurons.fan_in = shape.fanIn
    neurons.parameters = shape.parametersPerSubNeuron
    let (weight, weightGradient) = memory.place(layer.weight)
    neurons.weight = UnsafePointer(weight)
    neurons.weight_gradient = weightGradient
    tables.connect(&neurons, layer.connections, inputCount: shape.inputCount) { neuron, connection, _ in
      neuron * shape.parametersPerSubNeuron + connection
    }
    switch shape.function {
    case .linear:
      neurons.kind = LNQ_SPARSE
      neurons.bias = UnsafePointer(weight + shape.fanIn)
      neurons.bias_gradient = weightGradient + shape.fanIn
      neurons.bias_step = shape.parametersPerSubNeuron
    case .polynomial(let degree):
      let order = PolynomialOrder(inputCount: shape.fanIn, degree: degree)
      tables.describe(&neurons, order)
      neurons.scratch = reserve(
        2 * order.level[degree] * Int(LNQ_POLYNOMIAL_ROWS) + shape.parametersPerSubNeuron * (Self.lanes + 1))
    case .network(let hidden, let depth, let skip):
      let widestLayer = tables.describe(
        &neurons, SubNetworkShape(inputCount: shape.fanIn, hidden: hidden, depth: depth, skip: skip))
      neurons.scratch = reserve(
        (2 * neurons.value_count + widestLayer) * Int(LNQ_SUBNETWORK_STRIDE) + 2 * shape.parametersPerSubNeuron)
    }
    let adder = layer.adderQuantizer.map { quantizer($0, featureCount: shape.subNeuronCount) }
    appendStage(neurons, outputCount: shape.outputCount, adders: shape.adders, adder: adder)
  }

  private mutating func appendStage(
    _ neurons: lnq_neurons, outputCount: Int, adders: Int = 1, adder: lnq_quantizer? = nil
  ) {
    var stage = lnq_column_stage()
    stage.inputs = featureCount
    stage.outputs = outputCount
    stage.neurons = neurons
    stage.adders = adders
    stage.x = UnsafePointer(current)
    current = reserve(neurons.count * stride)
    stage.z = current
    if let adder {
      stage.adder = adder
      current = reserve(outputCount * stride)
    }
    stage.sum = current
    stage.y = current
    stages.append(stage)
    featureCount = outputCount
    widest = max(widest, neurons.count)
  }

  // MARK: Normalization and activations

  private mutating func append(_ layer: BatchNorm1d) {
    join { $0.weight == nil && $0.rectifies == 0 && $0.quantizer.log2_scale == nil }
    let last = stages.count - 1
    let (weight, weightGradient) = memory.place(layer.weight)
    let (bias, biasGradient) = memory.place(layer.bias)
    stages[last].weight = UnsafePointer(weight)
    stages[last].bias = UnsafePointer(bias)
    stages[last].weight_gradient = weightGradient
    stages[last].bias_gradient = biasGradient
    stages[last].running_mean = memory.placeStatistics(layer.runningMean)
    stages[last].running_variance = memory.placeStatistics(layer.runningVariance)
    stages[last].epsilon = layer.epsilon
    stages[last].momentum = layer.momentum
    stages[last].mean = reserve(featureCount)
    stages[last].inverse = reserve(featureCount)
  }

  private mutating func joinActivation() {
    join { $0.rectifies == 0 && $0.quantizer.log2_scale == nil }
  }

  /// Makes the last stage one that changes its values in columns of their own: the one that is there if it `suits`, else one
  /// without neurons.
  private mutating func join(where suits: (lnq_column_stage) -> Bool) {
    if let last = stages.last, suits(last) {
      guard last.y == last.sum else { return }
    } else {
      var stage = lnq_column_stage()
      stage.inputs = featureCount
      stage.outputs = featureCount
      stage.adders = 1
      stage.x = UnsafePointer(current)
      stage.z = current
      stage.sum = current
      stages.append(stage)
    }
    current = reserve(featureCount * stride)
    stages[stages.count - 1].y = current
  }

  /// - Parameter featureCount: how many values of a row share the scale.
  private mutating func quantizer(_ layer: ActivationQuantizer, featureCount: Int) -> lnq_quantizer {
    let (log2Scale, gradient) = memory.place([layer.log2Scale])
    let settings = layer.settings
    return lnq_quantizer(
      lowest: Float(settings.codes.lowerBound), highest: Float(settings.codes.upperBound),
      log2_scale: UnsafePointer(log2Scale), log2_scale_gradient: gradient,
      is_power_of_two: settings.scale == .powerOfTwo ? 1 : 0,
      gradient_factor: 1 / Float(featureCount * settings.largestCode).squareRoot())
  }
}
