import Foundation
import LNQData
import Testing

@Suite("Numbers that 32-bit floats cannot tell apart")
struct RawTablePrecisionTests {
  /// Unix time in nanoseconds, 10 s wide.
  private static let times = (0..<200).map { 1_600_000_000_000_000_000 + ($0 * 7_919 % 200) * 50_000_000 + 123 }

  @Test("keep their differences until they are standardised, which equals that of the differences themselves")
  func timestamps() throws {
    let rows = try table("t,b,class\n" + Self.times.map { "\($0),\($0 % 7),\($0 % 3)\n" }.joined())
    let shifted = try table(
      "t,b,class\n" + Self.times.map { "\(($0 - 1_600_000_000_000_000_000)),\($0 % 7),\($0 % 3)\n" }.joined())
    let dataset = try Dataset(rows)
    let expected = try Dataset(shifted)
    #expect(
      Set(stride(from: 0, to: dataset.train.features.count, by: 2).map { dataset.train.features[$0] }).count == 144)
    for (value, right) in zip(dataset.train.features, expected.train.features) { #expect(abs(value - right) < 1e-5) }
    #expect(dataset.notes?.warnings == [])
  }

  @Test("are said with the column and both counts when the standardisation makes them equal")
  func merged() throws {
    let values = (0..<99).map { "\(Double($0) / 1000)" } + ["1e12"]
    let rows = try table("a,b,class\n" + values.enumerated().map { "\($1),\($0 * 7 % 5),\($0 % 2)\n" }.joined())
    let warning = "column a: 100 different values become 2 as 32-bit floats: "
    #expect(try Dataset(rows).notes?.warnings.count == 1)
    #expect(try Dataset(rows).notes?.warnings.first?.hasPrefix(warning) == true)
  }

  @Test("are said when even 64 bits do not tell them apart, as are columns with one value")
  func close() throws {
    let text = (0..<50).map { "\(4_000_000_000_000_000_000 + 512 * ($0 * 7 % 3)),5,\($0 * 7 % 5),\($0 % 2)\n" }.joined()
    #expect(
      try Dataset(table("id2,k,a,class\n" + text)).notes?.warnings == [
        "column id2: its values differ by so little beside their size that 64-bit floats hardly tell them apart: subtract what they "
          + "have in common first", "one value in all rows: k",
      ])
  }

  @Test(
    "have their 32-bit floats and what these lack in the cache, others only the floats; both come back as they were")
  func cache() throws {
    try withFile([], named: "file") { path in
      let cache = DatasetCache(folder: path + ".cache")
      // Below the smallest 32-bit float the nearest one is 0.
      for (name, last, rest) in [("wide", "0.1", 320), ("tiny", "-1e-300", 320), ("narrow", "0.5", nil)] {
        let text = "a,b,class\n" + (0..<20).map { "\($0 * 7 % 5),\($0 == 3 ? "-0.0" : last),\($0 % 2)\n" }.joined()
        let rows = try table(text, named: name + ".csv")
        try cache.add(rows, source: .init(address: "a", sha256: "b"))
        let back = try cache.table(name)
        #expect(back.features.map(\.bitPattern) == rows.features.map(\.bitPattern))
        #expect(back.notes?.classSource == rows.notes?.classSource)
        let folder = URL(fileURLWithPath: cache.path(of: name))
        #expect(try Data(contentsOf: folder.appendingPathComponent("features.f32")).count == 160)
        #expect((try? Data(contentsOf: folder.appendingPathComponent("features.rest")))?.count == rest)
        // What a version before wrote.
        guard rest != nil else { continue }
        for file in ["features.f32", "features.rest"] {
          try FileManager.default.removeItem(at: folder.appendingPathComponent(file))
        }
        try rows.features.map { $0 }.withUnsafeBytes { Data($0) }.write(
          to: folder.appendingPathComponent("features.f64"))
        #expect(try cache.table(name).features == rows.features)
      }
    }
  }

  @Test("are refused with one flipped bit, in the 32-bit floats as in the rest")
  func flips() throws {
    try withFile([], named: "file") { path in
      let cache = DatasetCache(folder: path + ".cache")
      let text = "a,b,class\n" + (0..<20).map { "\($0 * 7 % 5),\($0)e-1,\($0 % 2)\n" }.joined()
      try cache.add(table(text, named: "rows.csv"), source: .init(address: "a", sha256: "b"))
      for file in ["features.f32", "features.rest"] {
        let url = URL(fileURLWithPath: cache.path(of: "rows") + "/" + file)
        let whole = try Data(contentsOf: url)
        for bit in stride(from: 0, to: 8 * whole.count, by: 37) {
          var flipped = whole
          flipped[bit / 8] ^= 1 << UInt8(bit % 8)
          try flipped.write(to: url)
          let error = #expect(throws: DatasetError.self) { try cache.table("rows") }
          #expect(error?.description.contains("features.f32 or features.rest: its SHA-256 is not") == true)
        }
        try whole.write(to: url)
      }
      #expect(try cache.table("rows").count == 20)
    }
  }

  @Test("that are all 0 or 1 are bits, and stay as they are")
  func bits() throws {
    let rows = try table("a,b,class\n" + (0..<40).map { "\($0 % 19 == 0 ? 1 : 0),\($0 % 2),\($0 % 3)\n" }.joined())
    #expect(rows.fixedScale == 1)
    #expect(Set(try Dataset(rows).train.features) == [0, 1])
  }
}
