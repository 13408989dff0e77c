/// Classes that a network puts no test row into: what people are told about them.
package enum NeverChosen {
  /// Why that happens, and what follows.
  package static let reason =
    "behind a last ReLU an output that is 0 on every row does not learn any more, and codes of few bits leave many ties, which "
    + "the lower class wins"
}
