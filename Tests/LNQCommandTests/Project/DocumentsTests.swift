import Foundation
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("What documents say to type")
struct DocumentsTests {
  @Test("every command line of the tutorial ends well", .needsGnuplot, .slow)
  func tutorial() throws {
    let program = try ChildRun.program().path
    let (status, text) = try Script.run("run-docs", ["--quick", program, Script.projectFolder + "/docs/tutorial.md"])
    #expect(status == 0, "\(text)")
    #expect(text.contains("command lines of documents do what they say"))
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
