import LNQData
import Testing

@Suite("Classes")
struct ClassVocabularyTests {
  @Test("that are all whole numbers are these integers, however they are written, in their order")
  func wholeNumbers() throws {
    let rows = try table("x,class\n5,1.100000000000000000e+01\n6,2.0\n7,2\n8,+1e1\n9,-1\n")
    #expect(rows.classNames == ["-1", "2", "10", "11"])
    #expect(rows.labels == [3, 1, 1, 2, 0])
    let given = try table("x,class\n5,1.0\n6,0e0\n", classNames: ["1", "0"])
    #expect(given.classNames == ["1", "0"] && given.labels == [0, 1])
  }

  @Test("that are not all whole numbers stay texts")
  func texts() throws {
    #expect(try table("x,class\n5,1.0\n6,1\n7,a\n").classNames == ["1", "1.0", "a"])
    #expect(try table("x,class\n5,01\n6,1\n").classNames == ["1"])
  }

  @Test(
    "that are missing are refused with row and column, however that is written",
    arguments: ["", "?", "NA", "n/a", "<NA>", "nan", "NaN", "-nan", "NaT", "null", "None", "#N/A", "1.#QNAN"])
  func missing(spelling: String) throws {
    let sentence = try #require(refusal(of: "x,class\n1,a\n2,\(spelling)\n".utf8, named: "r.csv"))
    #expect(sentence.hasPrefix("r.csv, line 3, column class: the class is missing"))
    #expect(sentence.contains("--classes") == !spelling.isEmpty)
  }

  @Test("may be called None where the caller lists them")
  func none() throws {
    #expect(try table("x,class\n1,None\n2,b\n", classNames: ["None", "b"]).labels == [0, 1])
  }

  @Test("that are measured numbers are refused unless the caller names their column")
  func measured() throws {
    let text = "x,mass\n1,0.5\n2,1.5\n"
    #expect(
      refusal(of: text.utf8, named: "r.csv")
        == "r.csv, line 2, column mass: 0.5 is no class: classes are whole numbers or texts; say which column has them with "
        + "--class-column")
    #expect(try table(text, classColumn: "mass").classNames == ["0.5", "1.5"])
    #expect(
      refusal(
        of: npz(["X": npy("|u1", "(2, 1)", [1, 2]), "y": npy("<f4", "(2,)", [0, 0, 0, 0x3F, 0, 0, 0, 0])]),
        named: "r.npz")?
        .hasPrefix("r.npz, row 1, column y: 0.5 is no class") == true)
  }
}
