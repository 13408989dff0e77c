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
