import Foundation
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("Options from files, and dry runs")
struct TrainingConfigurationTests {
  private static let toml = """
    # How the small network is trained.
    model = "small.model"
    dataset = 'blobs.csv'   # of this folder
    project = "from-file"
    max-epochs = 2
    batch_size = 1_6
    learning_rate = 2e-2
    seed = 7
    betas = [0.8, 0.9]
    """

  /// A folder with a model, rows and `options.toml`.
  private static func withFiles(_ text: String = toml, _ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try write("Linear(2, 3)\n", to: folder + "/small.model")
      try write(TrainVerbTests.blobs(rows: 90), to: folder + "/blobs.csv")
      let text = text.replacing("small.model", with: folder + "/small.model")
        .replacing("blobs.csv", with: folder + "/blobs.csv")
      try write(text, to: folder + "/options.toml")
      try body(folder)
    }
  }

  private static func options(of run: String) throws -> [String: String] {
    let settings = try RunDirectory(path: run).manifest().settings
    return Dictionary(settings.map { ($0.label, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  @Test("the values of a TOML file come through, and the command line wins over them")
  func values() throws {
    try Self.withFiles { folder in
      let file = folder + "/options.toml"
      let trained = lnq("train", "--config", file, "--project-dir", folder)
      #expect(trained.status == .done, "\(trained.err)")
      let options = try Self.options(of: folder + "/from-file")
      #expect(options["epochs"] == "2" && options["batch size"] == "16" && options["seed"] == "7", "\(options)")
      #expect(options["learning rate"] == "0.02" && options["betas"] == "0.8:0.9", "\(options)")
      let manifest = try RunDirectory(path: folder + "/from-file").manifest()
      #expect(manifest.model.name == "small" && manifest.dataset.name == "blobs")

      let other = lnq(
        "train", "--config", file, "--seed", "8", "--max-epochs", "1", "--project", "mine", "--project-dir", folder)
      #expect(other.status == .done, "\(other.err)")
      let changed = try Self.options(of: folder + "/mine")
      #expect(changed["seed"] == "8" && changed["epochs"] == "1" && changed["batch size"] == "16", "\(changed)")
    }
  }

  @Test("a run is the source of its own options: the same checkpoint again, and other ones with what is said anew")
  func run() throws {
    try Self.withFiles { folder in
      _ = lnq("train", "--config", folder + "/options.toml", "--project-dir", folder)
      // The model's file is not needed again.
      try FileManager.default.removeItem(atPath: folder + "/small.model")
      let again = lnq("train", "--config", "from-file", "--project", "again", "--project-dir", folder)
      #expect(again.status == .done, "\(again.err)")
      let other = lnq("train", "--config", "from-file", "--seed", "8", "--project", "other", "--project-dir", folder)
      #expect(other.status == .done, "\(other.err)")
      func checkpoint(_ name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: RunDirectory(path: folder + "/" + name).bestCheckpointPath))
      }
      #expect(try checkpoint("again") == checkpoint("from-file"))
      #expect(try checkpoint("other") != checkpoint("from-file"))
      #expect(try Self.options(of: folder + "/other")["betas"] == "0.8:0.9")
    }
  }

  @Test(
    "what a file says wrongly is a sentence with its line",
    arguments: [
      ("max_epochs = 2\nlaerning_rate = 1\n", "line 2: there is no option laerning_rate (did you mean learning_rate?)"),
      ("\n[training]\nseed = 1\n", "line 2: [training] begins a table"),
      ("seed = 1\nseed = 2\n", "line 2: seed stands here twice"), ("seed\n", "line 1: write a key, = and its value"),
      ("# first\nmodel = jsc-tiny\n", "line 2: jsc-tiny is no text in quotes"),
      ("seed = 1\nmax_epochs = \"many\"\n", "line 2: max_epochs is 'many', but has to be a whole number"),
      ("batch_size = 0\n", "line 1: the batch size is 0, but has to be 1 to 1048576"),
    ])
  func mistakes(text: String, sentence: String) throws {
    try Self.withFiles(text) { folder in
      let (status, _, err) = lnq("train", "--config", folder + "/options.toml", "--project-dir", folder + "/runs")
      #expect(status != .done)
      #expect(err.hasPrefix("lnq: ") && err.contains(sentence), "\(err)")
      #expect(!FileManager.default.fileExists(atPath: folder + "/runs"))
    }
  }

  @Test("a dry run says how many trials there are and what they are called, trains nothing and writes nothing")
  func dryRun() throws {
    try Self.withFiles { folder in
      let before = try filePaths(below: folder)
      let words = [
        "sweep", folder + "/small.model", folder + "/blobs.csv", "--batch-size", "8,16", "--max-epochs", "2",
        "--repeats", "3", "--project-dir", folder + "/runs",
      ]
      let (status, out, err) = lnq(words + ["--dry-run", "--json"])
      #expect(status == .done, "\(err)")
      #expect(try value("trials", in: out, as: Int.self) == 6)
      #expect(try value("settings", in: out, as: Int.self) == 2)
      #expect(try #require(try value("seconds", in: out, as: Double.self)) > 0)
      let names = try #require(try value("names", in: out, as: [String].self))
      #expect(lnq(words + ["--dry-run"]).out.contains("nothing was trained"))
      #expect(try filePaths(below: folder) == before)
      #expect(names.first == "small_batch-size-8_repeat-1" && names.count == 6, "\(names)")
    }
  }
}
