/// A block of lines for people: a heading, then labels and values in two columns.
package struct Summary: Equatable {
  /// A label and what stands beside it; an empty label continues the value above it.
  package struct Row: Equatable {
    /// What stands beside a label.
    enum Value: Equatable {
      /// A line, which is broken between words where it is too long.
      case line(String)
      /// Rows and columns.
      case table(TextTable)
    }

    let label: String
    let value: Value
  }

  var heading: String
  package var rows: [Row] = []

  package init(_ heading: String) {
    self.heading = heading
  }

  /// Appends a row. A value of several lines continues in its column.
  package mutating func add(_ label: String, _ value: String) {
    for (index, line) in value.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      rows.append(Row(label: index == 0 ? label : "", value: .line(String(line))))
    }
  }

  /// Appends a row when there is a value.
  package mutating func add(_ label: String, _ value: String?) {
    if let value { add(label, value as String) }
  }

  /// The encoder of a design that takes raw values, whose formats these are; nothing for nil.
  package mutating func addEncoder(_ rawFormats: [String]?) {
    add("encoder", rawFormats.map { "raw values as \($0.joined(separator: ", "))" })
  }

  /// Appends a table; one without rows below its head is left out.
  package mutating func add(_ label: String, _ table: TextTable) {
    if table.rows.count > 1 { rows.append(Row(label: label, value: .table(table))) }
  }

  /// Heading and rows in lines of 80 characters.
  package var text: String { text(columns: 80) }

  /// Heading and rows, the values aligned, tables on lines of their own, no spaces at the ends of lines.
  ///
  /// - Parameter columns: how long a line may be. A single word that is longer, such as a path, stays whole.
  package func text(columns: Int) -> String {
    let width = rows.map { if case .line = $0.value { $0.label.count } else { 0 } }.max() ?? 0
    let indent = width + 4
    let lines = rows.flatMap { row -> [String] in
      switch row.value {
      case .line(let line):
        let label = "  " + row.label + String(repeating: " ", count: width - row.label.count + 2)
        return LineBreaking.lines(of: line, columns: columns - indent).enumerated().map { index, value in
          let line = (index == 0 ? label : String(repeating: " ", count: indent)) + value
          return String(line.reversed().drop { $0 == " " }.reversed())
        }
      case .table(let table):
        return (row.label.isEmpty ? [] : ["  " + row.label])
          + table.lines(columns: columns - 4).map { $0.isEmpty ? "" : "    " + $0 }
      }
    }
    return (LineBreaking.lines(of: heading, columns: columns) + lines).joined(separator: "\n")
  }
}

/// What a verb found out: a JSON object for programs, and a block of lines for people.
package protocol VerbReport: Encodable {
  /// The same facts as text.
  var summary: Summary { get }
}

/// Lines that fit a terminal.
package enum LineBreaking {
  /// The fewest characters that a line is broken to.
  private static let narrowest = 24

  /// `text` in lines of at most `columns` characters, broken at spaces alone: a longer word stays whole. A command line to be typed,
  /// the text behind `: lnq`, is not broken.
  package static func lines(of text: String, columns: Int) -> [String] {
    let columns = max(narrowest, columns)
    guard text.count > columns else { return [text] }
    var lines = [""]
    var words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    if let place = words.indices.dropFirst().last(where: { words[$0] == "lnq" && words[$0 - 1].hasSuffix(":") }) {
      words.replaceSubrange(place..., with: [words[place...].joined(separator: " ")])
    }
    // A unit is not parted from its number.
    for index in words.indices.reversed() where index > 0 && words[index].hasPrefix("%") {
      words[index - 1] += " " + words.remove(at: index)
    }
    for (index, word) in words.enumerated() {
      let last = lines[lines.count - 1]
      if index == 0 {
        lines[0] = word
      } else if last.count + 1 + word.count <= columns || last.allSatisfy({ $0 == " " }) {
        lines[lines.count - 1] += " " + word
      } else if !word.isEmpty {
        lines.append(word)
      }
    }
    return lines.map { String($0.reversed().drop { $0 == " " }.reversed()) }
  }

  /// The same for a text of several lines; lines keep their indentation.
  package static func wrapped(_ text: String, columns: Int) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let indent = String(line.prefix { $0 == " " })
      return lines(of: String(line.dropFirst(indent.count)), columns: columns - indent.count)
        .joined(separator: "\n" + indent).withPrefix(indent)
    }.joined(separator: "\n")
  }
}

extension String {
  fileprivate func withPrefix(_ prefix: String) -> String { isEmpty ? self : prefix + self }
}

/// Rows and columns for the terminal: the first column stands at the left, numbers at the right.
package struct TextTable: Equatable {
  /// The cells, the head among them; each row has as many.
  package let rows: [[String]]

  /// Takes the cells.
  package init(rows: [[String]]) { self.rows = rows }

  /// The columns aligned, two spaces between them, no spaces at the ends of lines.
  package var text: String { lines(columns: .max).joined(separator: "\n") }

  /// The same in lines of at most `columns` characters: where a table is wider, columns that have no room stand in further tables
  /// below, each with the first column. Cells of the first column that are longer than half a line are broken.
  func lines(columns: Int) -> [String] {
    guard let head = rows.first else { return [] }
    let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let first =
      columns == .max ? widths[0] : min(widths[0], max(columns / 2, columns - 2 - (widths.dropFirst().max() ?? 0)))
    var groups: [[Int]] = [[]]
    var used = first
    for column in head.indices.dropFirst() {
      if used + 2 + widths[column] > columns, groups[groups.count - 1] != [] {
        groups.append([])
        used = first
      }
      groups[groups.count - 1].append(column)
      used += 2 + widths[column]
    }
    return groups.flatMap { group in
      rows.flatMap { row -> [String] in
        let names = row[0].count <= first ? [row[0]] : LineBreaking.lines(of: row[0], columns: first)
        return names.enumerated().map { index, name in
          let isLast = index == names.count - 1
          let cells = group.map { column -> String in
            let cell = isLast ? row[column] : ""
            return String(repeating: " ", count: max(0, widths[column] - cell.count)) + cell
          }
          let padded = name + String(repeating: " ", count: max(0, first - name.count))
          let line = ([padded] + cells).joined(separator: "  ")
          return String(line.reversed().drop { $0 == " " }.reversed())
        }
      }
    }
  }
}
