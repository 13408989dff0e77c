import LNQData
import LNQFixedPoint
import LNQTraining

/// Fixed-point formats for raw values.
package enum RawFormats {
  /// For each feature the format of so many bits with the most fraction bits that has a code for every one of some rows; with a
  /// sign where one of them is negative.
  ///
  /// - Parameter rows: standardised, at least one.
  package static func fitting(
    _ rows: LabelledRows, _ checkpoint: Checkpoint, bits: Int
  ) throws(FixedPointError) -> [FixedPointFormat] {
    let count = rows.featureCount
    var (low, high) = (Array(rows.features.prefix(count)), Array(rows.features.prefix(count)))
    for row in 0..<rows.count {
      for feature in 0..<count {
        let value = rows.features[row * count + feature]
        low[feature] = min(low[feature], value)
        high[feature] = max(high[feature], value)
      }
    }
    let (mean, scale) = (checkpoint.standardization.mean, checkpoint.standardization.scale)
    var formats: [FixedPointFormat] = []
    for feature in 0..<count {
      let range = [low, high].map { Double($0[feature]) * scale[feature] + mean[feature] }
      formats.append(try .fitting(range[0]...max(range[0], range[1]), width: bits))
    }
    return formats
  }
}
