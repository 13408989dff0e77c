import Dispatch

extension RawTable {
  /// All rows in their order, each feature as (raw − mean) / scale, computed in Double and rounded once.
  /// - Precondition: `standardization` has a mean and a scale for every feature.
  public func standardized(by standardization: Standardization) -> LabelledRows {
    standardized(by: standardization, rows: 0..<count)
  }

  /// The rows with these indices in this order, each feature as (raw − mean) / scale.
  func standardized(by standardization: Standardization, rows: some Collection<Int>) -> LabelledRows {
    gathered(columns: Array(0..<featureCount), classes: nil, rows: rows, standardization)
  }

  /// All rows in their order, for a network that was trained on other data: its standardisation, its order of features,
  /// its order of classes.
  ///
  /// Columns and classes are found by name. Columns that `featureNames` does not have are left out; a class that
  /// `classNames` does not have is an error, as is a missing column.
  public func labelledRows(
    standardizedBy standardization: Standardization, featureNames wantedFeatures: [String],
    classNames wantedClasses: [String]
  ) throws(DatasetError) -> LabelledRows {
    guard standardization.mean.count == wantedFeatures.count else {
      throw .standardization(features: wantedFeatures.count, means: standardization.mean.count)
    }
    let places = Dictionary(uniqueKeysWithValues: featureNames.enumerated().map { ($1, $0) })
    let columns = wantedFeatures.compactMap { places[$0] }
    guard columns.count == wantedFeatures.count else {
      throw .missingFeatures(source: provenance.source, wanted: wantedFeatures, present: featureNames)
    }
    let classes = classNames.compactMap { name in wantedClasses.firstIndex(of: name).map { Int32($0) } }
    guard classes.count == classNames.count else {
      throw .unknownClasses(source: provenance.source, wanted: wantedClasses, present: classNames)
    }
    return gathered(columns: columns, classes: classes, rows: 0..<count, standardization)
  }

  private func gathered(
    columns: [Int], classes: [Int32]?, rows: some Collection<Int>, _ standardization: Standardization
  ) -> LabelledRows {
    precondition(standardization.mean.count == columns.count, "\(columns.count) means and scales are needed")
    let order = Array(rows)
    let newWidth = columns.count
    let isWhole = columns == Array(0..<featureCount)
    let values = [Float](unsafeUninitializedCapacity: order.count * newWidth) { values, initialized in
      initialized = order.count * newWidth
      guard let target = values.baseAddress, initialized > 0 else { return }
      // The pieces write to parts of the array that do not overlap.
      nonisolated(unsafe) let base = target
      let pieceSize = 16_384
      DispatchQueue.concurrentPerform(iterations: (order.count + pieceSize - 1) / pieceSize) { piece in
        let start = piece * pieceSize
        let part = order[start..<min(order.count, start + pieceSize)]
        let target = base + start * newWidth
        switch features {
        case .single(let values): gather(values, part, columns: isWhole ? nil : columns, standardization, into: target)
        case .double(let values): gather(values, part, columns: isWhole ? nil : columns, standardization, into: target)
        }
      }
    }
    let newLabels = order.map { row in classes.map { $0[Int(labels[row])] } ?? labels[row] }
    return LabelledRows(featureCount: newWidth, features: values, labels: newLabels)
  }

  /// Writes rows one after the other; nil for `columns` takes all.
  private func gather<Value: BinaryFloatingPoint>(
    _ features: [Value], _ rows: ArraySlice<Int>, columns: [Int]?, _ standardization: Standardization,
    into target: UnsafeMutablePointer<Float>
  ) {
    let width = featureCount
    let newWidth = columns?.count ?? width
    features.withUnsafeBufferPointer { features in
      standardization.mean.withUnsafeBufferPointer { mean in
        standardization.scale.withUnsafeBufferPointer { scale in
          guard let features = features.baseAddress, let mean = mean.baseAddress, let scale = scale.baseAddress else {
            return
          }
          var next = target
          for row in rows {
            let source = features + row * width
            if let columns {
              for (place, column) in columns.enumerated() {
                (next + place).initialize(to: Float((Double(source[column]) - mean[place]) / scale[place]))
              }
            } else {
              var column = 0
              while column < width {
                (next + column).initialize(to: Float((Double(source[column]) - mean[column]) / scale[column]))
                column += 1
              }
            }
            next += newWidth
          }
        }
      }
    }
  }
}
