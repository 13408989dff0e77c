/// Counts bits of neighbouring columns: takes some of each, at most K together, and gives their weighted sum in binary, each bit
/// by one LUT.
struct Compressor: Hashable {
  /// How many bits it takes of its own column, of the next one, ….
  let counts: [Int]

  /// How many bits it takes.
  var inputCount: Int { counts.reduce(0, +) }

  /// How many bits it gives, one in each column from its own on; as many LUTs.
  let outputCount: Int

  init(counts: [Int]) {
    self.counts = counts
    let largest = counts.enumerated().reduce(0) { $0 + $1.element << $1.offset }
    outputCount = Int.bitWidth - largest.leadingZeroBitCount
  }

  /// How many bits fewer there are after it for each LUT.
  private var gain: Double { Double(inputCount - outputCount) / Double(outputCount) }

  /// Those that leave a single bit in their column.
  ///
  /// - Returns: for each number of bits that a column can have, from 0 to K.
  static func closing(lutSize: Int) -> [[Compressor]] {
    func chains(_ room: Int) -> [[Int]] {
      [[]] + (1...2).filter { $0 <= room }.flatMap { first in chains(room - first).map { [first] + $0 } }
    }
    return (0...lutSize).map { own in
      own < 2 ? [] : chains(lutSize - own).map { Compressor(counts: [own] + $0) }
    }
  }

  /// Those that make a high column lower, and of them those that are best where it is far from low.
  static func reducing(lutSize: Int) -> (all: [Compressor], best: [Compressor]) {
    let all = closing(lutSize: lutSize).reversed().joined().filter { $0.counts[0] >= 3 && $0.counts.count <= 2 }
    let gain = all.map(\.gain).max() ?? 0
    return (all, all.filter { $0.gain == gain })
  }

  /// The mask of an output bit, for pins in the order of columns.
  func mask(_ bit: Int) -> UInt64 {
    let weights = counts.enumerated().flatMap { Array(repeating: 1 << $0.offset, count: $0.element) }
    return (0..<1 << weights.count).reduce(0) { mask, row in
      let sum = weights.indices.reduce(0) { $0 + (row >> $1 & 1) * weights[$1] }
      return sum >> bit & 1 == 1 ? mask | 1 << UInt64(row) : mask
    }
  }
}
