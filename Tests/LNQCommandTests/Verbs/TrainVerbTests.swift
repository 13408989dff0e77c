import Foundation
import LNQTraining
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("lnq train")
struct TrainVerbTests {
  @Test("the JSON object has the names that programs rely on")
  func json() throws {
    try withTemporaryFolder { folder in
      let trained = lnq(
        "train", "jsc-tiny", "--rows", "1000", "--max-epochs", "2", "--project-dir", folder, "--json")
      #expect(trained.err == "")
      #expect(trained.status == .done)
      let report = try object(trained.out)
      #expect(
        (report["runDirectory"] as? String)?.hasPrefix(folder + "/jsc-tiny_classification_jsc-synth_") == true)
      #expect(report["model"] as? String == "jsc-tiny")
      #expect(report["dataset"] as? String == "jsc-synth")
      #expect(report["parameters"] as? Int == 117)
      #expect((report["notice"] as? String)?.contains("surrogate") == true)
      #expect(report["seconds"] is Double)
      #expect(report["samplesPerSecond"] is Double)
      let best = try #require(report["best"] as? [String: Any])
      #expect([1, 2].contains(best["epoch"] as? Int))
      #expect(best["validationAccuracy"] is Double)
      let test = try #require(report["test"] as? [String: Any])
      #expect(test["accuracy"] is Double)
      #expect(test["loss"] is Double)
    }
  }

  @Test("a run directory has manifest, checkpoints and metrics, and becomes the latest")
  func runDirectory() throws {
    let folder = try SmallRun.projectFolder.get()
    let run = try RunDirectory.newest(of: "jsc-tiny", in: folder)
    let files = try filePaths(below: run.path).filter { !$0.hasPrefix("hardware") }
    let names = files.filter { !$0.hasPrefix("software/tensorboard/events.out.tfevents.") }
    #expect(files.count == names.count + 1)
    #expect(
      names == [
        "checksums.json", "run.json", "software/metrics.csv", "software/roc.csv", "software/steps.csv",
        "software/training_ckpts/best.safetensors",
        "software/training_ckpts/last.safetensors",
      ])
    let manifest = try run.manifest()
    #expect(manifest.command.first == "train")
    #expect(manifest.model.text == "BatchNorm1d(16)\nReLU()\nLinear(16, 5)\nReLU()\n")
    #expect(manifest.dataset.rows == .init(train: 2160, validation: 240, test: 600))
    #expect(manifest.dataset.request == .synthetic(rows: 3000))
    #expect(manifest.training?.options.seed == 1)
    #expect(manifest.results?.epochs == 3)
    let metrics = try read(run.metricsPath).split(separator: "\n")
    #expect(
      metrics.first
        == "epoch,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy,seconds")
    #expect(metrics.map { $0.split(separator: ",").first } == ["epoch", "1", "2", "3"])
  }

  @Test("for people it prints a block with the notice of the data and no JSON")
  func text() throws {
    try withTemporaryFolder { folder in
      let trained = lnq("train", "--rows", "1000", "--max-epochs", "1", "--project-dir", folder)
      #expect(trained.status == .done)
      #expect(trained.out.hasPrefix("jsc-tiny trained on jsc-synth\n"))
      #expect(trained.out.contains("surrogate"))
      #expect(!trained.out.contains("{"))
      #expect(trained.err == "")
    }
  }

  @Test("a model file and a CSV file are trained as they are, and named after their files")
  func files() throws {
    try withTemporaryFolder { folder in
      try write("nn.BatchNorm1d(2),  # pasted\nnn.Linear(2, 3),\n", to: folder + "/my net.model")
      try write(Self.blobs(rows: 90), to: folder + "/blobs.csv")
      let trained = lnq(
        "train", folder + "/my net.model", folder + "/blobs.csv", "--max-epochs", "40", "--learning-rate", "0.05",
        "--batch-size", "16", "--optimizer", "sgd", "--momentum", "0.5", "--project-dir", folder + "/runs", "--json")
      #expect(trained.err == "")
      let report = try object(trained.out)
      #expect(report["model"] as? String == "my-net")
      #expect(report["dataset"] as? String == "blobs")
      #expect(report["notice"] == nil)
      let accuracy = try #require((report["test"] as? [String: Any])?["accuracy"] as? Double)
      #expect(accuracy > 0.9)
      // The rest of the ladder finds the run by the file.
      let tested = lnq("test", folder + "/my net.model", "--project-dir", folder + "/runs", "--json")
      #expect(try value("samples", in: tested.out, as: Int.self) == 18)
    }
  }

  /// Three clusters of two features, far apart.
  static func blobs(rows: Int) -> String {
    var text = "x,y,class\n"
    for row in 0..<rows {
      let wiggle = Double(row % 7) / 10
      switch row % 3 {
      case 0: text += "\(1 + wiggle),\(-2 - wiggle),red\n"
      case 1: text += "\(5 - wiggle),\(4 + wiggle),green\n"
      default: text += "\(-6 + wiggle),\(1 - wiggle),blue\n"
      }
    }
    return text
  }

  @Test("equal seeds give equal checkpoints, other seeds do not")
  func seeds() throws {
    try withTemporaryFolder { folder in
      let checkpoints = try ["7", "7", "8"].map { seed in
        let trained = lnq(
          "train", "--rows", "500", "--max-epochs", "1", "--seed", seed, "--project-dir", folder, "--json")
        let path = try #require(try object(trained.out)["runDirectory"] as? String)
        let checkpoint = try Data(contentsOf: URL(fileURLWithPath: RunDirectory(path: path).bestCheckpointPath))
        // The seed stands in the metadata as well; the parameters are at the end.
        return checkpoint.suffix(80 * 4 + 5 * 4)
      }
      #expect(checkpoints[0] == checkpoints[1])
      #expect(checkpoints[0] != checkpoints[2])
    }
  }

  @Test("--load goes on from a checkpoint")
  func load() throws {
    try SmallRun.withCopy { folder in
      let before = try RunDirectory.newest(of: "jsc-tiny", in: folder)
      let trained = lnq(
        "train", "jsc-tiny", "--rows", "3000", "--max-epochs", "1", "--learning-rate", "1e-12", "--scheduler", "none",
        "--load", before.bestCheckpointPath, "--project-dir", folder, "--json")
      #expect(trained.err == "")
      let after = try #require((try object(trained.out)["test"] as? [String: Any])?["loss"] as? Double)
      let loss = try #require(try before.manifest().results?.test.loss)
      // The running statistics of the normalization still move a little.
      #expect(abs(after - loss) < 0.05)
    }
  }

  @Test("--load begins a quantized network with a float checkpoint, and refuses one that does not fit")
  func fineTuning() throws {
    try SmallRun.withCopy { folder in
      let before = try RunDirectory.newest(of: "jsc-tiny", in: folder)
      let model = folder + "/tiny-8-bits.model"
      try write("BatchNorm1d(16), QuantReLU(bits=8), Linear(16, 5), QuantReLU(bits=8)\n", to: model)
      let arguments = [
        "--rows", "3000", "--max-epochs", "1", "--learning-rate", "1e-12", "--scheduler", "none", "--load",
        before.bestCheckpointPath, "--project-dir", folder,
      ]
      let trained = lnq(["train", model] + arguments + ["--json"])
      #expect(trained.err == "")
      let after = try #require((try object(trained.out)["test"] as? [String: Any])?["loss"] as? Double)
      let loss = try #require(try before.manifest().results?.test.loss)
      // The running statistics of the normalization still move a little, and 8 bits round.
      #expect(abs(after - loss) < 0.06)
      try write("BatchNorm1d(16), QuantReLU(bits=8), Linear(16, 5, fan_in=2)\n", to: model)
      let other = lnq(["train", model] + arguments)
      #expect(other.status == .badInput)
      #expect(
        other.err.contains(
          "cannot be fine-tuned as tiny-8-bits: line 1, Linear(16, 5, fan_in=2), meets Linear(16, 5): fine-tuning needs"
        ))
    }
  }

  @Test("--load refuses the checkpoint of another network, and of other classes")
  func loadRefuses() throws {
    try SmallRun.withCopy { folder in
      let checkpoint = try RunDirectory.newest(of: "jsc-tiny", in: folder).bestCheckpointPath
      let other = lnq("train", "jsc-toy", "--rows", "500", "--load", checkpoint, "--project-dir", folder)
      #expect(other.status == .badInput)
      #expect(other.err.contains("holds another network than jsc-toy"))
      let table = try read(Script.projectFolder + "/examples/data/jsc-synth-200.csv").replacing(
        ",g\n", with: ",gluon\n")
      try write(table, to: folder + "/renamed.csv")
      let classes = lnq(
        "train", "jsc-tiny", folder + "/renamed.csv", "--load", checkpoint, "--project-dir", folder)
      #expect(classes.status == .badInput)
      #expect(classes.err.contains("was trained on other features or classes than those of renamed"))
    }
  }

  @Test("what the options say arrives, and stands in run.json")
  func options() throws {
    try withTemporaryFolder { folder in
      let trained = lnq(
        "train", "--rows", "500", "--max-epochs", "9", "--max-steps", "5", "--patience", "4", "--batch-size", "32",
        "--accumulate-grad-batches", "2", "--learning-rate", "0.01", "--optimizer", "adamw", "--weight-decay", "0.1",
        "--gradient-clip-val", "0.5", "--label-smoothing", "0.25", "--scheduler", "cosine-restarts", "--t0", "3",
        "--t-mult", "2", "--eta-min", "1e-4", "--seed", "11", "--log-every-n-steps", "2", "--project-dir", folder,
        "--project", "run")
      #expect(trained.err == "")
      #expect(trained.out.contains("ended       after 5 steps"))
      let manifest = try RunDirectory(path: folder + "/run").manifest()
      var options = TrainingOptions()
      options.epochs = 9
      options.maxSteps = 5
      options.patience = 4
      options.batchSize = 32
      options.accumulatedBatches = 2
      options.learningRate = 0.01
      options.optimizer = .adamW()
      options.weightDecay = 0.1
      options.gradientClipping = 0.5
      options.labelSmoothing = 0.25
      options.schedule = .cosineRestarts(minimum: 1e-4, period: 3, factor: 2)
      options.seed = 11
      #expect(manifest.training == TrainingRequest(options: options, load: nil, logEveryNSteps: 2))
      #expect(manifest.results?.steps == 5)
      #expect(manifest.results?.ending == .steps)
    }
  }

  @Test(
    "the schedules of the command line are those of PyTorch with the same settings",
    arguments: [
      ([], LearningRateSchedule.cosineAnnealing(minimum: 1e-6)), (["--scheduler", "none"], .constant),
      (["--t-max", "7", "--eta-min", "0"], .cosineAnnealing(minimum: 0, period: 7)),
      (["--scheduler", "cosine-restarts", "--t0", "4"], .cosineRestarts(minimum: 1e-6, period: 4)),
      (["--scheduler", "step", "--step-size", "4"], .step(period: 4)),
      (["--scheduler", "step", "--step-size", "4", "--gamma", "0.5"], .step(period: 4, factor: 0.5)),
      (["--scheduler", "plateau"], .plateau()),
      (
        ["--scheduler", "plateau", "--gamma", "0.5", "--scheduler-patience", "2", "--eta-min", "1e-5"],
        .plateau(factor: 0.5, patience: 2, minimum: 1e-5)
      ),
    ])
  func schedules(words: [String], schedule: LearningRateSchedule) throws {
    let verb = try #require(try LNQ.parseAsRoot(["train"] + words) as? TrainVerb)
    #expect(try verb.training.options(for: TrainingRecipe()).schedule == schedule)
  }

  @Test("without options the training is that of TrainingOptions")
  func defaults() throws {
    let verb = try #require(try LNQ.parseAsRoot(["train"]) as? TrainVerb)
    #expect(try verb.training.options(for: TrainingRecipe()) == TrainingOptions())
    #expect(verb.training.given == [])
  }

  @Test("the recipe of a model stands between the defaults and the command line, and names the dataset")
  func recipe() throws {
    try withTemporaryFolder { folder in
      let recipe =
        "Recipe(max_epochs=2, batch_size=16, optimizer='adamw', betas=(0.5, 0.9), dataset='\(folder)/blobs.csv')"
      try write("Linear(2, 3)\n\(recipe)\n", to: folder + "/net.model")
      let path = folder + "/net.model"
      let missing = lnq("train", path, "--project-dir", folder)
      #expect(missing.status == .badInput)
      #expect(missing.err.contains("/blobs.csv"))
      try write(Self.blobs(rows: 90), to: folder + "/blobs.csv")
      let trained = lnq(
        "train", path, "--batch-size", "8", "--betas", "0.6,0.9", "--project-dir", folder, "--project", "run")
      #expect(trained.err == "")
      let run = try RunDirectory(path: folder + "/run")
      let options = try #require(try run.manifest().training).options
      #expect(options.epochs == 2)
      #expect(options.batchSize == 8)
      #expect(options.optimizer == .adamW(beta1: 0.6, beta2: 0.9))
      #expect(try run.manifest().model.text == "Linear(2, 3)\n")
      #expect(lnq("models", path).out.hasPrefix("Recipe(dataset='\(folder)/blobs.csv', max_epochs=2, "))
      #expect(try value("recipe", in: lnq("models", path, "--json").out, as: String.self)?.hasPrefix("Recipe(") == true)
    }
  }

  @Test("patience ends a run early, and the summary says so")
  func patience() throws {
    try withTemporaryFolder { folder in
      let trained = lnq(
        "train", "--rows", "1000", "--max-epochs", "500", "--learning-rate", "0.5", "--scheduler", "none",
        "--patience", "2", "--project-dir", folder)
      #expect(trained.status == .done)
      #expect(trained.out.contains("ended       early, after 2 epochs without a lower validation loss"))
    }
  }

  @Test("training that diverges later names the step, the learning rate and the last good checkpoint")
  func divergence() throws {
    try withTemporaryFolder { folder in
      // Weights grow a hundredfold and more with each step, and overflow after some epochs of one step.
      try write("Linear(2, 8)\nLinear(8, 3)\n", to: folder + "/deep.model")
      try write(Self.blobs(rows: 90), to: folder + "/blobs.csv")
      let trained = lnq(
        "train", folder + "/deep.model", folder + "/blobs.csv", "--optimizer", "sgd", "--momentum", "0",
        "--learning-rate", "0.1", "--weight-decay", "1e6", "--scheduler", "none", "--batch-size", "128",
        "--max-epochs", "100", "--project-dir", folder, "--project", "run")
      #expect(trained.status == .failed)
      let epochs = try read(folder + "/run/software/metrics.csv").split(separator: "\n").count - 1
      #expect(epochs > 0)
      #expect(
        trained.err.hasPrefix("lnq: training diverged: the loss is not a finite number in epoch \(epochs + 1), "))
      #expect(trained.err.contains("with a learning rate of 0.1; "))
      #expect(
        trained.err.hasSuffix(
          "; the last good checkpoint is that of epoch \(epochs), "
            + "\(folder)/run/software/training_ckpts/last.safetensors\n"))
      #expect(try RunDirectory(path: folder + "/run").manifest().results == nil)
    }
  }

  @Test("a run that fails before its first checkpoint leaves no directory")
  func leavesNothing() throws {
    try withTemporaryFolder { folder in
      let trained = lnq(
        "train", "--rows", "500", "--optimizer", "sgd", "--learning-rate", "1e30", "--project-dir", folder)
      #expect(trained.status == .failed)
      #expect(trained.err.hasPrefix("lnq: training diverged"))
      let left = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(left == [])
    }
  }
}
