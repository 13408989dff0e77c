import Foundation
import LNQTestSupport
import LNQTraining
import Testing

@testable import LNQStudies

/// Valid JSON with numbers that cannot be is refused where it is read.
@Suite("Numbers of a run's files")
struct CountTests {
  /// Figures of `count` classes with ten rows each, all of which are put into the next class.
  private func figures(_ count: Int) -> [ClassFigures] {
    (0..<count).map { index in
      ClassFigures(
        name: "c\(index)", rows: 10, recall: 0, precision: 0,
        chosen: (0..<count).map { $0 == (index + 1) % count ? 10 : 0 })
    }
  }

  private func text(_ classes: [ClassFigures]) throws -> String {
    try JSONText.of(TrainReport.Test(accuracy: 0, loss: 1, classes: classes))
  }

  private func decode(_ text: String) throws -> TrainReport.Test {
    try JSONText.decode(TrainReport.Test.self, from: Data(text.utf8))
  }

  @Test(
    "the confusion matrix is read as it was written, of many classes without its zeros", arguments: [2, 64, 65, 1000])
  func matrices(count: Int) throws {
    let text = try text(figures(count))
    #expect(try decode(text).classes == figures(count))
    #expect(text.contains("chosenByClass") == (count > 64))
    // A line for each zero would be count · count.
    #expect(text.split(separator: "\n").count < count * 80)
  }

  @Test("figures of no class, and of runs of older versions, are read")
  func withoutClasses() throws {
    for text in ["{\"accuracy\": 0, \"loss\": 1}", "{\"accuracy\": 0, \"loss\": 1, \"classes\": null}"] {
      #expect(try decode(text) == TrainReport.Test(accuracy: 0, loss: 1, classes: nil))
    }
  }

  @Test(
    "a matrix that is none is refused",
    arguments: [("[\n        0,", "["), ("10", "-1"), ("10", "9223372036854775807"), ("\"chosen\"", "\"taken\"")])
  func damagedMatrices(part: String, replacement: String) throws {
    let text = try text(figures(2))
    #expect(text.contains(part))
    #expect(throws: DecodingError.self) { try decode(text.replacing(part, with: replacement)) }
    let wide = try self.text(figures(65))
    #expect(throws: DecodingError.self) { try decode(wide.replacing("\"64\"", with: "\"65\"")) }
  }

  @Test(
    "run.json with impossible counts is damaged, and says where",
    arguments: [
      ("\"parameters\" : 6", "\"parameters\" : 9223372036854775807", "model.parameters"),
      ("\"train\" : 6", "\"train\" : -1", "dataset.rows.train"),
      ("\"logEveryNSteps\" : 50", "\"logEveryNSteps\" : 0", "logEveryNSteps"),
    ])
  func manifests(part: String, replacement: String, place: String) throws {
    try withTemporaryFolder { folder in
      let run = try RunDirectoryTests.makeRun(in: folder, model: "m")
      let text = try read(run.manifestPath)
      #expect(text.contains(part))
      try write(text.replacing(part, with: replacement), to: run.manifestPath)
      let error = #expect(throws: RunDirectoryError.self) { try run.manifest() }
      #expect(error?.description.contains(place) == true, "\(error?.description ?? "")")
    }
  }
}
