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

  @Test(
    "that is faulty is refused with the line",
    arguments: [
      ("1,2,x\n", "r.arff, line 8, column class: “x” is not one of the classes g, q \" w, t"),
      ("1,2,g\n\n1,?,g\n", "r.arff, line 10, column mass mmdt: the value is missing: fill it in or remove the row"),
      ("1,2,?\n", "r.arff, line 8, column class: the value is missing: fill it in or remove the row"),
      ("1,2\n", "r.arff, line 8: 2 fields, but the header has 3 columns"),
      (
        "{0 1, 2 g}\n",
        "r.arff, line 8, column zlogz: “{0 1” is not a number: features are numbers such as -1.5e-3, "
          + "and the class has a column of its own"
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
        "r.arff: line 1: an attribute has a name and a type: numeric, real, integer, string or {a, b, …}"
      ),
      (
        "\n@attribute x {a, b\n",
        "r.arff: line 2: an attribute has a name and a type: numeric, real, integer, string or {a, b, …}"
      ),
      (
        "@attribute x date\n",
        "r.arff: line 1: an attribute has a name and a type: numeric, real, integer, string or {a, b, …}"
      ),
      (
        "@attribute x real\n@data\n",
        "r.arff: line 2: at least two attributes are needed, a feature and the class"
      ),
      (
        "@attribute x real\n@attribute x real\n@data\n", "r.arff: two attributes are called x: rename one"
      ),
      (
        "@attribute x {a, b}\n@attribute y {a, b}\n@data\n",
        "r.arff: the attribute x is not numeric: name the features, or say which column holds the class"
      ),
    ])
  func headerFaults(text: String, sentence: String) {
    #expect(refusal(of: text.utf8, named: "r.arff") == sentence)
  }
}
