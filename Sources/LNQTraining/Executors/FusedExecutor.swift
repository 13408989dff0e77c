import LNQRandom

/// Computes with a small network in kernels of its own, which keep a batch in the nearest caches.
///
/// A batch normalization, a ReLU and a dropout that follow each other are one stage, each `Linear` is another. Every row is
/// padded to a multiple of 16 features, so that features fill the vector registers.
public final class FusedExecutor: KernelExecutor {
  /// What draws the masks of dropout from any generator.
  private let masks: FusedPlan

  /// Copies the network's parameters and allocates everything for batches of up to `batchSize` rows.
  ///
  /// - Returns: nil for a network with layers that the kernels do not know.
  /// - Precondition: `batchSize` > 0.
  public init?(_ network: Network, batchSize: Int, kernels: KernelSet = .best) {
    precondition(batchSize > 0, "a batch of \(batchSize) rows")
    guard let plan = FusedPlan(network, batchSize: batchSize, kernels: kernels.functions) else { return nil }
    masks = plan
    super.init(network, plan, kernels: kernels)
  }

  /// As with SplitMix64, and just as many numbers are drawn, in the same order.
  public func trainingPass(count: Int, dropout generator: inout some RandomNumberGenerator) -> BatchResult {
    masks.drawMasks(rows: count, from: &generator)
    return trainingPass(count: count)
  }
}
