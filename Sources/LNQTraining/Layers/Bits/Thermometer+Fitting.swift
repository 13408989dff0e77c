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
    var (low, step, fixed, upTo) = ([Float](), [Float](), [[Int]](), [[Int]]())
    for feature in 0..<shape.featureCount {
      let values = (0..<rows.count).map { rows.features[$0 * rows.featureCount + feature] }
      let own = shape.thresholds.map { standardized($0, feature) }
      let grid =
        switch shape.range {
        case .extremes: CodeGrid(shape.codeBits, Double(values.min() ?? 0), Double(values.max() ?? 0))
        case .given(let range):
          CodeGrid(
            shape.codeBits, standardized(range.lowerBound, feature), standardized(range.upperBound, feature))
        case .thresholds:
          own.isEmpty
            ? shape.grid(between: values) : CodeGrid(shape.codeBits, from: own[0], to: own[own.count - 1])
        }
      var counts = [Int](repeating: 0, count: grid.never + 1)
      for value in values { counts[grid.code(Double(value))] += 1 }
      for code in counts.indices.dropFirst() { counts[code] += counts[code - 1] }
      low.append(Float(grid.low))
      step.append(Float(grid.step))
      upTo.append(counts)
      fixed.append(own.map(grid.code(below:)))
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
        case .uniform where shape.range == .thresholds: (place - 1) * (never - 1) / max(1, shape.bits - 1)
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

extension ThermometerShape {
  /// Codes from the lowest to the highest threshold of a feature with these values; both lie half-way between two of them.
  fileprivate func grid(between values: [Float]) -> CodeGrid {
    guard !values.isEmpty else { return CodeGrid(codeBits, 0, 0) }
    let sorted = values.sorted()
    func threshold(_ place: Int) -> Double {
      if kind == .uniform {
        let (least, most) = (Double(sorted.first ?? 0), Double(sorted.last ?? 0))
        return least + (most - least) * Double(place) / Double(bits + 1)
      }
      let value = sorted[min(sorted.count * place / (bits + 1), sorted.count - 1)]
      let next = sorted[sorted.partitioningIndex { $0 > value }...].first ?? value
      return (Double(value) + Double(next)) / 2
    }
    return CodeGrid(codeBits, from: threshold(1), to: threshold(bits))
  }
}

extension [Float] {
  /// The first place from which on all numbers fulfil what the ones before do not.
  fileprivate func partitioningIndex(_ isBehind: (Float) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
