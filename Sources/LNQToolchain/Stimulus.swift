import LNQHardware

/// What a simulation puts into a design: vectors for `data_i`, and where gaps in `valid_i` come from.
public struct Stimulus: Sendable, Hashable {
  /// The vectors, in order.
  public private(set) var vectors: PackedVectors
  /// The slices of `data_i`.
  public let slices: [HardwareInterface.Slice]
  /// The seed of the gaps, and of the random bits on `data_i` while `valid_i` is low.
  public let seed: UInt64
  /// In how many of 256 cycles `valid_i` is low, on average: 0...255.
  public let gapsPer256Cycles: Int

  /// How many vectors there are.
  public var count: Int { vectors.count }

  /// A stimulus without vectors.
  ///
  /// - Precondition: the interface has inputs; `gapsPer256Cycles` lies in 0...255.
  public init(interface: HardwareInterface, seed: UInt64, gapsPer256Cycles: Int = 64) {
    precondition((0...255).contains(gapsPer256Cycles), "gaps in \(gapsPer256Cycles) of 256 cycles")
    vectors = PackedVectors(bitWidth: interface.inputWidth)
    slices = interface.inputs
    self.seed = seed
    self.gapsPer256Cycles = gapsPer256Cycles
  }

  /// Appends samples: rows of input codes, row after row, one code for each input.
  ///
  /// - Throws: `ToolchainError.codes` when a row is incomplete or a code does not fit its input.
  public mutating func append(rows: [Int]) throws(ToolchainError) {
    try vectors.append(rows: rows, slices: slices)
  }

  /// The input codes of one sample.
  ///
  /// - Precondition: `sample` lies in 0..<`count`.
  public func codes(at sample: Int) -> [Int] { vectors.codes(at: sample, slices: slices) }

  /// The samples with these numbers, in this order, with the same seed.
  ///
  /// - Precondition: every number lies in 0..<`count`.
  public func selecting(_ samples: [Int]) -> Stimulus {
    var result = self
    result.vectors = vectors.selecting(samples)
    return result
  }
}
