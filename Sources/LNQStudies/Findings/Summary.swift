/// A block of lines for people: a heading, then labels and values in two columns.
package struct Summary: Equatable {
  /// One line; an empty label continues the value above it.
  package struct Row: Equatable {
    let label: String
    let value: String
  }

  var heading: String
  package var rows: [Row] = []

  package init(_ heading: String) {
    self.heading = heading
  }

  /// Appends a row. A value of several lines continues in its column.
  package mutating func add(_ label: String, _ value: String) {
    for (index, line) in value.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      rows.append(Row(label: index == 0 ? label : "", value: String(line)))
    }
  }

  /// Appends a row when there is a value.
  package mutating func add(_ label: String, _ value: String?) {
    if let value { add(label, value as String) }
  }

  /// Appends a row whose value is broken between words into lines of at most `width` characters.
  package mutating func addWrapped(_ label: String, _ value: String?, width: Int = 90) {
    guard let value else { return }
    var lines: [String] = []
    for word in value.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    add(label, lines.joined(separator: "\n"))
  }

  /// Heading and rows, the values aligned, no spaces at the ends of lines.
  package var text: String {
    let width = rows.map(\.label.count).max() ?? 0
    let lines = rows.map { row in
      row.value.isEmpty
        ? "  " + row.label : "  " + row.label + String(repeating: " ", count: width - row.label.count + 2) + row.value
    }
    return ([heading] + lines).joined(separator: "\n")
  }
}

/// What a verb found out: a JSON object for programs, and a block of lines for people.
package protocol VerbReport: Encodable {
  /// The same facts as text.
  var summary: Summary { get }
}

/// Rows and columns for the terminal: the first column stands at the left, numbers at the right.
package struct TextTable: Equatable {
  /// The cells, the head among them; each row has as many.
  package let rows: [[String]]

  /// Takes the cells.
  package init(rows: [[String]]) { self.rows = rows }

  /// The columns aligned, two spaces between them, no spaces at the ends of lines.
  package var text: String {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let line = zip(row, widths).enumerated().map { column, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + padding : padding + cell.0
      }.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }
}
