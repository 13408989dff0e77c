import LNQReport
import Testing

@Suite("Drawings of networks and tables")
struct DrawingTests {
  @Test("a graph is Graphviz' language, whatever the text in its boxes is")
  func dot() {
    var drawing = GraphDrawing(title: "t")
    let first = drawing.add(.data, ["a \"b\" \\ <c>"])
    let second = drawing.add(.weights, ["Linear", "2 → 3"])
    drawing.connect(first, second, "16 × 2")
    let dot = drawing.dot
    #expect(dot.contains("label=\"a &quot;b&quot; \\\\ &lt;c&gt;\""))
    #expect(dot.contains("n1 [class=weights") && dot.contains("label=\"Linear\\n2 → 3\""))
    #expect(dot.contains("n0 -> n1 [label=\"  16 × 2\"]"))
    #expect(drawing.svg(drawn: "no drawing") == nil)
    let svg = drawing.svg(
      drawn: "<?xml?><svg width=\"9pt\" viewBox=\"0.00 0.00 90.00 60.00\"><title>x</title><g/></svg>")
    #expect(svg?.contains("<title>t</title>") == true && svg?.contains("<title>x</title>") == false)
    #expect(svg?.contains("width=\"120\"") == true && svg?.contains("prefers-color-scheme: dark") == true)
  }

  @Test("a graph in a page has ids of its own and the page's colours, as a file its own style")
  func inPage() throws {
    let graph = GraphDrawing(title: "t")
    let text =
      "<svg width=\"9pt\" viewBox=\"0.00 0.00 90.00 60.00\"><g id=\"node1\" class=\"node weights\"><path fill=\"#cfe2f3\"/></g></svg>"
    #expect(SVGDrawing(graph, drawn: "none") == nil)
    let drawing = try #require(SVGDrawing(graph, drawn: text))
    let page = drawing.inline(name: "part-1-network", title: "The layers", description: "from a to b")
    #expect(page.contains("id=\"part-1-network-node1\"") && page.contains("aria-label=\"The layers. from a to b\""))
    #expect(!page.contains("<style>") && page.components(separatedBy: "role=").count == 2)
    let file = drawing.file(title: "The layers", description: "from a to b")
    #expect(file.contains("<title>The layers</title>\n<style>") && file.contains("id=\"node1\""))
  }

  @Test("a heat map has a cell for each run of equal codes, and a colour for each code")
  func heatMap() {
    let panel = HeatMapDrawing.Panel(
      title: "p", columnTitle: "x", rowTitle: "y", columns: ["0", "1", "2"], rows: ["0", "1"],
      codes: [0, 0, 1, -1, 1, 1])
    let svg = HeatMapDrawing(title: "n", range: -1...1, panels: [panel]) { "code \($0)" }.svg
    // Three of the legend and four of the panel.
    #expect(svg.components(separatedBy: "<rect").count - 1 == 7)
    for colour in ["#f2f2f2", "#004c8c", "#d55e00"] { #expect(svg.contains(colour)) }
    #expect(svg.contains("code -1") && svg.contains("across: x") && svg.contains("down: y"))
  }
}
