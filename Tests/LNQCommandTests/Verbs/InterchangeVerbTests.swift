import Foundation
import LNQTables
import LNQTestSupport
import LNQTraining
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("lnq import, export and --load")
struct InterchangeVerbTests {
  private static let model =
    "class Net(nn.Module):\n  def __init__(self, info):\n    self.blocks = nn.Sequential(\n"
    + "      nn.BatchNorm1d(info.num_features), nn.ReLU(),\n      nn.Linear(info.num_features, info.num_classes))\n"
    + "  def forward(self, x):\n    return F.log_softmax(self.blocks(x), dim=1)\n"

  /// A folder with rows, a pasted class, and a run of it that is called `first`.
  private static func withRun(_ body: (_ folder: String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try write(TrainVerbTests.blobs(rows: 120), to: folder + "/blobs.csv")
      try write(model, to: folder + "/net.py")
      let trained = lnq(
        "train", folder + "/net.py", folder + "/blobs.csv", "--max-epochs", "2", "--batch-size", "8",
        "--project-dir", folder, "--project", "first")
      #expect(trained.status == .done)
      #expect(trained.err.contains("net: info.num_features is 2, info.num_classes is 3, as the data set has it"))
      #expect(trained.err.contains("LogSoftmax at the end (line 7) is left out"))
      try body(folder)
    }
  }

  private static func export(_ folder: String, _ name: String, _ words: String...) throws -> String {
    let path = folder + "/" + name
    let exported = lnq(["export", folder + "/first", "--output", path, "--json"] + words)
    #expect(exported.status == .done, "\(exported.err)")
    #expect(try value("bytes", in: exported.out, as: Int.self) == Data(contentsOf: URL(filePath: path)).count)
    return path
  }

  @Test(
    "What torch and safetensors get comes back as the same network, with its origin",
    arguments: ["torch", "safetensors"])
  func roundTrip(format: String) throws {
    try Self.withRun { folder in
      let weights = try Self.export(folder, "net.pt", "--format", format)
      // Safetensors of lnq are checkpoints; without their metadata they are anybody's.
      guard format == "torch" else {
        let tested = lnq("test", folder + "/blobs.csv", "--load", weights)
        #expect(tested.status != .done)
        let own = lnq("test", folder + "/net.py", folder + "/blobs.csv", "--load", weights, "--json")
        #expect(try value("samples", in: own.out, as: Int.self) == 24)
        return
      }
      let imported = lnq(
        "import", weights, "--model", folder + "/net.py", "--dataset", folder + "/blobs.csv", "--project-dir", folder,
        "--project", "second", "--json")
      #expect(imported.status == .done, "\(imported.err)")
      #expect(imported.err.contains("7 tensors found by their names, below seq_blocks"))
      let (first, second) = (try RunDirectory(path: folder + "/first"), try RunDirectory(path: folder + "/second"))
      let (old, new) = try (
        RunDirectory.checkpoint(at: first.bestCheckpointPath), RunDirectory.checkpoint(at: second.bestCheckpointPath)
      )
      #expect(old.network == new.network && old.standardization == new.standardization)
      let manifest = try second.manifest()
      #expect(manifest.training == nil && manifest.origin?.format == "torch" && manifest.origin?.file == weights)
      #expect(manifest.origin?.parameters?["seq_blocks.2.weight"] == "seq_blocks.2.weight")
      #expect(manifest.imported?.test == (try first.manifest().results?.test))
      #expect(lnq("simulate", second.path, "--help").status == .done)
      #expect(lnq("quantize", second.path).status == .done)
      let report = lnq("report", second.path)
      #expect(report.status == .done, "\(report.err)")
      #expect(lnq("compare", first.path, second.path).status == .done)
      let resumed = lnq("train", "--resume", second.path)
      #expect(resumed.status == .badInput)
      let tested = lnq("test", folder + "/net.py", folder + "/blobs.csv", "--load", weights, "--json")
      #expect(try value("accuracy", in: tested.out, as: Double.self) == manifest.imported?.test.accuracy)
      let trained = lnq(
        "train", folder + "/net.py", folder + "/blobs.csv", "--load", weights, "--max-epochs", "1", "--batch-size", "8",
        "--project-dir", folder, "--project", "third")
      #expect(trained.status == .done, "\(trained.err)")
      #expect(try RunDirectory(path: folder + "/third").manifest().origin == manifest.origin)
      let quantized = lnq(
        "quantize", folder + "/net.py", "--load", weights, "--dataset", folder + "/blobs.csv", "--project-dir", folder)
      #expect(quantized.status == .done, "\(quantized.err)")
    }
  }

  @Test("A checkpoint of lnq whose tensors somebody has renamed and made longer is weights like any other")
  func changedCheckpoint() throws {
    try Self.withRun { folder in
      let path = folder + "/first/software/training_ckpts/best.safetensors"
      let file = try Safetensors(bytes: Array(try Data(contentsOf: URL(filePath: path))), file: path)
      let tensors = file.tensors.compactMap { tensor -> Safetensors.Tensor? in
        guard case .float32(let values) = tensor.values else { return nil }
        return Safetensors.Tensor(
          name: String(tensor.name.dropFirst("seq_blocks.".count)), shape: tensor.shape,
          values: .float64(values.map(Double.init)))
      }
      let bare = Safetensors(tensors: tensors, metadata: file.metadata).serialized()
      try Data(bare).write(to: URL(filePath: folder + "/bare.safetensors"))
      func accuracy(_ words: [String]) throws -> Double? {
        let tested = lnq(["test", folder + "/net.py", folder + "/blobs.csv", "--json"] + words)
        #expect(tested.status == .done, "\(tested.err)")
        return try value("loss", in: tested.out, as: Double.self)
      }
      #expect(try accuracy(["--load", folder + "/bare.safetensors"]) == accuracy(["--load", path]))
    }
  }

  @Test("The C file compiles without a warning and gives the classes of the tables")
  func cSource() throws {
    try Self.withRun { folder in
      let path = try Self.export(folder, "net.c", "--format", "c")
      let logits = folder + "/rows.json"
      #expect(lnq("test", folder + "/first", "--split", "all", "--logits", logits).status == .done)
      let rows = try object(String(contentsOfFile: logits, encoding: .utf8))
      let codes = try #require(rows["codes"] as? [[Int]])
      let features = TrainVerbTests.blobs(rows: 120).split(separator: "\n").dropFirst().map { line in
        line.split(separator: ",").prefix(2).joined(separator: " ")
      }
      try write(features.joined(separator: "\n"), to: folder + "/rows.txt")
      let (status, text) = try Script.shell(
        "cd '\(folder)' && cc -std=c99 -Wall -Wextra -Werror -c net.c && cc -std=c99 -Wall -Wextra -Werror -DLNQ_MAIN net.c "
          + "-o net && ./net < rows.txt")
      #expect(status == 0, "\(text)")
      #expect(text.split(separator: "\n").map(String.init) == codes.map { "\(TableNetwork.argmax($0))" })
      #expect(path.hasSuffix("net.c"))
    }
  }

  @Test("Other formats are written whole; what goes together with nothing is refused")
  func formats() throws {
    try Self.withRun { folder in
      for (format, beginning) in [
        ("onnx", [8, 8]), ("qonnx", [8, 8]), ("numpy", [0x50, 0x4B]), ("python", [0x22, 0x22]),
      ] {
        let path = try Self.export(folder, "net." + format, "--format", format)
        #expect(Array(try Data(contentsOf: URL(filePath: path)).prefix(2)).map(Int.init) == beginning)
      }
      let again = try Self.export(folder, "again.onnx", "--format", "onnx")
      #expect(FileManager.default.contentsEqual(atPath: again, andPath: folder + "/net.onnx"))
      let refused = lnq("export", folder + "/first", "--format", "c", "--network", "float")
      #expect(refused.status == .usage && refused.err.contains("c is written of the tables alone"))
      let foreign = lnq("import", folder + "/first/software/training_ckpts/best.safetensors", "--model", "jsc-tiny")
      #expect(foreign.err.contains("is a checkpoint of lnq"))
      let other = lnq("import", folder + "/net.numpy", "--model", "jsc-tiny")
      #expect(other.status == .badInput && other.err.contains("none of torch.save"))
      #expect(lnq("quantize", "--dataset", "x").err.contains("--dataset belongs to --load"))
    }
  }
}
