import Foundation
import LNQData
import LNQTestSupport
import Testing

@testable import LNQStudies

/// What is made of the ways in which a trial's process can end.
@Suite("Trial runners")
struct TrialRunnerTests {
  /// Ends each task as it is told, after writing what it would have printed.
  private struct ScriptedLauncher: TrialLauncher {
    let endings: [TrialEvent.Ending]
    var log = ""

    func run(_ tasks: [TrialTask], listener: any StopListener, onEvent: (TrialEvent) throws -> Void) throws {
      for (number, task) in tasks.enumerated() {
        try onEvent(.began(number))
        try write(log, to: task.log)
        try onEvent(.ended(number, endings[number]))
      }
    }
  }

  private func outcome(of ending: TrialEvent.Ending, log: String = "") throws -> (TrialOutcome, files: [String]) {
    try withTemporaryFolder { folder in
      let plan = StudyPlanTests.plan(.grid, [])
      let session = try StudySession(plan, trials: plan.trials(), in: folder, project: "s", command: [])
      let runner = TrialRunner(
        session: session, launcher: ScriptedLauncher(endings: [ending], log: log), retriesFailed: false,
        words: ["sweep"], observer: RecordingObserver(), listener: StopRequests.never.listen())
      let outcome = try runner.run(session.manifest.trials)[0]
      // What was found is what the files say.
      #expect(try session.directory.outcome(of: session.manifest.trials[0]) == outcome)
      return (outcome, try filePaths(below: folder + "/s/trials"))
    }
  }

  @Test("an exit code is a failure, with the last sentence of lnq")
  func exitCodes() throws {
    let (failed, files) = try outcome(of: .exited(65), log: "waiting\nlnq: first\nlnq: a file is\n  damaged\n")
    #expect(failed == .failed(TrialFailure(exitCode: 65, message: "a file is\n  damaged")))
    #expect(files == ["m_repeat-1.failure.json", "m_repeat-1.log"])
  }

  @Test("an exit code without a word names the log")
  func silence() throws {
    for code: Int32 in [0, 1] {
      guard case .failed(let failure) = try outcome(of: .exited(code)).0 else {
        Issue.record("it did not fail")
        return
      }
      #expect(failure.message.hasPrefix("it ended with the exit code \(code); see "))
      #expect(failure.message.hasSuffix("/s/trials/m_repeat-1.log"))
    }
  }

  @Test("a signal is a failure that names it")
  func signals() throws {
    let (failed, _) = try outcome(of: .signalled(SIGKILL))
    #expect(failed == .failed(TrialFailure(exitCode: nil, message: "it was ended by signal 9 (Killed)")))
  }

  @Test("a trial that was stopped is missing, and leaves no log")
  func stopped() throws {
    let (missing, files) = try outcome(of: .exited(130), log: "lnq: stopped\n")
    #expect(missing == .missing)
    #expect(files == [])
  }
}
