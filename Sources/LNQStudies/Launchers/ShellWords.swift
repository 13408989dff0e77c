/// Words as a person types them into a shell.
package enum ShellWords {
  /// `words` with spaces between them; what a shell would not take as it is stands in single quotes.
  package static func text(_ words: [String]) -> String {
    words.map { word in
      let isPlain = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-./,=:+@%".contains($0)) }
      return isPlain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }.joined(separator: " ")
  }
}
