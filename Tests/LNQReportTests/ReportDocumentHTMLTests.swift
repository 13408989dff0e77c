import Foundation
import LNQReport
import LNQTestSupport
import Testing
@testable import LNQReport

@Suite("A report as HTML")
struct ReportDocumentHTMLTests {
  @Test("a document with every kind of block is the recorded page")
  func golden() throws {
    try expectSnapshot(Samples.document.html(Samples.drawings), "report.html", in: Samples.snapshots)
  }

  @Test("without drawings the page says once why, and the tables remain")
  func withoutCharts() {
    let page = Samples.document.html(.absent(reason: "There is no <gnuplot>."))
    #expect(page.components(separatedBy: "<p class=\"note\">There is no &lt;gnuplot&gt;.</p>").count == 2)
    #expect(!page.contains("<figure>"))
    #expect(page.contains("<table>"))
    // Where there is nothing to draw there is nothing to say.
    let plain = ReportDocument(title: "x", sections: [ReportSection("a", blocks: [.paragraph("b")])])
    #expect(!plain.html(.absent(reason: "There is no gnuplot.")).contains("gnuplot"))
  }

  @Test("ids are unique, and every link leads to one")
  func ids() {
    let page = Samples.document.html(Samples.drawings)
    let ids = page.matches(of: /\bid=["']([^"']+)["']/).map { String($0.output.1) }
    #expect(Set(ids).count == ids.count)
    let links = page.matches(of: /href=["']#([^"']+)["']/).map { String($0.output.1) }
    #expect(!links.isEmpty)
    for link in links { #expect(ids.contains(link)) }
  }

  @Test("the page needs nothing from elsewhere, and no script")
  func selfContained() {
    let page = Samples.document.html(Samples.drawings)
    #expect(!page.contains("<script"))
    #expect(!page.contains("<link"))
    #expect(!page.contains("src="))
    #expect(!page.replacing("xmlns=\"http://www.w3.org/2000/svg\"", with: "").contains("http"))
  }

  @Test("only sections of times have cells and values of the class time")
  func times() throws {
    let page = Samples.document.html(Samples.drawings)
    let start = try #require(page.range(of: "<section id=\"s-times\" class=\"times\">"))
    #expect(!page[..<start.lowerBound].contains("class=\"time\""))
    #expect(page[start.lowerBound...].contains("<dd class=\"time\">1.5</dd>"))
  }

  @Test("tidy finds nothing to complain about", .needsTidy)
  func tidy() throws {
    let folder = try ExternalTools.emptyFolder("tidy")
    let file = folder.appending(path: "report.html")
    try Data(Samples.document.html(Samples.drawings).utf8).write(to: file)
    let tidy = try #require(ExternalTools.tidy)
    let log = folder.appending(path: "tidy.log")
    try tidy.run(["-e", "-q", file.path], in: folder, log: log)
    #expect(try String(contentsOf: log, encoding: .utf8) == "")
  }
}

@Suite("Text inside of HTML")
struct HTMLTextTests {
  @Test("the characters that have a meaning are references, and control characters are replaced")
  func escaped() {
    #expect(HTMLText.escaped("<a href=\"x\">'&'</a>") == "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;")
    #expect(HTMLText.escaped("a\tb\nc\u{0}\u{1B}[1m") == "a\tb\nc\u{FFFD}\u{FFFD}[1m")
    #expect(HTMLText.escaped("± → é 日本") == "± → é 日本")
  }
}
