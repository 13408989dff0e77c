import Foundation
import Testing

@testable import LNQData

@Suite("Kept rows of jsc-synth")
struct KeptRowsTests {
  private static let count = KeptRows.rowCounts.lowerBound

  private func withRows(_ body: (KeptRows) throws -> Void) throws {
    try withFile([], named: "file") { path in try body(KeptRows(folder: String(path.dropLast(5)) + "/rows")) }
  }

  private func expectSame(_ found: Dataset, _ wanted: Dataset, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(found.name == wanted.name && found.provenance == wanted.provenance, sourceLocation: sourceLocation)
    #expect(
      found.featureNames == wanted.featureNames && found.classNames == wanted.classNames,
      sourceLocation: sourceLocation)
    #expect(found.standardization == wanted.standardization, sourceLocation: sourceLocation)
    for part in [\Dataset.train, \.validation, \.test] {
      let (own, other) = (found[keyPath: part], wanted[keyPath: part])
      #expect(own.features == other.features && own.labels == other.labels, sourceLocation: sourceLocation)
    }
  }

  @Test("are those that are drawn, the first time and from the file, for each seed and split")
  func roundTrip() throws {
    try withRows { kept in
      let splits = [SplitOptions(), SplitOptions(testFraction: 0.3, validationFraction: 0.2, seed: 5)]
      for (seed, split) in [(UInt64(0), splits[0]), (1, splits[0]), (0, splits[1])] {
        let path = kept.path(rowCount: Self.count, seed: seed, split: split)
        let direct = Dataset.jscSynth(rowCount: Self.count, seed: seed, split: split)
        #expect(!FileManager.default.fileExists(atPath: path))
        expectSame(try kept.jscSynth(rowCount: Self.count, seed: seed, split: split), direct)
        let written = try #require(FileManager.default.contents(atPath: path))
        expectSame(try kept.jscSynth(rowCount: Self.count, seed: seed, split: split), direct)
        #expect(FileManager.default.contents(atPath: path) == written)
      }
    }
  }

  @Test("change only with the version")
  func version() throws {
    try withRows { kept in
      _ = try kept.jscSynth(rowCount: Self.count)
      let file = try #require(FileManager.default.contents(atPath: kept.path(rowCount: Self.count)))
      // Whoever changes how rows are drawn, divided, standardised or written raises `KeptRows.version`, and then this.
      #expect(
        "\(KeptRows.version) " + String(decoding: file.suffix(64), as: UTF8.self)
          == "1 be21037861497ca607642d6186705f13fd605400ae8f95e0453619483df94240")
    }
  }

  @Test("are drawn anew where a file is not what it should be")
  func damage() throws {
    try withRows { kept in
      let direct = try kept.jscSynth(rowCount: Self.count)
      let path = kept.path(rowCount: Self.count)
      let right = try #require(FileManager.default.contents(atPath: path))
      func flipped(_ place: Int) -> Data {
        var data = right
        data[place] ^= 1
        return data
      }
      let other = Self.count + 1
      _ = try kept.jscSynth(rowCount: other)
      let wrong = [
        Data(), right.dropLast(), right + [0], flipped(0), flipped(24), flipped(60), flipped(5000),
        flipped(right.count - 1), try #require(FileManager.default.contents(atPath: kept.path(rowCount: other))),
      ]
      for data in wrong {
        try data.write(to: URL(fileURLWithPath: path))
        expectSame(try kept.jscSynth(rowCount: Self.count), direct)
        #expect(FileManager.default.contents(atPath: path) == right)
      }
    }
  }

  @Test("are drawn where nothing can be kept, and not kept where that does not pay")
  func unwritable() throws {
    try withFile([1], named: "file") { path in
      let kept = KeptRows(folder: path + "/rows")
      expectSame(try kept.jscSynth(rowCount: Self.count), Dataset.jscSynth(rowCount: Self.count))
      #expect(FileManager.default.contents(atPath: path) == Data([1]))
    }
    try withRows { kept in
      expectSame(try kept.jscSynth(rowCount: Self.count - 1), Dataset.jscSynth(rowCount: Self.count - 1))
      #expect(!FileManager.default.fileExists(atPath: kept.path(rowCount: Self.count - 1)))
      #expect(throws: DatasetError.rowCount(0)) { try kept.jscSynth(rowCount: 0) }
    }
  }
}
