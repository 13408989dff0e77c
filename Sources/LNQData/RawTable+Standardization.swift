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
    let columns = wantedFeatures.compactMap { featureNames.firstIndex(of: $0) }
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
    let width = featureCount
    let newWidth = columns.count
    let total = rows.count * newWidth
    let values = [Float](unsafeUninitializedCapacity: total) { values, initialized in
      features.withUnsafeBufferPointer { features in
        var next = 0
        for row in rows {
          var column = 0
          while column < newWidth {
            let raw = Double(features[row * width + columns[column]])
            let standardized = (raw - standardization.mean[column]) / standardization.scale[column]
            values.initializeElement(at: next, to: Float(standardized))
            next += 1
            column += 1
          }
        }
      }
      initialized = total
    }
    let newLabels = rows.map { row in classes.map { $0[Int(labels[row])] } ?? labels[row] }
    return LabelledRows(featureCount: newWidth, features: values, labels: newLabels)
  }
}
