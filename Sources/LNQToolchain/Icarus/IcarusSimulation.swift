import Foundation
import LNQHardware

/// Runs a self-checking testbench with Icarus Verilog, a simulator that shares no code with Verilator.
public enum IcarusSimulation {
  /// Compiles a design with its testbench and runs it.
  ///
  /// - Parameters:
  ///   - folder: where the testbench, the compiled program and the logs are written; made when it does not exist.
  ///   - timeLimit: when to give up on the simulation.
  ///   - trace: a file for the waveforms of all signals, an FST where its name ends in that, else a VCD.
  /// - Throws: `ToolchainError.toolMissing`, `.toolFailed` with the end of the log, `.timedOut`, `.malformedOutput` when
  ///   the testbench printed no verdict, `.cannotWrite`.
  public static func run(
    _ testbench: VerilogTestbench, with sources: VerilogSources, in folder: URL, tools: ToolSearch,
    timeLimit: Duration? = nil, trace: URL? = nil
  ) throws(ToolchainError) -> TestbenchVerdict {
    let compiler = try tools.find(.iverilog)
    let simulator = try tools.find(.vvp)
    try testbench.write(into: folder)
    // The program has the files' names in quotes: a folder above may have one in its own.
    let linked = "\(sources.identifier)_sources"
    try WorkFiles.link(folder.appendingPathComponent(linked), to: sources.folder)
    let name = "\(sources.identifier).vvp"
    let files = [testbench.fileName] + sources.names.map { "\(linked)/\($0)" }
    let compileLog = folder.appendingPathComponent("\(sources.identifier).iverilog.log")
    try compiler.run(
      ["-g2005", "-s", testbench.module, "-o", name] + files, in: folder, log: compileLog)
    let log = folder.appendingPathComponent("\(sources.identifier).vvp.log")
    let tracing = trace.map { ($0.pathExtension == "fst" ? ["-fst"] : []) + ["+trace=\($0.path)"] } ?? []
    try simulator.run(["-n", name] + tracing, in: folder, log: log, limits: .init(time: timeLimit))
    // "Icarus Verilog version 11.0 (stable) ()"
    let version = try tools.version(of: .iverilog, in: folder).split(separator: " ").prefix(4)
      .filter { $0 != "version" }.joined(separator: " ")
    guard let verdict = TestbenchVerdict(printed: WorkFiles.text(of: log), simulator: version, log: log.path) else {
      throw .malformedOutput("vvp", problem: "the testbench printed no verdict", file: log.path)
    }
    return verdict
  }
}

/// What a self-checking testbench printed.
public struct TestbenchVerdict: Sendable, Hashable {
  /// Whether every sample came out right, and at the right time.
  public let passed: Bool
  /// How many samples were put in.
  public let samples: Int
  /// How many of them came out wrong or not at all.
  public let mismatches: Int
  /// How many times `valid_o` was wrong.
  public let timingErrors: Int
  /// The clock cycles from the first sample to its result.
  public let latencyCycles: Int
  /// What it printed about the first deviations, one line each.
  public let messages: [String]
  /// The simulator and its version.
  public let simulator: String
  /// Where everything that it printed is.
  public let log: String

  /// Reads what a testbench printed; nil when there is no line that begins with `LNQ PASS` or `LNQ FAIL`.
  public init?(printed text: String, simulator: String, log: String) {
    let lines = text.split(whereSeparator: \.isNewline)
    guard let last = lines.last(where: { $0.hasPrefix("LNQ PASS ") || $0.hasPrefix("LNQ FAIL ") }) else { return nil }
    var numbers: [String: Int] = [:]
    for word in last.split(separator: " ") {
      let parts = word.split(separator: "=")
      if parts.count == 2, let number = Int(parts[1]) { numbers[String(parts[0])] = number }
    }
    guard let samples = numbers["samples"], let mismatches = numbers["mismatches"],
      let timingErrors = numbers["timing_errors"], let latency = numbers["latency"]
    else { return nil }
    passed = last.hasPrefix("LNQ PASS ")
    self.samples = samples
    self.mismatches = mismatches
    self.timingErrors = timingErrors
    latencyCycles = latency
    messages = lines.filter { $0.hasPrefix("MISMATCH ") || $0.hasPrefix("TIMING ") || $0.hasPrefix("A file ") }
      .map(String.init)
    self.simulator = simulator
    self.log = log
  }
}
