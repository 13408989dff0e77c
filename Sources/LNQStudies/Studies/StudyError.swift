/// What can be wrong with studies.
package enum StudyError: Error, Equatable, Sendable {
  /// A folder that is not a study.
  case notAStudy(path: String)
  /// A folder of that name that holds something else.
  case nameTaken(path: String)
  /// A study of that name with another plan.
  case otherPlan(path: String, difference: String)
  /// A study that another process works on.
  case busy(path: String)
}

extension StudyError: CustomStringConvertible {
  /// One sentence: what, where, what to do.
  package var description: String {
    switch self {
    case .notAStudy(let path):
      "\(path) is not a study of lnq: it has no study.json"
    case .nameTaken(let path):
      "\(path) exists and is not a study of lnq; choose another name with --project"
    case .otherPlan(let path, let difference):
      "\(path) is another study than the one of this command line: \(difference); choose another name with --project"
    case .busy(let path):
      "another lnq works on the study \(path); wait until it is done, or stop it first"
    }
  }
}
