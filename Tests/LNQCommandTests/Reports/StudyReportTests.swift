import Foundation
import LNQReport
import LNQTestSupport
import LNQToolchain
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("Reports of studies")
struct StudyReportTests {
  private static let snapshots = Repository.root.appending(path: "Tests/LNQCommandTests/Snapshots")
  private static let noTools = ["PATH": "/nonexistent", "LNQ_GNUPLOT": ""]

  /// A page without its section of times.
  private static func withoutTimes(_ page: String) throws -> String {
    let start = try #require(page.range(of: "<section id=\"s-times\" class=\"times\">"))
    let end = try #require(page.range(of: "</main>"))
    return String(page[..<start.lowerBound] + page[end.lowerBound...])
  }

  @Test("a study that was made by hand has the recorded report, and without gnuplot it says so")
  func golden() throws {
    try withTemporaryFolder { folder in
      let study = try TinyStudy.write(to: folder + "/study")
      let (status, out, err) = lnq("report", study.path, environment: Self.noTools)
      #expect(status == .done)
      #expect(out.contains("charts    0"))
      let sentence =
        "The charts are left out: gnuplot is not installed: `sudo apt install gnuplot-nox` or `make setup` installs it; "
        + "LNQ_GNUPLOT names a copy that is not on PATH"
      #expect(err == sentence + "\n")
      let page = try read(study.reportPath)
      #expect(page.contains(HTMLSentence.escaped(sentence)))
      try expectSnapshot(page, "study.html", in: Self.snapshots)
      try expectSnapshot(try read(study.markdownReportPath), "study.md.txt", in: Self.snapshots)
    }
  }

  @Test("with gnuplot it has the charts of each option, and tidy accepts it", .needsGnuplot, .needsTidy)
  func charts() throws {
    try withTemporaryFolder { folder in
      let study = try TinyStudy.write(to: folder + "/study")
      let (status, out, err) = lnq("report", study.path, "--json")
      #expect(status == .done)
      #expect(err == "")
      #expect(try value("charts", in: out, as: Int.self) == 9)
      #expect(
        try filePaths(below: study.path + "/report") == [
          "accuracy-by-batch-size.svg", "accuracy-by-learning-rate.svg", "batch-size-training-accuracy.svg",
          "batch-size-validation-accuracy.svg", "batch-size-validation-loss.svg", "confusion.svg",
          "learning-rate-training-accuracy.svg", "learning-rate-validation-accuracy.svg",
          "learning-rate-validation-loss.svg",
        ])
      let markdown = try read(study.markdownReportPath)
      #expect(markdown.contains("(report/accuracy-by-batch-size.svg)"))
      let tidy = try #require(ExternalTools.tidy)
      let log = URL(fileURLWithPath: folder + "/tidy.log")
      try tidy.run(["-e", "-q", study.reportPath], in: URL(fileURLWithPath: folder), log: log)
      #expect(try read(log.path) == "")
    }
  }

  @Test("when other times are all that changed, all else is the same bytes")
  func times() throws {
    try withTemporaryFolder { folder in
      var pages: [String] = []
      var texts: [Substring] = []
      for seconds in [1.5, 2.25] {
        let study = try TinyStudy.write(to: folder + "/study", seconds: seconds)
        #expect(lnq("report", study.path).status == .done)
        pages.append(try read(study.reportPath))
        let text = try read(study.markdownReportPath)
        texts.append(text[..<(try #require(text.range(of: "\n## Times\n"))).lowerBound])
      }
      #expect(pages[0] != pages[1])
      #expect(try Self.withoutTimes(pages[0]) == Self.withoutTimes(pages[1]))
      #expect(texts[0] == texts[1])
    }
  }

  @Test("a trial whose run.json is damaged is a failed trial with that sentence")
  func damagedTrial() throws {
    try withTemporaryFolder { folder in
      let study = try TinyStudy.write(to: folder + "/study")
      let run = study.run(of: try study.manifest().trials[0])
      try write("{", to: run.manifestPath)
      #expect(lnq("report", study.path, environment: Self.noTools).status == .done)
      let page = try read(study.reportPath)
      #expect(page.contains("2 trials failed."))
      #expect(
        page.contains(
          "tiny_batch-size-16_repeat-1: \(run.manifestPath) is not what lnq wrote: it is not complete JSON"))
    }
  }

  @Test("a study in which nothing is finished says so")
  func nothingFinished() throws {
    try withTemporaryFolder { folder in
      let study = try TinyStudy.write(to: folder + "/study")
      try FileManager.default.removeItem(atPath: study.trialsPath)
      #expect(lnq("report", study.path, environment: Self.noTools).status == .done)
      let page = try read(study.reportPath)
      #expect(page.contains("No trial was trained to its end yet."))
      #expect(page.contains("6 trials were not run, or not to the end"))
    }
  }

  @Test("a damaged study.json is an error with its sentence")
  func damagedStudy() throws {
    try withTemporaryFolder { folder in
      let study = try TinyStudy.write(to: folder + "/study")
      try write("{}", to: study.manifestPath)
      let (status, _, err) = lnq("report", study.path)
      #expect(status == .badInput)
      #expect(err.hasPrefix("lnq: \(study.manifestPath) is not what lnq wrote: nothing stands at "))
    }
  }

  @Test("sections of the caller's stand before the trials that are missing")
  func additions() throws {
    try withTemporaryFolder { folder in
      let study = try TinyStudy.write(to: folder + "/study")
      let console = RecordingConsole()
      let invocation = Invocation(
        words: [], environment: Self.noTools, console: console.console(), stopRequests: .never, program: "lnq")
      let front = ReportSection("Pareto front", blocks: [.paragraph("Here it is.")])
      let written = try StudyReport.write(study, additions: [front], invocation)
      #expect(written.charts == 0)
      let text = try read(written.markdown)
      let places = try ["## Confusion matrix", "## Pareto front\n\nHere it is.", "## Trials that are not"].map {
        try #require(text.range(of: $0)).lowerBound
      }
      #expect(places == places.sorted())
    }
  }
}

/// The one character of these sentences that HTML writes otherwise.
private enum HTMLSentence {
  static func escaped(_ text: String) -> String { text.replacing("'", with: "&#39;") }
}
