import Foundation
import LNQTestSupport
import LNQToolchain
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("lnq synthesize --tool yosys")
struct SynthesizeVerbTests {
  /// Runs `body` with a copy of a run whose tables have inputs of two bits: Yosys is quick over them.
  private func withQuantized(_ body: (String) throws -> Void) throws {
    try SmallRun.withCopy { folder in
      let made = lnq(
        "quantize", "--input-bits", "2", "--output-bits", "3", "--project-dir", folder)
      #expect(made.status == .done)
      try body(folder)
    }
  }

  @Test("reports what Yosys makes of tables and circuit, and the clock on a chip, and keeps logs", .needsNextPNR)
  func ice40() throws {
    try withQuantized { folder in
      let words = ["synthesize", "--fast", "--target", "ice40", "--pipeline", "2", "--project-dir", folder]
      let report = try object(lnq(words + ["--tool", "yosys", "--json"]).out)
      let yosys = try #require(report["yosys"] as? [String: Any])
      let circuit = try #require(yosys["fromLUTs"] as? [String: Any])
      let (own, left) = (try #require(report["luts"] as? Int), try #require(circuit["luts"] as? Int))
      #expect(own > 0 && left > 0)
      #expect(try #require(yosys["luts"] as? Int) > 0)
      #expect(try #require(yosys["seconds"] as? Double) > 0)
      let removed = try #require(yosys["removedPercent"] as? Double)
      #expect(abs(removed - 100 * Double(own - left) / Double(own)) < 1e-9)
      let clocks = try #require((yosys["placement"] as? [String: Any])?["clocksMHz"] as? [Double])
      #expect(clocks.count == 3 && clocks.max() == report["clockMHz"] as? Double)
      #expect(try #require(report["peakBytes"] as? Int) > 1_000_000)
      for key in ["lutPairs", "carryBits", "flipFlops", "depth", "formulaLuts"] {
        #expect(report[key] is Int, "\(key)")
      }
      #expect((report["lutsBySize"] as? [Int])?.count == 4)

      let run = try RunDirectory.newest(of: "jsc-tiny", in: folder)
      let logs = try FileManager.default.contentsOfDirectory(atPath: run.synthesisWorkPath).filter {
        $0.hasSuffix(".log")
      }
      #expect(Set(logs) == ["case.log", "luts.log", "frame.log", "place-1.log", "place-2.log", "place-3.log"])
      #expect(circuit["log"] as? String == run.synthesisWorkPath + "/luts.log")
      // Without Yosys nothing of it stays.
      #expect(lnq(words).out.contains("ice40"))
      #expect(!FileManager.default.fileExists(atPath: run.synthesisWorkPath))
    }
  }

  @Test("makes a bitstream whose routed circuit gives the classes of the tables over a serial line", .needsBoardTools)
  func board() throws {
    try withQuantized { folder in
      let words = ["synthesize", "--fast", "--board", "hx8k", "--project-dir", folder]
      let output = folder + "/project"
      let made = lnq(words + ["--samples", "12", "--output", output, "--json"])
      #expect(made.status == .done, "\(made.err)")
      let board = try #require(try object(made.out)["board"] as? [String: Any])
      #expect(try #require(board["cells"] as? Int) > 0 && board["cellsOfChip"] as? Int == 7680)
      #expect(try #require(board["metClockMHz"] as? Double) > 12)
      let routed = try #require(board["routed"] as? [String: Any])
      #expect(routed["samples"] as? Int == 12 && routed["mismatches"] as? Int == 0)
      let bitstream = try Data(contentsOf: URL(fileURLWithPath: output + "/jsc_tiny_board.bin"))
      #expect(bitstream.count > 10_000)
      // A folder with files of somebody else is not replaced.
      try FileManager.default.removeItem(atPath: output)
      try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
      try write("mine", to: output + "/Makefile")
      let refused = lnq(words + ["--output", output])
      #expect(refused.status == .badInput && refused.err.contains("choose a folder that is new or empty"))
      #expect(try read(output + "/Makefile") == "mine")
    }
    for (options, sentence) in [
      (["--samples", "5"], "--samples would change nothing: it is for --board"),
      (["--board", "hx8k", "--target", "lut6"], "--board hx8k is mapped for ice40"),
    ] {
      let refused = lnq(["synthesize"] + options)
      #expect(refused.status == .usage && refused.err.contains(sentence), "\(refused.err)")
    }
  }

  @Test("says why a circuit was not placed", .needsYosys)
  func notPlaced() throws {
    try withQuantized { folder in
      let made = lnq(
        "synthesize", "--fast", "--target", "ecp5", "--tool", "yosys", "--project-dir", folder,
        environment: ["LNQ_NEXTPNR_ECP5": "/nonexistent"])
      #expect(made.status == .toolMissing)
      #expect(made.err.contains("LNQ_NEXTPNR_ECP5 names /nonexistent, which is not a program"))
      let yosys = try ToolSearch(environment: ProcessInfo.processInfo.environment).find(.yosys).path
      let without = lnq(
        "synthesize", "--fast", "--target", "ecp5", "--tool", "yosys", "--project-dir", folder,
        environment: ["LNQ_YOSYS": yosys, "LNQ_NEXTPNR_ECP5": "", "PATH": try folderWithoutNextPNR(folder)])
      #expect(without.status == .done, "\(without.err)")
      #expect(without.out.contains("none: nextpnr-ecp5 is not installed: "))
    }
  }

  /// The folders of PATH, without those in which there is a nextpnr for ECP5.
  private func folderWithoutNextPNR(_ folder: String) throws -> String {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .filter { !FileManager.default.fileExists(atPath: "\($0)/nextpnr-ecp5") }.joined(separator: ":")
  }

  @Test("a limit that ends Yosys leaves lnq's own result and the log, and the sentence names the option", .needsYosys)
  func limits() throws {
    try withQuantized { folder in
      let ended = lnq(
        "synthesize", "--fast", "--tool", "yosys", "--memory-limit", "0.035", "--project-dir", folder)
      #expect(ended.status == .failed)
      #expect(ended.err.contains("yosys needed more than 0.035 GB of memory"))
      #expect(ended.err.contains("--memory-limit 0.07 gives it more, and lnq's own mapping does not need it"))
      let run = try RunDirectory.newest(of: "jsc-tiny", in: folder)
      #expect(ended.err.contains("the log is \(run.synthesisWorkPath)/luts.log"))
      #expect(FileManager.default.fileExists(atPath: run.synthesisWorkPath + "/luts.log"))
      #expect(FileManager.default.fileExists(atPath: run.path + "/hardware/synthesis.json"))
    }
    let late = ToolBench.advised(.timedOut("yosys", .seconds(600), logTail: [], log: "/w/case.log"))
    #expect("\(late)".hasSuffix("--time-limit 1200 gives it more time, and lnq's own mapping does not need it"))
  }

  @Test("without Yosys the exit code is 69 and the message names its package, before any work")
  func missing() throws {
    let made = lnq(
      "synthesize", "nothing", "--tool", "yosys", environment: ["PATH": "/nonexistent", "LNQ_YOSYS": ""])
    #expect(made.status == .toolMissing)
    #expect(made.err.hasPrefix("lnq: yosys is not installed: `sudo apt install yosys` or `make setup` installs it"))
  }

  @Test(
    "options without use and numbers out of range are refused",
    arguments: [
      (["--time-limit", "5"], "--time-limit would change nothing: it is for --tool yosys"),
      (["--memory-limit", "5"], "--memory-limit would change nothing: it is for --tool yosys"),
      (["--tool", "yosys", "--time-limit", "0"], "--time-limit 0: choose 1 to 1000000 seconds"),
      (["--tool", "yosys", "--memory-limit", "0"], "--memory-limit 0.0: choose 0.01 to 10000 GB"),
      (["--tool", "yosys", "--memory-limit", "nan"], "--memory-limit nan: choose 0.01 to 10000 GB"),
      (["--target", "lut7"], "lut6"),
    ])
  func refused(words: [String], sentence: String) {
    let made = lnq(["synthesize"] + words)
    #expect(made.status == .usage)
    #expect(made.err.contains(sentence))
  }
}
