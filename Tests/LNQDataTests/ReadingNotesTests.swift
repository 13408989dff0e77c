import LNQData
import Testing

@Suite("What a reader says of a file")
struct ReadingNotesTests {
  private func counted(_ names: String, from start: Int, step: Int = 1, rows: Int = 12) -> String {
    names + "\n" + (0..<rows).map { "\(start + step * $0),\($0 * 7 % 5),\($0 % 2)\n" }.joined()
  }

  @Test(
    "is where the class is",
    arguments: [
      ("a,kind\n1,0\n2,1\n", "column kind, the last"), ("Class,a\n1,0\n2,1\n", "column Class, by its name"),
    ])
  func classSource(text: String, source: String) throws {
    #expect(try table(text).notes?.classSource == source)
    #expect(try table(text, classColumn: "a").notes?.classSource == "column a, as --class-column says")
  }

  @Test(
    "is that a column that counts the rows was left out",
    arguments: [("Unnamed: 0", 0), ("row", 1), ("event", 1000), ("", 0)])
  func counting(name: String, start: Int) throws {
    let rows = try table(counted("\(name),a,class", from: start))
    #expect(rows.featureNames == ["a"])
    #expect(rows.features == .single((0..<12).map { Float($0 * 7 % 5) }))
    #expect(rows.notes?.leftOutText == "\(name.isEmpty ? "Unnamed: 0" : name) (it counts the rows)")
  }

  @Test("is that a column that counts backwards was left out")
  func backwards() throws {
    #expect(try table(counted("t,a,class", from: 11, step: -1)).featureNames == ["a"])
  }

  @Test(
    "is that an index in another order was left out, if its name says that it is one", arguments: ["id", "Index", "#"])
  func index(name: String) throws {
    let text = "\(name),a,class\n7,1,0\n3,2,1\n9,3,0\n"
    #expect(try table(text).featureNames == ["a"])
    #expect(try table(text.replacing("9,", with: "3,")).featureNames == [name, "a"])
    #expect(try table(text.replacing("\(name),", with: "mass,")).featureNames == ["mass", "a"])
  }

  @Test("is nothing where the caller names the features, where a column does not count, and of few rows")
  func kept() throws {
    let text = counted("t,a,class", from: 0)
    let chosen = try table(text.utf8, named: "r.csv", ReadOptions(featureColumns: ["t", "a"]))
    #expect(chosen.featureNames == ["t", "a"])
    #expect(try table(text.utf8, named: "r.csv", ReadOptions(neededFeatures: ["t"])).featureNames == ["t", "a"])
    #expect(try table(counted("t,a,class", from: 0, step: 2)).featureNames == ["t", "a"])
    #expect(try table(counted("t,a,class", from: 0, rows: 9)).featureNames == ["t", "a"])
    #expect(chosen.notes?.leftOutText == nil)
  }

  @Test("is what it would take when nothing but a counting column is there")
  func nothing() throws {
    let text = "t,class\n" + (0..<10).map { "\($0),\($0 % 2)\n" }.joined()
    #expect(
      refusal(of: text.utf8, named: "r.csv")
        == "r.csv: no column is left for features: t only counts the rows; if that is a feature, import the file with "
        + "--features t")
  }

  @Test("is how many rows repeat earlier ones, a column that counts not regarded")
  func repeated() throws {
    let text = "id,a,class\n" + (0..<12).map { "\($0),\($0 % 3),\($0 % 2)\n" }.joined()
    let rows = try table(text.utf8, named: "r.csv", ReadOptions(dropsDuplicates: true))
    #expect(rows.count == 6)
    #expect(rows.notes?.leftOutText == "id (it counts the rows); 6 rows (the same as earlier ones)")
  }

  @Test("is which columns the caller left out, each reason once")
  func columns() throws {
    let text = "a,b,c,class\n1,x,2,0\n2,y,2,1\n"
    let left = try table(text.utf8, named: "r.csv", ReadOptions(leftOutColumns: ["c", "b"]))
    #expect(left.featureNames == ["a"])
    #expect(left.notes?.leftOutText == "b, c (--leave-out names it)")
    let chosen = try table(text.utf8, named: "r.csv", ReadOptions(featureColumns: ["c"]))
    #expect(chosen.notes?.leftOutText == "a, b (--features does not name it)")
  }

  @Test(
    "is a question where two columns may have the classes",
    arguments: [
      ("x,y,z,energy,pid", "is y the class, or pid? say --class-column NAME"),
      ("a,class,label", "is class the class, or label? say --class-column NAME"),
      ("a,y,label", "is y the class, or label? say --class-column NAME"),
    ])
  func questions(header: String, question: String) throws {
    let columns = header.split(separator: ",").count
    let row = (0..<columns).map(String.init).joined(separator: ",")
    #expect(refusal(of: "\(header)\n\(row)\n".utf8, named: "r.csv") == "r.csv: " + question)
    let last = String(header.split(separator: ",")[columns - 1])
    #expect(try table("\(header)\n\(row)\n", classColumn: last).featureNames.count == columns - 1)
  }

  @Test("is no question where y is the last column, or a coordinate beside a class")
  func coordinates() throws {
    #expect(try table("x,z,y\n1,2,0\n2,3,1\n").featureNames == ["x", "z"])
    #expect(try table("x,y,class\n1,2,0\n2,3,1\n").featureNames == ["x", "y"])
  }

  @Test("is all columns of texts at once")
  func textColumns() throws {
    #expect(
      refusal(of: "proto,a,service,flag\ntcp,1,http,0\nudp,2,dns,1\n".utf8, named: "r.csv")
        == "r.csv: the columns proto, service have no numbers (tcp), and lnq does not encode texts: say --class-column proto if "
        + "that is the class; otherwise import the file with --leave-out proto,service")
    #expect(
      refusal(of: "species name,class\nsetosa,1\n".utf8, named: "r.csv")?.hasSuffix("--leave-out 'species name'")
        == true)
  }
}
