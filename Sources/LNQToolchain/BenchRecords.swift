import Foundation

/// The response file of a Verilator bench; `lnq_model.h` describes it.
struct BenchRecords {
  let wordsPerRecord: Int
  let count: Int
  private let words: [UInt32]

  private static let headerWords = 6

  /// Reads a file whole.
  init(file: URL, tool: String) throws(ToolchainError) {
    let words = try Folder.read(file).words ?? []
    guard words.count >= Self.headerWords, words[0] == 0x5251_4E4C, words[1] == 1, words[5] == 0 else {
      throw .malformedOutput(tool, problem: "the simulation wrote no valid response", file: file.path)
    }
    wordsPerRecord = Int(words[2])
    count = Int(words[4])
    guard words.count == Self.headerWords + wordsPerRecord * count else {
      throw .malformedOutput(tool, problem: "the response of the simulation is incomplete", file: file.path)
    }
    self.words = words
  }

  subscript(record: Int) -> ArraySlice<UInt32> {
    let start = Self.headerWords + record * wordsPerRecord
    return words[start..<start + wordsPerRecord]
  }
}
