import Foundation
import LNQData
import LNQTraining
import LNQTestSupport
import Testing

@testable import LNQStudies

@Suite("Run directories")
struct RunDirectoryTests {
  /// 2025-11-20, half past eleven in the evening in UTC.
  static let evening = Date(timeIntervalSince1970: 1_763_681_400)
  static let utc = TimeZone.gmt

  static func manifest(model: String, started: String = "2025-11-20T23:30:00.000Z") -> RunManifest {
    RunManifest(
      command: ["train", model], versions: .current, started: started,
      model: .init(name: model, text: "Linear(2, 2)\n", parameters: 6),
      dataset: .init(
        name: "toy", request: .file(path: "/data/toy.csv", options: ReadOptions()),
        provenance: Provenance(source: "/data/toy.csv", sha256: "00", notice: nil),
        rows: .init(train: 6, validation: 2, test: 2)),
      training: TrainingRequest(options: TrainingOptions(), load: nil, logEveryNSteps: 50),
      results: nil)
  }

  /// A run with a manifest and a checkpoint.
  @discardableResult
  static func makeRun(
    in folder: String, model: String, started: String = "2025-11-20T23:30:00.000Z"
  ) throws -> RunDirectory {
    let run = try RunDirectory.create(in: folder, model: model, dataset: "toy", date: evening, timeZone: utc)
    try run.write(manifest(model: model, started: started))
    try OutputFile.write(Data("parameters".utf8), to: run.bestCheckpointPath)
    return run
  }

  @Test("the name says model, dataset and day, and runs of one day are numbered")
  func names() throws {
    try withTemporaryFolder { folder in
      let names = try (1...3).map { _ in
        try RunDirectory.create(
          in: folder + "/lnq_output", model: "jsc-tiny", dataset: "jsc-synth", date: Self.evening, timeZone: Self.utc
        ).name
      }
      let name = "jsc-tiny_classification_jsc-synth_2025-11-20"
      #expect(names == [name, name + "-2", name + "-3"])
    }
  }

  @Test("the day is that of the time zone")
  func timeZone() throws {
    let tokyo = try #require(TimeZone(secondsFromGMT: 9 * 3600))
    #expect(RunDirectory.day(of: Self.evening, in: Self.utc) == "2025-11-20")
    #expect(RunDirectory.day(of: Self.evening, in: tokyo) == "2025-11-21")
  }

  @Test("a project's name replaces the made one, and is numbered as well")
  func project() throws {
    try withTemporaryFolder { folder in
      let names = try (1...2).map { _ in
        try RunDirectory.create(in: folder, model: "m", dataset: "d", project: "first-try").name
      }
      #expect(names == ["first-try", "first-try-2"])
    }
  }

  @Test("twenty runs that start at the same moment get twenty directories")
  func concurrent() async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/lnq-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let names = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<20 {
        group.addTask {
          try RunDirectory.create(in: folder, model: "m", dataset: "d", date: Self.evening, timeZone: Self.utc).name
        }
      }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(names.count == 20)
  }

  @Test("the longest names of a model and a dataset make a folder that file systems take")
  func longNames() throws {
    try withTemporaryFolder { folder in
      let (model, dataset) = (String(repeating: "模", count: 90), String(repeating: "m", count: 250))
      let runs = try (1...2).map { _ in try RunDirectory.create(in: folder, model: model, dataset: dataset) }
      #expect(runs.allSatisfy { $0.name.utf8.count < 240 })
      try runs[0].becomeLatest(of: model)
    }
  }

  @Test("a project folder that cannot be made is named in the error")
  func cannotWrite() throws {
    try withTemporaryFolder { folder in
      try write("a file", to: folder + "/taken")
      #expect(throws: RunDirectoryError.self) {
        try RunDirectory.create(in: folder + "/taken/lnq_output", model: "m", dataset: "d")
      }
    }
  }

  @Test("the manifest is read as it was written")
  func manifestRoundTrip() throws {
    try withTemporaryFolder { folder in
      let run = try RunDirectory.create(in: folder, model: "m", dataset: "d")
      var manifest = Self.manifest(model: "m")
      manifest.results = TrainReport(
        runDirectory: run.path, model: "m", dataset: "d", notice: "made up", parameters: 6, epochs: 3, steps: 9,
        ending: .epochs, seconds: 0.5,
        samplesPerSecond: 12, best: .init(epoch: 2, validationAccuracy: 0.5, validationLoss: .infinity),
        test: .init(accuracy: 0.25, loss: 0.125), neverChosen: [])
      try run.write(manifest)
      #expect(try run.manifest() == manifest)
      #expect(try read(run.manifestPath).contains("\"validationLoss\" : \"inf\""))
    }
  }

  @Test("a truncated manifest is an error that names the file")
  func truncatedManifest() throws {
    try withTemporaryFolder { folder in
      let run = try Self.makeRun(in: folder, model: "m")
      let text = try read(run.manifestPath)
      try write(String(text.prefix(text.count / 2)), to: run.manifestPath)
      let error = #expect(throws: RunDirectoryError.self) { try run.manifest() }
      #expect(
        error?.description == "\(run.manifestPath) is not what lnq wrote: it is not complete JSON")
    }
  }

  @Test("a manifest without a value is an error that names the key")
  func incompleteManifest() throws {
    try withTemporaryFolder { folder in
      let run = try Self.makeRun(in: folder, model: "m")
      try write(try read(run.manifestPath).replacing("\"parameters\"", with: "\"weights\""), to: run.manifestPath)
      let error = #expect(throws: RunDirectoryError.self) { try run.manifest() }
      #expect(error?.description.hasSuffix("nothing stands at model.parameters") == true)
    }
  }

  @Test("the newest run of a model is the one that became the latest")
  func latest() throws {
    try withTemporaryFolder { folder in
      let first = try Self.makeRun(in: folder, model: "a")
      let second = try Self.makeRun(in: folder, model: "a")
      let other = try Self.makeRun(in: folder, model: "b")
      try second.becomeLatest(of: "a")
      try other.becomeLatest(of: "b")
      #expect(try RunDirectory.newest(of: "a", in: folder).name == second.name)
      try first.becomeLatest(of: "a")
      #expect(try RunDirectory.newest(of: "a", in: folder).name == first.name)
      #expect(try RunDirectory.newest(of: "b", in: folder).name == other.name)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/a.latest") == first.name)
      let leftovers = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".tmp") }
      #expect(leftovers == [])
    }
  }

  @Test("when the latest run was removed, the last one that started takes its place")
  func removed() throws {
    try withTemporaryFolder { folder in
      let early = try Self.makeRun(in: folder, model: "a", started: "2025-11-20T10:00:00.000Z")
      let late = try Self.makeRun(in: folder, model: "a", started: "2025-11-20T11:00:00.000Z")
      let removed = try Self.makeRun(in: folder, model: "a", started: "2025-11-20T12:00:00.000Z")
      let stopped = try RunDirectory.create(in: folder, model: "a", dataset: "toy")
      try stopped.write(Self.manifest(model: "a", started: "2025-11-20T13:00:00.000Z"))
      try removed.becomeLatest(of: "a")
      try FileManager.default.removeItem(atPath: removed.path)
      #expect(try RunDirectory.newest(of: "a", in: folder) == late)
      try FileManager.default.removeItem(atPath: late.path)
      #expect(try RunDirectory.newest(of: "a", in: folder) == early)
    }
  }

  @Test("without a run the error says how to make one")
  func noRun() throws {
    try withTemporaryFolder { folder in
      try Self.makeRun(in: folder, model: "b")
      let error = #expect(throws: RunDirectoryError.self) { try RunDirectory.newest(of: "a", in: folder) }
      #expect(
        error?.description == "there is no run of a in \(folder); make one with: lnq train a --project-dir \(folder)")
    }
  }

  @Test("a folder without run.json is not a run")
  func notARun() throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: RunDirectoryError.self) { try RunDirectory(path: folder) }
      #expect(error?.description == "\(folder) is not a run of lnq: it has no run.json")
    }
  }

  @Test(
    "every error is a sentence and has an exit code",
    arguments: [
      (
        RunDirectoryError.noCheckpoint(path: "r"),
        "the run r has no best checkpoint: it was stopped before the end of its first epoch, "
          + "or before its connections were pruned; "
          + "go on with: lnq train --resume r", Outcome.badInput
      ),
      (
        .noState(path: "r"),
        "the run r has no training_ckpts/resume.safetensors to go on from: it was killed before the end of its "
          + "first epoch; train again", .badInput
      ),
      (
        .busy(path: "r"),
        "the run r is being trained by another process; wait until it is done, or stop it first", .failed
      ),
      (.cannotWrite(path: "p", problem: "No space left on device"), "cannot write p: No space left on device", .failed),
      (.notARun(path: "r"), "r is not a run of lnq", .badInput),
      (.noRun(model: "m", projectFolder: "f"), "there is no run of m in f", .badInput),
      (.damaged(path: "r/run.json", problem: "it is empty"), "r/run.json is not what lnq wrote", .badInput),
    ])
  func sentences(error: RunDirectoryError, beginning: String, status: Outcome) {
    #expect(error.description.hasPrefix(beginning))
    #expect(Outcome.of(error) == status)
  }
}
