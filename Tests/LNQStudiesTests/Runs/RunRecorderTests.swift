import Foundation
import LNQData
import LNQTraining
import LNQTestSupport
import Testing

@testable import LNQStudies

@Suite("Recording a run")
struct RunRecorderTests {
  private static let rows = LabelledRows(
    featureCount: 2, features: (0..<80).map { Float($0 % 7) / 7 }, labels: (0..<40).map { Int32($0 % 2) })

  private static let dataset = Dataset(
    name: "toy", featureNames: ["x", "y"], classNames: ["a", "b"], train: rows, validation: rows, test: rows,
    standardization: Standardization(mean: [0, 0], scale: [1, 1]),
    provenance: Provenance(source: "toy", sha256: "00", notice: nil))

  private static let options: TrainingOptions = {
    var options = TrainingOptions()
    options.epochs = 2
    options.seed = 3
    return options
  }()

  private static func recorder(_ run: RunDirectory) throws -> RunRecorder {
    try RunRecorder(
      run: run, dataset: dataset, training: TrainingRequest(options: options, load: nil, logEveryNSteps: 1), from: nil)
  }

  /// Trains two epochs with a recorder that writes into `run`; nil when it was stopped in the first.
  private static func train(into recorder: RunRecorder) throws -> TrainingResult? {
    let model = try ModelDescription(name: "toy", text: "Linear(2, 2)")
    let trainer = try Trainer(network: Network(model, seed: 0), dataset: dataset, options: Self.options)
    return try trainer.run(onStep: { recorder.record($0) }, onEpoch: { recorder.record($0) })
  }

  @Test("the last checkpoint is the last epoch's, and the run becomes the latest with the first")
  func checkpoints() throws {
    try withTemporaryFolder { folder in
      let run = try RunDirectory.create(in: folder, model: "toy", dataset: "toy")
      let recorder = try Self.recorder(run)
      #expect(!recorder.hasState)
      let result = try #require(try Self.train(into: recorder))
      #expect(recorder.hasState)
      #expect(recorder.epochs == 2)
      let last = try Checkpoint(
        bytes: Array(Data(contentsOf: URL(fileURLWithPath: run.lastCheckpointPath))), file: run.lastCheckpointPath)
      #expect(last.network == result.last)
      #expect(last.epoch == 2)
      #expect(last.seed == 3)
      let best = try Checkpoint(
        bytes: Array(Data(contentsOf: URL(fileURLWithPath: run.bestCheckpointPath))), file: run.bestCheckpointPath)
      #expect(best.network == result.best)
      #expect(best.classNames == ["a", "b"])
      let target = try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/toy.latest")
      #expect(target == run.name)
    }
  }

  @Test("a file that cannot be written stops the training, and the error is kept")
  func unwritable() throws {
    try withTemporaryFolder { folder in
      let run = try RunDirectory.create(in: folder, model: "toy", dataset: "toy")
      let recorder = try Self.recorder(run)
      try FileManager.default.removeItem(atPath: run.path + "/software")
      try write("a file", to: run.path + "/software")
      let result = try Self.train(into: recorder)
      // The first epoch is complete, the second never begins.
      #expect(result?.history.count == 1)
      #expect(!recorder.hasState)
      #expect(recorder.error?.description.hasPrefix("cannot write \(run.metricsPath): ") == true)
    }
  }
}
