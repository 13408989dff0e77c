import Foundation
import LNQData
import LNQFiles
import LNQFixedPoint

/// How rows of small numbers are written: codes of inputs or outputs, or a class each.
package struct CodeRows: Sendable {
  /// What a file is.
  package enum Format: String, CaseIterable, Sendable {
    /// A NumPy array of 32-bit integers: one class a row, or a row of codes.
    case npy
    /// A line a row below a heading: the class's name, or the codes.
    case csv
    /// A line of hexadecimal digits a row, for `$readmemh`: the class's index, or the codes as they are on `data_i` or `data_o`.
    case hex
    /// The same bits as bytes, the lowest first, as many for a row as have them all: what a serial line takes and gives.
    case bin

    /// What the end of a name says; nil for no format.
    package init?(path: String) { self.init(rawValue: URL(fileURLWithPath: path).pathExtension.lowercased()) }

    /// `.npy, .csv, .hex and .bin`.
    package static var names: String {
      allCases.dropLast().map { "." + $0.rawValue }.joined(separator: ", ") + " and .bin"
    }
  }

  /// The codes of a row; of a class that of its index.
  private let fields: [FixedPointFormat]
  /// The codes' names, or those of the classes.
  private let names: [String]
  private let isClass: Bool
  private let format: Format

  /// Rows of codes, with a name for each.
  package init(_ format: Format, codes fields: [FixedPointFormat], names: [String]) {
    (self.format, self.fields, self.names, isClass) = (format, fields, names, false)
  }

  /// A class a row.
  package init(_ format: Format, classes names: [String]) {
    let width = max(1, Int.bitWidth - (names.count - 1).leadingZeroBitCount)
    guard let index = try? FixedPointFormat(width: width, fractionBits: 0, isSigned: false) else {
      preconditionFailure("\(names.count) classes")
    }
    (self.format, self.names, fields, isClass) = (format, names, [index], true)
  }

  /// What stands before the rows.
  package func head(count: Int) -> [UInt8] {
    switch format {
    case .npy: NumPyFile.header(type: "<i4", shape: [count] + (isClass ? [] : [fields.count]))
    case .csv: Array(((isClass ? ["class"] : names.map(Self.field)).joined(separator: ",") + "\n").utf8)
    case .hex, .bin: []
    }
  }

  /// Rows of numbers as they are in the file; a code of 32 bits without a sign comes as its bits.
  ///
  /// - Precondition: whole rows.
  package func bytes(of numbers: [Int32]) -> [UInt8] {
    if format == .npy { return numbers.map(\.littleEndian).withUnsafeBytes { Array($0) } }
    let names = names.map(Self.field)
    var text: [UInt8] = []
    for row in stride(from: 0, to: numbers.count, by: fields.count) {
      let row = numbers[row..<row + fields.count]
      switch format {
      case .hex: text += digits(of: row)
      case .bin: text += packed(row, bitsOfPlace: 8)
      case .csv, .npy:
        let words = zip(row, fields).map { number, field in
          isClass ? names[Int(number)] : String(field.code(ofBitPattern: UInt32(bitPattern: number)))
        }
        text += Array((words.joined(separator: ",") + "\n").utf8)
      }
    }
    return text
  }

  private func digits(of row: ArraySlice<Int32>) -> [UInt8] {
    packed(row, bitsOfPlace: 4).reversed().map { $0 < 10 ? 48 + $0 : 87 + $0 } + [10]
  }

  /// All bits of a row, the first code's lowest, in places of so many bits, the lowest first.
  private func packed(_ row: ArraySlice<Int32>, bitsOfPlace size: Int) -> [UInt8] {
    var places = [UInt8](repeating: 0, count: (fields.reduce(0) { $0 + $1.width } + size - 1) / size)
    var lsb = 0
    for (number, field) in zip(row, fields) {
      let pattern = UInt32(bitPattern: number) & field.mask
      for bit in 0..<field.width where pattern >> UInt32(bit) & 1 == 1 {
        places[(lsb + bit) / size] |= 1 << UInt8((lsb + bit) % size)
      }
      lsb += field.width
    }
    return places
  }

  /// A name as a field of separated values.
  private static func field(_ name: String) -> String {
    name.contains { ",\"\n\r".contains($0) } ? "\"" + name.replacing("\"", with: "\"\"") + "\"" : name
  }
}

/// Rows of codes or classes in a file, which appears whole at the end.
package final class CodeFile {
  private let file: GrowingFile
  private let rows: CodeRows

  /// Writes the file's head.
  ///
  /// - Parameter count: how many rows will come.
  /// - Throws: `RunDirectoryError.cannotWrite`.
  package init(path: String, _ rows: CodeRows, count: Int) throws(RunDirectoryError) {
    self.rows = rows
    do { file = try GrowingFile(for: path) } catch { throw RunDirectoryError(error) }
    try append(bytes: rows.head(count: count))
  }

  /// Adds rows.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  package func append(_ numbers: [Int32]) throws(RunDirectoryError) { try append(bytes: rows.bytes(of: numbers)) }

  /// Gives the file its name.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  package func finish() throws(RunDirectoryError) {
    do { try file.finish() } catch { throw RunDirectoryError(error) }
  }

  private func append(bytes: [UInt8]) throws(RunDirectoryError) {
    do {
      try bytes.withUnsafeBytes { bytes in Result { () throws(FileError) in try file.append(bytes) } }.get()
    } catch {
      throw RunDirectoryError(error)
    }
  }
}
