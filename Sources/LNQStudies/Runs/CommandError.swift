/// What a verb itself finds wrong, beside the errors of the modules that it calls.
package enum CommandError: Error, Equatable {
  /// Hardware and reference disagree; the report was printed.
  case disagreement(String)
  /// Words of the command line that do not go together.
  case usage(String)
  /// A file that does not fit.
  case input(String)
  /// Training that did not come to its end, and what is left of it.
  case failure(String)
  /// Somebody asked to stop.
  case interrupted(String)
}

extension CommandError: CustomStringConvertible {
  /// The sentence.
  package var description: String {
    switch self {
    case .disagreement(let sentence), .usage(let sentence), .input(let sentence), .failure(let sentence),
      .interrupted(let sentence):
      sentence
    }
  }

  /// Its exit code.
  package var outcome: Outcome {
    switch self {
    case .disagreement, .failure: .failed
    case .interrupted: .interrupted
    case .usage: .usage
    case .input: .badInput
    }
  }
}
