/// What `study.json` holds: enough to know what a study is, and to go on with it. What came of its trials is in their folders.
package struct StudyManifest: Codable, Equatable, Sendable {
  /// The words of the command line that began it.
  var command: [String]
  /// The programs that took part then.
  var versions: Versions
  /// When it began, in UTC: `2025-11-20T22:55:01.125Z`.
  var started: String
  /// What it is to find out.
  package var plan: StudyPlan
  /// Its trials in order. All of a sweep's are here from the start; a search adds to them.
  package var trials: [StudyTrial]

  /// Puts the parts together.
  init(command: [String], versions: Versions, started: String, plan: StudyPlan, trials: [StudyTrial]) {
    self.command = command
    self.versions = versions
    self.started = started
    self.plan = plan
    self.trials = trials
  }
}
