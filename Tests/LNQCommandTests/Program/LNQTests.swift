import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("The program lnq")
struct LNQTests {
  @Test("without a verb it prints help and is done")
  func help() {
    let (status, out, err) = lnq()
    #expect(status == .done)
    #expect(out.contains("USAGE: lnq"))
    #expect(err == "")
  }

  @Test("--version names the versions")
  func version() {
    let (status, out, err) = lnq("--version")
    #expect(status == .done)
    #expect(out.hasPrefix("lnq \(Versions.ofLNQ)\nSwift "))
    #expect(err == "")
  }

  @Test("an unknown verb or option is a mistake in the command line: one message after lnq:, exit code 64")
  func usage() {
    for (word, sentence) in [
      ("frobnicate", "lnq: there is no verb frobnicate: there are train, "),
      ("--frobnicate", "lnq: Unknown option '--frobnicate'"),
    ] {
      let (status, out, err) = lnq(word)
      #expect(status == .usage)
      #expect(out == "")
      #expect(err.hasPrefix(sentence), "\(err)")
    }
  }

  @Test("completion scripts for three shells come from the program", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) {
    let (status, out, err) = lnq("--generate-completion-script", shell)
    #expect(status == .done)
    #expect(out.contains("lnq"))
    #expect(err == "")
  }

  @Test("the exit codes are those of the documentation")
  func exitCodes() {
    #expect(Outcome.allCases.map(\.rawValue) == [0, 1, 64, 65, 69, 130])
    #expect(Outcome.of(CommandError.disagreement("a")) == .failed)
    #expect(Outcome.of(CommandError.usage("a")) == .usage)
    #expect(Outcome.of(CommandError.input("a")) == .badInput)
    #expect(Outcome.of(CommandError.failure("a")) == .failed)
    #expect(Outcome.of(CommandError.interrupted("a")) == .interrupted)
    #expect(CommandError.input("a.csv is empty").description == "a.csv is empty")
  }
}
