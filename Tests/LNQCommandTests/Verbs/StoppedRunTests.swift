import Foundation
import Synchronization
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

/// Runs that are stopped or killed and go on; and runs side by side.
@Suite("Stopped runs")
struct StoppedRunTests {
  /// Dropout, two batches a step, and a schedule that looks back: everything that has to be remembered.
  private static let settings = [
    "train", "jsc-custom", "--batch-size", "16", "--learning-rate", "3e-3", "--seed", "4", "--accumulate-grad-batches",
    "2", "--scheduler", "plateau", "--scheduler-patience", "0", "--gradient-clip-val", "1", "--log-every-n-steps", "7",
    "--quiet",
  ]
  private static let command = settings + ["--rows", "2000", "--max-epochs", "8"]
  /// Steps of an epoch: 1,440 rows.
  private static let steps = 45
  /// With so many epochs that a signal comes before the last.
  private static let longCommand = settings + ["--rows", "500", "--max-epochs", "400"]

  /// What a run leaves that may not depend on whether it was stopped.
  private struct Traces: Equatable {
    var best: Data
    var last: Data
    /// Without the seconds.
    var metrics: [[Substring]]
    var steps: Data
    var test: TrainReport.Test?
    var bestEpoch: TrainReport.Best?

    init(_ path: String) throws {
      let run = try RunDirectory(path: path)
      best = try Data(contentsOf: URL(fileURLWithPath: run.bestCheckpointPath))
      last = try Data(contentsOf: URL(fileURLWithPath: run.lastCheckpointPath))
      metrics = try read(run.metricsPath).split(separator: "\n").map { $0.split(separator: ",").dropLast() }
      steps = try Data(contentsOf: URL(fileURLWithPath: run.stepsPath))
      let results = try run.manifest().results
      (test, bestEpoch) = (results?.test, results?.best)
    }
  }

  /// The traces of the runs that nobody stopped.
  private static let whole = Result { try traces(of: command) }
  private static let longWhole = Result { try traces(of: longCommand) }

  private static func traces(of command: [String]) throws -> Traces {
    try withTemporaryFolder { folder in
      let trained = lnq(command + ["--project-dir", folder, "--project", "whole"])
      guard trained.status == .done else { throw CommandError.input(trained.err) }
      return try Traces(folder + "/whole")
    }
  }

  /// Asks to stop when it was asked so many times.
  private final class Countdown: StopListener {
    private var left: Int

    init(_ polls: Int) { left = polls }

    var isStopRequested: Bool {
      left -= 1
      return left <= 0
    }
  }

  private func lnq(_ arguments: [String], stoppingAfter polls: Int? = nil) -> (status: Outcome, err: String) {
    let recorder = RecordingConsole()
    let status = LNQ.execute(
      arguments, environment: ProcessInfo.processInfo.environment, on: recorder.console(),
      stopRequests: polls.map { polls in StopRequests { Countdown(polls) } } ?? .never)
    return (status, recorder.err)
  }

  private static func lnq(_ arguments: [String]) -> (status: Outcome, err: String) {
    StoppedRunTests().lnq(arguments)
  }

  // Polls: one after each step and one after each epoch.
  @Test(
    "go on and end as if they had never stopped",
    arguments: [[1], [40], [steps], [steps + 1], [steps + 2], [150, 5, 1], [8 * steps + 7]])
  func resumed(polls: [Int]) throws {
    try withTemporaryFolder { folder in
      var stopped = lnq(Self.command + ["--project-dir", folder, "--project", "run"], stoppingAfter: polls[0])
      #expect(stopped.status == .interrupted)
      let run = folder + "/run"
      #expect(stopped.err.hasSuffix("; go on with: lnq train --resume \(run)\n"))
      for polls in polls.dropFirst() {
        stopped = lnq(["train", "--resume", run], stoppingAfter: polls)
        #expect(stopped.status == .interrupted)
      }
      #expect(FileManager.default.fileExists(atPath: run + "/software/training_ckpts/last.safetensors"))
      let resumed = lnq(["train", "--resume", run])
      #expect(resumed.err == "")
      #expect(resumed.status == .done)
      #expect(try Traces(run) == Self.whole.get())
      #expect(try RunDirectory(path: run).manifest().resumptions?.count == polls.count)
      #expect(!FileManager.default.fileExists(atPath: run + "/software/training_ckpts/resume.safetensors"))
      try expectEvents(of: run, files: polls.count + 1)
    }
  }

  /// Reads the event files as TensorBoard does: what a restart declares void is left out.
  private func expectEvents(of run: String, files: Int) throws {
    let folder = run + "/software/tensorboard"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(names.count == files)
    var values: [String: [Int: Float]] = [:]
    for events in try names.map({ try EventFileReader(path: folder + "/" + $0).events }).sorted(by: {
      $0[0].time < $1[0].time
    }) {
      for event in events {
        if event.sessionStatus == 1 {
          for name in values.keys.sorted() { values[name] = values[name]?.filter { $0.key < event.step } }
        }
        for (name, value) in event.scalars { values[name, default: [:]][event.step] = value }
      }
    }
    let metrics = try Self.whole.get().metrics.dropFirst()
    for (name, column) in [("val_loss_epoch", 4), ("val_acc_epoch", 5)] {
      for (index, row) in metrics.enumerated() {
        #expect(values[name]?[(index + 1) * Self.steps] == Double(row[column]).map { Float($0) })
      }
    }
    // Every seventh, and the last one of each epoch.
    let logged = (1...8 * Self.steps).filter { $0 % 7 == 0 || $0 % Self.steps == 0 }
    for name in ["train_loss_step", "train_acc_step", "lr"] { #expect(values[name]?.keys.sorted() == logged) }
    let test = try Self.whole.get().test
    #expect(values["test_loss_epoch"] == [8 * Self.steps: Float(test?.loss ?? 0)])
    #expect(values["test_acc_epoch"] == [8 * Self.steps: Float(test?.accuracy ?? 0)])
    #expect(values.count == 7)
  }

  @Test("that learn their connections go on as well, and have nothing to test before those are pruned")
  func connections() throws {
    try withTemporaryFolder { folder in
      // 6 steps an epoch, pruned for good before step 13.
      let command = [
        "train", "jsc-s", "--rows", "500", "--max-epochs", "4", "--batch-size", "64", "--sparsity", "magnitude",
        "--sparsity-interval", "4", "--project-dir", folder, "--project",
      ]
      #expect(lnq(command + ["whole"]).status == .done)
      #expect(lnq(command + ["run"], stoppingAfter: 12).status == .interrupted)
      let run = folder + "/run"
      let tested = lnq(["test", run])
      #expect(tested.status == .badInput)
      #expect(tested.err.contains("or before its connections were pruned; go on with: lnq train --resume \(run)"))
      #expect(FileManager.default.fileExists(atPath: run + "/software/metrics.csv"))
      let load = run + "/software/training_ckpts/last.safetensors"
      let loaded = lnq(["train", "jsc-s", "--rows", "500", "--load", load, "--project-dir", folder])
      #expect(loaded.status == .badInput)
      #expect(loaded.err.contains("the network has more connections than its fan_in allows"))
      #expect(lnq(["train", "--resume", run], stoppingAfter: 5).status == .interrupted)
      #expect(lnq(["train", "--resume", run]).status == .done)
      #expect(try Traces(run) == Traces(folder + "/whole"))
      let results = try #require(try RunDirectory(path: run).manifest().results)
      #expect(results.best.epoch > 2)
      #expect(results.parameters == 1028)
      #expect(lnq(["test", "jsc-s", "--project-dir", folder]).status == .done)
    }
  }

  @Test("say where they stopped")
  func places() throws {
    try withTemporaryFolder { folder in
      func sentence(_ polls: Int) -> String {
        lnq(Self.command + ["--project-dir", folder], stoppingAfter: polls).err
      }
      #expect(sentence(3).hasPrefix("lnq: stopped in epoch 1, after step 3; go on with: lnq train --resume "))
      #expect(sentence(Self.steps + 1).hasPrefix("lnq: stopped after epoch 1; "))
      #expect(sentence(Self.steps + 6).hasPrefix("lnq: stopped in epoch 2, after step 5; "))
    }
  }

  @Test("in their first epoch have nothing to test yet, and say what to do")
  func firstEpoch() throws {
    try withTemporaryFolder { folder in
      _ = lnq(Self.command + ["--project-dir", folder, "--project", "run"], stoppingAfter: 2)
      let tested = lnq(["test", folder + "/run"])
      #expect(tested.status == .badInput)
      #expect(tested.err.hasSuffix("go on with: lnq train --resume \(folder)/run\n"))
    }
  }

  @Test("that are over, unknown, in use or of other data do not go on")
  func refusals() throws {
    try withTemporaryFolder { folder in
      try write(TrainVerbTests.blobs(rows: 60), to: folder + "/blobs.csv")
      try write("Linear(2, 3)\n", to: folder + "/m.model")
      let command = [
        "train", folder + "/m.model", folder + "/blobs.csv", "--max-epochs", "3", "--project-dir", folder, "--project",
      ]
      func resume(_ name: String) -> (status: Outcome, err: String) {
        lnq(["train", "--resume", folder + "/" + name, "--project-dir", folder])
      }
      #expect(lnq(command + ["over"]).status == .done)
      let over = resume("over")
      #expect(over.status == .usage)
      #expect(
        over.err.contains(
          "was trained to its end; to train its network more, write: lnq train \(folder)/m.model --load "))

      #expect(lnq(command + ["run"], stoppingAfter: 2).status == .interrupted)
      let run = try RunDirectory(path: folder + "/run")
      let lock = try FolderLock(training: run)
      let busy = resume("run")
      #expect(busy.status == .failed)
      #expect(busy.err.contains("is being trained by another process; wait until it is done, or stop it first"))
      lock.release()

      let state = try Data(contentsOf: URL(fileURLWithPath: run.statePath))
      try state.prefix(state.count - 1).write(to: URL(fileURLWithPath: run.statePath))
      let damaged = resume("run")
      #expect(damaged.status == .badInput)
      #expect(damaged.err.hasPrefix("lnq: \(run.statePath): "))
      try state.write(to: URL(fileURLWithPath: run.statePath))

      try write(TrainVerbTests.blobs(rows: 61), to: folder + "/blobs.csv")
      let changed = resume("run")
      #expect(changed.status == .badInput)
      #expect(changed.err.contains("blobs.csv was changed since"))
      try write(TrainVerbTests.blobs(rows: 60), to: folder + "/blobs.csv")

      try FileManager.default.removeItem(atPath: run.statePath)
      let gone = resume("run")
      #expect(gone.status == .badInput)
      #expect(gone.err.contains("has no training_ckpts/resume.safetensors to go on from"))
      #expect(resume("nowhere").status == .badInput)
    }
  }

  @Test("that are killed in mid-run go on and end as if they had not been")
  func killed() throws {
    try withTemporaryFolder { folder in
      let run = folder + "/run"
      let child = try ChildRun(Self.longCommand + ["--project-dir", folder, "--project", "run"], folder: folder)
      let isUnderway = child.wait {
        (try? read(run + "/software/metrics.csv"))?.split(separator: "\n").count ?? 0 >= 3
      }
      try #require(isUnderway)
      child.send(SIGKILL)
      #expect(try child.end().status == -SIGKILL)
      #expect(try RunDirectory(path: run).manifest().results == nil)
      let resumed = try ChildRun(["train", "--resume", run], folder: folder).end()
      #expect(resumed.status == 0, "\(resumed.text)")
      #expect(try Traces(run) == Self.longWhole.get())
    }
  }

  @Test("by Ctrl-C or SIGTERM end with 130 and say how to go on", arguments: [SIGINT, SIGTERM])
  func signals(signal: Int32) throws {
    try withTemporaryFolder { folder in
      let run = folder + "/run"
      let child = try ChildRun(Self.longCommand + ["--project-dir", folder, "--project", "run"], folder: folder)
      try #require(child.wait { FileManager.default.fileExists(atPath: run + "/software/metrics.csv") })
      child.send(signal)
      let (status, text) = try child.end()
      #expect(status == 130)
      #expect(text.hasPrefix("lnq: stopped "))
      #expect(text.hasSuffix("go on with: lnq train --resume \(run)\n"))
      #expect(lnq(["train", "--resume", run]).status == .done)
      #expect(try Traces(run) == Self.longWhole.get())
    }
  }

  @Test("by a second Ctrl-C end at once, and save nothing")
  func secondSignal() throws {
    try withTemporaryFolder { folder in
      // One step an epoch, so that nothing is reached between the two.
      let child = try ChildRun(
        [
          "train", "jsc-trt", "--rows", "60000", "--batch-size", "2", "--accumulate-grad-batches", "1000000",
          "--max-epochs", "1000", "--project-dir", folder, "--project", "run",
        ], folder: folder)
      try #require(child.wait { FileManager.default.fileExists(atPath: folder + "/run/software/tensorboard") })
      child.insist(SIGINT)
      let (status, text) = try child.end()
      #expect(status == 130 || status == -SIGINT)
      #expect(!text.contains("go on with"))
    }
  }

  @Test("side by side share no file, and equal seeds give equal bytes")
  func sideBySide() throws {
    try withTemporaryFolder { folder in
      let children = try (0..<3).map { _ in
        try ChildRun(Self.command + ["--project-dir", folder, "--json"], folder: folder + "/logs")
      }
      var identities: Set<UInt64> = []
      var count = 0
      for child in children {
        let (status, text) = try child.end()
        #expect(status == 0)
        let path = try #require(try object(text)["runDirectory"] as? String)
        #expect(try Traces(path) == Self.whole.get())
        for name in try filePaths(below: path) {
          let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
          identities.insert(try #require(attributes[.systemFileNumber] as? UInt64))
          count += 1
        }
      }
      #expect(identities.count == count)
      #expect(count == 3 * 8)
    }
  }
}
