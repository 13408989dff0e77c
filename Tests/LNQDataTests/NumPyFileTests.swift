import Foundation
import LNQData
import Testing

@Suite("A file of NumPy")
struct NumPyFileTests {
  private struct Fixture: Decodable {
    struct Array: Decodable {
      let type: String
      let file: Data
      let values: [[Double]]
    }
    struct Archive: Decodable {
      let name: String
      let file: Data
    }
    let arrays: [Array]
    let features: [[Float]]
    let pixels: [[Float]]
    let archives: [Archive]
  }

  private let fixture: Fixture
  init() throws { fixture = try LNQDataTests.fixture("numpy") }

  private func archive(_ name: String, _ options: ReadOptions = ReadOptions()) throws -> RawTable {
    let archive = try #require(fixture.archives.first { $0.name == name })
    return try table(archive.file, named: "rows.npz", options)
  }

  @Test("with one array has its class in the last column, for all types and both orders")
  func types() throws {
    #expect(fixture.arrays.count == 28)
    for array in fixture.arrays {
      let rows = try table(array.file, named: "rows.npy")
      #expect(rows.featureNames == ["0", "1"] && rows.classNames == ["0", "1"], "\(array.type)")
      #expect(rows.features == FeatureValues(array.values.flatMap { [$0[0], $0[1]] }), "\(array.type)")
      #expect(rows.labels == array.values.map { Int32($0[2]) }, "\(array.type)")
    }
  }

  @Test("takes another column for the class, and chosen ones for features")
  func columns() throws {
    let file = try #require(fixture.arrays.first { $0.type == "i1 C" })
    let rows = try table(file.file, named: "rows.npy", ReadOptions(classColumn: "0", featureColumns: ["2", "1"]))
    #expect(rows.classNames == ["0", "2", "7", "11"])
    #expect(rows.featureNames == ["2", "1"])
    #expect(rows.features == FeatureValues(file.values.flatMap { [$0[2], $0[1]] }))
  }

  @Test("with features and labels is read, stored and deflated", arguments: ["stored", "deflated", "matrix"])
  func pairs(name: String) throws {
    let rows = try archive(name)
    #expect(rows.features == .single(fixture.features.flatMap { $0 }))
    #expect(rows.classNames == ["1", "3", "20"])
    #expect(rows.labels == [1, 0, 1, 2, 0, 1])
    #expect(rows.featureNames == (name == "matrix" ? ["0", "1", "2", "3"] : ["x0", "x1", "x2", "x3"]))
    #expect(rows.testCount == 0 && rows.fixedScale == nil)
  }

  @Test("may have texts, flags or indices as labels, and names of classes and features")
  func labels() throws {
    let texts = try archive("texts")
    #expect(texts.classNames == ["cat", "dog", "élan"])
    #expect(texts.labels == [0, 1, 1, 2, 0, 0])
    let bytes = try archive("bytes")
    #expect(bytes.classNames == ["a", "bb"])
    #expect(bytes.labels == [0, 1, 0, 0, 1, 0])
    let flags = try archive("flags")
    #expect(flags.classNames == ["cat", "dog", "élan"])
    #expect(flags.labels == [0, 1, 2, 2, 1, 0])
    let indices = try archive("indices")
    #expect(indices.classNames == ["cat", "dog", "élan"])
    #expect(indices.labels == [0, 1, 2, 2, 1, 0])
    #expect(indices.featureNames == ["p", "q", "r", "s"])
    #expect(try archive("indices", ReadOptions(classNames: ["u", "v", "w"])).classNames == ["u", "v", "w"])
  }

  @Test("with Keras's names sets its test rows apart, and bytes of three dimensions are pixels")
  func parts() throws {
    let rows = try archive("parts")
    #expect(rows.features == .single(fixture.pixels.flatMap { $0 }))
    #expect(rows.testCount == 2)
    #expect(rows.fixedScale == 255)
  }

  @Test("that is faulty is refused with what is wrong")
  func faults() throws {
    func sentence(_ bytes: [UInt8], _ options: ReadOptions = ReadOptions()) -> String? {
      refusal(of: bytes, named: "rows.npy", options)
    }
    let good = npy("|u1", "(2, 2)", [1, 2, 3, 4])
    #expect(sentence(good) == nil)
    #expect(
      sentence(good.dropLast(1) + [])
        == "rows.npy: the array X: its header says 2 × 2 elements of 1 bytes, but 3 bytes follow: it is truncated or damaged"
    )
    #expect(sentence(Array(good[..<30])) == "rows.npy: the array X: it ends within its header")
    // Two gigabytes are claimed, and more than any file can have.
    #expect(
      sentence(npy("<f8", "(16777216, 16)", [0, 0]))
        == "rows.npy: the array X: its header says 16777216 × 16 elements of 8 bytes, but 2 bytes follow: "
        + "it is truncated or damaged")
    #expect(
      sentence(npy("<f8", "(4611686018427387904, 4611686018427387904)", []))?.contains("but 0 bytes follow") == true)
    #expect(
      sentence(npy("|O", "(2, 2)", [0]))
        == "rows.npy: the array X: elements of the type |O are not read: save an array of floats, integers or texts, "
        + "such as X.astype(float) or X.astype(str)")
    #expect(sentence(npy("<f3", "(1, 1)", []))?.contains("elements of the type <f3") == true)
    #expect(sentence(npy("|u1", "(2, -2)", [1]))?.contains("not the dictionary that NumPy writes") == true)
    #expect(sentence(npy("|u1", "(2, 2", [1]))?.contains("not the dictionary that NumPy writes") == true)
    var version = good
    version[6] = 9
    #expect(sentence(version) == "rows.npy: the array X: version 9 of the .npy format is not known")
    #expect(sentence(npy("|u1", "(4,)", [1, 2, 3, 4]))?.contains("it is not clear which array holds the rows") == true)
    #expect(sentence(npy("|u1", "(0, 2)", [])) == "rows.npy: there are no rows")
    #expect(
      sentence(npy("|u1", "(2, 1)", [1, 2]))
        == "rows.npy: no column is left for features: at least one and the class are needed")
    let nan = npy("<f4", "(2, 2)", [0, 0, 0x80, 0x3F, 0, 0, 0, 0, 0, 0, 0xC0, 0x7F, 0, 0, 0, 0])
    #expect(
      sentence(nan)
        == "rows.npy, row 2, column 0: nan is not a finite 32-bit float: correct it or remove the row")
    let half = npy("<f4", "(1, 2)", [0, 0, 0x80, 0x3F, 0, 0, 0, 0x3F])
    #expect(
      sentence(half)
        == "rows.npy, row 1, column 1: 0.5 is no class: classes are whole numbers or texts; say which column has them with "
        + "--class-column")
    #expect(
      sentence(good, ReadOptions(classColumn: "kind")) == "rows.npy: no column is called kind; there are 0, 1")
    #expect(
      sentence(good, ReadOptions(array: "z"))
        == "rows.npy: no array is called z; it has X (2 × 2)")
    #expect(
      sentence(good, ReadOptions(classFlagColumns: ["0", "1"]))
        == "rows.npy: no column is left for features: at least one and the class are needed")
    #expect(
      sentence(npy("|u1", "(1, 3)", [1, 1, 5]), ReadOptions(classFlagColumns: ["0", "1"]))
        == "rows.npy, row 1: of the columns 0, 1 one has to be 1 and the others 0")
  }

  @Test("may have its labels in another file")
  func labelsFile() throws {
    try withFile(npy("|i1", "(3,)", [2, 0, 2]), named: "y.npy") { path in
      let rows = try table(
        npy("|u1", "(3, 2)", [1, 2, 3, 4, 5, 6]), named: "x.npy", ReadOptions(labelsPath: path))
      #expect(rows.features == [1, 2, 3, 4, 5, 6])
      #expect(rows.labels == [1, 0, 1])
      #expect(
        refusal(
          of: npy("|u1", "(2, 2)", [1, 2, 3, 4]), named: "x.npy", ReadOptions(labelsPath: path))
          == "x.npy: features and labels do not fit each other; it has X (2 × 2), y (3)")
    }
  }

  /// Rows of two bytes with a label of one: `X`, `y` and what else there is.
  private func features(_ rows: Int, from start: UInt8 = 0) -> [UInt8] {
    npy("|u1", "(\(rows), 2)", (0..<2 * rows).map { UInt8($0 * 7 % 50) + start })
  }
  private func labels(_ rows: Int) -> [UInt8] { npy("|u1", "(\(rows),)", (0..<rows).map { UInt8($0 % 3) }) }

  @Test(
    "has its validation rows as validation rows, in any usual spelling",
    arguments: [
      ("X_train", "y_train", "X_val", "y_val", "X_test", "y_test"),
      ("trainX", "trainY", "validX", "validY", "testX", "testY"),
      ("train_features", "train_labels", "dev_features", "dev_labels", "test_features", "test_labels"),
    ])
  func validation(names: (String, String, String, String, String, String)) throws {
    let bytes = npz([
      names.4: features(5, from: 200), names.5: labels(5), names.2: features(4, from: 100), names.3: labels(4),
      names.0: features(9), names.1: labels(9),
    ])
    let rows = try table(bytes, named: "r.npz")
    #expect((rows.count, rows.validationCount, rows.testCount) == (18, 4, 5))
    let dataset = try Dataset(rows)
    #expect((dataset.train.count, dataset.validation.count, dataset.test.count) == (9, 4, 5))
    #expect(dataset.validation.labels == [0, 1, 2, 0])
    #expect(dataset.notes?.classSource == "array \(names.1), \(names.3), \(names.5)")
    // Without test rows these are dealt, and the validation rows stay.
    let two = try Dataset(
      table(
        npz(["X_train": features(10), "y_train": labels(10), "X_val": features(4), "y_val": labels(4)]), named: "r.npz")
    )
    #expect((two.train.count, two.validation.count, two.test.count) == (8, 4, 2))
  }

  @Test(
    "of numpy.savez(file, X, y) has features and labels; a second array that may have labels is asked for otherwise")
  func positions() throws {
    let rows = try table(npz(["arr_0": features(6), "arr_1": labels(6)]), named: "r.npz")
    #expect(rows.featureNames == ["x0", "x1"] && rows.classNames == ["0", "1", "2"])
    #expect(rows.notes?.classSource == "array arr_1")
    let other = npz(["hits": features(6), "pid": labels(6)])
    #expect(
      refusal(of: other, named: "r.npz")
        == "r.npz: pid has as many entries as hits has rows: say --array hits --label-array pid if it has the classes, and "
        + "--array hits if a column of hits has them; it has hits (6 × 2), pid (6)")
    let named = try table(other, named: "r.npz", ReadOptions(array: "hits", labelArray: "pid"))
    #expect(named.featureNames.count == 2 && named.notes?.leftOut == [])
    let alone = try table(other, named: "r.npz", ReadOptions(array: "hits"))
    #expect(alone.featureNames == ["0"] && alone.notes?.leftOutText == "pid (neither features nor labels)")
  }

  @Test("with matrices train and test, the label in the last column, has both parts: the UNSW-NB15 bits")
  func matrices() throws {
    func matrix(_ rows: Int) -> [UInt8] {
      var values: [UInt8] = []
      for row in 0..<rows { values += [UInt8(row % 2), UInt8(row / 2 % 2), UInt8(row % 3 % 2)] }
      return npy("|u1", "(\(rows), 3)", values)
    }
    let rows = try table(npz(["train": matrix(12), "test": matrix(6)]), named: "unsw.npz")
    #expect((rows.count, rows.testCount, rows.featureCount) == (18, 6, 2))
    #expect(rows.classNames == ["0", "1"])
    #expect(rows.fixedScale == 1)
    #expect(try Dataset(rows).test.features == [0, 0, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0])
  }

  @Test("may have arrays that are not read, and says so; one that is needed is refused with what to save instead")
  func objects() throws {
    let meta = npy("|O", "()", [0x80, 4, 0x95])
    let rows = try table(npz(["X": features(6), "y": labels(6), "meta": meta]), named: "r.npz")
    #expect(rows.count == 6 && rows.notes?.leftOutText == "meta (neither features nor labels)")
    #expect(
      refusal(of: npz(["X": features(6), "y": npy("|O", "(6,)", [0x80])]), named: "r.npz")
        == "r.npz: the array y: elements of the type |O are not read: save an array of floats, integers or texts, such as "
        + "y.astype(float) or y.astype(str)")
  }

  @Test("that is a damaged archive is refused")
  func archives() throws {
    let bytes = Array(try #require(fixture.archives.first { $0.name == "deflated" }).file)
    #expect(
      refusal(of: bytes.dropLast(30), named: "rows.npz")
        == "rows.npz: the directory at the end of the archive is missing: it is truncated")
    var changed = bytes
    changed[80] ^= 0x55
    #expect(refusal(of: changed, named: "rows.npz")?.hasPrefix("rows.npz") == true)
    #expect(
      refusal(of: [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18), named: "rows.npz")
        == "rows.npz: this zip archive is empty: it has no arrays")
  }
}
