import LNQData
import Testing

@Suite("An ARFF file")
struct ARFFReaderTests {
  private static let header = """
    % jets
    @RELATION hls4ml

    @ATTRIBUTE zlogz REAL
    @attribute 'mass mmdt'	numeric
    @Attribute "class" {t, 'g' ,"q \\" w"}
    @DATA

    """

  @Test("has its classes sorted, its quotes resolved, comments and empty lines skipped")
  func rows() throws {
    let rows = try table(
      (Self.header + "1, -2.5e1, g\n% no row\n\n3,4,'t'\r\n  5 ,6, \"q \\\" w\"\n").utf8, named: "jets.arff")
    #expect(rows.name == "jets")
    #expect(rows.featureNames == ["zlogz", "mass mmdt"])
    #expect(rows.classNames == ["g", "q \" w", "t"])
    #expect(rows.features == [1, -25, 3, 4, 5, 6])
    #expect(rows.labels == [0, 2, 1])
  }

  @Test("may have a class of strings, in any column that is named")
  func strings() throws {
    let text = "@relation r\n@attribute kind string\n@attribute x integer\n@data\nb,1\na,2\nb,3\n"
    let rows = try table(text.utf8, named: "r.arff", ReadOptions(classColumn: "kind"))
    #expect(rows.classNames == ["a", "b"])
    #expect(rows.labels == [1, 0, 1])
  }

  @Test("may have bounds, weights of attributes, blanks and tabs between values, and comments behind them")
  func spellings() throws {
    let header = "@attribute x real[0,10] {2}\n@attribute z numeric % a comment\n@attribute class {'g g',q}\n@data\n"
    let rows = try table((header + "1\t2\t'g g' % good\n 3 , 4 q% bad\n").utf8, named: "r.arff")
    #expect(rows.features == [1, 2, 3, 4])
    #expect(rows.classNames == ["g g", "q"] && rows.labels == [0, 1])
  }

  @Test("may have sparse rows: what they do not say is 0, or the first nominal value")
  func sparse() throws {
    let header = "@attribute x real\n@attribute n {3,0}\n@attribute class {t,'g h'}\n@data\n"
    let rows = try table((header + "{0 1.5, 2 'g h'}\n{1 0}\n{ }\n1,0,t\n").utf8, named: "r.arff")
    #expect(rows.features == [1.5, 3, 0, 0, 0, 3, 1, 0])
    #expect(rows.classNames == ["g h", "t"] && rows.labels == [0, 1, 1, 1])
  }

  @Test(
    "may have nominal numbers as features, and texts that are left out; classes are numbers however they are written")
  func nominal() throws {
    let header = "@attribute land {0,1}\n@attribute proto {tcp,udp}\n@attribute class {10.0,2.0}\n@data\n"
    let rows = try table(
      (header + "0,udp,2\n1,tcp,10.0\n").utf8, named: "r.arff", ReadOptions(leftOutColumns: ["proto"]))
    #expect(rows.features == [0, 1])
    #expect(rows.classNames == ["2", "10"] && rows.labels == [0, 1])
    #expect(rows.notes?.leftOutText == "proto (--leave-out names it)")
  }

  @Test(
    "that is faulty is refused with the line",
    arguments: [
      ("1,2,x\n", "r.arff, line 8, column class: “x” is not one of the classes g, q \" w, t"),
      ("1,2,g\n\n1,?,g\n", "r.arff, line 10, column mass mmdt: the value is missing: fill it in or remove the row"),
      (
        "1,2,?\n",
        "r.arff, line 8, column class: the class is missing (?): fill it in or remove the row; if ? is a class, import the file "
          + "with --classes, all classes in their order"
      ),
      ("1,2\n", "r.arff, line 8: 2 fields, but the header has 3 columns"),
      ("{0 1, 3 g}\n", "r.arff: line 8: a sparse row says column 3 twice, or has no such column"),
      ("{0 1, 0 g}\n", "r.arff: line 8: a sparse row says column 0 twice, or has no such column"),
      ("{0 1, 2 g\n", "r.arff: line 8: a sparse row is {number value, …}"),
      ("{0}\n", "r.arff: line 8: a sparse row is {number value, …}"),
      ("{0 1} 2\n", "r.arff: line 8: a sparse row is {number value, …}"),
      (
        "{0 1}, {5}\n",
        "r.arff, line 8: the row has a weight, {…} at its end, and lnq trains with all rows alike: remove the weights"
      ),
      (
        "1,2,g, {5}\n",
        "r.arff, line 8: the row has a weight, {…} at its end, and lnq trains with all rows alike: remove the weights"
      ),
      (
        "1,2,'g'h\n",
        "r.arff, line 8, column class: there is text after the closing quote: write \\' for a quote inside"
      ),
      ("1,'2,g\n", "r.arff, line 8: a quote is opened and never closed"),
      ("1,NaN,g\n", "r.arff, line 8, column mass mmdt: NaN is not a finite 32-bit float: correct it or remove the row"),
      ("", "r.arff: there are no rows"),
    ])
  func rowFaults(text: String, sentence: String) {
    #expect(refusal(of: (Self.header + text).utf8, named: "r.arff") == sentence)
  }

  @Test(
    "whose header is faulty is refused with the line",
    arguments: [
      ("", "r.arff: the line @data, after which the rows begin, is missing"),
      ("@relation r\n", "r.arff: the line @data, after which the rows begin, is missing"),
      ("x,y\n1,2\n", "r.arff: line 1: @attribute or @data is expected, not “x,y”"),
      (
        "@attribute x\n",
        "r.arff: line 1: an attribute has a name and a type: numeric, real, integer, string, date or {a, b, …}"
      ),
      (
        "\n@attribute x {a, b\n",
        "r.arff: line 2: an attribute has a name and a type: numeric, real, integer, string, date or {a, b, …}"
      ),
      (
        "@attribute x matrix\n",
        "r.arff: line 1: an attribute has a name and a type: numeric, real, integer, string, date or {a, b, …}"
      ),
      (
        "@attribute x real\n@data\n",
        "r.arff: line 2: at least two attributes are needed, a feature and the class"
      ),
      (
        "@attribute x real\n@attribute x real\n@data\n", "r.arff: two attributes are called x: rename one"
      ),
      (
        "@attribute proto {tcp, udp}\n@attribute x real\n@attribute when date 'yyyy'\n@attribute class {a, b}\n@data\n",
        "r.arff: the columns proto, when have no numbers (tcp, udp), and lnq does not encode texts: import the file with "
          + "--leave-out proto,when"
      ),
    ])
  func headerFaults(text: String, sentence: String) {
    #expect(refusal(of: text.utf8, named: "r.arff") == sentence)
  }
}
