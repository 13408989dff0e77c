import Foundation
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("The manual")
struct CommandReferenceTests {
  @Test("docs/command-line.md says what the program says about itself; otherwise run make docs")
  func document() throws {
    let text = try read(Script.projectFolder + "/docs/command-line.md")
    let parts = text.components(separatedBy: "<!-- Everything below is written by `make docs`. -->\n")
    #expect(parts.count == 2)
    #expect(try parts.last == CommandReference.ofLNQ().markdown + "\n")
  }

  @Test("the table of exit codes in docs/command-line.md has every exit code")
  func exitCodes() throws {
    let text = try read(Script.projectFolder + "/docs/command-line.md")
    for status in Outcome.allCases { #expect(text.contains("\n| \(status.rawValue) | ")) }
  }

  @Test("the man page names every verb and every option of it")
  func manualPage() throws {
    let reference = try CommandReference.ofLNQ()
    let page = reference.manualPage
    #expect(page.hasPrefix(".TH LNQ 1"))
    for verb in reference.command.shownSubcommands {
      #expect(page.contains(".SS lnq \(CommandReference.roff(verb.commandName))"))
      for argument in verb.shownArguments {
        #expect(page.contains("\\fB\(CommandReference.roff(argument.usage))\\fR"))
        #expect(argument.explanation != "", "\(verb.commandName) \(argument.usage) has no help")
      }
    }
  }

  @Test("text with troff's special characters is printed as it is")
  func roff() {
    #expect(CommandReference.roff("a-b\\n") == "a\\-b\\en")
    #expect(CommandReference.roff(".TH\n'x") == "\\&.TH\n\\&'x")
  }

  @Test("lnq manual prints both forms")
  func verb() throws {
    let page = lnq("manual")
    #expect(page.status == .done)
    #expect(try page.out == CommandReference.ofLNQ().manualPage + "\n")
    let markdown = lnq("manual", "--format", "markdown")
    #expect(try markdown.out == CommandReference.ofLNQ().markdown + "\n")
    #expect(lnq("manual", "--format", "pdf").status == .usage)
  }
}
