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

  @Test("in a page the colours are those of its style sheet, in a file they are on paper")
  func colours() throws {
    let text = """
      <svg viewBox="0 0 480 360">
      <rect fill="#ffffff"/>
      <path stroke='rgb( 96,  96,  96)'/>
      <text fill="rgb(48,48,48)"/>
      <polygon fill = 'rgb(213,  94,   0)' points = '1,2 '/>
      <polygon fill = 'rgb(128, 185, 217)' points = '1,2 '/>
      </svg>
      """
    let drawing = try #require(SVGDrawing(gnuplot: text))
    let inline = drawing.inline(name: "a", title: "", description: "")
    for name in ["paper", "axis", "ink", "series-2"] { #expect(inline.contains("var(--chart-\(name))"), "\(name)") }
    #expect(inline.contains("fill=\"var(--chart-series-1)\" fill-opacity=\"0.50\""))
    #expect(!drawing.file(title: "", description: "").contains("var("))
  }

  @Test("a file has its legend below the drawing, whole, in lines that fit")
  func legend() throws {
    let long = (1...30).map { "option-\($0) value" }.joined(separator: ", ")
    let chart = Chart.curves(
      CurveChart(
        x: ChartAxis("x"), yLabel: "y",
        series: [.init(long, points: [.init(x: 0, y: 1)]), .init("short", points: [.init(x: 1, y: 2)])]))
    let text = try #require(SVGDrawing(gnuplot: Samples.drawing))
      .file(title: "A", description: "B", legend: chart.legend)
    for number in 1...30 { #expect(text.contains("option-\(number) ") || text.contains("option-\(number)<")) }
    #expect(text.contains(">short</text>"))
    #expect(!text.contains("viewBox=\"0 0 480 360\""))
    #expect(text.hasSuffix("</svg>\n"))
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
