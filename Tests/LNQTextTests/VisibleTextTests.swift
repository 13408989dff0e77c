import LNQText
import Testing

@Suite("Text that is safe to show")
struct VisibleTextTests {
  @Test(
    "what acts on a terminal or on the direction of text is shown as an escape",
    arguments: [
      ("\u{1B}[31mred", "\\u{1B}[31mred"), ("a\rb", "a\\u{D}b"), ("\u{0}", "\\u{0}"),
      ("\u{7F}\u{9B}", "\\u{7F}\\u{9B}"),
      ("\u{202E}abc", "\\u{202E}abc"), ("\u{2066}\u{200F}\u{FEFF}", "\\u{2066}\\u{200F}\\u{FEFF}"),
      ("\u{2028}x", "\\u{2028}x"), ("\r\n", "\\u{D}\n"),
    ])
  func escaped(text: String, shown: String) { #expect(VisibleText.escaped(text) == shown) }

  @Test("text of any script, lines and tabs stay", arguments: ["größe\n\t模型", "👩‍🔬", "می‌خواهم", "± – … × 2^3"])
  func untouched(text: String) { #expect(VisibleText.escaped(text) == text) }

  @Test("in a comment they are blanks, and everything is one line")
  func blanked() { #expect(VisibleText.blanked("a\n\tb\u{202E}c\u{1B}é") == "a  b c é") }

  @Test("a long message keeps its beginning and its end")
  func message() {
    let long = "file.model: there is no layer " + String(repeating: "A", count: 70_000) + "; write Linear"
    let shown = VisibleText.message(long)
    #expect(shown.count <= VisibleText.messageLimit)
    #expect(shown.hasPrefix("file.model: there is no layer A"))
    #expect(shown.hasSuffix("A; write Linear"))
    #expect(VisibleText.message("short") == "short")
  }

  @Test("a long list says how much it leaves out")
  func list() {
    #expect(VisibleText.list(["a", "b"]) == "a, b")
    #expect(VisibleText.list((0..<1000).map { "\($0)" }, limit: 3) == "0, 1, 2 and 997 more")
  }
}
