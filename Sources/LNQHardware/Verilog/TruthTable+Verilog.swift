import LNQTables

extension TruthTable {
  /// In the packed spelling: the declaration of the constant, lines without indentation; a single row needs none.
  func packedDeclaration(named name: String) -> [String] {
    guard rowCount > 1 else { return [] }
    let rowsOnLine = min(rowCount, 1 << (Int.bitWidth - 1 - max(1, 256 / rowWidth).leadingZeroBitCount))
    var lines = ["localparam [\(rowCount * rowWidth - 1):0] \(name) = {"]
    for first in stride(from: rowCount - rowsOnLine, through: 0, by: -rowsOnLine) {
      let digits = hexadecimal(bits: first * rowWidth..<(first + rowsOnLine) * rowWidth)
      let comma = first > 0 ? "," : ""
      lines.append("  \(rowsOnLine * rowWidth)'h\(digits)\(comma)  // rows \(first + rowsOnLine - 1) to \(first)")
    }
    return lines + ["};"]
  }

  /// In the packed spelling: lines that drive `output` with the row that `address`, an expression of `addressWidth` bits, selects.
  func packedLookup(named name: String, address: String, output: String) -> [String] {
    guard addressWidth > 0 else { return ["assign \(output) = \(literal(of: bitPattern(at: 0)));"] }
    // A table of 1-bit rows is indexed by its address alone.
    guard rowWidth > 1 else { return ["assign \(output) = \(name)[\(address)];"] }
    let indexWidth = Int.bitWidth - (rowCount * rowWidth - 1).leadingZeroBitCount
    let row = indexWidth > addressWidth ? "{\(indexWidth - addressWidth)'d0, \(address)}" : address
    return [
      "wire [\(indexWidth - 1):0] \(output)_bit = \(row) * \(indexWidth)'d\(rowWidth);",
      "assign \(output) = \(name)[\(output)_bit+:\(rowWidth)];",
    ]
  }

  /// In the case spelling: the file of the module called `name`. Rows with the most frequent code are left to the `default`; the others
  /// stand code by code, since simulators and synthesizers read one item of many rows in less time than many items.
  func caseModule(named name: String) -> String {
    let rows = Dictionary(grouping: 0..<rowCount, by: bitPattern(at:))
    // Of equally frequent patterns the smallest: the choice must not depend on the dictionary's order.
    let common = rows.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.key ?? 0
    var lines = [
      "// A truth table: \(rowCount) rows of \(output).", "`default_nettype none", "module \(name) (",
      "  input  wire [\(addressWidth - 1):0] row_i,", "  output reg  [\(rowWidth - 1):0] data_o", ");",
      "  always @* begin",
      "    case (row_i)",
    ]
    for (pattern, rows) in rows.sorted(by: { $0.key < $1.key }) where pattern != common {
      for first in stride(from: 0, to: rows.count, by: Self.rowsOnLine) {
        let labels = rows[first..<min(rows.count, first + Self.rowsOnLine)].map { "\(addressWidth)'d\($0)" }
        let isLast = first + Self.rowsOnLine >= rows.count
        lines.append(
          "      \(labels.joined(separator: ", "))" + (isLast ? ": data_o = \(literal(of: pattern));" : ","))
      }
    }
    lines += ["      default: data_o = \(literal(of: common));", "    endcase", "  end"]
    return (lines + ["endmodule", "`default_nettype wire", ""]).joined(separator: "\n")
  }

  /// In the case spelling: lines that drive `output` with the row that `address` selects from the module called `name`.
  func caseLookup(named name: String, address: String, output: String) -> [String] {
    guard addressWidth > 0 else { return ["assign \(output) = \(literal(of: bitPattern(at: 0)));"] }
    return ["\(name) u_\(output) (.row_i(\(address)), .data_o(\(output)));"]
  }

  /// How many rows of one code stand on a line of a `case`.
  private static let rowsOnLine = 8

  private var rowWidth: Int { output.width }

  /// `8'h0f`.
  func literal(of pattern: UInt32) -> String {
    let digits = String(pattern, radix: 16)
    return "\(output.width)'h" + String(repeating: "0", count: (output.width + 3) / 4 - digits.count) + digits
  }

  /// The bits of the packed rows as hexadecimal digits, the highest first; `bits` starts at a multiple of the row width.
  private func hexadecimal(bits: Range<Int>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let count = (bits.count + 3) / 4
    var text: [UInt8] = []
    text.reserveCapacity(count)
    for digit in (0..<count).reversed() {
      var value = 0
      for bit in 0..<4 {
        let position = bits.lowerBound + 4 * digit + bit
        guard position < bits.upperBound else { continue }
        value |= Int(words[position >> 6] >> UInt64(position & 63) & 1) << bit
      }
      text.append(digits[value])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
