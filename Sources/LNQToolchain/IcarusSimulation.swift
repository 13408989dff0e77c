import Foundation
import LNQHardware

/// Runs a self-checking testbench with Icarus Verilog, a simulator that shares no code with Verilator.
public enum IcarusSimulation {
  /// Compiles a design with its testbench and runs it.
  ///
  /// - Parameters:
  ///   - folder: where the testbench, the compiled program and the logs are written; made when it does not exist.
  ///   - timeLimit: when to give up on the simulation.
  /// - Throws: `ToolchainError.toolMissing`, `.toolFailed` with the end of the log, `.timedOut`, `.malformedOutput` when
  ///   the testbench printed no verdict, `.cannotWrite`.
  public static func run(
    _ testbench: VerilogTestbench, with sources: VerilogSources, in folder: URL, tools: ToolSearch,
    timeLimit: Duration? = nil
  ) throws(ToolchainError) -> TestbenchVerdict {
    let compiler = try tools.find(.iverilog)
    let simulator = try tools.find(.vvp)
    try testbench.write(into: folder)
    let bench = folder.appendingPathComponent(VerilogTestbench.fileName(for: sources.interface)).path
    let name = "\(sources.identifier).vvp"
    let program = folder.appendingPathComponent(name)
    let compileLog = folder.appendingPathComponent("\(sources.identifier).iverilog.log")
    try compiler.run(
      ["-g2005", "-s", testbench.module, "-o", program.path, bench] + sources.names, in: sources.folder, log: compileLog
    )
    let log = folder.appendingPathComponent("\(sources.identifier).vvp.log")
    try simulator.run(["-n", name], in: folder, log: log, timeLimit: timeLimit)
    // "Icarus Verilog version 11.0 (stable) ()"
    let version = try tools.version(of: .iverilog, in: folder).split(separator: " ").prefix(4)
      .filter { $0 != "version" }.joined(separator: " ")
    guard let verdict = TestbenchVerdict(printed: Folder.text(of: log), simulator: version, log: log.path) else {
      throw .malformedOutput("vvp", problem: "the testbench printed no verdict", file: log.path)
    }
    return verdict
  }
}
