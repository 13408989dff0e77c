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
    for place in network.places { guard append(place, of: network) else { return nil } }
    markGradients()
  }

  /// Whether several threads can make a step together: what polynomials and sub-networks add to the gradients of shared inputs, and
  /// all columns to a common width, has an order.
  var canBeShared: Bool {
    stages.allSatisfy { stage in
      let kind = stage.neurons.kind
      return kind != LNQ_POLYNOMIAL && kind != LNQ_SUBNETWORK
        && (stage.quantizer.bits == nil || stage.quantizer.bits_step > 0)
    }
  }

  /// Memory that lives as long as `memory`.
  mutating func reserve(_ count: Int) -> UnsafeMutablePointer<Float> { memory.reserve(count) }

  /// Whether the kernels know the layer.
  private mutating func append(_ place: LayerPlace, of network: Network) -> Bool {
    let tensors = memory.tensors(of: place)
    switch place.layer {
    case .batchNorm1d(_, let epsilon, let momentum):
      appendBatchNorm(tensors, epsilon: epsilon, momentum: momentum)
    case .linear(let inputCount, let outputCount, _, _):
      appendLinear(
        tensors, inputCount: inputCount, outputCount: outputCount, connections: network.connections(at: place))
    case .neurons(let shape):
      guard shape.fanIn <= Int(LNQ_MOST_INPUTS) else { return false }
      append(shape, tensors, connections: network.connections(at: place) ?? [])
    case .quantizer(let settings):
      joinActivation()
      stages[stages.count - 1].quantizer = quantizer(settings, tensors, featureCount: featureCount)
    case .relu:
      joinActivation()
      stages[stages.count - 1].rectifies = 1
    default: return false
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

  private mutating func appendLinear(
    _ tensors: [TensorMemory<Float>], inputCount: Int, outputCount: Int, connections: [[Int]]?
  ) {
    var neurons = lnq_neurons()
    neurons.count = outputCount
    neurons.kind = connections == nil ? LNQ_DENSE : LNQ_SPARSE
    neurons.weight = UnsafePointer(tensors[0].values)
    neurons.weight_gradient = tensors[0].gradients
    if let bias = tensors.dropFirst().first {
      neurons.bias = UnsafePointer(bias.values)
      neurons.bias_gradient = bias.gradients
      neurons.bias_step = 1
    }
    if let connections {
      tables.connect(&neurons, connections, inputCount: inputCount) { output, _, input in output * inputCount + input }
    }
    appendStage(neurons, outputCount: outputCount)
  }

  private mutating func append(_ shape: NeuronShape, _ tensors: [TensorMemory<Float>], connections: [[Int]]) {
    var neurons = lnq_neurons()
    neurons.count = shape.subNeuronCount
    neurons.fan_in = shape.fanIn
    neurons.parameters = shape.parametersPerSubNeuron
    neurons.weight = UnsafePointer(tensors[0].values)
    neurons.weight_gradient = tensors[0].gradients
    tables.connect(&neurons, connections, inputCount: shape.inputCount) { neuron, connection, _ in
      neuron * shape.parametersPerSubNeuron + connection
    }
    switch shape.function {
    case .linear:
      neurons.kind = LNQ_SPARSE
      neurons.bias = UnsafePointer(tensors[0].values + shape.fanIn)
      neurons.bias_gradient = tensors[0].gradients + shape.fanIn
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
    let adder = shape.adderSettings.map { quantizer($0, [tensors[1]], featureCount: shape.subNeuronCount) }
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

  private mutating func appendBatchNorm(_ tensors: [TensorMemory<Float>], epsilon: Float, momentum: Float) {
    join { $0.weight == nil && $0.rectifies == 0 && $0.quantizer.log2_scale == nil }
    let last = stages.count - 1
    stages[last].weight = UnsafePointer(tensors[0].values)
    stages[last].bias = UnsafePointer(tensors[1].values)
    stages[last].weight_gradient = tensors[0].gradients
    stages[last].bias_gradient = tensors[1].gradients
    stages[last].running_mean = tensors[2].values
    stages[last].running_variance = tensors[3].values
    stages[last].epsilon = epsilon
    stages[last].momentum = momentum
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

  /// - Parameters:
  ///   - tensors: t, and b where widths are learned.
  ///   - featureCount: how many values of a row share the scale.
  private func quantizer(
    _ settings: QuantizerSettings, _ tensors: [TensorMemory<Float>], featureCount: Int
  ) -> lnq_quantizer {
    let (log2Scale, learned) = (tensors[0], settings.learned)
    return lnq_quantizer(
      lowest: Float(settings.codes.lowerBound), highest: Float(settings.codes.upperBound),
      log2_scale: UnsafePointer(log2Scale.values), log2_scale_gradient: log2Scale.gradients,
      is_power_of_two: settings.scale == .powerOfTwo ? 1 : 0, unit: settings.unit,
      gradient_factor: 1 / Float(featureCount * settings.largestCode).squareRoot(),
      bits: learned.map { _ in UnsafePointer(tensors[1].values) },
      bits_gradient: learned.map { _ in tensors[1].gradients },
      bits_step: (learned?.count ?? 1) > 1 ? 1 : 0, least_bits: learned?.range.lowerBound ?? 0,
      most_bits: learned?.range.upperBound ?? 0, is_signed: settings.isSigned ? 1 : 0)
  }
}
