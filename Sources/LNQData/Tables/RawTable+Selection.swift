extension RawTable {
  /// The table with these features only, in this order; nil leaves all.
  func selecting(_ wanted: [String]?, path: String) throws(DatasetError) -> RawTable {
    guard let wanted, wanted != featureNames else { return self }
    guard !wanted.isEmpty else { throw .noFeatures(path: path) }
    var columns: [Int] = []
    for name in wanted {
      guard let column = featureNames.firstIndex(of: name) else {
        throw .noColumn(path: path, name: name, columns: featureNames)
      }
      guard !columns.contains(column) else { throw .columnTwice(path: path, name: name) }
      columns.append(column)
    }
    var values: [Float] = []
    values.reserveCapacity(count * columns.count)
    for row in 0..<count {
      for column in columns { values.append(features[row * featureCount + column]) }
    }
    return replacing(featureNames: wanted, features: values, labels: labels, testCount: testCount)
  }

  /// The table without the rows that repeat an earlier one, as pandas' `drop_duplicates` leaves it.
  func droppingDuplicates(_ isWanted: Bool) -> RawTable {
    guard isWanted else { return self }
    var filter = DuplicateFilter()
    var values: [Float] = []
    var kept: [Int32] = []
    var keptTests = 0
    values.reserveCapacity(features.count)
    for row in 0..<count {
      let rowValues = features[(row * featureCount)..<((row + 1) * featureCount)]
      var hash = DuplicateFilter.RowHash()
      for value in rowValues { hash.add(Double(value)) }
      hash.add(UInt64(labels[row]))
      guard filter.isNew(hash) else { continue }
      values += rowValues
      kept.append(labels[row])
      if row >= count - testCount { keptTests += 1 }
    }
    return replacing(featureNames: featureNames, features: values, labels: kept, testCount: keptTests)
  }

  /// The table under another name, with another origin.
  public func renamed(_ name: String, provenance: Provenance) -> RawTable {
    RawTable(
      name: name, featureNames: featureNames, classNames: classNames, features: features, labels: labels,
      provenance: provenance, testCount: testCount, fixedScale: fixedScale)
  }

  private func replacing(featureNames: [String], features: [Float], labels: [Int32], testCount: Int) -> RawTable {
    RawTable(
      name: name, featureNames: featureNames, classNames: classNames, features: features, labels: labels,
      provenance: provenance, testCount: testCount, fixedScale: fixedScale)
  }
}

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
