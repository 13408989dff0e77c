import Foundation
import LNQData
import LNQRandom
import LNQTestSupport
import Testing

/// Mutated files of every format are read or refused, and nothing crashes. `LNQ_MUTATIONS` sets their number.
///
/// HDF5 is not among them: its library crashes on some, so that another process reads those files (`RowsFileTests`).
@Suite("A mutated file")
struct MutatedInputTests {
  private static let count = ProcessInfo.processInfo.environment["LNQ_MUTATIONS"].flatMap { Int($0) } ?? 400

  private func mutate(_ seeds: [[UInt8]], named name: String, seed: UInt64, _ options: ReadOptions = .init()) {
    var random = SplitMix64(seed: seed)
    var taken = 0
    for _ in 0..<Self.count {
      let bytes = random.mutate(seeds[random.uniform(below: seeds.count)])
      if refusal(of: bytes, named: name, options) == nil { taken += 1 }
    }
    #expect(taken < Self.count, "\(taken) of \(Self.count) were taken")
  }

  private struct Archives: Decodable {
    struct File: Decodable { let file: Data }
    let arrays: [File]
    let archives: [File]
  }
  private struct Packed: Decodable { let files: [String: Data] }

  private static let rows = "x,\"z,\",class\n1,2.5e-3,a\n-4,.5,\"b \"\"c\"\"\"\n7,8,a\r\n9,1e3,c\n"

  @Test("of CSV (seed 1)")
  func csv() {
    mutate([Array(Self.rows.utf8), Array(Self.rows.replacing(",", with: ";").utf8)], named: "r.csv", seed: 1)
  }

  @Test("of TSV with flags and chosen columns (seed 2)")
  func tsv() {
    mutate(
      [Array("a\tb\tf\tg\n1\t2\t0\t1\n1\t2\t0\t1\n3\t4\t1\t0\n".utf8)], named: "r.tsv", seed: 2,
      ReadOptions(classFlagColumns: ["f", "g"], featureColumns: ["b", "a"], dropsDuplicates: true))
  }

  @Test("of ARFF (seed 3)")
  func arff() {
    let text = "@relation r\n@attribute 'x y' real\n@attribute class {a,'b c'}\n@data\n1,a\n% c\n2,'b c'\n3,a\n"
    mutate([Array(text.utf8)], named: "r.arff", seed: 3)
  }

  @Test("of .npy (seed 4)")
  func npyFile() throws {
    let fixture: Archives = try fixture("numpy")
    mutate(fixture.arrays.map { Array($0.file) }, named: "r.npy", seed: 4)
  }

  @Test("of .npz (seed 5)")
  func npz() throws {
    let fixture: Archives = try fixture("numpy")
    mutate(fixture.archives.map { Array($0.file) }, named: "r.npz", seed: 5)
  }

  @Test("of IDX (seed 6)")
  func idxFile() throws {
    try withFile(idx([3], [0, 1, 1]), named: "labels") { path in
      mutate(
        [idx([3, 2, 2], (0..<12).map { $0 }), idx([3, 1], (0..<12).map { $0 }, type: 0x0D)], named: "r-ubyte", seed: 6,
        ReadOptions(labelsPath: path))
    }
  }

  @Test("of gzip (seed 7)")
  func gzipFile() throws {
    let fixture: Packed = try fixture("packed")
    let names = fixture.files.keys.sorted()
    mutate(
      names.compactMap { fixture.files[$0].map { Array($0) } } + [gzip(Array(Self.rows.utf8))], named: "r.csv.gz",
      seed: 7)
  }
}
