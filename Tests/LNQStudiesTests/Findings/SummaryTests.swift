import Testing

@testable import LNQStudies

@Suite("Summary")
struct SummaryTests {
  @Test("values stand in one column, and lines have no spaces at their ends")
  func alignment() {
    var summary = Summary("jsc-tiny on jsc-synth")
    summary.add("accuracy", "71.66 %")
    summary.add("note", Optional<String>.none)
    summary.add("where", "first\nsecond")
    summary.add("end", "")
    #expect(
      summary.text == """
        jsc-tiny on jsc-synth
          accuracy  71.66 %
          where     first
                    second
          end
        """)
  }
}

@Suite("Tables on the terminal")
struct TextTableTests {
  @Test("the first column stands at the left, the others at the right, and no line ends with spaces")
  func aligned() {
    let table = TextTable(rows: [["", "one", "difference"], ["loss", "0.5", "+0.1"], ["agrees", "yes", ""]])
    #expect(table.text == "        one  difference\nloss    0.5        +0.1\nagrees  yes")
    #expect(TextTable(rows: []).text == "")
  }
}
