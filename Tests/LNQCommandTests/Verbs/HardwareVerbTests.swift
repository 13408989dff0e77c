import Foundation
import LNQQuantization
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("lnq quantize, synthesize and emit-verilog")
struct HardwareVerbTests {
  @Test("quantize writes the tables and reports both accuracies")
  func quantize() throws {
    try SmallRun.withCopy { folder in
      let quantized = lnq("quantize", "--input-bits", "7", "--project-dir", folder, "--json")
      #expect(quantized.err == "")
      let report = try object(quantized.out)
      #expect((report["options"] as? [String: Any])?["inputBits"] as? Int == 7)
      #expect(report["samples"] as? Int == 600)
      let float = try #require(report["floatAccuracy"] as? Double)
      let quantizedAccuracy = try #require(report["quantizedAccuracy"] as? Double)
      #expect(abs(quantizedAccuracy - float) < 0.05)
      #expect(report["neurons"] as? Int == 5)
      let run = try RunDirectory.newest(of: "jsc-tiny", in: folder)
      #expect(FileManager.default.fileExists(atPath: run.tablesPath))
      #expect(try value("quantizedAccuracy", in: try read(run.quantizationPath), as: Double.self) != nil)
    }
  }

  @Test("quantize says what rows that nobody reaches are worth")
  func dontCare() throws {
    try SmallRun.withCopy { folder in
      let plain = try object(lnq("quantize", "--input-bits", "3", "--project-dir", folder, "--json").out)
      #expect(plain["dontCares"] == nil)
      let quantized = lnq("quantize", "--input-bits", "3", "--dont-care", "2", "--project-dir", folder, "--json")
      let report = try object(quantized.out)
      let found = try #require(report["dontCares"] as? [String: Any])
      #expect(found["limit"] as? Int == 2)
      #expect(found["accuracyBefore"] as? Double == plain["quantizedAccuracy"] as? Double)
      let rows = try #require(found["dontCareRows"] as? Int)
      #expect(rows > 0 && rows < (found["rows"] as? Int ?? 0))
      let before = (found["lutsBefore"] as? [String: Any])?["lookups"] as? Int
      let after = (report["luts"] as? [String: Any])?["lookups"] as? Int
      #expect(try #require(after) <= #require(before))
      let unreached = lnq("quantize", "--input-bits", "3", "--dont-care", "0", "--project-dir", folder, "--json").out
      #expect((try object(unreached)["dontCares"] as? [String: Any])?["changedTrainingRows"] as? Int == 0)
      #expect(lnq("synthesize", "--fast", "--project-dir", folder).out.contains("(--dont-care 0)"))
      let text = lnq("quantize", "--input-bits", "3", "--dont-care", "0", "--project-dir", folder).out
      #expect(text.contains("rows, which no training row reaches:"))
      #expect(text.contains(" of the test rows have the float network's class"))
      let refused = lnq("quantize", "--dont-care=-1", "--project-dir", folder)
      #expect(refused.status == .usage && refused.err.contains("--dont-care -1: choose 0 or more"))
    }
  }

  @Test(
    "quantize refuses bits of activations that the network has not; tables of older versions are made again with them")
  func uselessBits() throws {
    try SmallRun.withCopy { folder in
      let refused = lnq("quantize", "--activation-bits", "4", "--project-dir", folder)
      #expect(refused.status == .usage)
      #expect(
        refused.err.hasPrefix(
          "lnq: --activation-bits 4 would change nothing: the network has no hidden layer; leave it out"))
      let search = lnq("search", "jsc-tiny", "--rows", "2000", "--activation-bits", "2..4", "--project-dir", folder)
      #expect(search.status == .usage)
      #expect(search.err.contains("would change nothing: the network has no hidden layer"))
      let run = try RunDirectory.newest(of: "jsc-tiny", in: folder)
      let trained = try TrainedRun(ModelArgument(text: run.path), in: folder, observer: RecordingConsole().console())
      var options = QuantizationOptions()
      options.activationBits = 4
      _ = try TabulatedRun(
        quantizing: trained, dataset: trained.dataset(), options: options, observer: RecordingConsole().console())
      #expect(lnq("emit-verilog", "--project-dir", folder).status == .done)
    }
  }

  @Test(
    "quantize takes the bits of a model's own quantizers, refuses options for them, and agrees with the float network")
  func ownQuantizers() throws {
    try withTemporaryFolder { folder in
      let model = folder + "/small.model"
      try write(
        """
        BatchNorm1d(16)
        QuantHardTanh(bits=2)
        Linear(16, 12, fan_in=3, degree=2)
        BatchNorm1d(12)
        QuantReLU(bits=2)
        Linear(12, 5, fan_in=4)
        BatchNorm1d(5)
        QuantHardTanh(bits=4, max=1.33)
        """, to: model)
      let trained = lnq(
        "train", model, "--rows", "3000", "--max-epochs", "2", "--learning-rate", "1e-2", "--project-dir", folder)
      #expect(trained.status == .done)
      let quantized = lnq("quantize", model, "--project-dir", folder, "--json")
      let report = try object(quantized.out)
      #expect(try #require(report["agreement"] as? Double) >= 0.999)
      #expect((report["inputWidths"] as? [String: Int]) == ["smallest": 2, "largest": 2])
      #expect((report["outputWidths"] as? [String: Int]) == ["smallest": 4, "largest": 4])
      let refused = lnq("quantize", model, "--activation-bits", "4", "--project-dir", folder)
      #expect(refused.status == .usage)
      #expect(refused.err.contains("--activation-bits 4 would change nothing"))
      let tables = lnq("emit-verilog", model, "--project-dir", folder)
      #expect(tables.status == .done)
    }
  }

  @Test("synthesize maps the tables into LUTs, proves the circuit, and keeps what it found beside the tables")
  func synthesize() throws {
    try SmallRun.withCopy { folder in
      let run = try RunDirectory.newest(of: "jsc-tiny", in: folder)
      // Inputs of three bits: a debug build maps them in a second.
      #expect(lnq("quantize", "--input-bits", "3", "--project-dir", folder).status == .done)
      let printed = lnq("synthesize", "--fast", "--project-dir", folder)
      #expect(printed.status == .done)
      #expect(printed.out.contains("equal to the tables for every input"))
      let report = try object(lnq("synthesize", "--fast", "--target", "lut4", "--project-dir", folder, "--json").out)
      #expect(report["target"] as? String == "lut4")
      let sizes = try #require(report["lutsBySize"] as? [Int])
      #expect(sizes.count == 4 && sizes.reduce(0, +) == report["luts"] as? Int)
      let parts = try #require(report["parts"] as? [String: Int])
      #expect((parts["layers"] ?? 0) + (parts["head"] ?? 0) == report["luts"] as? Int)
      #expect((report["proof"] as? [String: Any])?["status"] as? String == "proved")
      #expect(FileManager.default.fileExists(atPath: run.path + "/hardware/synthesis.json"))
      #expect(lnq("quantize", "--project-dir", folder).status == .done)
      #expect(!FileManager.default.fileExists(atPath: run.path + "/hardware/synthesis.json"))
      let refused = lnq("synthesize", "--target", "lut7", "--project-dir", folder)
      #expect(refused.status == .usage && refused.err.contains("lut7"))
    }
  }

  @Test("quantizing again removes what was made from the older tables")
  func quantizeAgain() throws {
    try SmallRun.withCopy { folder in
      let run = try RunDirectory.newest(of: "jsc-tiny", in: folder)
      #expect(lnq("emit-verilog", "--project-dir", folder).status == .done)
      try write("{}", to: run.simulationPath)
      #expect(lnq("quantize", "--project-dir", folder).status == .done)
      #expect(!FileManager.default.fileExists(atPath: run.rtlPath))
      #expect(!FileManager.default.fileExists(atPath: run.simulationPath))
    }
  }

  @Test("emit-verilog quantizes first when nobody did, and says so")
  func quantizesFirst() throws {
    try SmallRun.withCopy { folder in
      let first = lnq("emit-verilog", "--project-dir", folder, "--json")
      #expect(first.err.contains("was not quantized yet: quantizing it with the defaults"))
      let latency = try value("latencyCycles", in: first.out, as: Int.self)
      #expect(latency == 4)
      #expect(lnq("emit-verilog", "--project-dir", folder, "--json").err == "")
    }
  }

  @Test("emit-verilog writes the same bytes every time, and lists its files")
  func emitTwice() throws {
    try SmallRun.withCopy { folder in
      let outputs = try ["a", "b"].map { name in
        let emitted = lnq(
          "emit-verilog", "--spelling", "case", "--pipeline", "2", "--output", folder + "/" + name, "--project-dir",
          folder, "--json")
        #expect(emitted.status == .done)
        let names = try filePaths(below: folder + "/" + name)
        let listed = try value("files", in: emitted.out, as: [String].self)
        #expect(listed?.sorted() == names)
        return try names.map { [$0, try read(folder + "/" + name + "/" + $0)] }
      }
      #expect(outputs[0] == outputs[1])
      #expect(outputs[0].map { $0[0] }.contains("jsc_tiny.v"))
    }
  }

  @Test(
    "emit-verilog --testbench adds a testbench that passes in Icarus Verilog, and fails on a changed cell", .needsIcarus
  )
  func testbench() throws {
    try SmallRun.withCopy { folder in
      let rtl = folder + "/rtl"
      let emitted = lnq("emit-verilog", "--testbench", "100", "--output", rtl, "--project-dir", folder)
      #expect(emitted.status == .done)
      func verdict() throws -> String {
        let (status, text) = try Script.shell(
          "cd '\(rtl)' && iverilog -g2005 -s jsc_tiny_tb -o tb.vvp *.v && vvp -n tb.vvp")
        #expect(status == 0)
        return text
      }
      #expect(try verdict().contains("LNQ PASS samples=100 mismatches=0 timing_errors=0 latency=4"))
      // Without the rounding constant some of the 500 outputs are smaller by 1.
      let requantize = try read(rtl + "/lnq_requantize.v")
      try write(requantize.replacing(" + HALF;", with: ";"), to: rtl + "/lnq_requantize.v")
      #expect(try verdict().contains("LNQ FAIL samples=100"))
      #expect(
        lnq("emit-verilog", "--testbench", "0", "--project-dir", folder).err.contains("--testbench 0: choose 1 to"))
    }
  }

  @Test("emit-verilog --wrapper adds a wrapper whose testbench passes in Icarus Verilog", .needsIcarus)
  func wrapper() throws {
    try SmallRun.withCopy { folder in
      let rtl = folder + "/rtl"
      let words = ["emit-verilog", "--project-dir", folder, "--output", rtl]
      let emitted = lnq(words + ["--wrapper", "axi-stream", "--testbench", "100", "--json"])
      #expect(try value("module", in: emitted.out, as: String.self) == "jsc_tiny_axis")
      let (status, text) = try Script.shell(
        "cd '\(rtl)' && iverilog -g2005 -s jsc_tiny_axis_tb -o tb.vvp $(cat jsc_tiny.f) jsc_tiny_axis_tb.v && vvp -n tb.vvp"
      )
      #expect(status == 0 && text.contains("LNQ PASS samples=100 mismatches=0 timing_errors=0 "), "\(text)")
      // The network is still one that `simulate --rtl` takes, whatever stands around it.
      #expect(lnq(words + ["--wrapper", "uart", "--result", "codes", "--testbench", "10"]).status == .done)
      for (options, sentence) in [
        (["--result", "class"], "--result would change nothing without --wrapper"),
        (["--wrapper", "uart", "--beat-bits", "8"], "--beat-bits is for --wrapper axi-stream: the others take bytes"),
        (["--wrapper", "axi-stream", "--beat-bits", "12"], "--beat-bits 12: choose 8, 16, 24, 32, 40, 48, 56 or 64"),
      ] {
        let refused = lnq(words + options)
        #expect(refused.status == .usage && refused.err.contains(sentence), "\(refused.err)")
      }
    }
  }

  @Test("the run's own folder of Verilog holds one design: files of an earlier one do not stay")
  func ownFolder() throws {
    try SmallRun.withCopy { folder in
      let run = try RunDirectory.newest(of: "jsc-tiny", in: folder)
      #expect(lnq("emit-verilog", "--spelling", "case", "--project-dir", folder).status == .done)
      let many = try filePaths(below: run.rtlPath).count
      #expect(lnq("emit-verilog", "--spelling", "packed", "--project-dir", folder).status == .done)
      #expect(try filePaths(below: run.rtlPath).count < many)
    }
  }
}
