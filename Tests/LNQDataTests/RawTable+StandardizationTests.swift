import LNQData
import Testing

@Suite("Standardised rows")
struct RawTableStandardizationTests {
  private let table = RawTable(
    name: "t", featureNames: ["x", "y", "z"], classNames: ["cat", "dog"],
    features: [1, 10, 100, 2, 20, 200, 3, 30, 300], labels: [0, 1, 0],
    provenance: Provenance(source: "t.csv", sha256: "", notice: nil))

  @Test("are (raw − mean) / scale, as scikit-learn transforms them, rounded to Float once")
  func golden() throws {
    let golden: StandardizationTests.Golden = try fixture("standard-scaler")
    let rows = golden.table.standardized(by: Standardization(mean: golden.mean, scale: golden.scale))
    #expect(rows.features == golden.transformed.joined().map { Float($0) })
    #expect(rows.labels == golden.table.labels)
    #expect(rows.featureCount == 6)
  }

  @Test("for a network of another order of features and classes are put into its order, further columns left out")
  func mapped() throws {
    let rows = try table.labelledRows(
      standardizedBy: Standardization(mean: [100, 1], scale: [10, 0.5]), featureNames: ["z", "x"],
      classNames: ["bird", "dog", "cat"])
    #expect(rows.featureCount == 2)
    #expect(rows.features == [0, 0, 10, 2, 20, 4])
    #expect(rows.labels == [2, 1, 2])
  }

  @Test("of the network's own order are the same as without names")
  func same() throws {
    let standardization = Standardization(mean: [1, 2, 3], scale: [4, 5, 6])
    let rows = try table.labelledRows(
      standardizedBy: standardization, featureNames: ["x", "y", "z"], classNames: ["cat", "dog"])
    let plain = table.standardized(by: standardization)
    #expect(rows.features == plain.features && rows.labels == plain.labels)
  }

  @Test("are refused with both lists when a feature is missing")
  func missingFeatures() {
    let error = #expect(throws: DatasetError.self) {
      try table.labelledRows(
        standardizedBy: Standardization(mean: [0, 0], scale: [1, 1]), featureNames: ["x", "mass"],
        classNames: ["cat", "dog"])
    }
    #expect(
      error?.description
        == "t.csv: the network needs the features x, mass, but the columns are x, y, z; mass is missing")
  }

  @Test("are refused with both lists when a class is unknown to the network")
  func unknownClasses() {
    let error = #expect(throws: DatasetError.self) {
      try table.labelledRows(
        standardizedBy: Standardization(mean: [0], scale: [1]), featureNames: ["x"], classNames: ["cat", "bird"])
    }
    #expect(error?.description == "t.csv: the network knows the classes cat, bird, but the rows have cat, dog")
  }

  @Test("are refused when the standardisation is of another number of features")
  func standardizationCount() {
    let error = #expect(throws: DatasetError.self) {
      try table.labelledRows(
        standardizedBy: Standardization(mean: [0], scale: [1]), featureNames: ["x", "y"], classNames: ["cat", "dog"])
    }
    #expect(error?.description == "a standardisation of 1 feature does not fit a network with 2 features")
  }
}
