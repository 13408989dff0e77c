import LNQData
import LNQRandom

/// Seeded rows for tests.
enum SampleRows {
  /// Features roughly in −2...2, whose classes can mostly be told from them.
  static func make(_ count: Int, features: Int = 16, classes: Int = 5, seed: UInt64) -> LabelledRows {
    var generator = SplitMix64(seed: seed)
    var values: [Float] = []
    var labels: [Int32] = []
    for _ in 0..<count {
      let label = Int(generator.next() % UInt64(classes))
      labels.append(Int32(label))
      for feature in 0..<features {
        let noise = Float(generator.next() >> 40) * 0x1p-23 - 1
        values.append(noise + (feature % classes == label ? 1 : 0))
      }
    }
    return LabelledRows(featureCount: features, features: values, labels: labels)
  }

  /// A dataset of such rows.
  static func dataset(
    train: Int = 300, validation: Int = 100, features: Int = 16, classes: Int = 5, seed: UInt64 = 1
  ) -> Dataset {
    Dataset(
      name: "sample", featureNames: (0..<features).map { "f\($0)" }, classNames: (0..<classes).map { "c\($0)" },
      train: make(train, features: features, classes: classes, seed: seed),
      validation: make(validation, features: features, classes: classes, seed: seed + 1),
      test: make(10, features: features, classes: classes, seed: seed + 2),
      standardization: Standardization(
        mean: (0..<features).map { Double($0) / 3 }, scale: (0..<features).map { 1 + Double($0) / 7 }),
      provenance: Provenance(source: "a test", sha256: "abc", notice: nil))
  }
}
