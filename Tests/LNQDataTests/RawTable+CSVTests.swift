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

  @Test(
    "may have its header behind a #, as numpy.savetxt writes it, and comments in front of it",
    arguments: [
      "# a,b,class\n1,2,0\n3,4,1\n", "#a,b,class\r\n1,2,0\r\n3,4,1\r\n",
      "# made by a script\n\n# twice\na,b,class\n1,2,0\n3,4,1\n",
      "# made by a script\n# a,b,class\n1,2,0\n3,4,1\n",
    ])
  func comments(text: String) throws {
    let rows = try table(text)
    #expect(rows.featureNames == ["a", "b"] && rows.features == [1, 2, 3, 4])
  }

  @Test(
    "may be separated by blanks, as numpy.savetxt writes it without a delimiter: padded, with and without names, comments anywhere",
    arguments: [
      "# a b class\n1.000000000000000000e+00 2 0\n3 4 1\n", "a b class\n 1  2\t0 \n 3  4  1\n# the end\n",
      "# made by a script\n\na \"b\" class\r\n1 \"2\" 0 # first\r\n3 4 1",
      "# a b class\n  1  2  0\n  3  4  1\n",
    ])
  func blanks(text: String) throws {
    let rows = try table(text, named: "rows.txt")
    #expect(rows.featureNames == ["a", "b"] && rows.features == [1, 2, 3, 4] && rows.classNames == ["0", "1"])
  }

  @Test("separated by blanks may have no header: every line is a row, and columns have numbers")
  func rowsOnly() throws {
    let rows = try table("0 1 2\n1.5e+00 4.0 1\n", named: "rows.txt")
    #expect(rows.featureNames == ["0", "1"] && rows.features == [0, 1, 1.5, 4] && rows.classNames == ["1", "2"])
    #expect(
      refusal(of: "1 2 0\n1 2\n".utf8, named: "r.txt") == "r.txt, line 2: 2 fields, but the header has 3 columns")
    #expect(try table("# made by a script\n0.5 1 a\n2 4 b\n", named: "rows.txt").classNames == ["a", "b"])
  }

  @Test("may call a column #, and counts the lines of comments")
  func hashes() throws {
    #expect(try table("#,a,class\n5,2,0\n5,4,1\n").featureNames == ["#", "a"])
    #expect(
      refusal(of: "# c\na,b,class\n1,,0\n".utf8, named: "r.csv")
        == "r.csv, line 3, column b: the value is missing: fill it in or remove the row")
    #expect(
      refusal(of: "# c\na,a\n1,2\n".utf8, named: "r.csv") == "r.csv, line 2: two columns are called a: rename one")
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

  @Test("gives the nearest Double: ties go to even, and digits far to the right decide ties")
  func knownNumbers() throws {
    let known: [(String, Double)] = [
      ("9007199254740993", 9_007_199_254_740_992), ("9007199254740995", 9_007_199_254_740_996),
      ("9007199254740993.00000000000000000000000000001", 9_007_199_254_740_994),
      ("9007199254740992.99999999999999999999999999999", 9_007_199_254_740_992), ("0.1", 0.1), ("1.", 1), (".5", 0.5),
      ("-0", -0.0), ("1E5", 100_000), ("1e+5", 100_000), ("3.4028234663852886e38", 3.4028234663852886e38),
      ("1.401298464324817e-45", 1.401298464324817e-45), ("5e-324", .leastNonzeroMagnitude), ("1e-400", 0),
      ("0e99999999999", 0),
      ("1e-99999999999", 0), ("0.000000000000000000000000000000000000000000000000000001e54", 1),
      ("100000000000000000000000000000e-29", 1), ("1600000008039099956", 1_600_000_008_039_099_904),
      ("18446744073709551615", 0x1p64),
    ]
    let rows = try table("x,y\n" + known.map { "\($0.0),a\n" }.joined())
    for (index, (text, value)) in known.enumerated() {
      #expect(rows.features[index].bitPattern == value.bitPattern, "\(text)")
    }
  }

  @Test("gives the standard library's Double for 40,000 random texts, half of them at or next to a tie (seed 6)")
  func randomNumbers() throws {
    var random = SplitMix64(seed: 6)
    var texts: [String] = []
    while texts.count < 40_000 {
      // A third of the numbers are too small for a 32-bit float, and a few too large, which are refused.
      let value = Double(bitPattern: random.next())
      guard abs(value) < 1e38 else { continue }
      // The middle of two neighbours: all digits of the lower one, then those of half of their distance.
      let whole = Double(random.next() >> 8) * 2
      texts.append(String(format: "%.0f", whole + whole.ulp))
      texts.append(String(format: "%.0f", whole) + ".\(random.next())")
      texts.append("\(value)")
      texts.append(String(format: "%.17e", value))
      texts.append("\(random.next()).\(random.next())e\(random.uniform(below: 60) - 50)")
      texts.append("\(random.next() >> 1)e\(random.uniform(below: 150) - 130)")
    }
    texts = texts.filter { Double($0).map { abs($0) < 1e38 } ?? false }
    #expect(texts.count > 35_000)
    let rows = try table("x,y\n" + texts.map { "\($0),a\n" }.joined())
    for (text, value) in zip(texts, rows.features) {
      #expect(Double(text)?.bitPattern == value.bitPattern, "\(text)")
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
