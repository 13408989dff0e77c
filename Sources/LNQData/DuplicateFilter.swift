/// Finds rows that repeat an earlier row, as pandas' `drop_duplicates` does: rows are equal when all their values are,
/// and 0 equals −0.
///
/// Rows are compared by a hash of 128 bits: two different rows among a million are taken for equal with a probability below
/// 2^−88.
struct DuplicateFilter {
  /// The hash of one row, fed value by value.
  struct RowHash: Hashable {
    private var first: UInt64 = 0x243F_6A88_85A3_08D3
    private var second: UInt64 = 0x1319_8A2E_0370_7344

    @inline(__always)
    mutating func add(_ value: Double) {
      // Adding 0 makes 0 of −0.
      add((value + 0).bitPattern)
    }

    @inline(__always)
    mutating func add(_ word: UInt64) {
      first = Self.mix(first ^ word, 0x9E37_79B9_7F4A_7C15)
      second = Self.mix(second &+ word, 0xD1B5_4A32_D192_ED03)
    }

    /// SplitMix64's output function after a step.
    @inline(__always)
    private static func mix(_ state: UInt64, _ step: UInt64) -> UInt64 {
      var z = state &+ step
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }

    func hash(into hasher: inout Hasher) { hasher.combine(first) }
  }

  private var seen: Set<RowHash> = []

  /// Whether no row with this hash came before.
  mutating func isNew(_ hash: RowHash) -> Bool { seen.insert(hash).inserted }
}
