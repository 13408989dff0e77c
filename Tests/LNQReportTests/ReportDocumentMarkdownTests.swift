import LNQReport
import LNQTestSupport
import Testing

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
