import Foundation
import LNQData
import LNQTestSupport
import LNQToolchain
import Testing

@testable import LNQStudies

@Suite("Checksums of a study")
struct StudyChecksumsTests {
  private func withStudy(_ body: (StudyDirectory, StudyTrial) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let plan = StudyPlanTests.plan(.grid, [StudyOption(name: "batch-size", values: ["16", "32"])])
      let session = try StudySession(plan, trials: plan.trials(), in: folder, project: "study", command: ["sweep"])
      defer { session.close() }
      try session.directory.write(TrialFailure(exitCode: 1, message: "it diverged"), of: session.manifest.trials[0])
      try body(session.directory, session.manifest.trials[0])
    }
  }

  /// Reads everything of the study that has a checksum.
  private func read(_ study: StudyDirectory, _ trial: StudyTrial) throws -> (String?, Int?) {
    _ = try study.manifest()
    let jobs = try SlurmArray.all(of: study).compactMap { try $0.job()?.id }
    return (try study.failure(of: trial)?.message, jobs.first)
  }

  @Test("every single flipped bit of its files is refused")
  func flips() throws {
    try withStudy { study, trial in
      let array = try SlurmArray([], of: study, program: "/bin/lnq", workFolder: "/")
      try array.write(SlurmJob(id: 17, name: "lnq"))
      let before = try read(study, trial)
      #expect(before == ("it diverged", 17))
      for file in ["study.json", "checksums.json", "trials/\(trial.name).failure.json", "slurm/1/job.json"] {
        let path = URL(fileURLWithPath: study.path + "/" + file)
        let whole = try Data(contentsOf: path)
        for bit in stride(from: 0, to: whole.count * 8, by: 13) {
          var damaged = whole
          damaged[bit / 8] ^= 1 << UInt8(bit % 8)
          try damaged.write(to: path)
          #expect(throws: RunDirectoryError.self, "\(file), bit \(bit)") { try read(study, trial) }
        }
        try whole.write(to: path)
      }
      let whole = try read(study, trial)
      #expect(whole == ("it diverged", 17))
      try array.finish(isClean: true)
      try study.removeFailure(of: trial)
      let after = try read(study, trial)
      #expect(after == (nil, nil))
    }
  }

  @Test("a study of an older version is read, said to be unchecked, and listed by the next that writes there")
  func older() throws {
    try withStudy { study, trial in
      try FileManager.default.removeItem(atPath: study.path + "/checksums.json")
      #expect(
        study.remark?.hasPrefix("the study \(study.path) has no checksums.json, since an older lnq wrote it") == true)
      #expect(try read(study, trial).0 == "it diverged")
      try study.write(study.manifest())
      #expect(study.remark == nil)
      #expect(try read(study, trial).0 == "it diverged")
    }
  }

  @Test("a changed file is refused with what can be done")
  func sentence() throws {
    try withStudy { study, _ in
      let text = try LNQTestSupport.read(study.manifestPath)
      try write(text.replacing("\"seed\" : 0", with: "\"seed\" : 1", maxReplacements: 1), to: study.manifestPath)
      let error = #expect(throws: RunDirectoryError.self) { try study.manifest() }
      #expect(
        error?.description
          == "\(study.manifestPath) is not what lnq wrote: its SHA-256 is another one than then; begin the study anew under another "
          + "name (--project), or remove \(study.path)/checksums.json to take its files as they are")
    }
  }
}
