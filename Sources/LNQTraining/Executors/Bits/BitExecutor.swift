internal import CKernels
import LNQData
import LNQRandom

/// Computes with a weightless network, a `Thermometer`, `LUTLayer`s and a `GroupSum`, in kernels over bits.
///
/// A training pass reads the tables as real numbers where there is one layer of them, σ(κ · entry), and as bits where there are
/// more; an evaluation pass reads bits, as hardware does. Its kernels make the steps: there are no gradients that could be changed before.
/// The sums over the rows are sums of integers, and every table has its own; so any number of threads gives equal bytes.
public final class BitExecutor: KernelExecutor {
  private let bits: BitPlan
  private let head: (shape: GroupSumShape, place: LayerPlace)

  /// Copies the network's parameters and allocates everything for batches of up to `batchSize` rows.
  ///
  /// - Parameters:
  ///   - options: how it is trained.
  ///   - threads: how many threads a step is divided among; nil for one a processor.
  /// - Returns: nil for other networks.
  /// - Precondition: `batchSize` > 0.
  public init?(
    _ network: Network, batchSize: Int, options: TrainingOptions = TrainingOptions(), threads: Int? = nil,
    kernels: BitKernelSet = .best
  ) {
    precondition(batchSize > 0, "a batch of \(batchSize) rows")
    guard let parts = network.weightless else { return nil }
    bits = BitPlan(network, parts, batchSize: batchSize, options: options, threads: threads, kernels: kernels)
    head = parts.sum
    super.init(network, bits, kernels: .best)
  }

  /// Chooses which class wins where several have equal counts, so that most of the rows are right.
  public override func endEpoch(validation rows: LabelledRows) throws(TrainingError) {
    let range = head.place.tensors[0].range
    for index in range { runningStatistics[index] = 0 }
    let ties = try TieOrder(self, classCount: head.shape.classCount, over: rows)
    for (index, bias) in zip(range, ties.biases(bits: head.shape.biasBits)) { runningStatistics[index] = bias }
  }

  /// Says how sharp the tables are in the next step.
  public override func beginStep(share: Double) { bits.begin(share: share) }

  /// Follows what the last training pass left in the kernels' own memory; `gradients` are not read.
  ///
  /// - Precondition: the optimizer is Adam and was made for the parameters.
  public override func step(
    _ optimizer: OptimizerState<Float>, gradients: ScalarBuffer<Float>, learningRate: Double
  ) {
    bits.step(optimizer, learningRate: learningRate)
  }
}

/// The kernels over bits, compiled for one instruction set. Results of different sets differ in their last bits.
public struct BitKernelSet: Sendable, Hashable {
  /// `avx512-vnni` or `baseline`.
  public let name: String
  private let index: Int

  /// What this processor can run, best first; never empty.
  public static let available: [BitKernelSet] = {
    var sets: [BitKernelSet] = []
    while let functions = lnq_bit_kernels_at(sets.count) {
      sets.append(BitKernelSet(name: String(cString: functions.pointee.name), index: sets.count))
    }
    return sets
  }()

  /// The best that this processor can run.
  public static var best: BitKernelSet { available[0] }

  /// The compiled functions.
  var functions: lnq_bit_kernels {
    guard let functions = lnq_bit_kernels_at(index) else { preconditionFailure("kernels that were available are not") }
    return functions.pointee
  }
}
