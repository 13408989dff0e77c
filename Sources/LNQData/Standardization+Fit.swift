extension Standardization {
  /// The means and scales of `rows` of a table, as scikit-learn's `StandardScaler` fits them, in Double.
  ///
  /// mean = Σx / n and scale = √(Σ(x − mean)² / n), corrected for the rounding of the mean. A feature whose variance is
  /// no more than what rounding makes of a constant (n ε variance + (n ε mean)²) has scale 1.
  /// - Precondition: `rows` are indices of rows, at least one.
  public init(fitting table: RawTable, rows: ArraySlice<Int>) {
    self.init(fitting: [table.features(of: rows)], width: table.featureCount)
  }

  /// The same for rows that lie one after the other in `parts`.
  init(fitting parts: [[Float]], width: Int) {
    let count = Double(parts.reduce(0) { $0 + $1.count / width })
    var mean = [Double](repeating: 0, count: width)
    // For each column Σ(x − mean), then for each column Σ(x − mean)².
    var sums = [Double](repeating: 0, count: 2 * width)
    mean.withUnsafeMutableBufferPointer { mean in
      for part in parts {
        part.withUnsafeBufferPointer { part in
          for start in stride(from: 0, to: part.count, by: width) {
            for column in 0..<width { mean[column] += Double(part[start + column]) }
          }
        }
      }
      for column in 0..<width { mean[column] /= count }
      sums.withUnsafeMutableBufferPointer { sums in
        for part in parts {
          part.withUnsafeBufferPointer { part in
            for start in stride(from: 0, to: part.count, by: width) {
              for column in 0..<width {
                let offset = Double(part[start + column]) - mean[column]
                sums[column] += offset
                sums[width + column] += offset * offset
              }
            }
          }
        }
      }
    }
    let scale = (0..<width).map { column in
      let variance = max(0, sums[width + column] - sums[column] * sums[column] / count) / count
      let epsilon = 0x1p-52
      let rounding = count * epsilon * mean[column]
      let isConstant = variance <= count * epsilon * variance + rounding * rounding
      return isConstant || variance == 0 ? 1 : variance.squareRoot()
    }
    self.init(mean: mean, scale: scale)
  }

  /// Makes (raw − mean) / scale of every feature, computed in Double and rounded once.
  func apply(to features: inout [Float]) {
    let width = mean.count
    features.withUnsafeMutableBufferPointer { features in
      mean.withUnsafeBufferPointer { mean in
        scale.withUnsafeBufferPointer { scale in
          for start in stride(from: 0, to: features.count, by: width) {
            for column in 0..<width {
              features[start + column] = Float((Double(features[start + column]) - mean[column]) / scale[column])
            }
          }
        }
      }
    }
  }
}
