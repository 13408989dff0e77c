import LNQData
import Testing

@Suite("A name made for a file")
struct FileNameTests {
  @Test(
    "keeps letters and digits of all scripts, and replaces what has no place in it",
    arguments: [
      ("größe", "größe"), ("模型", "模型"), ("हिन्दी", "हिन्दी"), ("my net/2", "my-net-2"), ("a\u{1B}[2J", "a--2J"),
      ("a\u{202E}b", "ab"), ("-rf", "_-rf"), (".hidden", "hidden"), ("", "unnamed"),
    ])
  func names(text: String, name: String) {
    #expect(FileName.making(text) == name)
  }

  @Test("is another one for another text without letters")
  func symbols() {
    #expect(FileName.making("🙂") != FileName.making("🙃"))
    #expect(FileName.making("🙂").hasPrefix("unnamed-"))
  }

  @Test(
    "may be that of a dataset, with letters of all scripts",
    arguments: [
      ("größe", true), ("模型-2", true), ("a b", false), ("-x", false), (".x", false), ("a/b", false), ("", false),
      ("jsc-synth", false), ("a\u{202E}", false), (String(repeating: "ä", count: 51), false),
    ])
  func datasets(name: String, isName: Bool) {
    #expect(DatasetCache.isName(name) == isName)
  }
}
