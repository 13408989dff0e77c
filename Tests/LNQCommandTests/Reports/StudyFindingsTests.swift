import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("What is known of a study")
struct StudyFindingsTests {
  @Test("settings are grouped, options that are varied are found, and means are over the repeats")
  func groups() throws {
    try withTemporaryFolder { folder in
      let findings = try StudyFindings(reading: TinyStudy.write(to: folder))
      #expect(findings.varied.map(\.name) == ["batch-size", "learning-rate"])
      #expect(
        findings.settings.map(\.group.label) == [
          "batch size 16, learning rate 1e-3", "batch size 32, learning rate 1e-3", "batch size 16, learning rate 1e-4",
        ])
      #expect(findings.settings.map(\.planned) == [2, 2, 2])
      #expect(findings.settings.map(\.group.runs.count) == [2, 2, 0])
      #expect(findings.best?.group.label == "batch size 16, learning rate 1e-3")
      let accuracy = try #require(findings.best?.group.statistics(\.test.accuracy))
      #expect(accuracy.mean == 0.75)
      #expect(abs((accuracy.deviation ?? 0) - 0.05 * 2.0.squareRoot()) < 1e-12)
      #expect(findings.best?.group.confusion == [[20, 4], [6, 10]])
    }
  }

  @Test("with vary-one an option is studied where all others have the baseline's values")
  func varying() throws {
    try withTemporaryFolder { folder in
      let findings = try StudyFindings(reading: TinyStudy.write(to: folder))
      let labels = findings.varied.map { option in
        findings.settings(varying: option).map { $0.value(of: option.name) }
      }
      #expect(labels == [["16", "32"], ["1e-4", "1e-3"]])
    }
  }

  @Test("numbers are ordered by size and names as they were written")
  func places() {
    let rates = StudyOption(name: "learning-rate", values: ["1e-2", "1e-5", "1e-3"])
    #expect(["1e-2", "1e-5", "1e-3", nil].map(rates.place) == [2, 0, 1, 3])
    let names = StudyOption(name: "optimizer", values: ["sgd", "adam"])
    #expect(["sgd", "adam"].map(names.place) == [0, 1])
  }

  @Test("axes are logarithmic where factors count")
  func logarithmic() {
    func isLogarithmic(_ name: String, _ values: [String]) -> Bool {
      StudyOption(name: name, values: values).isLogarithmic
    }
    #expect(isLogarithmic("learning-rate", ["1e-3", "2e-3"]))
    #expect(isLogarithmic("max-epochs", ["10", "50", "100"]))
    #expect(!isLogarithmic("max-epochs", ["10", "20", "30"]))
    #expect(!isLogarithmic("weight-decay", ["0", "1e-3"]))
    #expect(!isLogarithmic("optimizer", ["adam", "sgd"]))
  }
}
