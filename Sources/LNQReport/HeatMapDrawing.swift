/// Tables of codes as coloured cells, one panel below the other.
public struct HeatMapDrawing: Equatable, Sendable {
  /// A table: rows × columns of codes.
  public struct Panel: Equatable, Sendable {
    let title: String
    let columnTitle: String
    let rowTitle: String
    let columns: [String]
    let rows: [String]
    let codes: [Int]

    /// - Precondition: `codes` are as many as rows × columns, row after row.
    public init(
      title: String, columnTitle: String, rowTitle: String, columns: [String], rows: [String], codes: [Int]
    ) {
      precondition(codes.count == columns.count * rows.count, "\(codes.count) cells")
      (self.title, self.columnTitle, self.rowTitle) = (title, columnTitle, rowTitle)
      (self.columns, self.rows, self.codes) = (columns, rows, codes)
    }
  }

  private let title: String
  private let range: ClosedRange<Int>
  private let panels: [Panel]
  /// What a code is worth.
  private let value: @Sendable (Int) -> String

  /// - Parameters:
  ///   - range: the codes that there can be.
  ///   - value: what the legend says of a code.
  public init(title: String, range: ClosedRange<Int>, panels: [Panel], value: @escaping @Sendable (Int) -> String) {
    (self.title, self.range, self.panels, self.value) = (title, range, panels, value)
  }

  /// Whether both are the same picture.
  public static func == (left: Self, right: Self) -> Bool { left.svg == right.svg }

  /// A file.
  public var svg: String {
    let (left, right, width) = (86.0, 16.0, 520.0)
    var (y, body) = (30.0, "")
    func text(_ x: Double, _ y: Double, _ text: String, size: Int = 13, anchor: String = "start", more: String = "") {
      body +=
        "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" font-size=\"\(size)\" text-anchor=\"\(anchor)\"\(more)>\(HTMLText.escaped(text))</text>\n"
    }
    text(left, y - 8, title, size: 15, more: " font-weight=\"bold\"")
    let inner = width - left - right
    // The legend.
    let count = min(range.count, 64)
    for step in 0..<count {
      let code = range.lowerBound + (count == 1 ? 0 : step * (range.count - 1) / (count - 1))
      body += Self.cell(left + inner * Double(step) / Double(count), y + 6, inner / Double(count), 12, colour(code))
    }
    for code in Set([range.lowerBound, range.upperBound] + (range.contains(0) ? [0] : [])).sorted() {
      let place = (Double(code - range.lowerBound) + 0.5) / Double(range.count)
      text(
        left + inner * place, y + 32, value(code), size: 12,
        anchor: place < 0.1 ? "start" : place > 0.9 ? "end" : "middle")
    }
    y += 64
    for panel in panels {
      let (columns, rows) = (panel.columns.count, panel.rows.count)
      // Cells are squares unless there are very few.
      let height = min(40, inner / Double(columns)) * Double(rows)
      let size = (width: inner / Double(columns), height: max(height, min(inner, 14 * Double(rows))) / Double(rows))
      text(left, y, panel.title, more: " font-weight=\"bold\"")
      text(left, y + 17, "across: " + panel.columnTitle, size: 12)
      if !panel.rowTitle.isEmpty { text(left, y + 33, "down: " + panel.rowTitle, size: 12) }
      y += panel.rowTitle.isEmpty ? 40 : 56
      let every = max(1, columns * 40 / Int(inner))
      for column in stride(from: 0, to: columns, by: every) {
        text(left + (Double(column) + 0.5) * size.width, y - 5, panel.columns[column], size: 11, anchor: "middle")
      }
      let everyRow = max(1, Int((14 / size.height).rounded(.up)))
      for row in stride(from: 0, to: rows, by: everyRow) where !panel.rowTitle.isEmpty {
        text(left - 6, y + (Double(row) + 0.5) * size.height + 4, panel.rows[row], size: 11, anchor: "end")
      }
      for row in 0..<rows {
        var column = 0
        while column < columns {
          var end = column
          // Neighbours of one colour are one cell.
          while end < columns, panel.codes[row * columns + end] == panel.codes[row * columns + column] { end += 1 }
          body += Self.cell(
            left + Double(column) * size.width, y + Double(row) * size.height, Double(end - column) * size.width,
            size.height, colour(panel.codes[row * columns + column]))
          column = end
        }
      }
      y += Double(rows) * size.height + 34
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" class="lnq" role="img" width="\(Int(width))" viewBox="0 0 \(Int(width)) \(Int(y - 8))">
      <title>\(HTMLText.escaped(title))</title>
      \(DrawingStyle.css())
      <g shape-rendering="crispEdges">
      \(body)</g>
      </svg>

      """
  }

  private static func cell(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ colour: String) -> String {
    "<rect x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" height=\"\(number(height))\" fill=\"\(colour)\"/>\n"
  }

  /// Two digits are enough for a place.
  private static func number(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }

  /// From white at 0 to blue above and to orange below.
  private func colour(_ code: Int) -> String {
    let limit = Double(max(abs(range.lowerBound), abs(range.upperBound), 1))
    let share = abs(Double(code)) / limit
    let end = code < 0 ? (0xD5, 0x5E, 0x00) : (0x00, 0x4C, 0x8C)
    func mixed(_ channel: Int) -> Int { Int((242 + (Double(channel) - 242) * share).rounded()) }
    let channels = [mixed(end.0), mixed(end.1), mixed(end.2)]
    return "#" + channels.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
  }
}
