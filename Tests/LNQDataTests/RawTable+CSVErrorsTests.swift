import Foundation
import LNQData
import LNQRandom
import Testing

@Suite("A faulty CSV file")
struct RawTableCSVErrorsTests {
  @Test(
    "is refused with a sentence that names the line and the column",
    arguments: [
      ("", "rows.csv: there are no rows"),
      ("\n\n", "rows.csv: there are no rows"),
      ("x,y\n", "rows.csv: there are no rows"),
      (
        "-3.1,0.45,g\n-2.0,0.3,q\n",
        "rows.csv, line 1: a header with the names of the columns is expected, but there is the number -3.1: "
          + "add a line of names"
      ),
      (
        "x\n1\n",
        "rows.csv, line 1: at least one feature and the class are needed, but there is one column: "
          + "separate columns by commas, semicolons, tabs or blanks"
      ),
      (
        "x,,y\n0,1,a\n",
        "rows.csv, line 1: column 2 has no name: name it, or remove it if it only numbers the rows"
      ),
      ("x,z,x,y\n1,2,3,a\n", "rows.csv, line 1: two columns are called x: rename one"),
      ("x,z,y\n1,2,a\n3,b\n", "rows.csv, line 3: 2 fields, but the header has 3 columns"),
      ("x,z,y\n1,2,a\n3,4,b,5,\n", "rows.csv, line 3: 5 fields, but the header has 3 columns"),
      ("x,z,y\n7\n", "rows.csv, line 2: 1 field, but the header has 3 columns"),
      (
        "x,z,y\n1,2,a\n\n3,,b\n",
        "rows.csv, line 4, column z: the value is missing: fill it in or remove the row"
      ),
      ("x,y\n1,a\nNA,b\n", "rows.csv, line 3, column x: the value is missing: fill it in or remove the row"),
      (
        "x,y\n1,a\n1,?\n",
        "rows.csv, line 3, column y: the class is missing (?): fill it in or remove the row; if ? is a class, import the file "
          + "with --classes, all classes in their order"
      ),
      ("x,y\n1,a\n1,\n", "rows.csv, line 3, column y: the class is missing: fill it in or remove the row"),
      (
        "x,y\n1,\"a\nb\"\nNaN,b\n",
        "rows.csv, line 4, column x: NaN is not a finite 32-bit float: correct it or remove the row"
      ),
      (
        "x,y\n-inf,b\n",
        "rows.csv, line 2, column x: -inf is not a finite 32-bit float: correct it or remove the row"
      ),
      (
        "x,y\r\n1,b\r\n1e39,b\r\n",
        "rows.csv, line 3, column x: 1e39 is not a finite 32-bit float: correct it or remove the row"
      ),
      (
        "x,y\n1,a\n1.2.3,b\n",
        "rows.csv, line 3, column x: “1.2.3” is not a number: features are numbers such as -1.5e-3, "
          + "and the class has a column of its own"
      ),
      (
        "x,y\n0x10,b\n",
        "rows.csv, line 2, column x: “0x10” is not a number: features are numbers such as -1.5e-3, "
          + "and the class has a column of its own"
      ),
      (
        "x,y\n1e,b\n",
        "rows.csv, line 2, column x: “1e” is not a number: features are numbers such as -1.5e-3, "
          + "and the class has a column of its own"
      ),
      ("x,y\n1,a\n2,\"b\n3,a\n", "rows.csv, line 3: a quote is opened and never closed"),
      (
        "x,y\n1,\"a\"b\n",
        "rows.csv, line 2, column y: there is text after the closing quote: write \"\" for a quote inside"
      ),
    ])
  func sentences(text: String, sentence: String) throws {
    #expect(try refusal(text.utf8) == sentence)
  }

  @Test("is refused when its fields are cut by the wrong separator")
  func separator() throws {
    #expect(
      try refusal("x,y\n1,a\n".utf8, named: "rows.tsv")
        == "rows.tsv, line 1: at least one feature and the class are needed, but there is one column: "
        + "separate columns by commas, semicolons, tabs or blanks")
  }

  @Test("is refused when the class column that the caller names is missing")
  func noClassColumn() throws {
    #expect(
      try refusal("x,z,y\n1,2,a\n".utf8, classColumn: "kind")
        == "rows.csv: no column is called kind; there are x, z, y")
  }

  @Test("is refused when it has a class that is not among the names given")
  func unknownClass() throws {
    #expect(
      try refusal("x,y\n1,g\n2,b\n".utf8, classNames: ["g", "q"])
        == "rows.csv, line 3, column y: “b” is not one of the classes g, q")
  }

  @Test("is refused when a class name is given twice")
  func duplicateClass() throws {
    #expect(try refusal("x,y\n1,g\n".utf8, classNames: ["g", "q", "g"]) == "the class name g is given twice")
  }

  @Test("is refused at the 1,001st class, and taken with 1,000")
  func tooManyClasses() throws {
    let thousand = "x,z\n" + (0..<1000).map { "1,c\($0)\n" }.joined()
    #expect(try table(thousand).classNames.count == 1000)
    #expect(
      try refusal((thousand + "1,new\n").utf8)
        == "rows.csv, column z: more than 1000 different classes: say which column holds the class with --class-column")
  }

  @Test(
    "that is not text is refused with what it is",
    arguments: [
      ([0x78, 0x00, 0x2C, 0x79, 0x0A], "the first line is not UTF-8 text"),
      ([0x78, 0x2C, 0x79, 0x0A, 0x31, 0x2C, 0xC3, 0x0A], "line 2 is not UTF-8 text"),
    ] as [([UInt8], String)])
  func notText(bytes: [UInt8], whatItIs: String) throws {
    #expect(
      try refusal(bytes) == "rows.csv: \(whatItIs); a dataset is a text file of separated values in UTF-8")
  }

  @Test("that is not there, or is a folder, is refused")
  func unreadable() throws {
    func sentence(_ path: String) -> String? {
      do throws(DatasetError) {
        _ = try RawTable.file(path: path)
        return nil
      } catch {
        return error.description
      }
    }
    #expect(sentence("/nowhere/rows.csv") == "/nowhere/rows.csv: cannot be read: there is no such file")
    let folder = FileManager.default.temporaryDirectory.path
    #expect(sentence(folder) == "\(folder): cannot be read: it is a folder")
    #expect(sentence("") == ": cannot be read: there is no such file")
  }

  @Test("that may not be read is refused", .enabled(if: getuid() != 0, "root may read everything"))
  func permission() throws {
    try withFile("x,y\n".utf8) { path in
      try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
      let error = #expect(throws: DatasetError.self) { try RawTable.file(path: path) }
      #expect(error?.description == "\(path): cannot be read: permission is denied")
    }
  }

  @Test("of random pieces is read or refused, 600 files (seed 9)")
  func random() throws {
    let pieces = [
      "1,a\n", "-2.5e1,b\r", "\"3\",\"c,\"\n", "\r\n", " 4 , d\n", "\"", ",", "1", "e", ".", "\u{E9}\n", "\t;",
    ]
    var random = SplitMix64(seed: 9)
    var taken = 0
    for _ in 0..<600 {
      let text = (0..<random.uniform(below: 7)).map { _ in pieces[random.uniform(below: pieces.count)] }.joined()
      let bytes = Array((["x,y\n", "x,y\r\n", ""][random.uniform(below: 3)] + text).utf8)
      // The last byte is cut off sometimes, also in the middle of a character.
      if try refusal(bytes.dropLast(random.uniform(below: 2))) == nil { taken += 1 }
    }
    #expect(taken > 30 && taken < 500, "\(taken) files were read")
  }
}
