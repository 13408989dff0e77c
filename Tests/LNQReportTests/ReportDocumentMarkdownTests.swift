import LNQReport
import LNQTestSupport
import Testing
@testable import LNQReport

@Suite("A report as Markdown")
struct ReportDocumentMarkdownTests {
  @Test("a document with every kind of block is the recorded text")
  func golden() throws {
    try expectSnapshot(
      Samples.document.markdown(Samples.drawings, folder: "report"), "report.md.txt", in: Samples.snapshots)
  }

  @Test("without drawings it says why, and no image is referred to")
  func withoutCharts() {
    let text = Samples.document.markdown(.absent(reason: "There is no gnuplot."), folder: "report")
    #expect(text.contains("> **Note:** There is no gnuplot.\n"))
    #expect(!text.contains("!["))
  }
}

@Suite("Text inside of Markdown")
struct MarkdownTextTests {
  @Test("no character has a meaning; underscores between letters have none anyway")
  func escaped() {
    #expect(
      MarkdownText.escaped("*a* _b_ jsc_tiny |c| [d](e) `f` <g> #h\nnext")
        == "\\*a\\* \\_b\\_ jsc_tiny \\|c\\| \\[d\\](e) \\`f\\` \\<g\\> \\#h next")
  }

  @Test("code stands in a fence that is longer than any that it contains")
  func code() {
    #expect(MarkdownText.code("a") == "`a`")
    #expect(MarkdownText.code("a`b``c") == "```a`b``c```")
    #expect(MarkdownText.code("`a") == "`` `a ``")
    #expect(MarkdownText.codeBlock("a\n````\nb") == "`````\na\n````\nb\n`````")
    #expect(MarkdownText.codeBlock("a") == "```\na\n```")
  }
}
