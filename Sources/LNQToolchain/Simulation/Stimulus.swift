import Foundation
import LNQHardware
import LNQRandom

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

extension Stimulus {
  /// Rows of codes at the corners of the input space: all inputs at their minimum, all at their maximum, all 0; then each
  /// input alone at its minimum and at its maximum, the others at 0.
  ///
  /// An unsigned input's minimum is 0, so some rows are equal. There are 3 + 2 × inputs rows; with more than `cornerLimit` inputs
  /// every second one, or every third, ... is alone, so that the codes do not grow with the square of the inputs.
  public static func cornerRows(of interface: HardwareInterface) -> [Int] {
    let formats = interface.inputs.map(\.format)
    let zeros = [Int](repeating: 0, count: formats.count)
    var rows = formats.map(\.minimumCode) + formats.map(\.maximumCode) + zeros
    let distance = (formats.count + cornerLimit - 1) / cornerLimit
    for (index, format) in formats.enumerated() where index.isMultiple(of: max(1, distance)) {
      for code in [format.minimumCode, format.maximumCode] {
        var row = zeros
        row[index] = code
        rows += row
      }
    }
    return rows
  }

  /// At most so many inputs have corners of their own.
  static let cornerLimit = 1024

  /// `count` rows of uniformly random codes; equal seeds give equal rows.
  public static func randomRows(of interface: HardwareInterface, count: Int, seed: UInt64) -> [Int] {
    var random = SplitMix64(seed: seed)
    let formats = interface.inputs.map(\.format)
    var rows: [Int] = []
    rows.reserveCapacity(count * formats.count)
    for _ in 0..<count {
      for format in formats { rows.append(format.code(ofBitPattern: UInt32(random.next() >> 32))) }
    }
    return rows
  }
}

extension Stimulus {
  /// The bytes that the Verilator benches read; `lnq_model.h` describes them.
  var fileContents: Data {
    let header: [UInt32] = [
      0x5351_4E4C, 1, UInt32(vectors.bitWidth), UInt32(gapsPer256Cycles),
      UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32),
      UInt32(truncatingIfNeeded: count), UInt32(count >> 32),
    ]
    return Data(words: header + vectors.words)
  }
}

extension Data {
  /// The bytes of words, the lowest first.
  init(words: [UInt32]) {
    self = words.map(\.littleEndian).withUnsafeBytes { Data($0) }
  }

  /// The words whose bytes these are, the lowest first; nil when the last one is incomplete.
  var words: [UInt32]? {
    guard count % 4 == 0 else { return nil }
    var result = [UInt32](repeating: 0, count: count / 4)
    _ = result.withUnsafeMutableBytes { copyBytes(to: $0) }
    return result.map(UInt32.init(littleEndian:))
  }
}
