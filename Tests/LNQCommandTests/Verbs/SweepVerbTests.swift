import Foundation
import LNQData
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

/// Sweeps with real child processes.
@Suite("lnq sweep")
struct SweepVerbTests {
  /// The program, which the build puts beside the tests.
  private static let program =
    Bundle.main.executableURL?.deletingLastPathComponent().appendingPathComponent("lnq").path ?? "lnq"

  private func lnq(_ arguments: [String]) -> (status: Outcome, out: String, err: String) {
    let recorder = RecordingConsole()
    let status = LNQ.execute(
      arguments, environment: ProcessInfo.processInfo.environment, on: recorder.console(), program: Self.program)
    return (status, recorder.out, recorder.err)
  }

  /// Runs `body` with a folder of three classes of rows, a model for them, and the words of a sweep.
  private func withFiles(_ body: (_ folder: String, _ words: [String]) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try write(TrainVerbTests.blobs(rows: 200), to: folder + "/blobs.csv")
      try write("BatchNorm1d(2)\nLinear(2, 3)\n", to: folder + "/m.model")
      try body(
        folder,
        ["sweep", folder + "/m.model", folder + "/blobs.csv", "--project-dir", folder, "--project", "study"])
    }
  }

  private func study(_ folder: String) throws -> StudyDirectory { try StudyDirectory(path: folder + "/study") }

  /// The bytes of every finished trial's best checkpoint, by the trial's name.
  private func checkpoints(_ folder: String) throws -> [String: Data] {
    let study = try study(folder)
    return try Dictionary(
      uniqueKeysWithValues: study.manifest().trials.map { trial in
        (trial.name, try Data(contentsOf: URL(fileURLWithPath: study.run(of: trial).bestCheckpointPath)))
      })
  }

  @Test("trains every trial as lnq train would, and only once")
  func grid() throws {
    try withFiles { folder, words in
      let command =
        words + [
          "--batch-size", "8,16", "--optimizer", "adam,sgd", "--max-epochs", "2", "--seed", "5", "--repeats", "2",
        ]
      let swept = lnq(command + ["--jobs", "3", "--class-column", "class", "--json"])
      #expect(swept.status == .done, "\(swept.err)")
      let report = try object(swept.out)
      #expect(report["finished"] as? Int == 8)
      #expect(report["report"] as? String == folder + "/study/report.html")
      #expect(try read(folder + "/study/report.md").contains("optimizer"))
      #expect((report["settings"] as? [[String: Any]])?.count == 4)
      let trained = lnq([
        "train", folder + "/m.model", folder + "/blobs.csv", "--batch-size", "16", "--optimizer", "sgd",
        "--max-epochs", "2", "--seed", "6", "--project-dir", folder, "--project", "alone",
      ])
      #expect(trained.status == .done)
      let name = "m_batch-size-16_optimizer-sgd_repeat-2"
      let before = try checkpoints(folder)
      #expect(
        try before[name]
          == Data(contentsOf: URL(fileURLWithPath: folder + "/alone/software/training_ckpts/best.safetensors"))
      )
      let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/study/trials").sorted()
      #expect(names == (try study(folder).manifest().trials.map(\.name) + ["m.latest"]).sorted())

      // One is gone: it alone is trained again.
      let moments = try study(folder).manifest().trials.map { try study(folder).run(of: $0).manifest().started }
      try FileManager.default.removeItem(atPath: folder + "/study/trials/" + name)
      #expect(lnq(command + ["--class-column", "class"]).status == .done)
      let later = try study(folder).manifest().trials.map { try study(folder).run(of: $0).manifest().started }
      #expect(zip(moments, later).count { $0 != $1 } == 1)
      #expect(try checkpoints(folder) == before)
    }
  }

  @Test("varies one option at a time and prints the baseline in each table")
  func varyOne() throws {
    try withFiles { folder, words in
      let swept = lnq(
        words + ["--batch-size", "8,16", "--learning-rate", "1e-2,1e-1", "--max-epochs", "2", "--vary-one"])
      #expect(swept.status == .done, "\(swept.err)")
      let lines = swept.out.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      #expect(lines[0].hasPrefix("m on blobs: 3 settings, 3 of 3 trials finished in "))
      #expect(
        lines.contains { $0.hasPrefix("baseline ") && $0.hasSuffix("max-epochs 2, batch-size 8, learning-rate 1e-2") })
      // A table for each option, its name above its values.
      let heads = lines.filter { $0.contains("test accuracy") }
      #expect(heads.map { $0.hasPrefix("batch-size ") } == [true, false])
      #expect(heads.map { $0.hasPrefix("learning-rate ") } == [false, true])
      let rows = ["8", "16", "1e-2", "1e-1"].compactMap { name in
        lines.first { $0.hasPrefix(name + " ") && $0.contains(" %") }
      }
      #expect(rows.count == 4)
      // The baseline stands in both, with the same figures.
      let figures = rows.map { row in Array(row.split(separator: " ").dropFirst()) }
      #expect(figures[0] == figures[2])
    }
  }

  @Test("maps the networks that it has trained, and says of which it could not")
  func mapped() throws {
    try withFiles { folder, words in
      let command = words + ["--max-epochs", "1,2", "--count-luts", "--json"]
      let swept = lnq(command)
      #expect(swept.status == .done, "\(swept.err)")
      let settings = try #require(try object(swept.out)["settings"] as? [[String: Any]])
      let study = try study(folder)
      let runs = try study.manifest().trials.map { study.run(of: $0) }
      let reports = try runs.map { try $0.decode(QuantizeReport.self, from: .quantization).value }
      #expect(settings.map { ($0["luts"] as? [String: Any])?["mean"] as? Int } == reports.map { $0.mapped?.luts })
      #expect(
        settings.map { ($0["quantizedAccuracy"] as? [String: Any])?["mean"] as? Double }
          == reports.map { Optional($0.quantizedAccuracy) })
      let page = try read(folder + "/study/report.md")
      let luts = try #require(reports[0].mapped?.luts)
      #expect(page.contains("LUTs |") && page.contains(NumberText.count(luts)))
      #expect(lnq(words + ["--max-epochs", "1,2", "--count-luts"]).out.contains(" LUTs"))

      // A damaged checkpoint: the others stay, and the report names the trial.
      try FileManager.default.removeItem(atPath: runs[0].path + "/hardware")
      try write("", to: runs[0].bestCheckpointPath)
      let failing = lnq(command)
      #expect(failing.status == .failed && failing.err.contains("1 trial of 2 failed"))
      let failures = try #require(try object(failing.out)["failures"] as? [[String: Any]])
      let name = try study.manifest().trials[0].name
      #expect(failures.map { $0["trial"] as? String } == [name])
    }
  }

  @Test("compares models")
  func models() throws {
    try withFiles { folder, words in
      try write("Linear(2, 3)\n", to: folder + "/n.model")
      var command = words
      command[1] = "\(folder)/m.model,\(folder)/n.model"
      let swept = lnq(command + ["--max-epochs", "1,2", "--json"])
      #expect(swept.status == .done, "\(swept.err)")
      #expect(
        try study(folder).manifest().trials.map(\.name) == [
          "m_max-epochs-1_repeat-1", "m_max-epochs-2_repeat-1", "n_max-epochs-1_repeat-1", "n_max-epochs-2_repeat-1",
        ])
    }
  }

  @Test("a trial that fails does not stop the others, is told about, and is tried again only when it is asked for")
  func failures() throws {
    try withFiles { folder, words in
      let command = words + ["--learning-rate", "1e300,1e-2", "--max-epochs", "2", "--optimizer", "sgd", "--jobs", "1"]
      let swept = lnq(command)
      #expect(swept.status == .failed)
      #expect(
        swept.err
          == "lnq: 1 trial of 2 failed; to try again: \(ShellWords.text(["lnq"] + command)) --retry-failed\n")
      let failure = folder + "/study/trials/m_learning-rate-1e300_repeat-1.failure.json"
      #expect(swept.out.unwrapped.contains("m_learning-rate-1e300_repeat-1: training diverged: "))
      #expect(swept.out.contains("0 of 1"))
      let first = try read(failure)
      #expect(try value("exitCode", in: first, as: Int.self) == 1)
      #expect(try value("message", in: first, as: String.self)?.hasPrefix("training diverged: ") == true)
      let trials = try study(folder).manifest().trials
      #expect(try study(folder).outcome(of: trials[1]).results != nil)

      try study(folder).write(TrialFailure(exitCode: 1, message: "kept: on purpose"), of: trials[0])
      #expect(lnq(command).out.contains("m_learning-rate-1e300_repeat-1: kept: "))
      let again = lnq(command + ["--retry-failed"])
      #expect(again.status == .failed)
      #expect(!again.err.contains("--retry-failed --retry-failed"))
      #expect(try read(failure) == first)
    }
  }

  @Test(
    "goes on after Ctrl-C or SIGKILL, and ends with the bytes that it would have had",
    arguments: [SIGINT, SIGTERM, SIGKILL])
  func stopped(signal: Int32) throws {
    try withFiles { folder, words in
      let settings = ["--batch-size", "2,3,4", "--max-epochs", "40", "--learning-rate", "1e-3"]
      let whole = words.map { $0 == "study" ? "whole" : $0 } + settings
      #expect(lnq(whole + ["--jobs", "2"]).status == .done)

      let command = words + settings + ["--jobs", "2"]
      let child = try ChildRun(command, folder: folder)
      // Until a trial is in its middle and another one is over.
      let isUnderway = child.wait {
        guard let begun = try? study(folder), let trials = try? begun.manifest().trials else { return false }
        let isBegun = trials.contains { trial in
          FileManager.default.fileExists(atPath: begun.run(of: trial).statePath)
        }
        return isBegun && trials.contains { (try? begun.outcome(of: $0))?.results != nil }
      }
      try #require(isUnderway)
      child.send(signal)
      let (status, text) = try child.end()
      let kept: [String] = try study(folder).manifest().trials.filter {
        try study(folder).outcome(of: $0).results != nil
      }
      .map(\.name)
      if signal == SIGKILL {
        #expect(status == -SIGKILL)
      } else {
        #expect(status == 130)
        #expect(
          text
            == "lnq: stopped; \(kept.count) of 3 trials are finished and kept; go on with: \(ShellWords.text(["lnq"] + command))\n"
        )
      }
      let moments = try kept.map { try RunDirectory(path: folder + "/study/trials/" + $0).manifest().started }
      let resumed = lnq(command)
      #expect(resumed.status == .done, "\(resumed.err)")
      #expect(try kept.map { try RunDirectory(path: folder + "/study/trials/" + $0).manifest().started } == moments)
      let continued = try study(folder)
      let uninterrupted = try StudyDirectory(path: folder + "/whole")
      for trial in try continued.manifest().trials {
        #expect(
          try Data(contentsOf: URL(fileURLWithPath: continued.run(of: trial).bestCheckpointPath))
            == Data(contentsOf: URL(fileURLWithPath: uninterrupted.run(of: trial).bestCheckpointPath)))
      }
      // No run has got a second folder, and no log is left.
      let names = try FileManager.default.contentsOfDirectory(atPath: continued.trialsPath).sorted()
      let expected = try (continued.manifest().trials.map(\.name) + ["m.latest"]).sorted()
      #expect(names == expected)
    }
  }

  @Test("its trials end when it is killed")
  func orphans() throws {
    try withFiles { folder, words in
      let command = words + ["--batch-size", "2", "--max-epochs", "1000000"]
      let child = try ChildRun(command, folder: folder)
      let run = RunDirectory(unchecked: folder + "/study/trials/m_repeat-1")
      try #require(child.wait { FileManager.default.fileExists(atPath: run.statePath) })
      #expect(throws: RunDirectoryError.busy(path: run.path)) { try FolderLock(training: run) }
      child.send(SIGKILL)
      _ = try child.end()
      // It waits for the trial, which would run for hours.
      try FolderLock(waitingForTrainingOf: run).release()
      #expect(try run.manifest().results == nil)
    }
  }

  @Test(
    "goes on where it was moved to, with its rows and model or without, and tests and quantizes its trials there",
    arguments: [true, false])
  func moved(withRows: Bool) throws {
    try withTemporaryFolder { folder in
      let (root, other) = (folder + "/root", folder + "/other")
      try write(TrainVerbTests.blobs(rows: 200), to: root + "/blobs.csv")
      try write("BatchNorm1d(2)\nLinear(2, 3)\n", to: root + "/m.model")
      func sweep(_ project: String, rows: String) -> (status: Outcome, out: String, err: String) {
        lnq([
          "sweep", rows + "/m.model", rows + "/blobs.csv", "--project-dir", project, "--project", "study",
          "--max-epochs", "1,2", "--jobs", "1",
        ])
      }
      #expect(sweep(root + "/runs", rows: root).status == .done)
      if withRows {
        try FileManager.default.moveItem(atPath: root, toPath: other)
      } else {
        try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: root + "/runs", toPath: other + "/runs")
      }
      let rows = withRows ? other : root
      let study = try StudyDirectory(path: other + "/runs/study")
      let manifest = try study.manifest()
      #expect(manifest.plan.dataset.request == .file(path: rows + "/blobs.csv", options: ReadOptions()))
      for trial in manifest.trials {
        let run = study.run(of: trial).path
        let tested = lnq(["test", run, "--json"])
        #expect(tested.status == .done, "\(tested.err)")
        #expect(try value("samples", in: tested.out, as: Int.self) == 40)
        #expect(lnq(["quantize", run]).status == .done)
      }
      let report = lnq(["report", study.path])
      #expect(report.status == .done, "\(report.err)")
      let before = try manifest.trials.map { try study.run(of: $0).manifest().started }
      let again = sweep(other + "/runs", rows: rows)
      #expect(again.status == .done, "\(again.err)")
      #expect(try manifest.trials.map { try study.run(of: $0).manifest().started } == before)
    }
  }

  @Test("two at a time on one study are refused")
  func twoAtATime() throws {
    try withFiles { folder, words in
      let command = words + ["--max-epochs", "1"]
      #expect(lnq(command).status == .done)
      let lock = try FolderLock(study: try study(folder))
      let refused = lnq(command)
      #expect(refused.status == .failed)
      #expect(refused.err.hasPrefix("lnq: another lnq works on the study \(folder)/study; "))
      lock.release()
      let other = lnq(words + ["--max-epochs", "2"])
      #expect(other.status == .usage)
      #expect(other.err.contains("its max-epochs is 1, not 2; choose another name with --project"))
      try write(TrainVerbTests.blobs(rows: 201), to: folder + "/blobs.csv")
      #expect(lnq(command).err.contains("its rows are not those that blobs has now"))
    }
  }

  @Test("mistakes are found before anything is trained")
  func mistakes() throws {
    try withFiles { folder, words in
      try write("Linear(2, 3)\n", to: folder + "/other/m.model")
      func expect(_ arguments: [String], _ status: Outcome, _ sentence: String, models: String? = nil) {
        var command = words + arguments
        if let models { command[1] = models }
        let refused = lnq(command)
        #expect(refused.status == status)
        #expect(refused.err.contains(sentence), "\(refused.err)")
        #expect(!FileManager.default.fileExists(atPath: folder + "/study"))
      }
      expect(["--batch-size", "16,,32"], .usage, "'16,,32' is invalid for '--batch-size <list>'")
      expect(["--batch-size", "16,x"], .usage, "'x' is invalid for '--batch-size <n>' (trial m_batch-size-x_repeat-1)")
      expect(["--batch-size", "16,0"], .usage, "the batch size is 0, but has to be 1 to 1048576")
      expect(["--batch-size", "16,1"], .usage, "batch normalization needs batches of 2 rows or more")
      expect(["--momentum", "0.9,0.5"], .usage, "--momentum is for --optimizer sgd, not adam")
      expect(["--repeats", "0"], .usage, "--repeats 0: choose 1 or more")
      expect(["--jobs", "0"], .usage, "--jobs 0: choose 1 or more")
      expect(["--seed", "18446744073709551615"], .usage, "the seeds are larger than 64 bits hold")
      expect(["--baseline", "batch-size=3"], .usage, "--baseline is for --vary-one")
      expect(["--vary-one", "--baseline", "3"], .usage, "write the name of an option, = and its value")
      expect(["--rows", "100"], .usage, "--rows is for jsc-synth")
      expect([], .usage, "two models of the study are called m; ", models: "\(folder)/m.model,\(folder)/other/m.model")
      expect([], .badInput, "the network takes 16 features, but the rows have 2", models: "jsc-tiny")
      let values = (1...50).map(String.init).joined(separator: ",")
      expect(
        ["--max-epochs", values, "--batch-size", values, "--patience", values], .usage,
        "these lists make more than 100,000 trials; shorten them, or write --vary-one")
    }
  }

  @Test("says when a class was lost")
  func lostClass() throws {
    try withFiles { folder, words in
      // The last ReLU of the second output is 0 from the start.
      try write("Linear(2, 3)\nReLU()\n", to: folder + "/m.model")
      let swept = lnq(words + ["--learning-rate", "1e-9", "--max-epochs", "1", "--repeats", "8"])
      #expect(swept.status == .done)
      let text = swept.out.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
      #expect(text.contains("no test row was put into some class"))
      #expect(swept.out.contains("  *"))
    }
  }

  @Test("the words of a dataset open the same one")
  func datasetWords() throws {
    let requests: [DatasetRequest] = [
      .synthetic(rows: 500), .file(path: "/data/my rows.csv", options: ReadOptions(classColumn: "kind")),
      .file(path: "/data/rows.npy", options: ReadOptions()),
    ]
    for request in requests {
      let verb = try TrainVerb.parse(["jsc-tiny"] + request.words)
      let again = try DatasetRequest(
        argument: verb.dataset, rows: verb.rowOptions.rows, classColumn: verb.rowOptions.classColumn,
        cache: { DatasetCache(folder: "/none") }
      )
      #expect(again == request)
    }
    #expect(DatasetRequest.imported(name: "jets", dataDir: "/cache").words == ["jets", "--data-dir=/cache"])
  }
}
