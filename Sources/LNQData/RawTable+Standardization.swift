extension RawTable {
  /// All rows in their order, each feature as (raw − mean) / scale, computed in Double and rounded once.
  /// - Precondition: `standardization` has a mean and a scale for every feature.
  public func standardized(by standardization: Standardization) -> LabelledRows {
    var values = features
    standardization.apply(to: &values)
    return LabelledRows(featureCount: featureCount, features: values, labels: labels)
  }

  /// The features of the rows with these indices, in this order.
  func features(of rows: ArraySlice<Int>) -> [Float] {
    let width = featureCount
    return [Float](unsafeUninitializedCapacity: rows.count * width) { values, initialized in
      features.withUnsafeBufferPointer { features in
        guard let source = features.baseAddress, var target = values.baseAddress else { return }
        for row in rows {
          precondition(row >= 0 && row < count, "row \(row) of \(count)")
          let first = source + row * width
          for column in 0..<width { (target + column).initialize(to: first[column]) }
          target += width
        }
      }
      initialized = rows.count * width
    }
  }

  /// The labels of the rows with these indices, in this order.
  func labels(of rows: ArraySlice<Int>) -> [Int32] { rows.map { labels[$0] } }

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
    let width = featureCount
    let total = count * columns.count
    var values = [Float](unsafeUninitializedCapacity: total) { values, initialized in
      features.withUnsafeBufferPointer { features in
        var next = 0
        for row in 0..<count {
          for column in columns {
            values.initializeElement(at: next, to: features[row * width + column])
            next += 1
          }
        }
      }
      initialized = total
    }
    standardization.apply(to: &values)
    return LabelledRows(featureCount: columns.count, features: values, labels: labels.map { classes[Int($0)] })
  }
}
