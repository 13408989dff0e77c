/// Why a trial did not come to its end, for `<trial>.failure.json`.
package struct TrialFailure: Codable, Equatable, Sendable {
  /// The exit code of its process; nil when a signal ended it.
  var exitCode: Int32?
  /// What it said, or what is known of its end: one sentence.
  package var message: String
}
