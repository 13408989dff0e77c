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
