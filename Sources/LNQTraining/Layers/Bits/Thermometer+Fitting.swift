import LNQData

extension Network {
  /// The network with thresholds that suit the training rows, where it has a thermometer without; other networks as they are.
  ///
  /// - Precondition: the rows have as many features as the network.
  func fitted(to dataset: Dataset) -> Network {
    guard let parts = weightless, let thermometer = Thermometer(self, at: parts.thermometer.place),
      !thermometer.isFitted
    else { return self }
    let counts = FeatureCounts(parts.thermometer.shape, dataset)
    return replacing(counts.thermometer, at: parts.thermometer.place)
  }

  /// The network with another thermometer of the same shape.
  func replacing(_ thermometer: Thermometer, at place: LayerPlace) -> Network {
    var statistics = self.statistics
    for ((_, range), values) in zip(place.tensors, thermometer.values) {
      statistics.replaceSubrange(range, with: values)
    }
    return replacing(parameters: parameters, statistics: statistics, batches: 0)
  }
}

/// How often each code of each feature comes in the training rows.
struct FeatureCounts {
  let shape: ThermometerShape
  /// For each feature what code 0 stands for and the distance of two codes.
  let low: [Float]
  let step: [Float]
  /// The last code below each fixed threshold; of other thermometers empty.
  private let fixed: [[Int]]
  /// For each feature and code the rows with that code or a lower one.
  private let upTo: [[Int]]

  init(_ shape: ThermometerShape, _ dataset: Dataset) {
    self.shape = shape
    let (rows, standardization) = (dataset.train, dataset.standardization)
    func standardized(_ value: Float, _ feature: Int) -> Double {
      (Double(value) - standardization.mean[feature]) / standardization.scale[feature]
    }
    let codeCount = 1 << shape.codeBits
    var (low, step, fixed, upTo) = ([Float](), [Float](), [[Int]](), [[Int]]())
    for feature in 0..<shape.featureCount {
      var (least, most) = (Float.infinity, -Float.infinity)
      for row in 0..<rows.count {
        let value = rows.features[row * rows.featureCount + feature]
        (least, most) = (min(least, value), max(most, value))
      }
      let start = shape.range.map { standardized($0.lowerBound, feature) } ?? Double(least)
      let end = shape.range.map { standardized($0.upperBound, feature) } ?? Double(most)
      // Of a constant feature any distance will do.
      let distance = end > start ? (end - start) / Double(codeCount - 1) : 1
      var counts = [Int](repeating: 0, count: codeCount)
      for row in 0..<rows.count {
        let code = ((Double(rows.features[row * rows.featureCount + feature]) - start) / distance).rounded(
          .toNearestOrEven)
        counts[Int(min(max(code, 0), Double(codeCount - 1)))] += 1
      }
      for code in 1..<codeCount { counts[code] += counts[code - 1] }
      low.append(Float(start))
      step.append(Float(distance))
      upTo.append(counts)
      fixed.append(
        shape.thresholds.map { threshold in
          let code = ((standardized(threshold, feature) - start) / distance - 0.5).rounded()
          return Int(min(max(code, 0), Double(codeCount - 1)))
        })
    }
    (self.low, self.step, self.fixed, self.upTo) = (low, step, fixed, upTo)
  }

  /// Thresholds by the shape's rule; where only some bits go on, those that differ most between the rows: the ones whose share of
  /// ones is nearest to a half.
  var thermometer: Thermometer {
    let codes = (0..<shape.featureCount).map(codes)
    let bits = shape.featureCount * shape.bits
    func spread(_ bit: Int) -> Int {
      let (feature, threshold) = bit.quotientAndRemainder(dividingBy: shape.bits)
      let (zeros, all) = (upTo[feature][codes[feature][threshold]], upTo[feature].last ?? 0)
      return min(zeros, all - zeros)
    }
    let kept = shape.keep.map { count in
      (0..<bits).map { (bit: $0, spread: spread($0)) }.sorted { ($1.spread, $0.bit) < ($0.spread, $1.bit) }.prefix(
        count
      )
      .map { Float($0.bit) }.sorted()
    }
    return Thermometer(shape: shape, values: [codes.joined().map { Float($0) }, low, step] + (kept.map { [$0] } ?? []))
  }

  /// The last code below each threshold of a feature. Where two would be the same, the second is above all codes.
  private func codes(_ feature: Int) -> [Int] {
    let (rows, never) = (upTo[feature].last ?? 0, (1 << shape.codeBits) - 1)
    var codes: [Int] = []
    for place in 1...shape.bits {
      let code =
        switch shape.kind {
        case .fixed: fixed[feature][place - 1]
        case .uniform: place * never / (shape.bits + 1)
        // The code of the row at this place of the ascending ones.
        case .distributive:
          upTo[feature].firstIndex { $0 > rows * place / (shape.bits + 1) } ?? never
        }
      codes.append(codes.contains(code) ? never : code)
    }
    return codes
  }
}
