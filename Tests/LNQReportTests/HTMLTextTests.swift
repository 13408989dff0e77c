import Testing

@testable import LNQReport

@Suite("Text inside of HTML")
struct HTMLTextTests {
  @Test("the characters that have a meaning are references, and control characters are replaced")
  func escaped() {
    #expect(HTMLText.escaped("<a href=\"x\">'&'</a>") == "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;")
    #expect(HTMLText.escaped("a\tb\nc\u{0}\u{1B}[1m") == "a\tb\nc\u{FFFD}\u{FFFD}[1m")
    #expect(HTMLText.escaped("± → é 日本") == "± → é 日本")
  }
}
