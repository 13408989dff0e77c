import Foundation

/// The tables that a run leaves beside its checkpoints.
enum CSVLines {
  /// Reads the rows below a header. What follows the last line's end was cut off in the middle and is left out.
  ///
  /// - Parameter row: what a line says; nil when it is no row.
  /// - Throws: `RunDirectoryError.damaged` for a file that cannot be read, has another header, or has a line that is no row.
  static func rows<Row>(
    of path: String, header: String, _ row: (Substring) -> Row?
  ) throws(RunDirectoryError) -> [Row] {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw .damaged(path: path, problem: RunDirectory.reason(error))
    }
    var lines = String(decoding: data, as: UTF8.self).utf8.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    ).map(Substring.init)
    lines.removeLast()
    guard let first = lines.first, first == header else {
      throw .damaged(path: path, problem: "its first line is not \(header)")
    }
    var rows: [Row] = []
    rows.reserveCapacity(lines.count)
    for (index, line) in lines.enumerated().dropFirst() {
      guard let value = row(line) else {
        throw .damaged(path: path, problem: "line \(index + 1) is not a row of numbers")
      }
      rows.append(value)
    }
    return rows
  }
}
