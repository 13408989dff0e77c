import Foundation
import LNQData
import LNQRandom
import Testing

@Suite("The cache of datasets")
struct DatasetCacheTests {
  private let source = DatasetManifest.Source(address: "/somewhere/rows.csv", sha256: "00")

  private func withCache(_ body: (DatasetCache) throws -> Void) throws {
    try withFile([], named: "file") { path in try body(DatasetCache(folder: String(path.dropLast(5)) + "/cache")) }
  }

  private func rows(_ name: String = "rows", count: Int = 50, seed: UInt64 = 1, testCount: Int = 0) -> RawTable {
    var random = SplitMix64(seed: seed)
    return RawTable(
      name: name, featureNames: ["x", "z"], classNames: ["a", "b", "c"],
      features: .single((0..<(2 * count)).map { _ in Float(random.normal()) }),
      labels: (0..<count).map { Int32($0 % 3) },
      provenance: Provenance(source: "/somewhere/rows.csv", sha256: "00", notice: nil), testCount: testCount)
  }

  @Test("gives back what was added, divided and standardised as the table itself would be")
  func roundTrip() throws {
    try withCache { cache in
      let table = rows()
      let manifest = try cache.add(table, source: source, notice: "a note")
      #expect(cache.names == ["rows"])
      #expect(cache.contains("rows"))
      #expect(try cache.manifest("rows") == manifest)
      let back = try cache.table("rows")
      #expect(back.features == table.features && back.labels == table.labels)
      #expect(back.featureNames == table.featureNames && back.classNames == table.classNames)
      #expect(
        back.provenance
          == Provenance(source: "/somewhere/rows.csv", sha256: manifest.sha256, notice: "a note"))
      let direct = try Dataset(table)
      let dataset = try cache.dataset("rows")
      #expect(dataset.standardization == direct.standardization)
      #expect(dataset.train.features == direct.train.features && dataset.train.labels == direct.train.labels)
      #expect(dataset.validation.features == direct.validation.features)
      #expect(dataset.test.features == direct.test.features)
      #expect(
        (manifest.rows.total, manifest.rows.train, manifest.rows.validation, manifest.rows.test) == (50, 36, 4, 10))
    }
  }

  @Test("gives a dataset of an older version its own list once its rows are seen to be right")
  func unlisted() throws {
    try withCache { cache in
      try cache.add(rows(), source: source)
      let list = cache.path(of: "rows") + "/checksums.json"
      let whole = try Data(contentsOf: URL(filePath: list))
      try FileManager.default.removeItem(atPath: list)
      _ = try cache.manifest("rows")
      #expect(!FileManager.default.fileExists(atPath: list))
      _ = try cache.dataset("rows")
      #expect(
        Checksums(serialized: try Data(contentsOf: URL(filePath: list)))?.files["dataset.json"]?.first?.sha256
          == Checksums(serialized: whole)?.files["dataset.json"]?.first?.sha256)
    }
  }

  @Test("refuses a dataset of which one bit has changed, and takes one of older versions without its own list")
  func flippedBits() throws {
    try withCache { cache in
      try cache.add(rows(), source: source)
      for file in ["dataset.json", "features.f32", "labels.i32", "checksums.json"] {
        let path = URL(filePath: cache.path(of: "rows") + "/" + file)
        let whole = try Data(contentsOf: path)
        for bit in stride(from: 0, to: whole.count * 8, by: 37) {
          var damaged = whole
          damaged[bit / 8] ^= 1 << UInt8(bit % 8)
          try damaged.write(to: path)
          #expect(throws: DatasetError.self, "\(file), bit \(bit)") { try cache.dataset("rows") }
        }
        try whole.write(to: path)
      }
      try FileManager.default.removeItem(atPath: cache.path(of: "rows") + "/checksums.json")
      #expect(try cache.dataset("rows").train.count == 36)
    }
  }

  @Test("keeps the test rows that the source sets apart")
  func testRows() throws {
    try withCache { cache in
      try cache.add(rows(testCount: 7), source: source)
      #expect(try cache.dataset("rows").test.count == 7)
    }
  }

  @Test("writes equal bytes for equal rows, and takes the same rows again")
  func deterministic() throws {
    try withCache { cache in
      try cache.add(rows(), source: source)
      let before = try Data(contentsOf: URL(filePath: cache.path(of: "rows") + "/dataset.json"))
      try cache.add(rows(), source: source)
      #expect(try Data(contentsOf: URL(filePath: cache.path(of: "rows") + "/dataset.json")) == before)
      try withCache { other in
        try other.add(rows(), source: source)
        #expect(try Data(contentsOf: URL(filePath: other.path(of: "rows") + "/dataset.json")) == before)
      }
    }
  }

  @Test("keeps a dataset when other rows come with its name")
  func taken() throws {
    try withCache { cache in
      let first = try cache.add(rows(), source: source)
      let error = #expect(throws: DatasetError.self) { try cache.add(rows(seed: 2), source: source) }
      #expect(
        error?.description
          == "there is a dataset rows with other rows already: give the new one another name, or remove "
          + cache.path(of: "rows"))
      #expect(try cache.manifest("rows") == first)
    }
  }

  @Test("stays unchanged when a table cannot be trained on")
  func refused() throws {
    try withCache { cache in
      let one = RawTable(
        name: "one", featureNames: ["x"], classNames: ["a", "b"], features: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        labels: [Int32](repeating: 1, count: 10), provenance: Provenance(source: "one.csv", sha256: "", notice: nil))
      let error = #expect(throws: DatasetError.self) { try cache.add(one, source: source) }
      #expect(
        error?.description
          == "one.csv: every row is of the class b, and there is nothing to learn: at least two classes are needed")
      #expect(throws: DatasetError.self) { try cache.add(rows(count: 1), source: source) }
      #expect(throws: DatasetError.self) { try cache.add(rows("../rows"), source: source) }
      #expect(!FileManager.default.fileExists(atPath: cache.folder))
    }
  }

  @Test("replaces what a killed process left, and never takes it for a dataset")
  func leftovers() throws {
    try withCache { cache in
      let partial = cache.folder + "/.lnq-abcdefghijkl.tmp"
      try FileManager.default.createDirectory(atPath: partial, withIntermediateDirectories: true)
      try Data("{}".utf8).write(to: URL(filePath: partial + "/dataset.json"))
      #expect(cache.names == [])
      try cache.add(rows(), source: source)
      #expect(cache.names == ["rows"])
      #expect(!FileManager.default.fileExists(atPath: partial))
    }
  }

  @Test("that cannot be written says so")
  func unwritable() throws {
    try withFile([1], named: "file") { path in
      let error = #expect(throws: DatasetError.self) {
        try DatasetCache(folder: path).add(rows(), source: source)
      }
      #expect(error?.description.hasPrefix("cannot write \(path)/rows: ") == true)
    }
  }

  @Test("names what is there when a dataset is not")
  func unknown() throws {
    try withCache { cache in
      func sentence(_ name: String) -> String? {
        do throws(DatasetError) {
          _ = try cache.table(name)
          return nil
        } catch {
          return error.description
        }
      }
      #expect(
        sentence("x")
          == "there is no dataset x in \(cache.folder): it is empty; `lnq data fetch` and `lnq data import` fill it")
      try cache.add(rows(), source: source)
      try cache.add(rows("a.b-c_1"), source: source)
      #expect(sentence("x") == "there is no dataset x in \(cache.folder): it has a.b-c_1, rows")
      #expect(sentence("../cache/rows")?.hasPrefix("there is no dataset ../cache/rows") == true)
    }
  }

  @Test("takes names that are safe as folders")
  func names() {
    for name in ["a", "jsc-openml", "9.x_y-Z", "größe", "模型-2", String(repeating: "a", count: 100)] {
      #expect(DatasetCache.isName(name))
    }
    for name in ["", ".a", "-a", "a/b", "a b", "a\u{202E}", "jsc-synth", String(repeating: "a", count: 101)] {
      #expect(!DatasetCache.isName(name))
    }
    #expect(
      DatasetError.datasetName(".a").description
        == "a dataset cannot be called “.a”: use letters, digits, '.', '_' and '-', and a letter or digit first; "
        + "jsc-synth is taken")
  }

  @Test("refuses files that were damaged, with their names")
  func damaged() throws {
    try withCache { cache in
      try cache.add(rows(), source: source)
      let folder = cache.path(of: "rows")
      func sentence(after change: (String) throws -> Void, _ file: String) throws -> String? {
        let path = folder + "/" + file
        let before = try Data(contentsOf: URL(filePath: path))
        try change(path)
        defer { try? before.write(to: URL(filePath: path)) }
        do throws(DatasetError) {
          _ = try cache.dataset("rows")
          return nil
        } catch {
          return error.description.replacingOccurrences(of: folder, with: "rows")
        }
      }
      func write(_ bytes: [UInt8]) -> (String) throws -> Void { { try Data(bytes).write(to: URL(filePath: $0)) } }
      #expect(
        try sentence(after: write([1, 2, 3]), "features.f32")
          == "rows/features.f32: it has 3 bytes, and 400 belong there")
      #expect(
        try sentence(after: write([UInt8](repeating: 9, count: 200)), "labels.i32")
          == "rows/labels.i32: the label 151587081 of row 1 is not a class; import the dataset again")
      #expect(
        try sentence(after: write([1, 2, 3]), "dataset.json")
          == "rows/dataset.json: it is not what lnq wrote; import the dataset again")
      #expect(
        try sentence(after: write([UInt8](repeating: 0, count: 400)), "features.f32")
          == "rows/features.f32: its SHA-256 is not the one that was written; import the dataset again")
      func replacing(_ text: String, _ other: String) -> (String) throws -> Void {
        { path in
          let json = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
          try Data(json.replacing(text, with: other).utf8).write(to: URL(filePath: path))
        }
      }
      #expect(
        try sentence(after: replacing("\"version\" : 1", "\"version\" : 2"), "dataset.json")
          == "rows/dataset.json: it is of version 2, and this lnq knows 1; import the dataset again")
      #expect(
        try sentence(after: replacing("\"total\" : 50", "\"total\" : -1"), "dataset.json")
          == "rows/dataset.json: its numbers and names do not fit each other; import the dataset again")
      #expect(try sentence(after: { _ in }, "dataset.json") == nil)
    }
  }
}
