import Foundation
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
      var first = try session(Self.plan, in: folder)
      let trial = StudyTrial(
        name: "new", model: "m", modelArgument: "m", settings: [], repetition: 1, seed: 3,
        quantization: [StudySetting(option: "input-bits", value: "4")], generation: 2)
      try first.append([trial])
      first.close()
      #expect(try session(Self.plan, in: folder).manifest.trials == Self.plan.trials() + [trial])
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
