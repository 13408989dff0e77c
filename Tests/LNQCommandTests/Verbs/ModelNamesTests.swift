import Foundation
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

/// Files of models with any name: their runs are found again, and their Verilog is silent in Verilator's lint.
@Suite("Names of models")
struct ModelNamesTests {
  /// Trains `models` (path of the file → text) one after the other, and gives the folder to `body`.
  private func withRuns(_ models: [(path: String, text: String)], _ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try write(TrainVerbTests.blobs(rows: 60), to: folder + "/blobs.csv")
      for (path, text) in models {
        try write(text, to: "\(folder)/\(path)")
        let trained = lnq(
          "train", "\(folder)/\(path)", folder + "/blobs.csv", "--max-epochs", "1", "--project-dir", folder + "/runs")
        #expect(trained.status == .done, "\(trained.err)")
      }
      try body(folder)
    }
  }

  @Test("of every script stay apart")
  func scripts() throws {
    try withRuns([("模型.model", "Linear(2, 3)\n"), ("网络.model", "Linear(2, 4)\nReLU()\nLinear(4, 3)\n")]) { folder in
      for name in ["模型", "网络"] {
        let quantized = lnq("quantize", "\(folder)/\(name).model", "--project-dir", folder + "/runs")
        #expect(quantized.status == .done)
        #expect(quantized.out.hasPrefix("\(name) quantized"))
      }
    }
  }

  @Test("that are the same in two folders are told apart by their layers")
  func folders() throws {
    try withRuns([("v1/net.model", "Linear(2, 3)\n"), ("v2/net.model", "Linear(2, 3)\nReLU()\n")]) { folder in
      for (version, run) in [("v1", "run"), ("v2", "run-2")] {
        let tested = lnq("test", "\(folder)/\(version)/net.model", "--project-dir", folder + "/runs")
        #expect(tested.status == .done, "\(version) \(run): \(tested.err)")
      }
      let first = lnq("test", "\(folder)/v1/net.model", "--project-dir", folder + "/runs").out
      let second = lnq("test", "\(folder)/v2/net.model", "--project-dir", folder + "/runs").out
      #expect(first.contains("-2\n") == false && (second + "\n").contains("-2\n"))
    }
  }

  @Test("the advice of a refusal is a command that works", arguments: ["net.model", "it's my net.model"])
  func advice(name: String) throws {
    try withTemporaryFolder { folder in
      try write("Linear(16, 5)\n", to: "\(folder)/\(name)")
      let refused = lnq("quantize", "\(folder)/\(name)", "--project-dir", folder + "/my runs")
      #expect(refused.status == .badInput)
      let advice = try #require(refused.err.components(separatedBy: "make one with: ").last)
      let words = try Script.shell("printf '%s\\n' \(advice.trimmingCharacters(in: .newlines))").text
      let typed = words.split(separator: "\n").map(String.init)
      #expect(typed.first == "lnq")
      let trained = lnq(Array(typed.dropFirst()) + ["--rows", "300", "--max-epochs", "1"])
      #expect(trained.status == .done, "\(trained.err)")
      #expect(lnq("quantize", "\(folder)/\(name)", "--project-dir", folder + "/my runs").status == .done)
    }
  }

  @Test(
    "of 200 letters, of a port and of quotes simulate",
    arguments: [String(repeating: "m", count: 200), "clk_i", "q'\"uo\"te"])
  func simulate(name: String) throws {
    try withTemporaryFolder { folder in
      try write("Linear(16, 5)\n", to: "\(folder)/\(name).model")
      let runs = "\(folder)/a \"quoted\" folder"
      let model = "\(folder)/\(name).model"
      #expect(lnq("train", model, "--rows", "300", "--max-epochs", "1", "--project-dir", runs).status == .done)
      let simulated = lnq(
        "simulate", model, "--random-vectors", "5", "--spelling", "packed", "--pipeline", "1", "--project-dir", runs)
      #expect(simulated.status == .done, "\(simulated.err)")
    }
  }

  @Test("what a file puts into a message does not act on the terminal, and is cut")
  func messages() throws {
    try withTemporaryFolder { folder in
      try write("Linear\u{1B}[31m(2, 3)\n", to: folder + "/a.model")
      let acting = lnq("models", folder + "/a.model")
      #expect(acting.status == .badInput)
      #expect(!acting.err.contains("\u{1B}") && acting.err.contains("\\u{1B}"))
      try write(String(repeating: "A", count: 70_000) + "(2, 3)\n", to: folder + "/b.model")
      let long = lnq("models", folder + "/b.model")
      #expect(long.status == .badInput && long.err.utf8.count < 3000)
    }
  }
}
