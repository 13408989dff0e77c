import Foundation
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

/// Searches with real child processes.
@Suite("lnq search")
struct SearchVerbTests {
  /// The program, which the build puts beside the tests.
  private static let program =
    Bundle.main.executableURL?.deletingLastPathComponent().appendingPathComponent("lnq").path ?? "lnq"

  private static let ranges = [
    "--learning-rate", "1e-4..1e-1", "--batch-size", "4..32", "--max-epochs", "2", "--generation-size", "4", "--seed",
    "3",
  ]

  private func lnq(_ arguments: [String]) -> (status: Outcome, out: String, err: String) {
    let recorder = RecordingConsole()
    let status = LNQ.execute(
      arguments, environment: ProcessInfo.processInfo.environment, on: recorder.console(), program: Self.program)
    return (status, recorder.out, recorder.err)
  }

  /// Runs `body` with a folder of three classes of rows, a model for them, and the first words of a search.
  private func withFiles(_ body: (_ folder: String, _ words: [String]) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try write(TrainVerbTests.blobs(rows: 200), to: folder + "/blobs.csv")
      try write("BatchNorm1d(2)\nLinear(2, 6)\nReLU()\nLinear(6, 4)\nReLU()\nLinear(4, 3)\n", to: folder + "/m.model")
      try body(folder, ["search", folder + "/m.model", folder + "/blobs.csv", "--project-dir", folder])
    }
  }

  private func trials(_ path: String) throws -> [StudyTrial] { try StudyDirectory(path: path).manifest().trials }

  /// What a trial is, without where its files are.
  private func settings(_ path: String) throws -> [[StudySetting]] {
    try trials(path).map { $0.settings + ($0.architecture ?? []) + ($0.quantization ?? []) }
  }

  @Test(
    "proposes the same trials with one job and with three, and chooses by validation", arguments: ["random", "tpe"])
  func deterministic(algorithm: String) throws {
    try withFiles { folder, words in
      let command = words + Self.ranges + ["--trials", "10", "--algorithm", algorithm]
      let alone = lnq(command + ["--jobs", "1", "--project", "alone", "--json"])
      #expect(alone.err == "")
      #expect(alone.status == .done)
      #expect(lnq(command + ["--jobs", "3", "--project", "together"]).status == .done)
      #expect(try trials(folder + "/alone").map(\.generation) == [1, 1, 1, 1, 2, 2, 2, 2, 3, 3])
      #expect(try settings(folder + "/alone") == settings(folder + "/together"))

      let report = try object(alone.out)
      let results = try #require(report["results"] as? [[String: Any]])
      #expect(results.count == 10)
      #expect(results.allSatisfy { $0["testAccuracy"] == nil })
      let best = try #require((report["front"] as? [[String: Any]])?.first)
      #expect(best["testAccuracy"] is Double)
      let accuracies = results.compactMap { $0["validationAccuracy"] as? Double }
      #expect(best["validationAccuracy"] as? Double == accuracies.max())
      #expect((report["ranking"] as? [String])?.first == best["trial"] as? String)
      let run = try RunDirectory(path: folder + "/alone/trials/trial-0001").manifest()
      #expect(run.results?.best.validationAccuracy == accuracies[0])
      #expect(run.training?.options.seed == 3)
    }
  }

  @Test("bits change the quantizers of a model that has its own, and nothing is left for quantize to change")
  func quantizers() throws {
    try withFiles { folder, words in
      try write(
        "Recipe(learning_rate=1e-2)\nBatchNorm1d(2)\nQuantHardTanh(bits=2)\nLinear(2, 6, fan_in=2)\nBatchNorm1d(6)\n"
          + "QuantReLU(bits=2)\nLinear(6, 3, fan_in=3)\nBatchNorm1d(3)\nQuantHardTanh(bits=4)\n",
        to: folder + "/m.model")
      let options = [
        "--activation-bits", "1..4", "--input-bits", "3", "--objective", "accuracy,luts", "--max-epochs", "1",
        "--trials", "3", "--generation-size", "3", "--project", "q",
      ]
      #expect(lnq(words + options).status == .done)
      let found = try trials(folder + "/q")
      #expect(found.count == 3)
      for trial in found {
        let run = try RunDirectory(path: folder + "/q/trials/" + trial.name)
        let architecture = try #require(trial.architecture)
        #expect(architecture.map(\.option) == ["input-bits", "activation-bits"])
        let manifest = try run.manifest()
        #expect(manifest.model.text.contains("QuantHardTanh(bits=3)"))
        #expect(manifest.model.text.contains("QuantReLU(bits=\(architecture[1].value))"))
        #expect(manifest.training?.options.learningRate == 1e-2)
        let quantized = try run.decode(QuantizeReport.self, from: .quantization).value
        #expect(quantized.activationWidths?.text == architecture[1].value)
      }
      let wide = lnq(words + ["--activation-bits", "1..9", "--project", "w"])
      #expect(wide.status == .usage)
      #expect(wide.err.contains("--activation-bits 1..9"))
    }
  }

  @Test("widths, fan-in and bits make networks and tables, and the front of both objectives is that of the definition")
  func front() throws {
    try withFiles { folder, words in
      let command =
        words + [
          "--learning-rate", "1e-2..1e-1", "--widths", "2..6", "--fan-in", "1..2", "--activation-bits", "2..4",
          "--max-epochs", "2", "--objective", "luts,accuracy", "--algorithm", "evolution", "--generation-size", "4",
          "--trials", "8", "--jobs", "2", "--project", "front", "--json",
        ]
      let searched = lnq(command)
      #expect(searched.err == "")
      #expect(searched.status == .done)
      let report = try object(searched.out)
      let results = try #require(report["results"] as? [[String: Any]]).map { result in
        (
          name: result["trial"] as? String ?? "", accuracy: result["validationAccuracy"] as? Double ?? .nan,
          luts: result["luts"] as? Int ?? -1, fullLuts: result["fullLuts"] as? Int ?? -1,
          formulaLuts: result["formulaLuts"] as? Int ?? -1
        )
      }
      #expect(results.count == 8)
      let expected = results.filter { own in
        !results.contains {
          $0.accuracy >= own.accuracy && $0.luts <= own.luts && ($0.accuracy > own.accuracy || $0.luts < own.luts)
        }
      }
      let front = try #require(report["front"] as? [[String: Any]])
      #expect(Set(front.compactMap { $0["trial"] as? String }) == Set(expected.map(\.name)))
      let sizes = front.compactMap { $0["luts"] as? Int }
      #expect(sizes == sizes.sorted())

      for trial in try trials(folder + "/front") {
        let run = try RunDirectory(path: folder + "/front/trials/" + trial.name)
        let architecture = try #require(trial.architecture)
        #expect(architecture.map(\.option) == ["width-1", "width-2", "fan-in"])
        let text = try run.manifest().model.text
        #expect(text.contains("Linear(2, \(architecture[0].value), fan_in="))
        #expect(text.contains("Linear(\(architecture[1].value), 3)\n"))
        let quantized = try run.decode(QuantizeReport.self, from: .quantization).value
        #expect(
          trial.quantization == [
            StudySetting(option: "activation-bits", value: "\(quantized.options.activationBits ?? 0)")
          ])
        let result = try #require(results.first { $0.name == trial.name })
        #expect(quantized.validationAccuracy == result.accuracy)
        #expect(quantized.mapped?.luts == result.luts)
        let mapped = try run.decode(SynthesisReport.self, from: .synthesis).value
        #expect(mapped.isStandard && mapped.luts == result.fullLuts)
        #expect(quantized.luts?.lookups == result.formulaLuts)
      }
      let order = try #require(report["rankCorrelation"] as? [String: Any])
      #expect(order["count"] as? Int == 8)
      #expect(try #require(order["coefficient"] as? Double) > 0.5)
      let page = try read(folder + "/front/report.md")
      #expect(page.contains("## Search\n"))
      #expect(page.contains("The Pareto front"))
      // What every trial did on the test rows would tempt somebody to choose by it.
      #expect(page.contains("| validation accuracy |"))
      #expect(!page.contains("| test loss |"))
    }
  }

  @Test("more trials go on where fewer ended, and give what all at once give")
  func more() throws {
    try withFiles { folder, words in
      let command = words + Self.ranges
      #expect(lnq(command + ["--trials", "6", "--project", "grown"]).status == .done)
      #expect(try trials(folder + "/grown").count == 6)
      let first = try RunDirectory(path: folder + "/grown/trials/trial-0001").manifest().started
      #expect(lnq(command + ["--trials", "10", "--project", "grown"]).status == .done)
      #expect(lnq(command + ["--trials", "10", "--project", "whole"]).status == .done)
      #expect(try trials(folder + "/grown") == trials(folder + "/whole"))
      #expect(try RunDirectory(path: folder + "/grown/trials/trial-0001").manifest().started == first)
    }
  }

  @Test("a search that is killed goes on with the same trials and comes to the same end")
  func killed() throws {
    try withFiles { folder, words in
      let command = words + Self.ranges + ["--trials", "8", "--jobs", "2"]
      for (index, signal) in [SIGKILL, SIGINT].enumerated() {
        let child = try ChildRun(command + ["--project", "stopped"], folder: folder)
        // The first time in the first generation, the second time in the second one.
        let name = "trial-000\(1 + 4 * index)"
        _ = child.wait { FileManager.default.fileExists(atPath: folder + "/stopped/trials/\(name)/run.json") }
        child.send(signal)
        let status = try child.end().status
        #expect(status == -signal || status == 130 || status == 0)
      }
      let ended = lnq(command + ["--project", "stopped", "--json"])
      #expect(ended.err == "")
      let whole = lnq(command + ["--project", "whole", "--json"])
      #expect(try trials(folder + "/stopped") == trials(folder + "/whole"))
      func results(_ text: String) throws -> NSArray? { try object(text)["results"] as? NSArray }
      #expect(try results(ended.out) == results(whole.out))
    }
  }

  @Test("failed trials are part of the search; when all fail, it fails")
  func failures() throws {
    try withFiles { folder, words in
      // No table can have so few bits.
      let command =
        words + ["--learning-rate", "1e-3..1e-1", "--max-epochs", "1", "--trials", "3", "--objective", "accuracy,luts"]
      let failed = lnq(command + ["--table-limit", "1", "--partial-bits", "1", "--project", "failed"])
      #expect(failed.status == .failed)
      #expect(failed.err.hasPrefix("lnq: no trial came to its end; the first one: "))
      #expect(failed.out.contains("failed"))
      let count = try trials(folder + "/failed").count
      #expect(count == 3)
    }
  }

  @Test(
    "what makes no sense is refused before anything is made",
    arguments: [
      (["--batch-size", "16"], "there is nothing to search: give a range, such as --learning-rate 1e-4..1e-1"),
      (["--batch-size", "16..x"], "--batch-size 16..x: write a range such as 16..64, or one value"),
      (["--batch-size", "0..64"], "--batch-size 0..64: it can be 1 to 1000000"),
      (
        ["--learning-rate", "1e-2..1e-3"],
        "--learning-rate 1e-2..1e-3: the end of the range has to be above its beginning"
      ),
      (["--max-epochs", "1.5..3"], "--max-epochs 1.5..3: both ends of the range are whole numbers"),
      (["--activation-bits", "3..40"], "--activation-bits 3..40: it can be 1 to 20"),
      (
        ["--widths", "4..8,4..8,4..8"],
        "--widths 4..8,4..8,4..8: m has 2 hidden layers, and the list has 3; write one range for all, or one for each"
      ),
      (
        ["--widths", "0", "--max-epochs", "1..3"],
        "--widths 0: write a whole number from 1 to 65536, or a range such as 16..64"
      ),
      (
        ["--max-epochs", "1..3", "--objective", "speed"], "--objective speed: there are accuracy, luts and formula-luts"
      ),
      (
        ["--max-epochs", "1..3", "--objective", "accuracy,luts,formula-luts"],
        "--objective luts,formula-luts: choose one of them"
      ),
      (
        ["--max-epochs", "1..3", "--objective", "luts"],
        "--objective luts: the smallest network is not worth a search; write accuracy,luts"
      ),
      (["--max-epochs", "1..3", "--trials", "0"], "--trials 0: choose 1 to 100000"),
      (["--max-epochs", "1..3", "--generation-size", "0"], "--generation-size 0: choose 1 to 1000"),
      (["--max-epochs", "1..3", "--jobs", "0"], "--jobs 0: choose 1 or more"),
      (
        ["--max-epochs", "1..3", "--project", "a/b"], "--project a/b: a name has letters, digits, '.', '_' and '-' only"
      ),
      (["--max-epochs", "1..3", "--slurm-options", "--time=3"], "--slurm-options is for --launcher slurm"),
      (["--max-epochs", "1..3", "--batch-size", "x"], "The value 'x' is invalid for '--batch-size <n>'"),
      (["--max-epochs", "1..3", "--input-bits", "x"], "The value 'x' is invalid for '--input-bits <n>'"),
      (["--max-epochs", "1..3", "--learning-rate=-1"], "the learning rate"),
    ])
  func refusals(options: [String], sentence: String) throws {
    try withFiles { folder, words in
      let refused = lnq(words + options)
      #expect(refused.status == .usage)
      #expect(refused.err.lowercased().hasPrefix("lnq: \(sentence.lowercased())"), "\(refused.err)")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      #expect(names == ["blobs.csv", "m.model"])
    }
  }

  @Test(
    "what no layer of a model has is not searched",
    arguments: [
      ("jsc-tiny", "--widths", "hidden layers"), ("jsc-tiny", "--fan-in", "hidden Linear layers"),
      ("jsc-kan", "--fan-in", "hidden Linear layers"),
    ])
  func noLayer(model: String, option: String, changed: String) {
    let refused = lnq(["search", model, "--rows", "500", option, "2..4"])
    #expect(refused.status == .usage)
    #expect(
      refused.err == "lnq: \(option) changes \(changed), and \(model) has none that it could change: leave it out\n")
  }

  @Test("bits that a weightless network does not have are refused before it is trained")
  func bitsOfBits() {
    let refused = lnq(["search", "jsc-dwn-10", "--rows", "500", "--activation-bits", "2..4"])
    #expect(refused.status == .usage)
    #expect(refused.err.hasPrefix("lnq: --activation-bits 2 would change nothing: a network of bits "))
  }

  @Test("several models take turns, each within the ranges that it can have, and the front is one")
  func severalModels() throws {
    try withFiles { folder, words in
      try write(
        "Thermometer(4, 'distributive', features=2)\nLUTLayer(6)\nGroupSum(3, tau=1)\n", to: folder + "/bits.model")
      try write(
        "BatchNorm1d(2)\nQuantIdentity(bits=4)\nKANLinear(2, 3, grid=2, order=1, bits=4)\n", to: folder + "/kan.model")
      try write(
        "BatchNorm1d(2)\nQuantHardTanh(bits=2)\nLinear(2, 6, fan_in=2)\nBatchNorm1d(6)\nQuantReLU(bits=2)\nLinear(6, 3, fan_in=3)\n"
          + "BatchNorm1d(3)\nQuantHardTanh(bits=2)\n", to: folder + "/m.model")
      let command =
        ["search", ["m", "bits", "kan"].map { "\(folder)/\($0).model" }.joined(separator: ",")]
        + [
          folder + "/blobs.csv", "--project-dir", folder, "--widths", "4..14", "--fan-in", "1..2", "--max-epochs", "2",
          "--objective", "accuracy,luts", "--generation-size", "4", "--seed", "3", "--json",
        ]
      let few = lnq(command + ["--trials", "3", "--project", "grown"])
      #expect(few.status == .done)
      #expect(few.err.contains("bits is searched without --fan-in"))
      #expect(few.err.contains("kan is searched without --widths"))
      let searched = lnq(command + ["--trials", "12", "--project", "grown"])
      #expect(lnq(command + ["--trials", "12", "--project", "whole", "--jobs", "3"]).status == .done)
      let found = try trials(folder + "/grown")
      #expect(found == (try trials(folder + "/whole")))
      // kan has no range, and is tried once; bits can have 6, 9 or 12 tables.
      #expect(found.map(\.model) == ["m", "bits", "kan", "m", "bits", "m", "bits"] + Array(repeating: "m", count: 5))
      for trial in found where trial.model == "bits" {
        #expect(trial.architecture?.map(\.option) == ["width-1"])
        let width = try #require(trial.architecture?.first.flatMap { Int($0.value) })
        #expect(width.isMultiple(of: 3) && (6...12).contains(width))
        let run = try RunDirectory(path: folder + "/grown/trials/" + trial.name).manifest()
        #expect(run.model.text.contains("LUTLayer(\(width))\n"))
      }
      #expect(found[2].architecture == nil)
      let report = try object(searched.out)
      #expect(report["models"] as? [String] == ["m", "bits", "kan"])
      let results = try #require(report["results"] as? [[String: Any]])
      #expect(results.compactMap { $0["model"] as? String } == found.map(\.model))
      let page = try read(folder + "/grown/report.md")
      #expect(page.contains("| trial | model |"))
      #expect(try read(folder + "/grown/report.html").contains("trials of bits"))
      // Only the model has twelve trials: the options of one model are not taken for it.
      let shares = try #require(page.firstMatch(of: /explained by each option\. ([^\]]*)\]/))
      #expect(shares.1.hasPrefix("model ") && !shares.1.contains(","), "\(shares.1)")
    }
  }

  @Test("an option that no model of several can have is refused, with what the first one says")
  func noModel() throws {
    try withFiles { folder, words in
      try write("Linear(2, 3)\n", to: folder + "/n.model")
      let refused = lnq(
        ["search", "\(folder)/m.model,\(folder)/n.model", folder + "/blobs.csv", "--edge-threshold", "1..2"])
      #expect(refused.status == .usage)
      #expect(refused.err.hasPrefix("lnq: --edge-threshold is for --sparsity threshold"))
    }
  }

  @Test(
    "another search does not go on in a study",
    arguments: [
      (["--algorithm", "random"], "its algorithm is tpe, not random"),
      (["--generation-size", "5"], "its generation size is 4, not 5"),
      (["--objective", "accuracy,luts"], "its objective is accuracy, not accuracy,luts"),
      (["--batch-size", "4..16"], "its batch-size is 4..32, not 4..16"),
    ])
  func otherPlan(options: [String], difference: String) throws {
    try withFiles { folder, words in
      let command = words + Self.ranges + ["--trials", "1", "--project", "one"]
      #expect(lnq(command).status == .done)
      let refused = lnq(command + options)
      #expect(refused.status == .usage)
      #expect(refused.err.contains(difference), "\(refused.err)")
    }
  }
}
