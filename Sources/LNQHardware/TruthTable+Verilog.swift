import LNQTables

extension TruthTable {
  /// The declaration of the table under the number `index`, in either spelling; lines without indentation.
  func declaration(index: Int, spelling: EmissionOptions.Spelling) -> [String] {
    switch spelling {
    case .packed: packedConstant(named: "TABLE_\(index)")
    case .case: caseFunction(named: "table_\(index)")
    }
  }

  /// Lines that drive `output` with the row that `address` (a Verilog expression of `addressWidth` bits) selects.
  func lookup(index: Int, address: String, output: String, spelling: EmissionOptions.Spelling) -> [String] {
    guard addressWidth > 0 else { return ["assign \(output) = \(literal(at: 0));"] }
    switch spelling {
    case .packed:
      let indexWidth = Int.bitWidth - (rowCount * rowWidth - 1).leadingZeroBitCount
      let padding = indexWidth - addressWidth
      let row = padding > 0 ? "{\(padding)'d0, \(address)}" : address
      // A table of 1-bit rows is indexed by its address alone.
      guard rowWidth > 1 else { return ["assign \(output) = TABLE_\(index)[\(address)];"] }
      return [
        "wire [\(indexWidth - 1):0] \(output)_bit = \(row) * \(indexWidth)'d\(rowWidth);",
        "assign \(output) = TABLE_\(index)[\(output)_bit+:\(rowWidth)];",
      ]
    case .case:
      return ["assign \(output) = table_\(index)(\(address));"]
    }
  }

  private var rowWidth: Int { output.width }

  /// `localparam [383:0] TABLE_0 = {...};`, the last row first, whole rows on each line.
  private func packedConstant(named name: String) -> [String] {
    let width = output.width
    guard rowCount > 1 else { return [] }
    let rowsOnLine = min(rowCount, 1 << (Int.bitWidth - 1 - max(1, 256 / width).leadingZeroBitCount))
    var lines = ["localparam [\(rowCount * width - 1):0] \(name) = {"]
    for first in stride(from: rowCount - rowsOnLine, through: 0, by: -rowsOnLine) {
      let digits = hexadecimal(bits: first * width..<(first + rowsOnLine) * width)
      let comma = first > 0 ? "," : ""
      lines.append("  \(rowsOnLine * width)'h\(digits)\(comma)  // rows \(first + rowsOnLine - 1) to \(first)")
    }
    lines.append("};")
    return lines
  }

  /// A function with a row a line; rows that have the most frequent code are left to the `default`.
  private func caseFunction(named name: String) -> [String] {
    guard rowCount > 1 else { return [] }
    var frequency: [UInt32: Int] = [:]
    for row in 0..<rowCount { frequency[bitPattern(at: row), default: 0] += 1 }
    // Of equally frequent patterns the smallest: the choice must not depend on the dictionary's order.
    let common = frequency.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
    var lines = [
      "function [\(output.width - 1):0] \(name);", "  input [\(addressWidth - 1):0] row;", "  case (row)",
    ]
    for row in 0..<rowCount where bitPattern(at: row) != common {
      lines.append("    \(addressWidth)'d\(row): \(name) = \(literal(at: row));")
    }
    lines.append("    default: \(name) = \(literal(of: common));")
    return lines + ["  endcase", "endfunction"]
  }

  private func literal(at row: Int) -> String { literal(of: bitPattern(at: row)) }

  private func literal(of pattern: UInt32) -> String {
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
