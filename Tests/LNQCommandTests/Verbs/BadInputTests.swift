import Foundation
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

/// Every mistake is one message after `lnq:`, on standard error alone, with its exit code, and leaves nothing behind.
@Suite("Bad input")
struct BadInputTests {
  /// Files that the command lines below use; `@` stands for their folder.
  private static let inputs = [
    "unknown-layer.model": "BatchNorm1d(16)\nLineal(16, 5)\n",
    "shape.model": "BatchNorm1d(16)\nLinear(32, 5)\n",
    "good.model": "Linear(2, 3)\n",
    "four.model": "Linear(2, 4)\n",
    "empty.csv": "",
    "nan.csv": "x,y,class\n1,2,a\n1,nan,b\n",
    "ragged.csv": "x,y,class\n1,2,a\n1,2,3,b\n",
    "missing.csv": "x,y,class\n1,,a\n1,2,b\n",
    "text.csv": "x,y,class\n1,two,a\n1,2,b\n",
    "two.csv": "x,y,class\n"
      + (0..<40).map { "\($0 * 7 % 40),\($0 * 3 % 40),\($0 % 3 == 0 ? "a" : $0 % 3 == 1 ? "b" : "c")\n" }.joined(),
    "broken.safetensors": "broken",
  ]

  @Test(
    "train",
    arguments: [
      (["no-such-net"], Outcome.usage, "no-such-net is not a built-in model"),
      (["jsc-tinny"], .usage, "did you mean jsc-tiny?"),
      (["@/nowhere.model"], .badInput, "nowhere.model cannot be read: "),
      (["@/unknown-layer.model"], .badInput, "unknown-layer.model:2: there is no layer Lineal"),
      (["@/shape.model"], .badInput, "shape.model:2: Linear(32, 5) takes 32 features"),
      (["@/two.csv"], .usage, "is a file of rows, not a model: write lnq train jsc-tiny"),
      (["jsc-tiny", "nothing"], .usage, "there is no dataset nothing: write jsc-synth, the name of an imported one"),
      (["jsc-tiny", "@/nowhere.csv"], .badInput, "nowhere.csv: cannot be read"),
      (["@/good.model", "@/empty.csv"], .badInput, "empty.csv"),
      (["@/good.model", "@/nan.csv"], .badInput, "nan.csv, line 3, column y"),
      (["@/good.model", "@/ragged.csv"], .badInput, "ragged.csv, line 3: 4 fields, but the header has 3 columns"),
      (["@/good.model", "@/missing.csv"], .badInput, "missing.csv, line 2, column y: the value is missing"),
      (
        ["@/good.model", "@/text.csv"], .badInput,
        "text.csv: the column y has no numbers (two), and lnq does not encode texts"
      ),
      (["jsc-tiny", "@/two.csv"], .badInput, "the network takes 16 features, but the rows have 2"),
      (["@/four.model", "@/two.csv"], .badInput, "the network has 4 outputs, but the dataset has 3 classes"),
      (["@/good.model", "@/two.csv", "--class-column", "z"], .badInput, "no column is called z"),
      (["@/good.model", "@/two.csv", "--rows", "9"], .usage, "--rows is for jsc-synth"),
      (["jsc-tiny", "jsc-synth", "--class-column", "z"], .usage, "--class-column names a column of a file"),
      (["--rows", "0"], .usage, "jsc-synth with 0 rows"),
      (["--rows", "2"], .badInput, "2 rows do not give training, validation and test a row each"),
      (["--rows", "500", "--max-epochs", "0"], .usage, "the number of epochs is 0"),
      (["--rows", "500", "--batch-size", "0"], .usage, "the batch size is 0"),
      (["--rows", "500", "--batch-size", "1"], .usage, "batch normalization needs batches of 2 rows"),
      (["--rows", "500", "--learning-rate=-1"], .usage, "the learning rate is -1.0"),
      (["--rows", "500", "--weight-decay=-1"], .usage, "the weight decay is -1.0"),
      (["--rows", "500", "--optimizer", "adagrad"], .usage, "--optimizer"),
      (["--rows", "500", "--momentum", "0.5"], .usage, "--momentum is for --optimizer sgd, not adam"),
      (["--optimizer", "sgd", "--betas", "0.5,0.9"], .usage, "--betas is for --optimizer adam, adamw, lion, not sgd"),
      (["--betas", "0.5"], .usage, "--betas"), (["--betas", "0.5,x"], .usage, "--betas"),
      (["--betas", "0.5,1"], .usage, "beta2 is 1.0, but has to be at least 0 and less than 1"),
      (
        ["--rows", "500", "--sparsity", "rigl"], .usage,
        "the sparsity is rigl, but no Linear of the network has a fan_in"
      ),
      (
        ["jsc-m-lite", "--rows", "500", "--sparsity", "magnitude"], .usage,
        "has degree, adders or hidden, and so too many parameters for that: choose the sparsity random, set or rigl"
      ),
      (["mnist-hdr", "--data-dir", "@/none"], .usage, "there is no dataset mnist: write jsc-synth, the name of an"),
      (["mnist-hdr", "--data-dir", "@/none"], .usage, "or the path of a file; lnq data fetch mnist gets it"),
      (["--drop-fraction", "0.5"], .usage, "--drop-fraction is for --sparsity set, rigl, not random"),
      (["--rows", "500", "--optimizer", "sgd", "--momentum", "2"], .usage, "momentum is 2.0"),
      (["--rows", "500", "--max-steps", "0"], .usage, "the number of steps is 0, but has to be 1 or more"),
      (["--rows", "500", "--patience", "0"], .usage, "the patience is 0, but has to be 1 or more"),
      (
        ["--rows", "500", "--accumulate-grad-batches", "0"], .usage,
        "the number of accumulated batches is 0, but has to be 1 or more"
      ),
      (
        ["--rows", "500", "--gradient-clip-val", "0"], .usage,
        "the largest norm of the gradient is 0.0, but has to be greater than 0"
      ),
      (["--rows", "500", "--label-smoothing", "2"], .usage, "the label smoothing is 2.0, but has to be 0 to 1"),
      (["--rows", "500", "--log-every-n-steps", "0"], .usage, "--log-every-n-steps 0: choose 1 or more"),
      (["--rows", "500", "--scheduler", "linear"], .usage, "--scheduler"),
      (["--rows", "500", "--eta-min=-1"], .usage, "the smallest learning rate is -1.0, but has to be 0 or more"),
      (["--rows", "500", "--t-max", "0"], .usage, "the period of the learning rate is 0, but has to be 1 or more"),
      (
        ["--scheduler", "none", "--eta-min", "0"], .usage,
        "--eta-min is for --scheduler cosine, cosine-restarts, plateau"
      ),
      (["--t0", "3"], .usage, "--t0 is for --scheduler cosine-restarts, not cosine"),
      (["--scheduler", "cosine-restarts"], .usage, "--scheduler cosine-restarts needs --t0"),
      (
        ["--scheduler", "cosine-restarts", "--t0", "0", "--rows", "500"], .usage, "the period of the learning rate is 0"
      ),
      (
        ["--scheduler", "cosine-restarts", "--t0", "3", "--t-mult", "0", "--rows", "500"], .usage,
        "the factor of the period is 0, but has to be 1 or more"
      ),
      (["--scheduler", "step"], .usage, "--scheduler step needs --step-size"),
      (["--scheduler", "step", "--step-size", "0", "--rows", "500"], .usage, "the period of the learning rate is 0"),
      (
        ["--scheduler", "step", "--step-size", "2", "--gamma", "0", "--rows", "500"], .usage,
        "the factor of the learning rate is 0.0, but has to be greater than 0 and at most 1"
      ),
      (
        ["--scheduler", "step", "--step-size", "2", "--t-max", "4"], .usage,
        "--t-max is for --scheduler cosine, not step"
      ),
      (
        ["--scheduler", "plateau", "--gamma", "1", "--rows", "500"], .usage,
        "the factor of the learning rate is 1.0, but has to be greater than 0 and less than 1"
      ),
      (
        ["--scheduler", "plateau", "--scheduler-patience=-1", "--rows", "500"], .usage,
        "the patience of the learning rate is -1, but has to be 0 or more"
      ),
      (["--scheduler-patience", "3"], .usage, "--scheduler-patience is for --scheduler plateau, not cosine"),
      (["--gamma", "3"], .usage, "--gamma is for --scheduler step, plateau, not cosine"),
      (["jsc-tiny", "--resume", "x"], .usage, "MODEL does not go with --resume: the run x has what it began with"),
      (["--resume", "x", "--seed", "0"], .usage, "--seed does not go with --resume"),
      (["--resume", "x", "--t-max", "3"], .usage, "--t-max does not go with --resume"),
      (["--resume", "@"], .badInput, "is not a run of lnq: it has no run.json"),
      (["--resume", "jsc-tinny"], .usage, "did you mean jsc-tiny?"),
      (["--resume", "jsc-tiny"], .badInput, "there is no run of jsc-tiny"),
      (["--rows", "500", "--project", "a/b"], .usage, "--project a/b: a name has letters"),
      (["--rows", "500", "--load", "@/broken.safetensors"], .badInput, "broken.safetensors: 6 bytes are too few"),
      (["--rows", "500", "--load", "@/nowhere.safetensors"], .badInput, "nowhere.safetensors cannot be read: "),
    ] as [([String], Outcome, String)])
  func train(arguments: [String], outcome: Outcome, sentence: String) throws {
    try withTemporaryFolder { folder in
      for (name, text) in Self.inputs.sorted(by: { $0.key < $1.key }) { try write(text, to: folder + "/" + name) }
      let words = arguments.map { $0.replacing("@", with: folder) }
      let (status, out, err) = lnq(["train"] + words + ["--project-dir", folder + "/runs", "--json"])
      #expect(status == outcome)
      #expect(err.contains(sentence))
      #expect(err.hasPrefix("lnq: "))
      #expect(out == "")
      #expect(((try? FileManager.default.contentsOfDirectory(atPath: folder + "/runs")) ?? []) == [])
    }
  }

  @Test("an unwritable project folder is named")
  func unwritable() throws {
    try withTemporaryFolder { folder in
      try write("a file", to: folder + "/taken")
      let trained = lnq("train", "--rows", "500", "--project-dir", folder + "/taken")
      #expect(trained.status == .failed)
      #expect(trained.err.hasPrefix("lnq: cannot write \(folder)/taken"))
    }
  }

  @Test(
    "the verbs after train say how to make the run that they need",
    arguments: [
      "test", "quantize", "emit-verilog", "simulate",
    ])
  func noRun(verb: String) throws {
    try withTemporaryFolder { folder in
      // Whether Verilator is installed makes no difference to the question which run is meant.
      let environment = ["LNQ_VERILATOR": "/bin/sh"]
      let missing = lnq(verb, "jsc-my", "--project-dir", folder, environment: environment)
      #expect(missing.status == .badInput)
      #expect(
        missing.err
          == "lnq: there is no run of jsc-my in \(folder); make one with: lnq train jsc-my --project-dir \(folder)\n")
      let unknown = lnq(verb, "no-such-net", "--project-dir", folder, environment: environment)
      #expect(unknown.status == .usage)
      #expect(unknown.err.contains("no-such-net is not a built-in model"))
      let notARun = lnq(verb, folder, "--project-dir", folder, environment: environment)
      #expect(notARun.status == .badInput)
      #expect(notARun.err.contains("is not a run of lnq: it has no run.json"))
      let file = lnq(verb, folder + "/x.model", "--project-dir", folder, environment: environment)
      #expect(file.status == .badInput)
      #expect(file.err.contains("x.model cannot be read: "))
    }
  }

  @Test(
    "options of the hardware verbs outside of their ranges are mistakes in the command line",
    arguments: [
      (["quantize", "--input-bits", "0"], "--input-bits 0: choose 1 to 20"),
      (["quantize", "--partial-bits", "99"], "--partial-bits 99: choose 1 to 20"),
      (["quantize", "--input-bits", "14"], "2^14 rows, and the limit is 2^12"),
      (["emit-verilog", "--pipeline=-1"], "--pipeline -1: choose 1 or more, or 0"),
      (["simulate", "--pipeline=-1"], "--pipeline -1: choose 1 or more, or 0"),
      (["emit-verilog", "--spelling", "fancy"], "--spelling"),
      (["simulate", "--rtl", "x", "--pipeline", "1"], "--rtl simulates files as they are"),
      (["prove", "--rtl", "x", "--pipeline", "1"], "--rtl proves files as they are: --pipeline has no influence"),
      (["prove", "--rtl", "x", "--fast"], "--rtl proves files as they are: --fast has no influence"),
      (["prove", "--time-limit", "0"], "--time-limit 0: choose 1 to 1000000 seconds"),
      (["prove", "--target", "lut7"], "lut7"),
      (["simulate", "--random-vectors=-5"], "--random-vectors"),
      (["test", "--rows", "7"], "--rows belongs to a DATASET"),
      (["test", "--logits-rows", "7"], "--logits-rows belongs to --logits"),
      (["test", "--logits", "x", "--logits-rows", "0"], "--logits-rows 0: choose 1 or more"),
      (["test", "--split", "half"], "--split"),
    ])
  func ranges(arguments: [String], sentence: String) throws {
    try SmallRun.withCopy { folder in
      let (status, out, err) = lnq(arguments + ["--project-dir", folder])
      #expect(status == .usage)
      #expect(err.contains(sentence))
      #expect(out == "")
      let made = try filePaths(below: folder).filter { $0.contains("hardware/") }
      #expect(made.allSatisfy { $0.contains("tables") || $0.contains("quantization") })
    }
  }

  @Test("a checkpoint that was cut off is named, whatever its length")
  func truncatedCheckpoint() throws {
    try SmallRun.withCopy { folder in
      let run = try RunDirectory.newest(of: "jsc-tiny", in: folder)
      let whole = try Data(contentsOf: URL(fileURLWithPath: run.bestCheckpointPath))
      for count in [0, 7, 8, 100, whole.count / 2, whole.count - 1] {
        try whole.prefix(count).write(to: URL(fileURLWithPath: run.bestCheckpointPath))
        let tested = lnq("test", "--project-dir", folder)
        #expect(tested.status == .badInput)
        #expect(tested.err.hasPrefix("lnq: \(run.bestCheckpointPath): "))
      }
      try FileManager.default.removeItem(atPath: run.bestCheckpointPath)
      #expect(lnq("test", "--project-dir", folder).err.contains("has no best checkpoint"))
    }
  }

  @Test("tables that were cut off are named")
  func truncatedTables() throws {
    try SmallRun.withCopy { folder in
      #expect(lnq("quantize", "--project-dir", folder).status == .done)
      let run = try RunDirectory.newest(of: "jsc-tiny", in: folder)
      let text = try read(run.tablesPath)
      try write(String(text.prefix(text.count / 2)), to: run.tablesPath)
      let emitted = lnq("emit-verilog", "--project-dir", folder)
      #expect(emitted.status == .badInput)
      #expect(
        emitted.err
          == "lnq: \(run.tablesPath) is not what lnq wrote: it is not complete JSON; make it again with: "
          + "lnq quantize \(run.path)\n")
      try write(text.replacing("\"version\" : 2", with: "\"version\" : 9"), to: run.tablesPath)
      #expect(lnq("emit-verilog", "--project-dir", folder).err.contains("version 9 of the tables"))
    }
  }

  @Test("a model file that was changed since its training is not mistaken for what was trained")
  func changedModel() throws {
    try withTemporaryFolder { folder in
      try write("Linear(2, 3)\n", to: folder + "/m.model")
      try write(TrainVerbTests.blobs(rows: 60), to: folder + "/blobs.csv")
      let trained = lnq(
        "train", folder + "/m.model", folder + "/blobs.csv", "--max-epochs", "1", "--project-dir", folder + "/runs")
      #expect(trained.status == .done)
      try write("Linear(2, 3)  # a comment changes nothing\n", to: folder + "/m.model")
      #expect(lnq("test", folder + "/m.model", "--project-dir", folder + "/runs").status == .done)
      try write("Linear(2, 3)\nReLU()\n", to: folder + "/m.model")
      let tested = lnq("test", folder + "/m.model", "--project-dir", folder + "/runs")
      #expect(tested.status == .badInput)
      #expect(tested.err.contains("m.model was changed since"))
    }
  }
}
