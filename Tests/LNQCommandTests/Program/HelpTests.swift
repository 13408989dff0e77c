import ArgumentParser
import Foundation
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("What a terminal shows")
struct HelpTests {
  /// Every command line that a person can ask for help about: `lnq`, `lnq train`, `lnq data fetch`.
  private static let verbs: [[String]] = {
    func all(_ command: any ParsableCommand.Type, _ words: [String]) -> [[String]] {
      [words] + command.configuration.subcommands.flatMap { all($0, words + [$0.configuration.commandName ?? ""]) }
    }
    return all(LNQ.self, [])
  }()

  @Test("the help of every verb fits 80 columns, breaks no word, and has [<options>] in its usage")
  func help() throws {
    for words in Self.verbs {
      let (status, out, _) = lnq(words + ["--help"])
      #expect(status == .done)
      let lines = out.split(separator: "\n", omittingEmptySubsequences: false)
      for line in lines { #expect(line.count <= 80, "\(words): \(line)") }
      let usage = try #require(lines.first { $0.hasPrefix("USAGE: ") })
      #expect(usage.contains("[<options>]") || usage.contains("<subcommand>"), "\(usage)")
      #expect(!usage.contains("[-"), "\(usage)")
      // A word that was broken would be one that no wide line has.
      let known = Set(lnq(words + ["--help"], columns: 400).out.split { $0 == " " || $0 == "\n" })
      for word in out.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
        #expect(known.contains(word), "\(words): \(word)")
      }
    }
  }

  @Test(
    "what is typed wrongly is answered with a command line that works",
    arguments: [
      (["trian", "jsc-tiny"], "there is no verb trian (did you mean train?); type: lnq train jsc-tiny"),
      (["train", "--seed", "-1"], "--seed -1: choose 0 or more"),
      (["train", "--seed", "0,1,2"], "--seed 0,1,2: lnq train takes one seed; lnq sweep takes --repeats"),
      (
        ["train", "--batch-size", "64,128"],
        "--batch-size 64,128 is a list, and lnq train takes one value; to train with each, type: lnq sweep --batch-size 64,128"
      ),
      (
        ["train", "--learning-rate", "1e-3..1e-1"],
        "--learning-rate 1e-3..1e-1 is a range, and lnq train takes one value; to search in a range, type: "
          + "lnq search --learning-rate 1e-3..1e-1"
      ),
      (["sweep", "--learning-rate", "1e-3..1e-1"], "lnq search --learning-rate 1e-3..1e-1 looks within it"),
      (
        ["search", "--learning-rate", "1e-3,1e-1"], "lnq sweep --learning-rate 1e-3,1e-1 trains with each of its values"
      ),
      (
        ["transform", "jsc-tiny"],
        "there is no verb transform: what it does is called quantize here; type: lnq quantize"
      ),
      (["emit", "jsc-tiny"], "type: lnq emit-verilog"), (["jsc"], "type: lnq train jsc-tiny"),
      (["train", "jsc-tiny", "jsc"], "the labs' jsc is jsc-cernbox here"),
      (["test", "--load-type", "pl"], "leave it out"),
    ])
  func mistakes(words: [String], sentence: String) {
    let (status, _, err) = lnq(words)
    #expect(status == .usage)
    #expect(err.hasPrefix("lnq: ") && err.contains(sentence), "\(err)")
  }

  @Test("a sentence is broken between words, a command line to be typed is not, and tables become several")
  func breaking() {
    let text =
      "a long sentence that says what is wrong and where it is; go on with: lnq train --resume a/very/long/path/of/a/run"
    let lines = LineBreaking.lines(of: text, columns: 40)
    #expect(lines.dropLast().allSatisfy { $0.count <= 40 })
    #expect(lines.last == "lnq train --resume a/very/long/path/of/a/run")
    #expect(lines.joined(separator: " ") == text)
    #expect(LineBreaking.lines(of: "it is 12.50 % of all", columns: 24) == ["it is 12.50 % of all"])
    #expect(
      LineBreaking.lines(of: "training accuracy of 12.50 % at last", columns: 26) == [
        "training accuracy of", "12.50 % at last",
      ])
    let table = TextTable(rows: [["", "first one", "second one", "third one"], ["loss", "0.5", "0.6", "0.7"]])
    #expect(
      table.lines(columns: 30) == [
        "      first one  second one", "loss        0.5         0.6", "      third one", "loss        0.7",
      ])
  }

  @Test("--quiet keeps progress off, a log gets a line an epoch, and -q is the same as --quiet")
  func progress() throws {
    try withTemporaryFolder { folder in
      func train(_ words: String..., showsProgress: Bool = false, logsProgress: Bool = false) -> String {
        let recorder = RecordingConsole()
        let console = Console(
          out: { _ in }, err: recorder.console().err, showsProgress: showsProgress, logsProgress: logsProgress)
        let line = ["train", "--rows", "500", "--max-epochs", "2", "--project-dir", folder] + words
        #expect(LNQ.execute(line, environment: ["HOME": folder], on: console) == .done)
        return recorder.err
      }
      let log = train(logsProgress: true).split(separator: "\n")
      #expect(log.count == 2 && log[0].hasPrefix("epoch 1/2  training loss ") && log[1].hasPrefix("epoch 2/2  "))
      #expect(train(showsProgress: true).contains("reading the rows"))
      #expect(train("--quiet", showsProgress: true, logsProgress: true) == "")
      #expect(train("-q", logsProgress: true) == "")
    }
  }
}
