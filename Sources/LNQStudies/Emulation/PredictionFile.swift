import Foundation
import LNQData
import LNQFiles
import LNQFixedPoint

/// What an emulation gives, row by row, in a file that appears whole at the end: classes, or codes of the outputs.
package final class PredictionFile {
  /// How it is written.
  package enum Format: String, CaseIterable, Sendable {
    /// A NumPy array of 32-bit integers: one class a row, or a row of codes.
    case npy
    /// A line a row below a heading: the class's name, or the codes.
    case csv
    /// A line of hexadecimal digits a row, for `$readmemh`: the class's index, or the codes as they are on `data_o`.
    case hex

    /// What the end of a name says; nil for no format.
    package init?(path: String) { self.init(rawValue: URL(fileURLWithPath: path).pathExtension.lowercased()) }
  }

  /// What is written.
  package struct Content: Sendable {
    /// Whether rows have codes, not classes.
    package let isCodes: Bool
    /// The format of the codes.
    package let code: FixedPointFormat
    /// The outputs' names; of classes theirs.
    package let names: [String]

    package init(isCodes: Bool, code: FixedPointFormat, names: [String]) {
      (self.isCodes, self.code, self.names) = (isCodes, code, names)
    }

    fileprivate var width: Int { isCodes ? names.count : 1 }
  }

  private let file: GrowingFile
  private let format: Format
  private let content: Content

  /// Writes the file's head.
  ///
  /// - Parameter count: how many rows will come.
  /// - Throws: `RunDirectoryError.cannotWrite`.
  package init(path: String, _ format: Format, _ content: Content, count: Int) throws(RunDirectoryError) {
    (self.format, self.content) = (format, content)
    do { file = try GrowingFile(for: path) } catch { throw RunDirectoryError(error) }
    switch format {
    case .npy: try append(NumPyFile.header(type: "<i4", shape: [count] + (content.isCodes ? [content.width] : [])))
    case .csv:
      let names = content.isCodes ? content.names.map(Self.field) : ["class"]
      try append(Array((names.joined(separator: ",") + "\n").utf8))
    case .hex: break
    }
  }

  /// Adds rows: of codes `names.count` numbers each, else one.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  package func append(_ numbers: [Int32]) throws(RunDirectoryError) {
    switch format {
    case .npy: try append(numbers.map(\.littleEndian).withUnsafeBytes { Array($0) })
    case .csv:
      let names = content.names.map(Self.field)
      var text: [UInt8] = []
      for row in stride(from: 0, to: numbers.count, by: content.width) {
        for index in 0..<content.width {
          let number = Int(numbers[row + index])
          text += content.isCodes ? Array(String(code(number)).utf8) : Array(names[number].utf8)
          text.append(UInt8(ascii: index == content.width - 1 ? "\n" : ","))
        }
      }
      try append(text)
    case .hex:
      var text: [UInt8] = []
      for row in stride(from: 0, to: numbers.count, by: content.width) {
        text += line(numbers[row..<row + content.width])
      }
      try append(text)
    }
  }

  /// Gives the file its name.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  package func finish() throws(RunDirectoryError) {
    do { try file.finish() } catch { throw RunDirectoryError(error) }
  }

  private func append(_ bytes: [UInt8]) throws(RunDirectoryError) {
    do {
      try bytes.withUnsafeBytes { bytes in Result { () throws(FileError) in try file.append(bytes) } }.get()
    } catch {
      throw RunDirectoryError(error)
    }
  }

  /// A code of 32 bits without a sign comes as its bits.
  private func code(_ number: Int) -> Int { content.code.code(ofBitPattern: UInt32(truncatingIfNeeded: number)) }

  /// All bits of a row, the first code's lowest, as digits.
  private func line(_ numbers: ArraySlice<Int32>) -> [UInt8] {
    let width =
      content.isCodes ? content.code.width : max(1, Int.bitWidth - (content.names.count - 1).leadingZeroBitCount)
    var digits = [UInt8](repeating: 0, count: (width * numbers.count + 3) / 4)
    for (place, number) in numbers.enumerated() {
      for bit in 0..<width where number >> Int32(bit) & 1 == 1 {
        digits[(place * width + bit) / 4] |= 1 << UInt8((place * width + bit) % 4)
      }
    }
    return digits.reversed().map { $0 < 10 ? 48 + $0 : 87 + $0 } + [10]
  }

  /// A name as a field of separated values.
  private static func field(_ name: String) -> String {
    name.contains { ",\"\n\r".contains($0) } ? "\"" + name.replacing("\"", with: "\"\"") + "\"" : name
  }
}
