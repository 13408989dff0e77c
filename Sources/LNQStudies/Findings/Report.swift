/// What a verb found out: a JSON object for programs, and a block of lines for people.
package protocol Report: Encodable {
  /// The same facts as text.
  var summary: Summary { get }
}
