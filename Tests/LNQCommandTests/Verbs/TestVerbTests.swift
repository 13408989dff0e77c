import Foundation
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("lnq test")
struct TestVerbTests {
  @Test("it takes the run's own test rows and finds what training found")
  func ownRows() throws {
    let folder = try SmallRun.projectFolder.get()
    let tested = lnq("test", "--project-dir", folder, "--json")
    #expect(tested.err == "")
    let report = try object(tested.out)
    let results = try #require(try RunDirectory.newest(of: "jsc-tiny", in: folder).manifest().results)
    #expect(report["split"] as? String == "test")
    #expect(report["samples"] as? Int == 600)
    #expect(report["accuracy"] as? Double == results.test.accuracy)
    let classes = try #require(report["classes"] as? [[String: Any]])
    #expect(classes.compactMap { $0["name"] as? String } == ["g", "q", "t", "w", "z"])
    let counts = try classes.map { try #require($0["chosen"] as? [Int]) }
    #expect(counts.joined().reduce(0, +) == 600)
    #expect(classes.compactMap { $0["rows"] as? Int } == counts.map { $0.reduce(0, +) })
    let correct = counts.indices.reduce(0) { $0 + counts[$1][$1] }
    #expect(report["accuracy"] as? Double == Double(correct) / 600)
  }

  @Test("the path of a run directory means that run, from anywhere", arguments: ["", "/"])
  func path(ending: String) throws {
    let folder = try SmallRun.projectFolder.get()
    let run = try RunDirectory.newest(of: "jsc-tiny", in: folder)
    let tested = lnq("test", run.path + ending, "--json")
    #expect(tested.status == .done)
    let directory = try value("runDirectory", in: tested.out, as: String.self)
    #expect(directory == run.path)
  }

  @Test("--split chooses among the run's rows", arguments: [("train", 2160), ("validation", 240), ("all", 3000)])
  func splits(part: String, count: Int) throws {
    let tested = lnq("test", "--split", part, "--project-dir", try SmallRun.projectFolder.get(), "--json")
    #expect(try value("samples", in: tested.out, as: Int.self) == count)
  }

  @Test("naming the dataset that it was trained on means its test rows still")
  func named() throws {
    let tested = lnq(
      "test", "jsc-tiny", "jsc-synth", "--rows", "3000", "--project-dir", try SmallRun.projectFolder.get(), "--json")
    let report = try object(tested.out)
    #expect(report["split"] as? String == "test")
    #expect(report["samples"] as? Int == 600)
  }

  @Test("another dataset is taken whole; its columns and classes are found by their names, in any order")
  func otherRows() throws {
    try withTemporaryFolder { folder in
      let path = Script.projectFolder + "/examples/data/jsc-synth-200.csv"
      let project = try SmallRun.projectFolder.get()
      let straight = lnq("test", "jsc-tiny", path, "--project-dir", project, "--json")
      #expect(straight.err == "")
      let report = try object(straight.out)
      #expect(report["split"] as? String == "all")
      #expect(report["samples"] as? Int == 200)
      // The class column first, then the features backwards; rows backwards, so that other classes are met first.
      let lines = try read(path).split(separator: "\n").map { line in
        line.split(separator: ",").reversed().joined(separator: ",")
      }
      let turned = [lines[0]] + lines.dropFirst().reversed()
      try write(turned.joined(separator: "\n") + "\n", to: folder + "/turned.csv")
      let other = lnq(
        "test", "jsc-tiny", folder + "/turned.csv", "--class-column", "class", "--project-dir", project, "--json")
      #expect(try value("accuracy", in: other.out, as: Double.self) == (report["accuracy"] as? Double))
    }
  }

  @Test("--logits writes features, outputs and classes of as many rows as are asked for")
  func logits() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/deep/logits.json"
      let tested = lnq(
        "test", "--logits", path, "--logits-rows", "7", "--project-dir", try SmallRun.projectFolder.get())
      #expect(tested.status == .done)
      let file = try object(try read(path))
      #expect((file["features"] as? [[Double]])?.map(\.count) == Array(repeating: 16, count: 7))
      #expect((file["logits"] as? [[Double]])?.map(\.count) == Array(repeating: 5, count: 7))
      #expect((file["labels"] as? [Int])?.count == 7)
    }
  }

  @Test("for people it prints the matrix of confusions")
  func text() throws {
    let tested = lnq("test", "--project-dir", try SmallRun.projectFolder.get())
    #expect(tested.out.hasPrefix("jsc-tiny on jsc-synth (test rows)\n"))
    #expect(tested.out.contains("→ g"))
    // It is said once a run, when it is trained.
    #expect(!tested.out.contains("surrogate"))
  }

  @Test("a file that was changed since is not mistaken for the rows of the run")
  func changedFile() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/blobs.csv"
      try write(TrainVerbTests.blobs(rows: 60), to: path)
      try write("Linear(2, 3)\n", to: folder + "/m.model")
      let trained = lnq(
        "train", folder + "/m.model", path, "--max-epochs", "1", "--project-dir", folder + "/runs")
      #expect(trained.status == .done)
      try write(TrainVerbTests.blobs(rows: 61), to: path)
      let tested = lnq("test", "m", "--project-dir", folder + "/runs")
      #expect(tested.status == .badInput)
      #expect(tested.err.contains("blobs.csv was changed since"))
      // Named on purpose, it is another dataset.
      #expect(lnq("test", "m", path, "--project-dir", folder + "/runs").status == .done)
      let part = lnq("test", "m", path, "--split", "train", "--project-dir", folder + "/runs")
      #expect(part.status == .usage)
    }
  }
}
