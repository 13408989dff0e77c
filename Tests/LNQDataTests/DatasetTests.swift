import LNQData
import Testing

@Suite("A dataset")
struct DatasetTests {
  private let text = "x,z,kind\n" + (0..<50).map { "\($0 * 3 % 50),\($0 % 7),\($0 % 3 == 0 ? "a" : "b")\n" }.joined()

  @Test("from CSV has the split's rows in the split's order, standardised by its training part")
  func csv() throws {
    let raw = try table(text)
    let dataset = try Dataset(raw)
    let split = try Split(rowCount: 50, of: "rows", options: SplitOptions())
    #expect(dataset.name == "rows")
    #expect(dataset.featureNames == ["x", "z"] && dataset.classNames == ["a", "b"])
    #expect(dataset.standardization == Standardization(fitting: raw, rows: split.fitted))
    #expect((dataset.train.count, dataset.validation.count, dataset.test.count) == (36, 4, 10))
    let all = raw.standardized(by: dataset.standardization)
    for (rows, indices) in [
      (dataset.train, split.train), (dataset.validation, split.validation), (dataset.test, split.test),
    ] {
      #expect(rows.labels == indices.map { raw.labels[$0] })
      #expect(rows.features == indices.flatMap { all.features[(2 * $0)..<(2 * $0 + 2)] })
    }
    #expect(dataset.provenance == raw.provenance)
  }

  @Test("has a training part of mean 0 and standard deviation 1")
  func standardized() throws {
    let dataset = try Dataset(table(text))
    let features = dataset.train.features + dataset.validation.features
    for column in 0..<2 {
      let values = stride(from: column, to: features.count, by: 2).map { Double(features[$0]) }
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      #expect(abs(mean) < 1e-6 && abs(variance - 1) < 1e-6)
    }
  }

  @Test("does not let test rows influence the standardisation")
  func testRowsHidden() throws {
    let raw = try table(text)
    let split = try Split(rowCount: 50, of: "rows", options: SplitOptions())
    var features = Array(raw.features)
    for row in split.test { features[2 * row] += 1000 }
    let changed = RawTable(
      name: raw.name, featureNames: raw.featureNames, classNames: raw.classNames, features: FeatureValues(features),
      labels: raw.labels, provenance: raw.provenance)
    #expect(try Dataset(raw).standardization == Dataset(changed).standardization)
  }

  @Test("takes the caller's split")
  func options() throws {
    let raw = try table(text)
    let dataset = try Dataset(raw, split: SplitOptions(testFraction: 0.5, validationFraction: 0.4, seed: 1))
    #expect((dataset.train.count, dataset.validation.count, dataset.test.count) == (15, 10, 25))
    #expect(try Dataset(raw, split: SplitOptions(seed: 1)).test.features != Dataset(raw).test.features)
  }

  @Test("of jsc-synth has 16 features, five classes and the surrogate's notice")
  func jscSynth() {
    let dataset = Dataset.jscSynth(rowCount: 1000, seed: 7)
    #expect(dataset.name == "jsc-synth")
    #expect(dataset.featureNames.count == 16 && dataset.classNames == ["g", "q", "t", "w", "z"])
    #expect((dataset.train.count, dataset.validation.count, dataset.test.count) == (720, 80, 200))
    #expect(dataset.provenance.notice == RawTable.jscSynthNotice)
  }

  @Test("is refused without rows, with one class, with too few rows and with a wrong fraction")
  func refused() throws {
    func sentence(_ rows: Int, classes: Int, split: SplitOptions = .init()) -> String? {
      let raw = RawTable(
        name: "t", featureNames: ["x"], classNames: ["a", "b"], features: .single((0..<rows).map { Float($0) }),
        labels: (0..<rows).map { Int32($0 % classes) },
        provenance: Provenance(source: "t.csv", sha256: "", notice: nil))
      do throws(DatasetError) {
        _ = try Dataset(raw, split: split)
        return nil
      } catch {
        return error.description
      }
    }
    #expect(sentence(0, classes: 2) == "t.csv: there are no rows")
    #expect(
      sentence(1, classes: 2)
        == "t.csv: 1 row does not give training, validation and test a row each: use more rows")
    #expect(
      sentence(2, classes: 2)
        == "t.csv: 2 rows do not give training, validation and test a row each: use more rows")
    #expect(sentence(3, classes: 2) == nil)
    #expect(
      sentence(10, classes: 1)
        == "t.csv: every row is of the class a, and there is nothing to learn: at least two classes are needed")
    #expect(
      sentence(10, classes: 2, split: SplitOptions(testFraction: 1.5))
        == "a test fraction of 1.5: choose more than 0 and less than 1")
    #expect(
      sentence(10, classes: 2, split: SplitOptions(validationFraction: 0))
        == "a validation fraction of 0.0: choose more than 0 and less than 1")
  }
}
