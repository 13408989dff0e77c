import Foundation
import LNQData
import LNQTraining
import LNQTestSupport

@testable import LNQCommand
@testable import LNQStudies

/// A study that was made by hand: batch size and learning rate varied alone, two repeats, one failed and one missing trial.
enum TinyStudy {
  static let plan = StudyPlan(
    kind: .varyOne,
    models: [.init(name: "tiny", argument: "tiny.model", text: "Linear(2, 2)\n", parameters: 6)], dataset: data,
    options: [
      StudyOption(name: "max-epochs", values: ["2"]), StudyOption(name: "batch-size", values: ["16", "32"]),
      StudyOption(name: "learning-rate", values: ["1e-4", "1e-3"]),
    ],
    baseline: [
      StudySetting(option: "max-epochs", value: "2"), StudySetting(option: "batch-size", value: "16"),
      StudySetting(option: "learning-rate", value: "1e-3"),
    ], repeats: 2, seed: 5)

  static let data = RunManifest.Data(
    name: "rows", request: .file(path: "/data/rows.csv", options: ReadOptions()),
    provenance: Provenance(source: "/data/rows.csv", sha256: "0123", notice: "These rows are <made up>."),
    rows: .init(train: 72, validation: 8, test: 20))

  static let versions = Versions(
    lnq: "0.1.0", swift: "6.3", platform: "x86_64 linux", products: "OpenBLAS 0.3.21 Haswell", kernels: "x86-64-v3")

  /// How many of the 20 test rows the finished trials classify rightly, by the trials' names.
  private static let correct = [
    "tiny_batch-size-16_repeat-1": 14, "tiny_batch-size-16_repeat-2": 16, "tiny_batch-size-32_repeat-1": 10,
    "tiny_batch-size-32_repeat-2": 12,
  ]

  /// Writes the study into `folder`, as if everything had taken `seconds`.
  static func write(to folder: String, seconds: Double = 1.5) throws -> StudyDirectory {
    let study = StudyDirectory(unchecked: folder)
    let trials = [
      trial("16", "1e-3", "batch-size-16", 1), trial("32", "1e-3", "batch-size-32", 1),
      trial("16", "1e-4", "learning-rate-1e-4", 1), trial("16", "1e-3", "batch-size-16", 2),
      trial("32", "1e-3", "batch-size-32", 2), trial("16", "1e-4", "learning-rate-1e-4", 2),
    ]
    try study.write(
      StudyManifest(
        command: ["sweep", "tiny.model", "--vary-one"], versions: versions,
        started: "2026-11-2\(Int(seconds))T00:00:00Z",
        plan: plan, trials: trials))
    for trial in trials {
      guard let correct = correct[trial.name] else { continue }
      try write(trial, correct: correct, to: study.run(of: trial), seconds: seconds)
    }
    try study.write(TrialFailure(exitCode: 1, message: "the loss is not finite"), of: trials[2])
    return study
  }

  private static func trial(_ batch: String, _ rate: String, _ name: String, _ repetition: Int) -> StudyTrial {
    StudyTrial(
      name: "tiny_\(name)_repeat-\(repetition)", model: "tiny",
      settings: [
        StudySetting(option: "max-epochs", value: "2"), StudySetting(option: "batch-size", value: batch),
        StudySetting(option: "learning-rate", value: rate),
      ], repetition: repetition, seed: 4 + UInt64(repetition))
  }

  /// One run whose class a has 12 rows, 10 of them found, and class b 8.
  static func write(_ trial: StudyTrial, correct: Int, to run: RunDirectory, seconds: Double = 1.5) throws {
    var options = TrainingOptions()
    options.epochs = 2
    options.batchSize = Int(trial.value(of: "batch-size") ?? "") ?? 0
    options.learningRate = Double(trial.value(of: "learning-rate") ?? "") ?? 0
    options.seed = trial.seed
    let accuracy = Double(correct) / 20
    let found = correct - 10
    let results = TrainReport(
      runDirectory: run.path, model: "tiny", dataset: "rows", notice: nil, parameters: 6, epochs: 2, steps: 10,
      ending: .epochs, seconds: seconds, samplesPerSecond: 144 / seconds,
      best: .init(epoch: 2, validationAccuracy: accuracy, validationLoss: 1 - accuracy),
      last: .init(
        validationAccuracy: accuracy, validationLoss: 1 - accuracy, trainingAccuracy: accuracy - 0.05, trainingLoss: 1),
      test: .init(
        accuracy: accuracy, loss: 2 - accuracy,
        classes: [
          ClassFigures(
            name: "a", rows: 12, recall: 10.0 / 12, precision: 10.0 / Double(18 - found), chosen: [10, 2]),
          ClassFigures(
            name: "b", rows: 8, recall: Double(found) / 8, precision: Double(found) / Double(2 + found),
            chosen: [8 - found, found]),
        ]), neverChosen: [])
    try run.write(
      RunManifest(
        command: ["train"], versions: versions, started: "2026-11-2\(Int(seconds))T00:00:00Z",
        model: .init(name: "tiny", text: "Linear(2, 2)\n", parameters: 6), dataset: data,
        training: TrainingRequest(options: options, load: nil, logEveryNSteps: 5), results: results))
    let epochs = (1...2).map { epoch in
      EpochRecord(
        epoch: epoch, learningRate: 1e-3, trainLoss: 1, trainAccuracy: accuracy - 0.1, validationLoss: 1,
        validationAccuracy: accuracy - 0.1 * Double(2 - epoch), seconds: seconds)
    }
    let steps = [5, 10].map {
      StepRecord(step: $0, epoch: $0 / 5, learningRate: 1e-3, loss: 1, accuracy: Float(accuracy))
    }
    let metrics = ([EpochRecord.header] + epochs.map(\.line)).joined(separator: "\n") + "\n"
    try RunWriter(run, listWith: .metrics).write([
      (.metrics, Data(metrics.utf8)), (.steps, StepLog.content(of: steps)),
    ])
  }
}
