import LNQData
import Testing

@Suite("Records of NumPy")
struct NumPyRecordsTests {
  /// Big- and little-endian numbers, padding and a text a row.
  private static let mixed = "[('pt', '>i2'), ('', '|V3'), ('eta', '<f8'), ('class', '|S4')]"
  private static func mixedRow(_ pt: Int16, _ eta: Double, _ name: String) -> [UInt8] {
    bytes(pt.bigEndian) + [9, 9, 9] + bytes(eta) + Array(name.utf8) + [UInt8](repeating: 0, count: 4 - name.utf8.count)
  }
  private static func bytes<Value>(_ value: Value) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }

  @Test("are a table: fields are columns by name, the class may be a text")
  func mixed() throws {
    let bytes = npy(
      Self.mixed, "(3,)",
      Self.mixedRow(-300, 0.1, "b") + Self.mixedRow(7, 1e-9, "a") + Self.mixedRow(512, -2, "b"))
    let rows = try table(bytes, named: "r.npy")
    #expect(rows.featureNames == ["pt", "eta"] && rows.classNames == ["a", "b"])
    #expect(rows.features == [-300, 0.1, 7, 1e-9, 512, -2] && rows.labels == [1, 0, 1])
    #expect(rows.notes?.classSource == "column class, by its name")
    let chosen = try table(bytes, named: "r.npy", ReadOptions(classColumn: "pt", featureColumns: ["eta"]))
    #expect(chosen.classNames == ["-300", "7", "512"] && chosen.features == [0.1, 1e-9, -2])
  }

  @Test("may have titles, names in double quotes or in Latin-1, fields in fields and arrays in fields")
  func nested() throws {
    let type =
      "[(('a title', 'it\\\\s'), '|u1'), (\"p'\", '|i1', (2,)), ('m', [('u', '|u1'), ('v', '|u1', (1, 2))]), ('y', '|b1')]"
    let rows = try table(
      npy(type, "(2,)", [1, 2, 255, 4, 5, 6, 0, 7, 8, 9, 10, 11, 12, 1]), named: "r.npy")
    #expect(rows.featureNames == ["it\\s", "p'[0]", "p'[1]", "m.u", "m.v[0][0]", "m.v[0][1]"])
    #expect(rows.features == [1, 2, -1, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    #expect(rows.labels == [0, 1])
    var latin = npy("[('h_he', '|u1'), ('y', '|u1')]", "(2,)", [1, 0, 2, 1])
    let place = try #require(latin.firstIndex(of: UInt8(ascii: "_")))
    latin[place] = 0xF6
    #expect(try table(latin, named: "r.npy").featureNames == ["höhe"])
  }

  @Test("leave out fields of types that are not read, and say so; texts that are no class are refused")
  func others() throws {
    let row: [UInt8] = [3] + [UInt8](repeating: 1, count: 8) + [65, 1]
    let type = "[('n', '|u1'), ('when', '<M8[ns]'), ('kind', '|S1'), ('y', '|u1')]"
    let bytes = npy(type, "(2,)", row + row)
    #expect(
      refusal(of: bytes, named: "r.npy")
        == "r.npy: the column kind has no numbers (A), and lnq does not encode texts: import the file with --leave-out kind"
    )
    let rows = try table(bytes, named: "r.npy", ReadOptions(leftOutColumns: ["kind"]))
    #expect(rows.featureNames == ["n"])
    #expect(rows.notes?.leftOutText == "kind (--leave-out names it); when (values of the type <M8[ns] are not read)")
    #expect(
      refusal(of: npy("[('a', '<f4'), ('b', '|O')]", "(1,)", [0x80]), named: "r.npy")
        == "r.npy: the array X: the field b has the type |O, whose records are not read: save the records with numbers and texts "
        + "only, such as X.astype([('x', float), ('class', 'U16')])")
  }

  @Test("of an archive are found alone, as train and test, and as features beside their labels")
  func archives() throws {
    func records(_ values: [UInt8]) -> [UInt8] { npy("[('a', '|u1'), ('b', '|u1')]", "(\(values.count / 2),)", values) }
    let alone = try table(npz(["jets": records([5, 1, 6, 0]), "n": npy("|u1", "()", [2])]), named: "r.npz")
    #expect(alone.featureNames == ["a"] && alone.features == [5, 6] && alone.labels == [1, 0])
    #expect(alone.notes?.leftOutText == "n (neither features nor labels)")
    let parts = try table(npz(["test": records([7, 1]), "train": records([5, 1, 6, 0])]), named: "r.npz")
    #expect(parts.features == [5, 6, 7] && parts.testCount == 1)
    let pair = try table(npz(["X": records([5, 1, 6, 0]), "y": npy("|u1", "(2,)", [3, 4])]), named: "r.npz")
    #expect(pair.featureNames == ["a", "b"] && pair.features == [5, 1, 6, 0] && pair.classNames == ["3", "4"])
    #expect(
      refusal(of: npz(["train": records([5, 1]), "test": npy("|u1", "(1, 1)", [1])]), named: "r.npz")?
        .contains("arrays of records have one dimension, and all of them the same fields") == true)
  }

  @Test("of impossible types and lengths are refused")
  func faults() {
    func sentence(_ type: String, _ elements: [UInt8] = [1, 2], shape: String = "(1,)") -> String? {
      refusal(of: npy(type, shape, elements), named: "r.npy")
    }
    let header = "not the dictionary that NumPy writes"
    #expect(sentence("[('a', '|u1'), ('a', '|u1')]") == "r.npy: two columns have one name")
    #expect(sentence("[('a', '|u1')]", [1])?.contains("no column is left for features") == true)
    #expect(sentence("[]", [])?.contains("no column is left for features") == true)
    #expect(sentence("[('a', '|u1'), ('b', '|u1')]", [1])?.contains("it is truncated or damaged") == true)
    #expect(sentence("[('a', '|u1', (1000000000, 1000000000)), ('b', '|u1')]")?.contains(header) == true)
    #expect(sentence("[('a', '|V0', (1000000000, 1000000000)), ('b', '|u1')]")?.contains(header) == true)
    #expect(sentence("[('a', '|u1'), ('b', '|u1'")?.contains(header) == true)
    let deep = String(repeating: "[('a', ", count: 20) + "'|u1'" + String(repeating: ")]", count: 20)
    #expect(sentence(deep)?.contains(header) == true)
    #expect(
      sentence("[('a', '|u1'), ('b', '|u1')]", [1, 2, 3, 4], shape: "(2, 1)")?.contains("it is not clear which array")
        == true)
    #expect(
      sentence("[('a', '|u1'), ('class', '|S1')]", [1, 0xFF]) == "r.npy: a text of the field class is not UTF-8")
  }
}
