internal import CKernels

/// Groups a network's layers into stages and gives each its memory.
struct RowLayout {
  /// What the widths and the numbers of rows are padded to.
  static let lanes = Int(LNQ_LANES)

  private(set) var memory: ExecutorMemory<Float>
  let input: UnsafeMutablePointer<Float>
  private(set) var stages: [lnq_stage] = []
  /// The last linear layer, where it has few outputs and nothing or a ReLU behind it; it is none of the stages.
  private(set) var head: (layer: lnq_linear, rectifies: Bool)?
  private(set) var dropouts: [lnq_dropout] = []
  /// The outputs of the last stage so far, and how many features they have.
  private(set) var current: UnsafeMutablePointer<Float>
  private(set) var featureCount: Int
  /// The greatest padded width.
  private(set) var widest: Int

  private let rows: Int
  /// How many slices the greatest batch has.
  let slices: Int
  /// How many threads make a step together.
  let members: Int

  /// The smallest multiple of `lanes` that is not below `count`.
  static func padded(_ count: Int) -> Int { (count + lanes - 1) / lanes * lanes }

  /// nil for a network with layers that the kernels do not know.
  ///
  /// - Parameter threads: how many there may be; no more are used than there are slices.
  init?(_ network: Network, batchSize: Int, threads: Int) {
    rows = Self.padded(batchSize)
    let sliceRows = Int(LNQ_SLICE_ROWS)
    slices = (batchSize + sliceRows - 1) / sliceRows
    members = max(1, min(threads, slices))
    memory = ExecutorMemory(network, gradientCopies: slices)
    featureCount = network.inputCount
    widest = Self.padded(network.inputCount)
    input = memory.reserve(rows * widest)
    current = input
    for place in network.places { guard append(place, of: network) else { return nil } }
    takeHead()
  }

  /// Makes a last layer of few outputs the head.
  private mutating func takeHead() {
    var end = stages.count
    var rectifies = false
    if let last = stages.last, last.is_linear == 0, last.pointwise.weight == nil, last.pointwise.mask == nil {
      rectifies = true
      end -= 1
    }
    guard end > 0, stages[end - 1].is_linear == 1, stages[end - 1].linear.outputs <= Int(LNQ_MOST_HEAD_CLASSES) else {
      return
    }
    head = (stages[end - 1].linear, rectifies)
    stages.removeSubrange((end - 1)...)
  }

  /// Whether the kernels know the layer.
  private mutating func append(_ place: LayerPlace, of network: Network) -> Bool {
    let tensors = memory.tensors(of: place)
    switch place.layer {
    case .batchNorm1d(_, let epsilon, let momentum):
      appendBatchNorm(tensors, epsilon: epsilon, momentum: momentum)
    case .linear(let inputCount, let outputCount, _, _):
      let mask = network.connections(at: place).map { Linear.mask($0, inputCount: inputCount) }
      appendLinear(tensors, inputCount: inputCount, outputCount: outputCount, mask: mask)
    case .dropout(let probability): appendDropout(probability)
    case .relu: appendReLU()
    default: return false
    }
    return true
  }

  private mutating func appendBatchNorm(_ tensors: [TensorMemory<Float>], epsilon: Float, momentum: Float) {
    let width = Self.padded(featureCount)
    var stage = lnq_pointwise()
    stage.features = featureCount
    stage.width = width
    stage.x = UnsafePointer(current)
    current = reserve(rows * width)
    stage.y = current
    stage.weight = UnsafePointer(tensors[0].values)
    stage.bias = UnsafePointer(tensors[1].values)
    stage.weight_gradient = tensors[0].gradients
    stage.bias_gradient = tensors[1].gradients
    stage.running_mean = tensors[2].values
    stage.running_variance = tensors[3].values
    stage.epsilon = epsilon
    stage.momentum = momentum
    stage.memory = reserve(members * Int(LNQ_NORMALIZATION_ROWS) * width)
    stage.slice_sums = reserve(4 * slices * width)
    stages.append(lnq_stage(is_linear: 0, pointwise: stage, linear: lnq_linear()))
  }

  /// Joins the stage before it unless that one has a ReLU or a dropout already.
  private mutating func appendReLU() {
    if let last = stages.last, last.is_linear == 0, last.pointwise.rectifies == 0, last.pointwise.mask == nil {
      stages[stages.count - 1].pointwise.rectifies = 1
      return
    }
    var stage = inPlaceStage()
    stage.rectifies = 1
    stages.append(lnq_stage(is_linear: 0, pointwise: stage, linear: lnq_linear()))
  }

  /// Joins the stage before it unless that one has a dropout already.
  private mutating func appendDropout(_ probability: Float) {
    let width = Self.padded(featureCount)
    let mask = reserve(rows * width)
    dropouts.append(
      lnq_dropout(
        features: featureCount, width: width, threshold: UInt64(Double(probability) * 0x1p64),
        kept: 1 / (1 - probability), mask: mask))
    if let last = stages.last, last.is_linear == 0, last.pointwise.mask == nil {
      stages[stages.count - 1].pointwise.mask = UnsafePointer(mask)
      return
    }
    var stage = inPlaceStage()
    stage.mask = UnsafePointer(mask)
    stages.append(lnq_stage(is_linear: 0, pointwise: stage, linear: lnq_linear()))
  }

  /// A stage that changes the outputs of the one before. Nobody else needs them: a `Linear` goes backward by its inputs, a
  /// batch normalization by its inputs too, and what a ReLU needs of its outputs stays as it is.
  private func inPlaceStage() -> lnq_pointwise {
    var stage = lnq_pointwise()
    stage.features = featureCount
    stage.width = Self.padded(featureCount)
    stage.x = UnsafePointer(current)
    stage.y = current
    return stage
  }

  private mutating func appendLinear(
    _ tensors: [TensorMemory<Float>], inputCount: Int, outputCount: Int, mask: [Float]?
  ) {
    let (inputWidth, outputWidth) = (Self.padded(inputCount), Self.padded(outputCount))
    let bias = tensors.dropFirst().first
    var stage = lnq_linear()
    stage.inputs = inputCount
    stage.outputs = outputCount
    stage.input_width = inputWidth
    stage.output_width = outputWidth
    stage.x = UnsafePointer(current)
    current = reserve(rows * outputWidth)
    stage.y = current
    stage.weight = UnsafePointer(tensors[0].values)
    stage.bias = bias.map { UnsafePointer($0.values) }
    stage.weight_gradient = tensors[0].gradients
    stage.bias_gradient = bias?.gradients
    if let mask {
      let factors = reserve(mask.count)
      factors.update(from: mask, count: mask.count)
      stage.mask = UnsafePointer(factors)
    }
    if inputWidth != inputCount {
      stage.padded = reserve(outputCount * inputWidth)
      stage.padded_gradient = reserve(members * outputCount * inputWidth)
    }
    stage.transposed = reserve(inputCount * outputWidth)
    stage.start = reserve(outputWidth)
    stages.append(lnq_stage(is_linear: 1, pointwise: lnq_pointwise(), linear: stage))
    featureCount = outputCount
    widest = max(widest, outputWidth)
  }

  /// Memory that is 0 at the start and lives as long as `memory`.
  mutating func reserve(_ count: Int) -> UnsafeMutablePointer<Float> { memory.reserve(count) }
}
