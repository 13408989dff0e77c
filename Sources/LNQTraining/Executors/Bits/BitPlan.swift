internal import CKernels
internal import Dispatch
internal import Foundation
import LNQRandom

/// The layers that `CKernels` computes for a weightless network, and the memory that they work in.
final class BitPlan: KernelPlan {
  let memory: ExecutorMemory<Float>
  let batch: KernelBatch

  private let bitKernels: lnq_bit_kernels
  private let kernels: lnq_kernels
  private let encoding: BitEncoding
  private let layout: BitLayout
  /// What the loss needs of the last layer: logits and their gradient in columns.
  private var head: lnq_column_network
  private let logitGradient: UnsafeMutablePointer<Float>
  private let tau: Float
  private let bias: UnsafePointer<Float>
  private let threads: Int
  /// Of sigmoid tables κ of the last step; nil for those that are read as bits.
  private let lastSharpness: Float?
  private let mappingInterval: Int
  private let mappingRate: Double
  /// The generator of the next pass's shifts.
  private var shifts: [Int] = []
  /// κ in training; 0 for bits.
  private var sharpness: Float = 0
  /// For what the tables' worth was computed last; nil for nothing that is still valid.
  private var refreshed: Float?

  private var layers: UnsafeMutableBufferPointer<lnq_bit_layer> { layout.layers }
  private var rows: Int { layout.rows }
  private var classes: Int { Int(head.classes) }

  init(
    _ network: Network, _ parts: WeightlessParts, batchSize: Int, options: TrainingOptions, threads: Int?,
    kernels: BitKernelSet
  ) {
    var memory = ExecutorMemory<Float>(network)
    self.kernels = KernelSet.best.functions
    bitKernels = kernels.functions
    encoding = BitEncoding(network, parts, augment: options.augment == .shift)
    layout = BitLayout(parts, batchSize: batchSize, memory: memory)
    let (rows, classes) = (layout.rows, parts.sum.shape.classCount)
    let columns = memory.reserve(network.inputCount * rows)
    let logits = memory.reserve(classes * rows)
    logitGradient = memory.reserve(classes * rows)
    tau = parts.sum.shape.tau
    bias = UnsafePointer(memory.tensors(of: parts.sum.place)[0].values)
    batch = KernelBatch(
      network, size: batchSize, paddedSize: rows, input: columns, logits: logits, .columns(stride: rows),
      gather: self.kernels.gather_columns)
    head = lnq_column_network()
    head.stride = rows
    head.input = columns
    head.logits = UnsafePointer(logits)
    head.classes = classes
    head.smoothing = Float(options.labelSmoothing)
    head.labels = UnsafePointer(batch.labels)
    head.predictions = batch.predictions
    head.scratch = memory.reserve(classes * ColumnLayout.lanes)
    self.memory = memory
    self.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    let standards = TrainingOptions.bitStandards
    let estimator = options.estimator ?? .standard(layers: parts.layers.count)
    lastSharpness = estimator == .sigmoid ? Float(options.sharpness ?? Double(standards.sharpness)) : nil
    for index in layout.layers.indices { layout.layers[index].smoothing = estimator.smoothing }
    mappingInterval = options.mappingInterval ?? standards.mappingInterval
    mappingRate =
      options.mappingRate ?? Double(standards.mappingRate.numerator) / Double(standards.mappingRate.denominator)
  }

  /// κ of the first step.
  private static let firstSharpness: Float = 2

  // MARK: Passes

  /// Steps have parts that run in threads.
  var training: lnq_training? { nil }

  func drawMasks(rows: Int, from generator: inout SplitMix64) {
    shifts = (0..<(rows + 63) / 64).map { _ in
      guard encoding.ways.count > 1 else { return 0 }
      // Half of them stay where they are.
      let draw = RandomDraws.index(below: 2 * (encoding.ways.count - 1), from: &generator)
      return draw < encoding.ways.count ? draw : 0
    }
  }

  func train(rows: Int) -> BatchResult {
    refresh(sharpness)
    forward(rows: rows, isTraining: true)
    return batch.result(rows: rows) { kernels.cross_entropy(&head, $0, logitGradient) }
  }

  func evaluate(rows: Int) -> BatchResult {
    shifts = []
    refresh(0)
    forward(rows: rows, isTraining: false)
    return batch.result(rows: rows) { kernels.cross_entropy(&head, $0, nil) }
  }

  private func refresh(_ sharpness: Float) {
    guard refreshed != sharpness else { return }
    for index in layers.indices {
      layers[index].sharpness = sharpness
      bitKernels.refresh(&layers[index], 0, Int(layers[index].tables))
    }
    refreshed = sharpness
  }

  private func forward(rows count: Int, isTraining: Bool) {
    for block in 0..<(count + 63) / 64 {
      let way = encoding.ways[block < shifts.count ? shifts[block] : 0]
      way.feature.withUnsafeBufferPointer { feature in
        way.threshold.withUnsafeBufferPointer { threshold in
          bitKernels.encode(
            head.input + 64 * block, rows, feature.baseAddress, threshold.baseAddress, feature.count,
            layout.planes + block, rows / 64)
        }
      }
    }
    for index in layers.indices { bitKernels.look_up(&layers[index], 0, Int(layers[index].tables)) }
    let last = layers.count - 1
    let (group, unit) = (Int(layers[last].group), sharpness > 0 && isTraining ? Float(1) / 255 : 1)
    let logits = UnsafeMutablePointer(mutating: head.logits)
    for c in 0..<classes {
      layout.sums.update(repeating: 0, count: rows)
      bitKernels.add_bytes(&layers[last], c * group, (c + 1) * group, layout.sums)
      let added = isTraining ? 0 : bias[c]
      for row in 0..<rows { logits?[c * rows + row] = (Float(layout.sums[row]) * unit + added) / tau }
    }
    layout.trainedRows = count
  }

  // MARK: Steps

  func begin(share: Double) {
    guard let lastSharpness else { return }
    // In steps of 1/64 of the run: the tables are read anew for each.
    let share = Float((share * 64).rounded(.down) / 64)
    sharpness = Self.firstSharpness * Float(pow(Double(lastSharpness / Self.firstSharpness), Double(share)))
  }

  func step(_ optimizer: OptimizerState<Float>, learningRate: Double) {
    let isMappingDue = optimizer.stepCount.isMultiple(of: mappingInterval)
    let mappingSteps = optimizer.stepCount / mappingInterval + 1
    let entries = lnq_adam(optimizer.advance(learningRate))
    let mapping = lnq_adam(optimizer.constants(learningRate * mappingRate, steps: mappingSteps))
    roundLogitGradients()
    for index in layers.indices.reversed() {
      layout.bind(optimizer, to: index)
      let learns = isMappingDue && layers[index].weights != nil
      let (layer, words) = (UnsafePointer(layers.baseAddress.map { $0 + index }), layout.words)
      if learns, layers[index].candidates == nil {
        bitKernels.spread(layers[index].planes, Int(layers[index].inputs), rows, words)
        let groups = Int(layers[index].tables / layers[index].group)
        divide(groups, work: rows * Int(layers[index].inputs)) { [bitKernels] in
          bitKernels.sum_inputs(layer, $0, $1, words)
        }
      }
      if index > 0 {
        divide(index, isHeavy: false) { [bitKernels] in bitKernels.differentiate(layer, $0, $1) }
        layout.collectSlopes(below: index, bitKernels)
      }
      let mustDifferentiate = learns && index == 0
      divide(index, isHeavy: learns) { [bitKernels] first, last in
        var (entries, mapping) = (entries, mapping)
        if mustDifferentiate { bitKernels.differentiate(layer, first, last) }
        bitKernels.update_entries(layer, first, last, &entries)
        if learns { bitKernels.update_mapping(layer, first, last, words, &mapping) }
      }
    }
  }

  /// ∂loss/∂sum of each class, as integers.
  private func roundLogitGradients() {
    for c in 0..<classes {
      layout.logitSlopes.round(logitGradient + c * rows, count: layout.trainedRows, rows: rows, at: c, bitKernels)
      layout.logitSlopes.units[c] /= tau
    }
  }

  /// Calls `body` with ranges of the tables of a layer, on several threads where that is worth it.
  private func divide(_ index: Int, isHeavy: Bool, _ body: @escaping (Int, Int) -> Void) {
    let choices = isHeavy ? Int(layers[index].choices) : 1
    divide(Int(layers[index].tables), work: rows * choices, body)
  }

  /// Calls `body` with ranges of `count` things of so much work each, on several threads where that is worth it.
  private func divide(_ count: Int, work: Int, _ body: @escaping (Int, Int) -> Void) {
    guard threads > 1, count > 1, count * work >= 1 << 17 else { return body(0, count) }
    let size = max(1, (count + 4 * threads - 1) / (4 * threads))
    nonisolated(unsafe) let body = body
    DispatchQueue.concurrentPerform(iterations: (count + size - 1) / size) {
      body($0 * size, min(count, ($0 + 1) * size))
    }
  }
}
