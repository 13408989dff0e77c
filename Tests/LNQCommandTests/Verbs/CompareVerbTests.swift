import Foundation
import LNQTestSupport
import LNQTraining
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("lnq compare")
struct CompareVerbTests {
  /// Two runs that differ in batch size, seed and results, and their folder.
  private func withRuns(_ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let trials = try TinyStudy.write(to: folder + "/study").manifest().trials
      for (name, trial, correct) in [("one", trials[0], 14), ("two", trials[4], 12)] {
        try TinyStudy.write(
          trial, correct: correct, to: RunDirectory(unchecked: "\(folder)/\(name)"), seconds: name == "one" ? 1.5 : 3)
      }
      try body(folder)
    }
  }

  @Test("the text shows settings that differ, results, classes and times side by side")
  func text() throws {
    try withRuns { folder in
      let (status, out, err) = lnq("compare", "one", "two", "--project-dir", folder)
      #expect(status == .done)
      #expect(err == "")
      #expect(
        out == """
          one and two
            first   one
            second  two
            settings
                          first  second
              batch size     16      32
              seed            5       6
            results
                                                 first   second     difference
              parameters                             6        6              0
              epochs                                 2        2              0
              steps                                 10       10              0
              best epoch                             2        2              0
              validation accuracy              70.00 %  60.00 %  -10.00 points
              validation loss                   0.3000   0.4000        +0.1000
              validation accuracy, last epoch  70.00 %  60.00 %  -10.00 points
              training accuracy, last step     65.00 %  55.00 %  -10.00 points
              test accuracy                    70.00 %  60.00 %  -10.00 points
              test loss                         1.3000   1.4000        +0.1000
            classes of the test rows
                              first   second     difference
              a, recall     83.33 %  83.33 %   +0.00 points
              a, precision  71.43 %  62.50 %   -8.93 points
              b, recall     50.00 %  25.00 %  -25.00 points
              b, precision  66.67 %  50.00 %  -16.67 points
            times
                                           first     second  difference
              training and validation      1.5 s        3 s         × 2
              speed                    96 rows/s  48 rows/s       × 0.5

          """)
    }
  }

  @Test("JSON has both runs' results, and what differs")
  func json() throws {
    try withRuns { folder in
      let (_, out, _) = lnq("compare", folder + "/one", folder + "/two", "--json")
      let runs = try #require(try value("runs", in: out, as: [[String: Any]].self))
      #expect(runs.map { $0["name"] as? String } == ["one", "two"])
      let results = try #require(runs[1]["results"] as? [String: Any])
      #expect((results["test"] as? [String: Any])?["accuracy"] as? Double == 0.6)
      let settings = try #require(try value("settings", in: out, as: [[String: Any]].self))
      #expect(settings.map { $0["name"] as? String } == ["batch size", "seed"])
      #expect(settings[0]["values"] as? [String] == ["16", "32"])
      #expect(settings[0]["second"] as? String == "32")
      #expect(try object(out)["warning"] == nil)
    }
  }

  @Test("--html writes the same as a page and as Markdown, its times in their place")
  func page() throws {
    try withRuns { folder in
      let page = folder + "/compare.html"
      #expect(lnq("compare", "one", "two", "--project-dir", folder, "--html", page).status == .done)
      #expect(try read(page).contains("<td class=\"number\">-10.00 points</td>"))
      let text = try read(folder + "/compare.md")
      #expect(text.contains("| batch size | 16 | 32 |"))
      #expect(text.contains("These rows are \\<made up\\>."))
      #expect(text.contains("\n## Times\n"))
    }
  }

  @Test(
    "two runs that differ in one option of training differ in that setting",
    arguments: TrainingOption.allCases.filter { $0 != .dataset })
  func everyOption(option: TrainingOption) throws {
    try withRuns { folder in
      let run = RunDirectory(unchecked: folder + "/one")
      let findings = try TrainingRecipe.variants(of: option).map { recipe in
        var manifest = try run.manifest()
        manifest.training?.options = try recipe.trainingOptions()
        try run.write(manifest)
        return try RunFindings(reading: run)
      }
      for (first, second) in zip(findings, findings.dropFirst()) {
        let names = RunComparison([first, second]).settings.map(\.name)
        #expect(names.contains(option.label), "\(names)")
        #expect(RunComparison([second, second]).settings == [])
        let reported = second.manifest.settings.map(\.label)
        #expect(reported.contains(option.label), "\(reported)")
      }
    }
  }

  @Test("of seven runs no line is longer than 80 characters, and the page has a line a run in each chart")
  func many() throws {
    try withRuns { folder in
      let words = ["compare"] + (0..<7).map { $0 % 2 == 0 ? "one" : "two" }
      let (status, out, _) = lnq(words + ["--project-dir", folder, "--html", folder + "/all.html"])
      #expect(status == .done)
      #expect(out.hasPrefix("7 runs\n"))
      #expect(out.split(separator: "\n").allSatisfy { $0.count <= 80 })
      #expect(out.contains("batch size  16  32  16  32  16  32  16"))
      let one = lnq("compare", "one", "--project-dir", folder)
      #expect(one.status == .usage)
      #expect(one.err.contains("name two or more"))
    }
  }

  @Test("a lost class is said")
  func lostClass() throws {
    try withRuns { folder in
      let run = RunDirectory(unchecked: folder + "/two")
      var manifest = try run.manifest()
      manifest.results?.neverChosen = ["b"]
      try run.write(manifest)
      let (_, out, _) = lnq("compare", "one", "two", "--project-dir", folder, "--json")
      let warning = try #require(try value("warning", in: out, as: String.self))
      #expect(warning.hasPrefix("second: no test row was put into b: "))
      #expect(warning.hasSuffix(LostClasses.advice))
    }
  }

  @Test("a run beside itself has the same settings")
  func same() throws {
    try withRuns { folder in
      #expect(
        lnq("compare", "one", "one", "--project-dir", folder).out.contains("  settings  the same\n"))
    }
  }

  @Test("runs on different rows carry a warning")
  func differentRows() throws {
    try withRuns { folder in
      let run = RunDirectory(unchecked: folder + "/two")
      var manifest = try run.manifest()
      manifest.dataset.provenance = .init(source: "other", sha256: "99", notice: nil)
      try run.write(manifest)
      let (_, out, _) = lnq("compare", "one", "two", "--project-dir", folder, "--json")
      #expect(
        try value("warning", in: out, as: String.self)
          == "the runs were tested on different rows: their accuracies cannot be compared")
    }
  }

  @Test("a study is not a run, and --html needs the name of a page")
  func mistakes() throws {
    try withRuns { folder in
      let (status, _, err) = lnq("compare", "one", "study", "--project-dir", folder)
      #expect(status == .usage)
      #expect(err == "lnq: study is a study; compare takes runs: lnq report study shows all of its trials\n")
      #expect(lnq("compare", "one", "two", "--html", "x.md", "--project-dir", folder).status == .usage)
    }
  }
}
