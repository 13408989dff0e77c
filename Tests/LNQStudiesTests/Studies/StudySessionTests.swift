import Foundation
import LNQData
import LNQTestSupport
import Testing

@testable import LNQStudies

@Suite("Study sessions")
struct StudySessionTests {
  private static let plan = StudyPlanTests.plan(.grid, [StudyOption(name: "batch-size", values: ["16", "32"])])

  private func session(_ plan: StudyPlan, in folder: String, project: String? = "study") throws -> StudySession {
    try StudySession(plan, trials: plan.trials(), in: folder, project: project, command: ["sweep"])
  }

  @Test("begin a study, and go on with it under the same plan")
  func goingOn() throws {
    try withTemporaryFolder { folder in
      let first = try session(Self.plan, in: folder + "/new")
      #expect(first.directory.path == folder + "/new/study")
      #expect(first.manifest.trials.count == 2)
      first.close()
      let second = try session(Self.plan, in: folder + "/new")
      #expect(second.manifest == first.manifest)
      #expect(try StudyDirectory(path: folder + "/new/study").manifest() == first.manifest)
    }
  }

  @Test("keep the trials that were added on the way")
  func addedTrials() throws {
    try withTemporaryFolder { folder in
      let plan = StudyPlanTests.plan(.grid, [StudyOption(name: "input-bits", values: ["4"])])
      var first = try session(plan, in: folder)
      let trial = StudyTrial(
        name: "new", model: "m", settings: [], repetition: 1, seed: 3,
        quantization: [StudySetting(option: "input-bits", value: "4")], generation: 2)
      try first.append([trial])
      first.close()
      #expect(try session(plan, in: folder).manifest.trials == plan.trials() + [trial])
    }
  }

  /// Changes `study.json` of a study of `plan`, and reads it.
  private func problem(replacing old: String, by new: String) throws -> String? {
    try withTemporaryFolder { folder in
      let study = try session(Self.plan, in: folder)
      study.close()
      let path = study.directory.path + "/study.json"
      let text = try read(path)
      #expect(text.contains(old))
      try write(text.replacing(old, with: new, maxReplacements: 1), to: path)
      do throws(RunDirectoryError) {
        _ = try study.directory.manifest()
        return nil
      } catch {
        guard case .damaged(_, let problem) = error else { return "\(error)" }
        return problem
      }
    }
  }

  @Test(
    "refuse a trial whose name leads elsewhere or is that of another, and one with an option that the study has not",
    arguments: [
      ("\"m_batch-size-16_repeat-1\"", "\"\"", "\"\" is no name of a folder at trials.0.name"),
      ("\"m_batch-size-16_repeat-1\"", "\"..\"", "\"..\" is no name of a folder at trials.0.name"),
      ("\"m_batch-size-16_repeat-1\"", "\"../../x\"", "\"../../x\" is no name of a folder at trials.0.name"),
      ("\"m_batch-size-16_repeat-1\"", "\"/x\"", "\"/x\" is no name of a folder at trials.0.name"),
      ("\"m_batch-size-16_repeat-1\"", "\".x\"", "\".x\" is no name of a folder at trials.0.name"),
      (
        "m_batch-size-16_repeat-1", "m_batch-size-32_repeat-1",
        "two trials are called m_batch-size-32_repeat-1 at trials"
      ),
      (
        "\"option\" : \"batch-size\"", "\"option\" : \"project-dir\"",
        "m_batch-size-16_repeat-1 has the option project-dir, which the plan has not at trials"
      ),
    ])
  func names(old: String, new: String, sentence: String) throws {
    #expect(try problem(replacing: old, by: new) == sentence)
  }

  @Test("go on when the study and its files were moved, under the same name")
  func moved() throws {
    try withTemporaryFolder { folder in
      var plan = Self.plan
      plan.models[0].argument = "/old/m.model"
      plan.dataset.request = .file(path: "/old/rows.csv", options: .init())
      plan.dataset.provenance = Provenance(source: "/old/rows.csv", sha256: "5", notice: nil)
      var moved = plan
      moved.models[0].argument = "/new/m.model"
      moved.dataset.request = .file(path: "/new/rows.csv", options: .init())
      moved.dataset.provenance = Provenance(source: "/new/rows.csv", sha256: "5", notice: nil)
      try session(plan, in: folder, project: nil).close()
      let again = try session(moved, in: folder, project: nil)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [again.directory.name])
      #expect(try again.directory.manifest().plan == moved)
      #expect(moved.argument(of: again.manifest.trials[0]) == "/new/m.model")
      again.close()
      moved.dataset.provenance = Provenance(source: "/new/rows.csv", sha256: "6", notice: nil)
      let other = #expect(throws: StudyError.self) {
        try session(moved, in: folder, project: again.directory.name)
      }
      #expect(other?.description.contains("its rows are not those that \(plan.dataset.name) has now") == true)
    }
  }

  @Test("of one study are one at a time")
  func alone() throws {
    try withTemporaryFolder { folder in
      let first = try session(Self.plan, in: folder)
      let error = #expect(throws: StudyError.self) { try session(Self.plan, in: folder) }
      #expect(
        error?.description
          == "another lnq works on the study \(folder)/study; wait until it is done, or stop it first")
      first.close()
      try session(Self.plan, in: folder).close()
    }
  }

  @Test("refuse a study of another plan, and a folder that is something else")
  func refusals() throws {
    try withTemporaryFolder { folder in
      try session(Self.plan, in: folder).close()
      var plan = Self.plan
      plan.repeats = 2
      let other = #expect(throws: StudyError.self) { try session(plan, in: folder) }
      #expect(
        other?.description
          == "\(folder)/study is another study than the one of this command line: its number of repeats is 1, not 2; "
          + "choose another name with --project")
      try write("", to: folder + "/run/run.json")
      let taken = #expect(throws: StudyError.self) { try session(plan, in: folder, project: "run") }
      #expect(
        taken?.description == "\(folder)/run exists and is not a study of lnq; choose another name with --project")
      #expect(try filePaths(below: folder + "/run") == ["run.json"])
    }
  }

  @Test("go on where a process was killed before it wrote study.json")
  func firstMoment() throws {
    try withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder + "/study/trials", withIntermediateDirectories: true)
      #expect(try session(Self.plan, in: folder).manifest.plan == Self.plan)
    }
  }

  @Test("a folder without study.json is no study, and a damaged one is said to be")
  func damaged() throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: StudyError.self) { try StudyDirectory(path: folder) }
      #expect(error?.description == "\(folder) is not a study of lnq: it has no study.json")
      try session(Self.plan, in: folder).close()
      let text = try read(folder + "/study/study.json")
      try write(String(text.dropLast(40)), to: folder + "/study/study.json")
      let damage = #expect(throws: RunDirectoryError.self) { try session(Self.plan, in: folder) }
      #expect(damage?.description.hasPrefix("\(folder)/study/study.json is not what lnq wrote: ") == true)
    }
  }

  @Test("each error has its exit code")
  func outcomes() {
    #expect(Outcome.of(StudyError.notAStudy(path: "a")) == .badInput)
    #expect(Outcome.of(StudyError.nameTaken(path: "a")) == .usage)
    #expect(Outcome.of(StudyError.otherPlan(path: "a", difference: "b")) == .usage)
    #expect(Outcome.of(StudyError.busy(path: "a")) == .failed)
  }
}
