internal import CKernels

/// The kernels for small networks, compiled for one instruction set.
///
/// Results of different sets differ in their last bits.
public struct KernelSet: Sendable, Hashable {
  /// `x86-64-v4` (AVX-512), `x86-64-v3` (AVX2) or `baseline`.
  public let name: String
  /// Its place among those that the processor can run.
  private let index: Int

  /// What this processor can run, best first; never empty.
  public static let available: [KernelSet] = {
    var sets: [KernelSet] = []
    while let functions = lnq_kernels_at(sets.count) {
      sets.append(KernelSet(name: String(cString: functions.pointee.name), index: sets.count))
    }
    return sets
  }()

  /// The best that this processor can run.
  public static var best: KernelSet { available[0] }

  /// Up to which width of a layer these kernels are at least as fast as OpenBLAS, as measured with one thread on networks
  /// 16 → w → w → 5 with batch normalization (`Benchmarks/training.sh` has such measurements).
  ///
  /// At w = 512 and batches of 256 they make 2.0 times as many samples a second with AVX-512, but 0.9 times with AVX2; at
  /// 256, 2.5 and 1.2 times. At 1024 the weights no longer fit into the second-level cache, which OpenBLAS minds less.
  public var widthLimit: Int { name == "x86-64-v4" ? 512 : 256 }

  /// The compiled functions, which are always there.
  var table: UnsafePointer<lnq_kernels> {
    guard let table = lnq_kernels_at(index) else { preconditionFailure("kernels that were available are not") }
    return table
  }

  /// The compiled functions.
  var functions: lnq_kernels { table.pointee }
}
