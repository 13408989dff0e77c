import Foundation
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("What documents say to type")
struct DocumentsTests {
  /// The documents with command lines.
  private static let documents: [String] = {
    let folder = Script.projectFolder
    let all =
      (try? FileManager.default.subpathsOfDirectory(atPath: folder + "/docs").map { "docs/" + $0 }) ?? []
      + ((try? FileManager.default.subpathsOfDirectory(atPath: folder + "/examples").map { "examples/" + $0 }) ?? [])
    return ["README.md"] + all.filter { $0.hasSuffix(".md") }.sorted()
  }()

  @Test("every command line of the tutorial ends well", .needsGnuplot, .needsGraphviz, .slow)
  func tutorial() throws {
    let program = try ChildRun.program().path
    let (status, text) = try Script.run("run-docs", ["--quick", program, Script.projectFolder + "/docs/tutorial.md"])
    #expect(status == 0, "\(text)")
    #expect(text.contains("command lines of documents do what they say"))
  }

  @Test("every command line of the documents is one that lnq understands, and those that no check runs say why")
  func parsed() throws {
    let (status, text) = try Script.run("run-docs", ["--list"] + Self.documents.map { Script.projectFolder + "/" + $0 })
    #expect(status == 0)
    let lines = text.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(lines.count > 80)
    var notRun: Set<String> = []
    for line in lines {
      try #require(line.count == 3, "\(line)")
      if !line[1].isEmpty { notRun.insert(line[1]) }
      for command in Self.commands(line[2]) {
        #expect(throws: Never.self, "\(line[0]): \(line[2])") { _ = try LNQ.parseAsRoot(command) }
      }
    }
    #expect(notRun.sorted() == Self.reasons)
  }

  /// Why command lines of documents are not run.
  private static let reasons = [
    "RUN stands for a run", "add1.model is written by hand", "dense-s.model and dense-l.model are written by hand",
    "edited/ is made by hand", "it needs MNIST", "it needs a cluster with Slurm", "it needs the network",
    "ten trainings are a loop of the shell", "the files come out of PyTorch",
  ]

  /// The words after `lnq` of each command in a line of shell, without what the shell itself takes.
  private static func commands(_ line: String) -> [[String]] {
    line.replacing("&&", with: "|").split(separator: "|").compactMap { command in
      var words: [String] = []
      var rest = command[...]
      while let start = rest.firstIndex(where: { $0 != " " }), rest[start] != ">", rest[start] != "#" {
        rest = rest[start...]
        let quote = rest.first.flatMap { "\"'".contains($0) ? $0 : nil }
        let body = quote == nil ? rest : rest.dropFirst()
        let end = body.firstIndex(of: quote ?? " ") ?? body.endIndex
        words.append(String(body[..<end]))
        rest = body[end...].dropFirst()
      }
      return words.first == "lnq" ? Array(words.dropFirst()) : nil
    }
  }

  @Test("a command line that fails, and one that prints something else, are found with their places")
  func found() throws {
    try withTemporaryFolder { folder in
      let program = try ChildRun.program().path
      try write(
        "text\n\n    lnq models no-such-model\n\n<!-- not run: it cannot -->\n```\nlnq nonsense\n```\n",
        to: folder + "/bad.md")
      let (status, text) = try Script.run("run-docs", ["--quick", program, folder + "/bad.md"])
      #expect(status == 1)
      #expect(text.contains("bad.md:3: lnq models no-such-model\nended with 64: lnq: no-such-model is not"))
      #expect(!text.contains("nonsense"))
      try write("```\n$ lnq --version\nlnq 99.0\n```\n", to: folder + "/other.md")
      let (other, difference) = try Script.run("run-docs", [program, folder + "/other.md"])
      #expect(other == 1)
      #expect(difference.contains("prints something else") && difference.contains("< lnq 99.0"))
    }
  }

  @Test("the example in Swift trains, and its tables classify nearly as the network does")
  func swiftExample() throws {
    let program = try ChildRun.program().deletingLastPathComponent().appendingPathComponent("swift-example").path
    let (status, text) = try Script.shell("'\(program)'")
    #expect(status == 0)
    let accuracies = text.split(separator: "\n").prefix(2).compactMap {
      $0.split(separator: " ").last.flatMap { Double($0) }
    }
    #expect(accuracies.count == 2 && accuracies.allSatisfy { $0 > 0.4 } && abs(accuracies[0] - accuracies[1]) < 0.05)
  }
}
