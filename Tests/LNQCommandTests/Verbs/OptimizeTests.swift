import Foundation
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("lnq quantize --optimize luts")
struct OptimizeTests {
  private func quantize(_ folder: String, _ options: [String]) throws -> [String: Any] {
    let words = ["quantize", "--input-bits", "4"] + options + ["--project-dir", folder, "--json"]
    let (status, out, err) = lnq(words)
    #expect(status == .done && err == "")
    return try object(out)
  }

  @Test("finds a smaller circuit within the loss, says what it tried, and the tables follow from the checkpoint")
  func smaller() throws {
    try SmallRun.withCopy { folder in
      let plain = try quantize(folder, ["--count-luts"])
      let report = try quantize(folder, ["--optimize", "luts", "--accuracy-loss", "0.5"])
      let found = try JSONDecoder().decode(
        AreaReport.self, from: JSONSerialization.data(withJSONObject: try #require(report["optimization"])))
      #expect(found.before.luts == (plain["mapped"] as? [String: Int])?["luts"])
      #expect(found.after.luts == (report["mapped"] as? [String: Int])?["luts"])
      #expect(found.after.luts < found.before.luts * 3 / 4)
      #expect(found.before.validationAccuracy == plain["validationAccuracy"] as? Double)
      #expect(found.after.validationAccuracy == report["validationAccuracy"] as? Double)
      #expect(found.before.accuracy == plain["quantizedAccuracy"] as? Double)
      #expect(found.after.accuracy == report["quantizedAccuracy"] as? Double)
      #expect(found.after.validationAccuracy >= found.before.validationAccuracy - 0.005 - 1e-9)
      // Steps that lose more are not taken, and were not counted.
      for step in found.steps {
        let isAllowed = step.validationAccuracy >= found.before.validationAccuracy - 0.005 - 1e-9
        #expect((step.luts != nil) == isAllowed && (isAllowed || !step.isTaken))
      }
      let taken = found.steps.filter(\.isTaken)
      #expect(taken.map(\.option.name).contains(.partFractionBits) && taken.count < found.steps.count)
      // What was asked for stays.
      #expect((report["inputWidths"] as? [String: Int]) == ["smallest": 4, "largest": 4])

      let run = try RunDirectory.newest(of: "jsc-tiny", in: folder)
      let trained = try TrainedRun(
        ModelArgument(text: run.path), in: folder, observer: RecordingConsole().console())
      let tabulated = try #require(try TabulatedRun(reading: trained))
      #expect(tabulated.report.options.layers?.isEmpty == false)
      #expect(try tabulated.agreementWithCheckpoint(over: trained.dataset()).rows == 600)
      let (tables, text) = (try read(run.tablesPath), try read(run.quantizationPath))
      let printed = lnq(
        "quantize", "--input-bits", "4", "--optimize", "luts", "--accuracy-loss", "0.5", "--project-dir", folder)
      #expect(try read(run.tablesPath) == tables && read(run.quantizationPath) == text)
      #expect(printed.out.contains("layer1: parts with "))
      #expect(printed.out.contains("steps, \(taken.count) of them taken"))
    }
  }

  @Test("says what would be without effect")
  func refusals() throws {
    try SmallRun.withCopy { folder in
      for (options, sentence) in [
        (["--accuracy-loss", "1"], "--accuracy-loss would change nothing without --optimize luts: give both"),
        (["--optimize", "luts", "--accuracy-loss=-1"], "--accuracy-loss -1.0: choose 0 to 100 points"),
        (["--optimize", "luts", "--accuracy-loss", "nan"], "--accuracy-loss nan: choose 0 to 100 points"),
        (["--optimize", "speed"], "speed"),
        (
          ["--optimize", "luts", "--input-bits", "6", "--output-bits", "6", "--part-fraction-bits", "1"],
          "--optimize luts would change nothing"
        ),
      ] {
        let refused = lnq(["quantize"] + options + ["--project-dir", folder])
        #expect(refused.status == .usage)
        #expect(refused.err.contains(sentence), "\(refused.err)")
      }
    }
  }

  @Test("a table of a sum is split where that is smaller")
  func split() throws {
    try withTemporaryFolder { folder in
      try write(
        "BatchNorm1d(16)\nQuantHardTanh(bits=3)\nLinear(16, 8, fan_in=4)\nBatchNorm1d(8)\nQuantReLU(bits=3)\n"
          + "Linear(8, 5, fan_in=4)\nBatchNorm1d(5)\nQuantHardTanh(bits=3, max=1.33)\n", to: folder + "/m.model")
      let model = folder + "/m.model"
      let words = ["--project-dir", folder, "--json"]
      #expect(
        lnq(["train", model, "--rows", "3000", "--max-epochs", "2", "--learning-rate", "1e-2"] + words).status == .done)
      let plain = try object(lnq(["quantize", model] + words).out)
      let found = try object(
        lnq(["quantize", model, "--optimize", "luts", "--accuracy-loss", "2"] + words).out)
      #expect(plain["lookups"] as? Int == 13)
      #expect(try #require(found["lookups"] as? Int) > 13)
      #expect(found["neurons"] as? Int == 13)
    }
  }
}
