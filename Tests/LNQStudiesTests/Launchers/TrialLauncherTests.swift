import Testing

@testable import LNQStudies

@Suite("Shell words")
struct ShellWordsTests {
  @Test("plain words stay, all others are quoted")
  func quoting() {
    #expect(ShellWords.text(["lnq", "sweep", "a,b", "--seed=1", "./x.csv"]) == "lnq sweep a,b --seed=1 ./x.csv")
    #expect(ShellWords.text(["my rows.csv", "", "it's", "$HOME", "a*"]) == "'my rows.csv' '' 'it'\\''s' '$HOME' 'a*'")
  }
}
