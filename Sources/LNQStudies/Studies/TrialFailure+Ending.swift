import Foundation

extension TrialFailure {
  /// Why a task failed; nil when something from outside stopped it, so that it can go on.
  package init?(_ ending: TrialEvent.Ending, log path: String) {
    switch ending {
    case .exited(Outcome.interrupted.rawValue), .cancelled: return nil
    case .exited(let code):
      let text = (try? Data(contentsOf: URL(fileURLWithPath: path))).map { String(decoding: $0, as: UTF8.self) } ?? ""
      self.init(exitCode: code, message: Self.sentence(text) ?? "it ended with the exit code \(code); see \(path)")
    case .signalled(let signal):
      self.init(exitCode: nil, message: "it was ended by signal \(signal) (\(String(cString: strsignal(signal))))")
    }
  }

  /// What `lnq` said last after its name.
  private static func sentence(_ log: String) -> String? {
    guard let start = log.ranges(of: "lnq: ").last?.upperBound else { return nil }
    return log[start...].trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
