import LNQReport
import Testing

@Suite("Drawings inside of pages")
struct SVGDrawingTests {
  @Test("the element has its own title, ids of its own, and no empty groups")
  func inline() throws {
    let drawing = try #require(SVGDrawing(gnuplot: Samples.drawing))
    #expect(
      drawing.inline(name: "one", title: "A & B", description: "rises") == """
        <svg role="img" aria-label="A &amp; B. rises" 
        viewBox="0 0 480 360"
        xmlns="http://www.w3.org/2000/svg"
        >
        <title>A &amp; B</title>
        <g id="one-gnuplot_canvas">
        <defs>
        <circle id='one-gpPt5' r='1'/>
        <use href='#one-gpPt5' id='one-gpPt6'/>
        </defs>
        <g id="one-gnuplot_plot_1" >
        <use href='#one-gpPt6' filter='url(#one-textbox)'/>
        </g>
        </g>
        </svg>
        """)
  }

  @Test("a file keeps the ids and begins as XML")
  func file() throws {
    let text = try #require(SVGDrawing(gnuplot: Samples.drawing)).file(title: "A", description: "B")
    #expect(text.hasPrefix("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<svg role=\"img\" aria-label=\"A. B\""))
    #expect(text.contains("id='gpPt6'"))
    #expect(text.hasSuffix("</svg>\n"))
  }

  @Test("what is not a drawing is refused", arguments: ["", "<svg", "</svg><svg>", "gnuplot: error"])
  func none(text: String) { #expect(SVGDrawing(gnuplot: text) == nil) }
}
