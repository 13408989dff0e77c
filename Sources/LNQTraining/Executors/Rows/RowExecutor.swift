internal import CKernels
import LNQRandom

/// Computes with a small network in kernels of its own, which keep a batch in the nearest caches.
///
/// A batch normalization, a ReLU and a dropout that follow each other are one stage, each `Linear` is another. Every row is
/// padded to a multiple of 16 features, so that features fill the vector registers.
public final class RowExecutor: KernelExecutor {
  /// What draws the masks of dropout from any generator.
  private let masks: RowPlan

  /// Copies the network's parameters and allocates everything for batches of up to `batchSize` rows.
  ///
  /// - Parameter threads: how many may make steps together; they change nothing but the time.
  /// - Returns: nil for a network with layers that the kernels do not know.
  /// - Precondition: `batchSize` > 0.
  public init?(_ network: Network, batchSize: Int, threads: Int = 1, kernels: KernelSet = .best) {
    precondition(batchSize > 0, "a batch of \(batchSize) rows")
    guard let plan = RowPlan(network, batchSize: batchSize, threads: threads, kernels: kernels.functions) else {
      return nil
    }
    masks = plan
    super.init(network, plan, kernels: kernels)
  }

  /// As with SplitMix64, and just as many numbers are drawn, in the same order.
  public func trainingPass(count: Int, dropout generator: inout some RandomNumberGenerator) -> BatchResult {
    masks.drawMasks(rows: count, from: &generator)
    return trainingPass(count: count)
  }
}

/// The stages that `CKernels` runs in rows.
final class RowPlan: KernelPlan {
  let memory: ExecutorMemory<Float>
  let batch: KernelBatch

  private let kernels: lnq_kernels
  private let stages: UnsafeMutableBufferPointer<lnq_stage>
  private let dropouts: UnsafeMutableBufferPointer<lnq_dropout>
  private let network: UnsafeMutablePointer<lnq_network>
  /// What each slice of a batch found.
  private let outcomes: UnsafeMutablePointer<lnq_outcome>
  private let members: Int
  private let head: UnsafeMutablePointer<lnq_linear>?

  /// Lays out the memory; nil for a network with layers that the kernels do not know.
  init?(_ network: Network, batchSize: Int, threads: Int, kernels: lnq_kernels) {
    guard var layout = RowLayout(network, batchSize: batchSize, threads: threads) else { return nil }
    self.kernels = kernels
    dropouts = .allocate(capacity: layout.dropouts.count)
    _ = dropouts.initialize(from: layout.dropouts)
    members = layout.members
    outcomes = .allocate(capacity: layout.slices)
    outcomes.initialize(repeating: lnq_outcome(), count: layout.slices)
    stages = .allocate(capacity: layout.stages.count)
    _ = stages.initialize(from: layout.stages)
    let rows = RowLayout.padded(batchSize)
    head = layout.head.map { linear in
      let head = UnsafeMutablePointer<lnq_linear>.allocate(capacity: 1)
      head.initialize(to: linear.layer)
      return head
    }
    let columns = head == nil ? nil : layout.reserve(network.outputCount * rows)
    let (inputWidth, classWidth) = (RowLayout.padded(network.inputCount), RowLayout.padded(network.outputCount))
    batch = KernelBatch(
      network, size: batchSize, paddedSize: rows, input: layout.input, logits: columns ?? layout.current,
      .rows(inputWidth: inputWidth, logitSteps: head == nil ? (classWidth, 1) : (1, rows)), gather: kernels.gather)
    self.network = .allocate(capacity: 1)
    self.network.initialize(
      to: lnq_network(
        stages: stages.baseAddress, stage_count: stages.count, head: head,
        head_rectifies: layout.head?.rectifies == true ? 1 : 0, head_logits: columns,
        head_gradient: head == nil ? nil : layout.reserve(network.outputCount * rows), head_stride: rows,
        input: layout.input, input_width: inputWidth,
        logits: layout.current, classes: network.outputCount, class_width: classWidth, labels: batch.labels,
        predictions: batch.predictions, gradient: layout.reserve(rows * layout.widest),
        other_gradient: layout.reserve(rows * layout.widest), widest: layout.widest,
        scratch: layout.reserve(layout.members * classWidth * RowLayout.lanes), outcomes: outcomes,
        gradients: layout.memory.gradients.pointer, parameters: layout.memory.parameters.count,
        gradient_step: layout.memory.gradientStep))
    memory = layout.memory
  }

  deinit {
    network.deallocate()
    outcomes.deallocate()
    dropouts.deallocate()
    stages.deallocate()
    head?.deallocate()
  }

  func drawMasks(rows: Int, from generator: inout SplitMix64) {
    guard !dropouts.isEmpty else { return }
    var state = generator.position
    for var dropout in dropouts {
      kernels.draw_mask(state, &dropout, 0, rows)
      state = lnq_skip(state, rows * dropout.features)
    }
    generator = SplitMix64(seed: state)
  }

  /// Draws a mask for each dropout from any generator.
  func drawMasks(rows: Int, from generator: inout some RandomNumberGenerator) {
    for dropout in dropouts {
      for row in 0..<rows {
        for j in 0..<dropout.features {
          dropout.mask[row * dropout.width + j] = generator.next() < dropout.threshold ? 0 : dropout.kept
        }
      }
    }
  }

  func train(rows: Int) -> BatchResult { batch.result(rows: rows) { trainAlone(rows: $0) } }

  func evaluate(rows: Int) -> BatchResult { batch.result(rows: rows) { kernels.evaluate(network, $0) } }

  private func trainAlone(rows: Int) -> lnq_outcome {
    var alone = lnq_member(index: 0, count: 1, barrier: nil)
    kernels.prepare(network, &alone)
    return kernels.train(network, rows, &alone)
  }

  var training: lnq_training? {
    var training = lnq_training()
    training.members = members
    training.rows = UnsafePointer(network)
    training.dropouts = UnsafePointer(dropouts.baseAddress)
    training.dropout_count = dropouts.count
    return training
  }
}
