import LNQFixedPoint
import LNQTables

/// A table over one wide number whose code changes at few places: it is printed as comparisons with these places.
///
/// Encoders of raw values are such tables: a constant of 65,536 rows would say the same in a megabyte of text.
struct Staircase {
  /// Where the rows begin that give each pattern, in the order of the numbers, the first at 0: numbers with a sign have that bit
  /// inverted here.
  let steps: [(start: Int, pattern: UInt32)]
  private let table: TruthTable
  private let isSigned: Bool

  /// The narrowest address, and how many rows a step has on average.
  private static let (leastWidth, rowsOfStep) = (9, 8)

  /// nil for a table with many steps or few rows.
  init?(_ table: TruthTable, isSigned: Bool) {
    guard table.addressWidth >= Self.leastWidth else { return nil }
    let sign = isSigned ? 1 << (table.addressWidth - 1) : 0
    var steps: [(start: Int, pattern: UInt32)] = []
    for place in 0..<table.rowCount {
      let pattern = table.bitPattern(at: place ^ sign)
      guard pattern != steps.last?.pattern else { continue }
      steps.append((place, pattern))
      guard steps.count <= table.rowCount / Self.rowsOfStep else { return nil }
    }
    (self.steps, self.table, self.isSigned) = (steps, table, isSigned)
  }

  /// Lines that drive `output` with the code of `number`, a name.
  func lines(number: String, output: String) -> [String] {
    let width = table.addressWidth
    let digits = isSigned ? "\(number) ^ \(width)'h\(String(1 << (width - 1), radix: 16))" : number
    guard steps.count > 1 else { return ["assign \(output) = \(table.literal(of: steps[0].pattern));"] }
    return ["wire [\(width - 1):0] \(output)_number = \(digits);", "assign \(output) ="]
      + choice(steps[...], "\(output)_number", indent: "  ", end: ";")
  }

  /// The comparison in the middle, then both halves.
  private func choice(
    _ steps: ArraySlice<(start: Int, pattern: UInt32)>, _ number: String, indent: String, end: String
  ) -> [String] {
    guard steps.count > 1, let first = steps.first else {
      return [indent + table.literal(of: steps.first?.pattern ?? 0) + end]
    }
    let middle = steps[steps.startIndex + steps.count / 2]
    let comparison = "\(number) < \(table.addressWidth)'d\(middle.start)"
    if steps.count == 2 {
      return [
        "\(indent)(\(comparison) ? \(table.literal(of: first.pattern)) : \(table.literal(of: middle.pattern)))\(end)"
      ]
    }
    let half = steps.startIndex + steps.count / 2
    return ["\(indent)(\(comparison) ?"] + choice(steps[..<half], number, indent: indent + " ", end: " :")
      + choice(steps[half...], number, indent: indent + " ", end: ")" + end)
  }
}
