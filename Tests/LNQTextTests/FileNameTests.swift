import LNQText
import Testing

@Suite("Names of files")
struct FileNameTests {
  @Test(
    "letters and digits of every script stay, all else becomes a dash",
    arguments: [
      ("my net/2", "my-net-2"), ("a_b-c.1", "a_b-c.1"), ("größe", "größe"), ("模型", "模型"), ("सेब", "सेब"),
      ("\u{41}\u{30A}", "Å"), ("a\u{202E}b", "a-b"), ("a\u{200B}b", "a-b"), ("a\u{FE0F}b", "b"), ("-\u{301}x", "x"),
      ("it's", "it-s"),
      ("a\nb", "a-b"), ("a\u{7F}b", "a-b"),
    ])
  func characters(text: String, name: String) {
    #expect(Array(FileName.make(of: text).utf8) == Array(name.utf8))
  }

  @Test(
    "no name is hidden, empty, an option or another folder",
    arguments: [("..", "unnamed"), ("", "unnamed"), ("---", "unnamed"), (".hidden", "hidden"), ("--help", "help")])
  func beginnings(text: String, name: String) { #expect(FileName.make(of: text) == name) }

  @Test("texts without a letter have names of their own")
  func withoutLetters() {
    let names = ["🦊", "🐻", "_", "__", "?"].map { FileName.make(of: $0) }
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0.hasPrefix("unnamed-") && $0.utf8.count == 16 })
  }

  @Test("long names are cut between characters and stay different", arguments: ["m", "模", "é", "🇩🇪a"])
  func longNames(letter: String) {
    let texts = [101, 127, 128, 240, 5000].map { String(repeating: letter, count: $0) }
    let names = texts.map { FileName.make(of: $0) }
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { (93...100).contains($0.utf8.count) && !$0.contains("\u{FFFD}") })
    #expect(FileName.make(of: String(repeating: "m", count: 100)).utf8.count == 100)
  }

  @Test(
    "a name is its own name", arguments: ["größe", "🦊", "--x", "a b", "e\u{301}", String(repeating: "ü", count: 90)])
  func idempotent(text: String) {
    let name = FileName.make(of: text)
    #expect(FileName.isName(name))
    #expect(FileName.make(of: name) == name)
  }

  @Test("digits are those of FNV-1a", arguments: [("", "811c9dc5"), ("a", "e40c292c"), ("foobar", "bf9cf968")])
  func digits(text: String, digits: String) { #expect(TextDigest.digits(of: text) == digits) }
}
