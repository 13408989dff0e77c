/// The mean and scale of each feature, as scikit-learn's `StandardScaler` fits them.
public struct Standardization: Hashable, Sendable, Codable {
  /// The mean of each feature over the training and validation rows.
  public let mean: [Double]
  /// The standard deviation of each feature over the training and validation rows (biased, ÷ n); 1 where it would be 0.
  public let scale: [Double]

  /// - Precondition: as many means as scales.
  public init(mean: [Double], scale: [Double]) {
    precondition(mean.count == scale.count)
    self.mean = mean
    self.scale = scale
  }

  /// Divides every feature by the same number.
  public init(scale: Double, featureCount: Int) {
    self.init(
      mean: [Double](repeating: 0, count: featureCount), scale: [Double](repeating: scale, count: featureCount))
  }
}

extension Standardization {
  /// The means and scales of `rows` of a table, as scikit-learn's `StandardScaler` fits them, in Double.
  ///
  /// mean = Σx / n and scale = √(Σ(x − mean)² / n), corrected for the rounding of the mean. A feature whose variance is
  /// no more than what rounding makes of a constant (n ε variance + (n ε mean)²) has scale 1.
  /// - Precondition: `rows` are indices of rows, at least one.
  public init(fitting table: RawTable, rows: ArraySlice<Int>) {
    switch table.features {
    case .single(let values): self.init(fitting: values, width: table.featureCount, rows: rows)
    case .double(let values): self.init(fitting: values, width: table.featureCount, rows: rows)
    }
  }

  private init<Value: BinaryFloatingPoint>(fitting values: [Value], width: Int, rows: ArraySlice<Int>) {
    let count = Double(rows.count)
    var mean = [Double](repeating: 0, count: width)
    var offsets = mean
    var squares = mean
    Self.forEachBlock(of: values, width: width, rows: rows) { block, count in
      for column in 0..<width {
        // In registers: a column's numbers are added in the order of the rows.
        var sum = mean[column]
        for row in 0..<count { sum += Double(block[row * width + column]) }
        mean[column] = sum
      }
    }
    for column in 0..<width { mean[column] /= count }
    Self.forEachBlock(of: values, width: width, rows: rows) { block, count in
      for column in 0..<width {
        let middle = mean[column]
        var (first, second) = (offsets[column], squares[column])
        for row in 0..<count {
          let offset = Double(block[row * width + column]) - middle
          first += offset
          second += offset * offset
        }
        (offsets[column], squares[column]) = (first, second)
      }
    }
    let scale = (0..<width).map { column in
      let variance = max(0, squares[column] - offsets[column] * offsets[column] / count) / count
      let epsilon = 0x1p-52
      let rounding = count * epsilon * mean[column]
      let isConstant = variance <= count * epsilon * variance + rounding * rounding
      return isConstant || variance == 0 ? 1 : variance.squareRoot()
    }
    self.init(mean: mean, scale: scale)
  }

  /// Copies rows side by side, some hundred at a time: they lie anywhere, and copies fetch many of them at once.
  private static func forEachBlock<Value: BinaryFloatingPoint>(
    of values: [Value], width: Int, rows: ArraySlice<Int>, _ body: (UnsafePointer<Value>, _ count: Int) -> Void
  ) {
    let blockRows = max(1, min(256, 16_384 / max(1, width)))
    values.withUnsafeBufferPointer { values in
      withUnsafeTemporaryAllocation(of: Value.self, capacity: blockRows * width) { block in
        guard let target = block.baseAddress, let source = values.baseAddress else { return }
        var start = rows.startIndex
        while start < rows.endIndex {
          let count = min(blockRows, rows.endIndex - start)
          for row in 0..<count {
            (target + row * width).initialize(from: source + rows[start + row] * width, count: width)
          }
          body(target, count)
          start += count
        }
      }
    }
  }
}
