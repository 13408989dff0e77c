extension RawTable {
  /// How many rows of a wide table are looked at: about a quarter of a million values, and at least 256 rows.
  private var checkedRowCount: Int { min(count, max(256, (1 << 18) / featureCount)) }

  /// What a standardisation takes from the features, a sentence for each kind of loss; empty for rows that were generated.
  ///
  /// - Different values that become one 32-bit float: more than a tenth of them.
  /// - Values so far from 0, measured by their differences, that 64 bits leave less than 12 bits of these.
  /// - Columns with one value everywhere.
  ///
  /// They are counted in the first rows of a large table; the sentence says in how many.
  func precisionWarnings(_ standardization: Standardization) -> [String] {
    guard notes != nil, fixedScale == nil else { return [] }
    let rows = checkedRowCount
    let place = rows < count ? " in the first \(rows) rows" : ""
    var warnings: [String] = []
    var constant: [String] = []
    for column in 0..<featureCount {
      let (mean, scale) = (standardization.mean[column], standardization.scale[column])
      let values = (0..<rows).map { features[$0 * featureCount + column] }.sorted()
      let before = Self.differentValues(values)
      let after = Self.differentValues(values.map { Float(($0 - mean) / scale) })
      let name = featureNames[column]
      if before == 1, scale == 1 {
        constant.append(name)
      } else if Double(after) < 0.9 * Double(before) {
        warnings.append(
          "column \(SourceText.short(name)): \(before) different values\(place) become \(after) as 32-bit floats: most lie too "
            + "close together beside the others; take their logarithm, or correct what lies far out")
      } else if mean.ulp > scale * 0x1p-12 {
        warnings.append(
          "column \(SourceText.short(name)): its values differ by so little beside their size that 64-bit floats hardly tell "
            + "them apart: subtract what they have in common first")
      }
    }
    if !constant.isEmpty { warnings.append("one value in all rows\(place): \(SourceText.list(constant))") }
    return warnings
  }

  /// How many different numbers a sorted list has.
  private static func differentValues<Value: BinaryFloatingPoint>(_ sorted: [Value]) -> Int {
    zip(sorted, sorted.dropFirst()).reduce(sorted.isEmpty ? 0 : 1) { $0 + ($1.0 == $1.1 ? 0 : 1) }
  }
}
