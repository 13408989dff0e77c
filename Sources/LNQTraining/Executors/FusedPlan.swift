internal import CKernels
import LNQRandom

/// The stages that `CKernels` runs in rows.
final class FusedPlan: KernelPlan {
  let memory: ExecutorMemory<Float>
  let batch: KernelBatch

  private let kernels: lnq_kernels
  private let stages: UnsafeMutableBufferPointer<lnq_stage>
  private let dropouts: [FusedDropout]
  private var network: lnq_network

  /// Lays out the memory; nil for a network with layers that the kernels do not know.
  init?(_ network: Network, batchSize: Int, kernels: lnq_kernels) {
    guard var layout = FusedLayout(network, batchSize: batchSize) else { return nil }
    self.kernels = kernels
    dropouts = layout.dropouts
    stages = .allocate(capacity: layout.stages.count)
    _ = stages.initialize(from: layout.stages)
    let rows = FusedLayout.padded(batchSize)
    let (inputWidth, classWidth) = (FusedLayout.padded(network.inputCount), FusedLayout.padded(network.outputCount))
    batch = KernelBatch(
      network, size: batchSize, paddedSize: rows, input: layout.input, logits: layout.current,
      .rows(inputWidth: inputWidth, logitWidth: classWidth), gather: kernels.gather)
    self.network = lnq_network(
      stages: stages.baseAddress, stage_count: stages.count, input: layout.input, input_width: inputWidth,
      logits: layout.current, classes: network.outputCount, class_width: classWidth, labels: batch.labels,
      predictions: batch.predictions, gradient: layout.reserve(rows * layout.widest),
      other_gradient: layout.reserve(rows * layout.widest), scratch: layout.reserve(classWidth * FusedLayout.lanes))
    memory = layout.memory
  }

  deinit { stages.deallocate() }

  func drawMasks(rows: Int, from generator: inout SplitMix64) {
    guard !dropouts.isEmpty else { return }
    var state = generator.position
    for dropout in dropouts {
      state = kernels.draw_mask(
        state, rows, dropout.featureCount, dropout.width, dropout.threshold, dropout.kept, dropout.mask)
    }
    generator = SplitMix64(seed: state)
  }

  /// Draws a mask for each dropout from any generator.
  func drawMasks(rows: Int, from generator: inout some RandomNumberGenerator) {
    for dropout in dropouts {
      for row in 0..<rows {
        for j in 0..<dropout.featureCount {
          dropout.mask[row * dropout.width + j] = generator.next() < dropout.threshold ? 0 : dropout.kept
        }
      }
    }
  }

  func train(rows: Int) -> BatchResult { batch.result(rows: rows) { kernels.train(&network, $0) } }

  func evaluate(rows: Int) -> BatchResult { batch.result(rows: rows) { kernels.evaluate(&network, $0) } }
}

/// A dropout's mask and how to draw it.
struct FusedDropout {
  let featureCount: Int
  let width: Int
  /// What is drawn below it is dropped.
  let threshold: UInt64
  /// The factor of what is not.
  let kept: Float
  let mask: UnsafeMutablePointer<Float>
}
