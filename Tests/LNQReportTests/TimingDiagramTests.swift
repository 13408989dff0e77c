import LNQReport
import LNQTestSupport
import Testing

@Suite("Timing diagrams")
struct TimingDiagramTests {
  private static func figure(latency: Int, samples: Int = 3) -> ReportFigure {
    ReportFigure(
      name: "timing", title: "The ports", description: "a result comes later",
      chart: .timing(
        TimingDiagram(
          samples: (0..<samples).map { "test row \($0): data_i is 0x\($0), class_o is <a>" }, latency: latency,
          resultPort: "class_o")))
  }

  private static func drawing(of figure: ReportFigure) throws -> SVGDrawing {
    let diagram: TimingDiagram? = if case .timing(let diagram) = figure.chart { diagram } else { nil }
    return SVGDrawing(try #require(diagram))
  }

  @Test("are drawn here: gnuplot is told nothing of them, and they are files and parts of pages like other charts")
  func drawing() throws {
    let figure = Self.figure(latency: 2)
    let drawing = try Self.drawing(of: figure)
    try expectSnapshot(
      drawing.file(title: figure.title, description: figure.description, legend: figure.chart.legend), "timing.svg",
      in: Samples.snapshots)
    #expect(GnuplotScript([figure]).text == GnuplotScript([]).text)
    #expect(Samples.curves.chart.painter == .gnuplot && figure.chart.painter == .lnq)
    let page = drawing.inline(name: "timing", title: "The ports", description: "")
    for name in ["ink", "axis", "grid", "paper", "series-3"] {
      #expect(page.contains("var(--chart-\(name))"), "\(name)")
    }
    #expect(!page.contains("\"#"))
  }

  @Test("a sample and its result have one number, as many cycles apart as the latency is", arguments: [0, 1, 6, 7, 40])
  func latency(_ latency: Int) throws {
    let text = try Self.drawing(of: Self.figure(latency: latency)).file(title: "", description: "")
    // The numbers of cycles stand above their columns, those of samples in their cells.
    func places(_ number: Int, size: Int) throws -> [String] {
      try text.matches(of: Regex("<text x=\"([0-9.]+)\"[^>]*font-size=\"\(size)\"[^>]*>\(number)</text>")).compactMap {
        $0.output[1].substring.map(String.init)
      }
    }
    for (sample, cycle) in [(1, 1), (2, 2), (3, 4)] {
      let columns = try [cycle, cycle + latency].map { try places($0, size: 11) }
      let cells = try places(sample, size: 13)
      #expect(columns.allSatisfy { $0.count == 1 })
      #expect(cells == columns.flatMap(\.self))
    }
    #expect(text.contains(latency == 0 ? "no registers" : "latency: \(latency) cycle"))
    #expect(text.contains("…") == (latency > 6))
  }
}
