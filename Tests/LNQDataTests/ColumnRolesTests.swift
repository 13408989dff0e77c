import LNQData
import Testing

@Suite("The columns of a table")
struct ColumnRolesTests {
  private let text = "a,is_x,b,is_y\n1,0,2,1\n3,1,4,0\n3,1,4,0\n0,1,-0,0\n-0.0,1,0,0\n"

  @Test("may be chosen and put into another order")
  func features() throws {
    let rows = try table(text.utf8, named: "r.csv", ReadOptions(classColumn: "is_x", featureColumns: ["is_y", "a"]))
    #expect(rows.featureNames == ["is_y", "a"])
    #expect(rows.features == [1, 1, 0, 3, 0, 3, 0, 0, 0, 0])
  }

  @Test("may flag the classes, in the order that is given")
  func flags() throws {
    let rows = try table(text.utf8, named: "r.csv", ReadOptions(classFlagColumns: ["is_y", "is_x"]))
    #expect(rows.featureNames == ["a", "b"])
    #expect(rows.classNames == ["is_y", "is_x"])
    #expect(rows.labels == [0, 1, 1, 1, 1])
    #expect(
      try table(text.utf8, named: "r.csv", ReadOptions(classFlagColumns: ["is_y", "is_x"], classNames: ["y", "x"]))
        .classNames == ["y", "x"])
  }

  @Test("make rows equal that differ in nothing but the sign of 0; the first of them stays")
  func duplicates() throws {
    let options = ReadOptions(classFlagColumns: ["is_x", "is_y"], dropsDuplicates: true)
    #expect(try table(text.utf8, named: "r.csv", options).features == [1, 2, 3, 4, 0, 0])
  }

  @Test(
    "that do not exist or are named twice are refused",
    arguments: [
      (ReadOptions(featureColumns: ["c"]), "r.csv: no column is called c; there are a, is_x, b, is_y"),
      (
        ReadOptions(classColumn: "a", featureColumns: ["a"]),
        "r.csv: the column a is named twice: a column is a feature, or holds the class, or is left out"
      ),
      (
        ReadOptions(featureColumns: []),
        "r.csv: no column is left for features: at least one and the class are needed"
      ),
      (
        ReadOptions(classFlagColumns: ["is_x", "is_y"], classNames: ["x"]),
        "r.csv: 2 columns of classes do not fit 1 class names"
      ),
      (
        ReadOptions(classFlagColumns: ["a", "is_x"]),
        "r.csv, line 3: of the columns a, is_x one has to be 1 and the others 0"
      ),
      (ReadOptions(array: "X"), "r.csv: text has no array called X"),
      (
        ReadOptions(labelsPath: "y"),
        "r.csv: text has its labels in a column, not in another file"
      ),
    ])
  func refused(options: ReadOptions, sentence: String) {
    #expect(refusal(of: text.utf8, named: "r.csv", options) == sentence)
  }
}
