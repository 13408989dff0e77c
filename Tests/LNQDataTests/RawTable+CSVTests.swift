import Foundation
import LNQData
import LNQRandom
import Testing

@Suite("A CSV file")
struct RawTableCSVTests {
  private let small = """
    x,y1,kind
    1,-2.5e-3,dog
    3,4,cat

    5,+.5,dog
    """

  @Test("gives names, numbers, sorted classes, its base name and the SHA-256 of its bytes")
  func reads() throws {
    let rows = try table(small, named: "animals.2.csv")
    #expect(rows.name == "animals.2")
    #expect(rows.featureNames == ["x", "y1"])
    #expect(rows.classNames == ["cat", "dog"])
    #expect(rows.features == [1, -2.5e-3, 3, 4, 5, 0.5])
    #expect(rows.labels == [1, 0, 1])
    #expect(rows.provenance.sha256 == SHA256.hexadecimal(of: small))
    #expect(rows.provenance.source.hasSuffix("/animals.2.csv"))
    #expect(rows.provenance.notice == nil)
  }

  @Test(
    "means the same with CR LF, CR, a last line end, a byte order mark, blanks, quotes, tabs and semicolons",
    arguments: [
      ("\r\n", "rows.csv"), ("\r", "rows.csv"), ("\n\n\n", "rows.csv"), (";", "rows.csv"), ("\t", "rows.csv"),
      ("\t", "rows.tsv"), (" , ", "rows.csv"), ("\",\"", "rows.csv"), ("\u{FEFF}", "rows.csv"),
    ])
  func spellings(change: String, name: String) throws {
    let plain = try table(small)
    let changed =
      switch change {
      case "\u{FEFF}": change + small + "\n"
      case "\",\"":
        small.split(separator: "\n").map { "\"" + $0.replacingOccurrences(of: ",", with: change) + "\"" }
          .joined(separator: "\n")
      case let separator where separator.contains("\n") || separator.contains("\r"):
        small.replacingOccurrences(of: "\n", with: separator)
      default: small.replacingOccurrences(of: ",", with: change)
      }
    let rows = try table(changed, named: name)
    #expect(rows.featureNames == plain.featureNames)
    #expect(rows.classNames == plain.classNames)
    #expect(rows.features == plain.features)
    #expect(rows.labels == plain.labels)
  }

  @Test("finds the class column by the option, by a usual name, or at the end")
  func classColumn() throws {
    #expect(try table("Class,a,b\nu,1,2\nv,3,4").classNames == ["u", "v"])
    #expect(try table("a,y,label,b\n1,7,u,2\n3,8,v,4").featureNames == ["a", "y", "b"])
    #expect(try table("a,y,b\n1,u,2\n3,v,4").featureNames == ["a", "b"])
    #expect(try table("a,b,kind\n1,2,u\n3,4,v").featureNames == ["a", "b"])
    let chosen = try table("kind,b,class\nu,2,0\nv,4,1", classColumn: "kind")
    #expect(chosen.featureNames == ["b", "class"])
    #expect(chosen.features == [2, 0, 4, 1])
  }

  @Test("sorts classes as numbers when all are integers, otherwise as text")
  func classOrder() throws {
    #expect(try table("x,y\n1,10\n1,9\n1,-1").classNames == ["-1", "9", "10"])
    #expect(try table("x,y\n1,10\n1,9\n1,a").classNames == ["10", "9", "a"])
  }

  @Test("takes classes in the order of the names that are given, also those that do not occur")
  func classNames() throws {
    let rows = try table("x,y\n1,t\n1,g\n1,t", classNames: ["z", "t", "q", "g"])
    #expect(rows.classNames == ["z", "t", "q", "g"])
    #expect(rows.labels == [1, 3, 1])
  }

  @Test("may have separators, quotes and line ends inside quotes, in names and classes")
  func quotes() throws {
    let rows = try table("\"a,b\",\"say \"\"x\"\"\",y\n\"1\",2,\"p,\nq\"\n3,\" 4 \",\"r\"\"\"\n")
    #expect(rows.featureNames == ["a,b", "say \"x\""])
    #expect(rows.classNames == ["p,\nq", "r\""])
    #expect(rows.features == [1, 2, 3, 4])
  }

  @Test("may number its columns from 0 or from 1")
  func numberedColumns() throws {
    #expect(try table("0,1,2\n5,6,a\n7,8,b").featureNames == ["0", "1"])
    #expect(try table("1,2,3\n5,6,a\n7,8,b").featureNames == ["1", "2"])
  }

  @Test("may hold one class only, as a file to test on")
  func oneClass() throws {
    #expect(try table("x,y\n1,a\n2,a").classNames == ["a"])
  }

  @Test("gives the nearest Float: ties go to even, and digits far to the right decide ties")
  func knownNumbers() throws {
    let known: [(String, Float)] = [
      ("16777217", 16_777_216), ("16777219", 16_777_220), ("16777217.00000000000000000000000000001", 16_777_218),
      ("16777216.99999999999999999999999999999", 16_777_216), ("0.1", 0.1), ("1.", 1), (".5", 0.5), ("-0", -0.0),
      ("1E5", 100_000), ("1e+5", 100_000), ("3.4028234663852886e38", .greatestFiniteMagnitude),
      ("1.401298464324817e-45", .leastNonzeroMagnitude), ("1e-60", 0), ("0e99999999999", 0), ("1e-99999999999", 0),
      ("0.000000000000000000000000000000000000000000000000000001e54", 1), ("100000000000000000000000000000e-29", 1),
      ("1.17549435e-38", .leastNormalMagnitude),
    ]
    let rows = try table("x,y\n" + known.map { "\($0.0),a\n" }.joined())
    for (index, (text, value)) in known.enumerated() {
      #expect(rows.features[index].bitPattern == value.bitPattern, "\(text)")
    }
  }

  @Test("gives the standard library's Float for 40,000 random texts, half of them at or next to a tie (seed 6)")
  func randomNumbers() throws {
    var random = SplitMix64(seed: 6)
    var texts: [String] = []
    while texts.count < 40_000 {
      let float = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
      guard float.isFinite, float.nextUp.isFinite else { continue }
      // Its neighbour's middle is a Double, and %.160e writes a Double without rounding it.
      let middle = String(format: "%.160e", (Double(float) + Double(float.nextUp)) / 2)
      texts.append(middle)
      texts.append(middle.replacingOccurrences(of: "0e", with: ["1e", "0e"][random.uniform(below: 2)]))
      texts.append("\(float)")
      texts.append("\(Double(float) * (1 + random.uniform()))")
      texts.append("\(random.next()).\(random.next())e\(random.uniform(below: 60) - 50)")
    }
    texts = texts.filter { Float($0)?.isFinite == true }
    #expect(texts.count > 39_000)
    let rows = try table("x,y\n" + texts.map { "\($0),a\n" }.joined())
    for (text, value) in zip(texts, rows.features) {
      #expect(Float(text)?.bitPattern == value.bitPattern, "\(text)")
    }
  }

  @Test(
    "of the real jet data, where LNQ_REAL_JSC_CSV names it, has 16 features and classes g q t w z",
    .enabled(if: ProcessInfo.processInfo.environment["LNQ_REAL_JSC_CSV"] != nil))
  func realData() throws {
    let path = try #require(ProcessInfo.processInfo.environment["LNQ_REAL_JSC_CSV"])
    let rows = try RawTable.file(path: path)
    #expect(rows.featureNames == SurrogateParameters.embedded.features)
    #expect(rows.classNames == ["g", "q", "t", "w", "z"])
    #expect(rows.count >= 500)
  }
}
