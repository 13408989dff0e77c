import Testing

@testable import LNQStudies

@Suite("Tables on the terminal")
struct TextTableTests {
  @Test("the first column stands at the left, the others at the right, and no line ends with spaces")
  func aligned() {
    let table = TextTable(rows: [["", "one", "difference"], ["loss", "0.5", "+0.1"], ["agrees", "yes", ""]])
    #expect(table.text == "        one  difference\nloss    0.5        +0.1\nagrees  yes")
    #expect(TextTable(rows: []).text == "")
  }
}
