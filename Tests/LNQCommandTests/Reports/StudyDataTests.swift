import Foundation
import LNQReport
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("Study results as data")
struct StudyDataTests {
  /// The rows of a CSV file by its column names.
  private func rows(_ path: String) throws -> [[String: String]] {
    let lines = try read(path).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  @Test("results.csv reproduces each number of the report")
  func reproduced() throws {
    try withTemporaryFolder { folder in
      let study = try TinyStudy.write(to: folder + "/study")
      #expect(lnq("report", study.path, environment: ["PATH": "/nonexistent", "LNQ_GNUPLOT": ""]).status == .done)
      let all = try rows(study.path + "/results.csv")
      #expect(all.count == 6)
      #expect(all.map { $0["state"] } == ["finished", "finished", "failed", "finished", "finished", "missing"])
      let report = try read(study.markdownReportPath)
      let text = report.replacing("\\", with: "")
      func statistics(_ batch: String, _ column: String) -> MeanDeviation? {
        MeanDeviation(
          all.filter { $0["batch_size"] == batch && $0["state"] == "finished" && $0["learning_rate"] == "1e-3" }
            .compactMap { $0[column].flatMap(Double.init) })
      }
      for batch in ["16", "32"] {
        // The table of settings.
        let cells = [
          batch, "1e-3", NumberText.percent(statistics(batch, "best_validation_accuracy")),
          NumberText.percent(statistics(batch, "test_accuracy")), NumberText.loss(statistics(batch, "test_loss")),
          NumberText.percent(statistics(batch, "last_validation_accuracy")),
          NumberText.percent(statistics(batch, "last_training_accuracy")), "2", "6", "2 of 2",
        ]
        #expect(text.contains("| " + cells.joined(separator: " | ") + " |"), "\(cells)")
        // Those of classes.
        for figure in ["recall", "precision"] {
          let classes = ["a", "b"].map { NumberText.percent(statistics(batch, "\(figure)_\($0)")) }
          #expect(text.contains("| batch size \(batch), learning rate 1e-3 | \(classes.joined(separator: " | ")) |"))
        }
        // Those of times.
        #expect(text.contains(NumberText.seconds(statistics(batch, "seconds"))))
        // By option.
        #expect(text.contains("| \(batch) | \(NumberText.percent(statistics(batch, "test_accuracy"))) |"))
      }
      // The confusion matrix of the best setting, all repeats added.
      for name in ["a", "b"] {
        let sums = ["a", "b"].map { other in
          all.filter { $0["batch_size"] == "16" }.compactMap { $0["chosen_\(name)_\(other)"].flatMap { Int($0) } }
            .reduce(0, +)
        }
        #expect(text.contains("| \(name) | \(sums[0]) | \(sums[1]) |"))
      }
      #expect(text.contains("**trials**: 4 of 6"))

      // Nothing else stands in any column of numbers.
      let known = Set(
        Dictionary(grouping: all) { [$0["batch_size"], $0["learning_rate"]] }.values.flatMap { Self.texts(of: $0) })
      let total = all.compactMap { $0["seconds"].flatMap(Double.init) }.reduce(0, +)
      #expect(text.contains("**training of all trials together**: \(NumberText.seconds(total))"))
      var count = 0
      for (title, cell) in Self.numbers(in: text) {
        count += 1
        #expect(known.contains(cell) || ["batch size", "learning rate"].contains(title), "\(title): \(cell)")
      }
      #expect(count == 60)
    }
  }

  /// Every text that the report may make of the rows of a setting.
  private static func texts(of rows: [[String: String]]) -> [String] {
    let finished = rows.filter { $0["state"] == "finished" }
    var texts = ["\(finished.count) of \(rows.count)", "–"]
    for column in rows.flatMap({ $0.keys }) {
      let values = finished.compactMap { $0[column].flatMap(Double.init) }
      guard let statistics = MeanDeviation(values) else { continue }
      switch column {
      case _ where column.hasSuffix("_accuracy") || column.hasPrefix("recall_") || column.hasPrefix("precision_"):
        texts.append(NumberText.percent(statistics))
      case _ where column.hasSuffix("_loss"): texts.append(NumberText.loss(statistics))
      case "seconds": texts += [NumberText.seconds(statistics)] + values.map { NumberText.seconds($0) }
      case "samples_per_second": texts.append(NumberText.rate(statistics.mean, of: "rows"))
      case "parameters", "best_epoch", "stops": texts.append(NumberText.count(Int(statistics.mean)))
      case _ where column.hasPrefix("chosen_"): texts.append(NumberText.count(Int(values.reduce(0, +))))
      default: break
      }
    }
    return texts
  }

  /// The cells of the columns of numbers in all tables of a Markdown text, with the titles of their columns.
  private static func numbers(in text: String) -> [(title: String, cell: String)] {
    var (titles, isNumber): ([String], [Bool]) = ([], [])
    var result: [(String, String)] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      if cells.isEmpty {
        (titles, isNumber) = ([], [])
      } else if titles.isEmpty {
        titles = cells
      } else if isNumber.isEmpty {
        isNumber = cells.map { $0 == "--:" }
      } else {
        result += zip(titles, cells).enumerated().filter { isNumber[$0.offset] }.map(\.element)
      }
    }
    return result
  }

  @Test("summary.csv has a row a setting, with the means and deviations of results.csv")
  func summary() throws {
    try withTemporaryFolder { folder in
      let study = try TinyStudy.write(to: folder + "/study")
      _ = lnq("report", study.path, environment: ["PATH": "/nonexistent", "LNQ_GNUPLOT": ""])
      let settings = try rows(study.path + "/summary.csv")
      #expect(settings.map { $0["batch_size"] } == ["16", "32", "16"])
      #expect(settings.map { $0["finished"] } == ["2", "2", "0"])
      #expect(settings[0]["test_accuracy_mean"] == "0.75")
      #expect(abs((Double(settings[0]["test_accuracy_deviation"] ?? "") ?? 0) - 0.05 * 2.0.squareRoot()) < 1e-12)
      #expect(settings[2]["test_accuracy_mean"] == "")
    }
  }

  @Test("what a search chose between has no figures of the test rows")
  func search() throws {
    try withTemporaryFolder { folder in
      let study = try TinyStudy.write(to: folder + "/study")
      var manifest = try study.manifest()
      manifest.plan.kind = .search
      try study.write(manifest)
      let findings = try StudyFindings(reading: study)
      #expect(!findings.resultsCSV.contains("test_"))
      #expect(!findings.summaryCSV.contains("test_"))
    }
  }
}
