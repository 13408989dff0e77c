extension RawTable {
  /// The table with these features only, in this order; nil leaves all.
  func selecting(_ wanted: [String]?, path: String) throws(DatasetError) -> RawTable {
    guard let wanted, wanted != featureNames else { return self }
    guard !wanted.isEmpty else { throw .noFeatures(path: path, left: []) }
    let places = Dictionary(uniqueKeysWithValues: featureNames.enumerated().map { ($1, $0) })
    var columns: [Int] = []
    var seen: Set<String> = []
    for name in wanted {
      guard let column = places[name] else { throw .noColumn(path: path, name: name, columns: featureNames) }
      guard seen.insert(name).inserted else { throw .columnTwice(path: path, name: name) }
      columns.append(column)
    }
    return selecting(columns: columns, rows: Array(0..<count))
  }

  /// The table as a reader hands it out: without columns that only count the rows, but for those that the caller chose, and
  /// without repeated rows where that is wanted. Features that are all 0 or 1 stay as they are, so that a bit is a bit.
  /// - Throws: `DatasetError.noFeatures` when nothing but counting columns is there.
  func finished(keeping chosen: [String]?, dropsDuplicates: Bool) throws(DatasetError) -> RawTable {
    let counting = columnsThatCount(but: Set(chosen ?? []))
    guard counting.count < featureCount else {
      throw .noFeatures(path: provenance.source, left: counting.map { featureNames[$0] })
    }
    var table = self
    if !counting.isEmpty {
      let columns = (0..<featureCount).filter { !counting.contains($0) }
      let notes = counting.map { ReadingNotes.LeftOut(name: featureNames[$0], reason: "it counts the rows") }
      table = selecting(columns: columns, rows: Array(0..<count), leftOut: notes)
    }
    if dropsDuplicates { table = table.droppingDuplicates() }
    return table.fixedScale == nil && table.holdsBits ? table.replacing(fixedScale: 1) : table
  }

  /// The table without the rows that repeat an earlier one, as pandas' `drop_duplicates` leaves it.
  private func droppingDuplicates() -> RawTable {
    var filter = DuplicateFilter()
    let kept = (0..<count).filter { row in
      var hash = DuplicateFilter.RowHash()
      for index in (row * featureCount)..<((row + 1) * featureCount) { hash.add(features[index]) }
      hash.add(UInt64(labels[row]))
      return filter.isNew(hash)
    }
    guard kept.count < count else { return self }
    let repeated = count - kept.count
    return selecting(
      columns: Array(0..<featureCount), rows: kept,
      leftOut: [
        .init(name: "\(repeated) row\(repeated == 1 ? "" : "s")", reason: "the same as earlier ones")
      ])
  }

  /// The table under another name, with another origin.
  public func renamed(_ name: String, provenance: Provenance) -> RawTable {
    RawTable(
      name: name, featureNames: featureNames, classNames: classNames, features: features, labels: labels,
      provenance: provenance, validationCount: validationCount, testCount: testCount, fixedScale: fixedScale,
      notes: notes)
  }

  private func replacing(fixedScale: Double) -> RawTable {
    RawTable(
      name: name, featureNames: featureNames, classNames: classNames, features: features, labels: labels,
      provenance: provenance, validationCount: validationCount, testCount: testCount, fixedScale: fixedScale,
      notes: notes)
  }

  /// These columns of these rows, which are in their order.
  private func selecting(columns: [Int], rows: [Int], leftOut: [ReadingNotes.LeftOut] = []) -> RawTable {
    RawTable(
      name: name, featureNames: columns.map { featureNames[$0] }, classNames: classNames,
      features: features.selecting(columns: columns, of: featureCount, rows: rows), labels: rows.map { labels[$0] },
      provenance: provenance,
      validationCount: rows.count { (count - testCount - validationCount..<count - testCount).contains($0) },
      testCount: rows.count { $0 >= count - testCount }, fixedScale: fixedScale, notes: notes?.leavingOut(leftOut))
  }
}

extension RawTable {
  /// The columns whose values say nothing but which row it is: each is one more (or one less) than the one before, in a
  /// table of at least 10 rows; or they are whole numbers, no two the same, and the name says that they are an index.
  private func columnsThatCount(but chosen: Set<String>) -> Set<Int> {
    var columns: Set<Int> = []
    for column in 0..<featureCount where !chosen.contains(featureNames[column]) {
      let step = count >= 10 ? value(1, column) - value(0, column) : 0
      if abs(step) == 1, (1..<count).allSatisfy({ value($0, column) == value($0 - 1, column) + step }) {
        columns.insert(column)
      } else if Self.isIndexName(featureNames[column]) {
        var seen: Set<Double> = []
        let numbersRows = (0..<count).lazy.map { value($0, column) }
          .allSatisfy { $0 == $0.rounded() && seen.insert($0).inserted }
        if numbersRows { columns.insert(column) }
      }
    }
    return columns
  }

  private func value(_ row: Int, _ column: Int) -> Double { features[row * featureCount + column] }

  /// What pandas and others call a column of row numbers.
  private static func isIndexName(_ name: String) -> Bool {
    let name = name.lowercased()
    return ["#", "index", "idx", "id", "row", "rownames"].contains(name) || name.hasPrefix("unnamed: ")
  }

  /// Whether every feature is 0 or 1.
  private var holdsBits: Bool { (0..<features.count).allSatisfy { features[$0] == 0 || features[$0] == 1 } }
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
