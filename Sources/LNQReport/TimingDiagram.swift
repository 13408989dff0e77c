/// The ports of a pipeline over some clock cycles, before they are drawn: samples go in with a pause, and the result of each comes out
/// `latency` cycles after it.
public struct TimingDiagram: Equatable, Sendable {
  /// What the legend says of each sample and its result.
  public let samples: [String]
  /// Cycles from a sample to its result; 0 without registers.
  public let latency: Int
  /// The port with the result: `class_o`.
  public let resultPort: String

  /// How many samples are drawn at most.
  public static let sampleLimit = 3

  /// Puts the parts together.
  ///
  /// - Precondition: 1 to `sampleLimit` samples.
  public init(samples: [String], latency: Int, resultPort: String) {
    precondition((1...Self.sampleLimit).contains(samples.count), "\(samples.count) samples")
    (self.samples, self.latency, self.resultPort) = (samples, latency, resultPort)
  }

  var legend: [LegendEntry] { samples.enumerated().map { LegendEntry(sample: .number($0 + 1), text: $1) } }

  /// The cycle in which a sample goes in: the third one waits for a cycle.
  func entry(_ sample: Int) -> Int { sample < 2 ? sample + 1 : sample + 2 }

  /// The cycles that are drawn from left to right; nil for those that are left out in the middle of a long latency.
  var columns: [Int?] {
    let part = entry(samples.count - 1) + 2
    guard latency > part else { return Array(0..<part + latency) }
    return Array(0..<part) + [nil] + Array(latency..<latency + part)
  }
}

extension TimingDiagram {
  /// Places and sizes, in units of the drawing.
  private enum Layout {
    static let (width, left, right) = (480.0, 62.0, 8.0)
    static let (head, row, level, tail) = (22.0, 34.0, 20.0, 34.0)
  }

  /// The drawing's height.
  var height: Int { Int(Layout.head + 5 * Layout.row + Layout.tail) }

  /// The `svg` element: the clock, valid and data of both sides, and an arrow from the first sample to its result. The colours are those
  /// of paper.
  var element: String {
    let columns = columns
    let step = (Layout.width - Layout.left - Layout.right) / Double(columns.count)
    let bottom = Layout.head + 5 * Layout.row
    var lines = ["<rect x=\"0\" y=\"0\" width=\"480\" height=\"\(height)\" fill=\"\(ChartStyle.paper)\"/>"]
    func x(_ column: Int) -> Double { Layout.left + Double(column) * step }
    func text(_ x: Double, _ y: Double, _ text: String, size: Int, anchor: String, _ colour: String = ChartStyle.ink) {
      lines.append(
        "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\" font-family=\"sans-serif\" font-size=\"\(size)\" "
          + "fill=\"\(colour)\">\(HTMLText.escaped(text))</text>")
    }
    func path(_ steps: [String], _ colour: String, width: String = "1.5", fill: String = "fill=\"none\"") {
      lines.append(
        "<path d=\"\(steps.joined(separator: " "))\" \(fill) stroke=\"\(colour)\" stroke-width=\"\(width)\"/>")
    }
    for (index, cycle) in columns.enumerated() {
      text(x(index) + step / 2, 14, cycle.map(String.init) ?? "…", size: 11, anchor: "middle", ChartStyle.axis)
      path(["M\(number(x(index))),\(number(Layout.head))", "V\(number(bottom))"], ChartStyle.grid, width: "0.7")
    }
    for (row, name) in ["clk_i", "valid_i", "data_i", "valid_o", resultPort].enumerated() {
      let low = Layout.head + Double(row + 1) * Layout.row - 6
      let high = low - Layout.level
      text(4, low - 5, name, size: 13, anchor: "start")
      let entries = samples.indices.map { entry($0) + (row > 2 ? latency : 0) }
      switch row {
      case 0:
        var steps = ["M\(number(x(0))),\(number(low))"]
        for (index, cycle) in columns.enumerated() {
          guard cycle != nil else {
            steps.append("M\(number(x(index + 1))),\(number(low))")
            continue
          }
          steps.append("V\(number(high)) H\(number(x(index) + step / 2)) V\(number(low)) H\(number(x(index + 1)))")
        }
        path(steps, ChartStyle.ink)
      case 1, 3:
        var steps = ["M\(number(x(0))),\(number(low))"]
        for (index, cycle) in columns.enumerated() {
          let isHigh = cycle.map(entries.contains) ?? false
          steps.append(
            cycle == nil
              ? "M\(number(x(index + 1))),\(number(low))" : "V\(number(isHigh ? high : low)) H\(number(x(index + 1)))")
        }
        path(steps, ChartStyle.ink)
      default:
        let middle = (low + high) / 2
        for (index, cycle) in columns.enumerated() {
          guard let cycle else { continue }
          let (start, end) = (x(index), x(index + 1))
          guard let sample = entries.firstIndex(of: cycle) else {
            // Nothing is said of these bits.
            path(["M\(number(start)),\(number(middle))", "H\(number(end))"], ChartStyle.axis, width: "1")
            continue
          }
          let colour = ChartStyle.colour(sample)
          path(
            [
              "M\(number(start)),\(number(middle))", "L\(number(start + 4)),\(number(high))", "H\(number(end - 4))",
              "L\(number(end)),\(number(middle))", "L\(number(end - 4)),\(number(low))", "H\(number(start + 4))", "z",
            ], colour, fill: "fill=\"\(colour)\" fill-opacity=\"0.25\"")
          text(start + step / 2, middle + 5, "\(sample + 1)", size: 13, anchor: "middle")
        }
      }
    }
    let (start, end) = (columns.firstIndex(of: entry(0)), columns.firstIndex(of: entry(0) + latency))
    if let start, let end, latency > 0 {
      let (from, to, y) = (x(start), x(end), bottom + 10)
      path(
        [
          "M\(number(from)),\(number(y - 5))", "V\(number(y + 5))", "M\(number(to)),\(number(y - 5))",
          "V\(number(y + 5))",
          "M\(number(from)),\(number(y))", "H\(number(to))", "M\(number(to - 5)),\(number(y - 4))",
          "L\(number(to)),\(number(y))",
          "L\(number(to - 5)),\(number(y + 4))",
        ], ChartStyle.axis, width: "1.2")
      text(
        (from + to) / 2, y + 17, "latency: \(latency) \(latency == 1 ? "cycle" : "cycles")", size: 12, anchor: "middle")
    } else {
      text(x(1), bottom + 16, "no registers: a result in the cycle of its sample", size: 12, anchor: "start")
    }
    return "<svg viewBox=\"0 0 480 \(height)\" xmlns=\"http://www.w3.org/2000/svg\">\n" + lines.joined(separator: "\n")
      + "\n</svg>"
  }

  /// A tenth of a unit is enough for a place.
  private func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}
