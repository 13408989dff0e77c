import Foundation
import LNQFiles
import LNQHardware
import LNQMapping
import LNQToolchain

/// What Yosys makes of the tables of a run, and how fast lnq's circuit is on a chip.
package struct YosysFindings: Codable {
  /// What Yosys made of one text.
  struct Run: Codable {
    let luts: Int
    let flipFlops: Int
    /// How many cells of each kind.
    let cells: [String: Int]
    /// From start to end.
    let seconds: Double
    /// Of processors: other work on the machine hardly changes them.
    let processorSeconds: Double
    let log: String
  }

  /// A circuit on a chip.
  struct Placement: Codable {
    let device: String
    /// For each seed of nextpnr.
    let seeds: [Int]
    let clocksMHz: [Double]
    /// Why there is none, and what to do; nil when there is.
    let absence: String?
  }

  /// The LUTs that Yosys needs for the tables as `case` statements without registers, and how long it takes, from start to end.
  let luts: Int
  let seconds: Double
  /// More of the same.
  let fromCase: Run
  /// Of lnq's own circuit, with its registers.
  let fromLUTs: Run
  /// How many LUTs of the circuit Yosys finds to remove, in percent; negative when it makes more of them.
  let removedPercent: Double
  /// nil for targets without a chip.
  let placement: Placement?

  /// The highest frequency that was met.
  package var clockMHz: Double? { placement?.clocksMHz.max() }
}

/// Yosys and nextpnr at work on a run.
package struct YosysBench {
  let bench: ToolBench
  let target: SynthesisTarget

  /// Puts the parts together.
  package init(_ bench: ToolBench, for target: SynthesisTarget) {
    (self.bench, self.target) = (bench, target)
  }

  /// Checks before the work that Yosys is there, and that what the environment names for nextpnr is a program. That there is no nextpnr is
  /// no error.
  package static func checkTools(_ tools: ToolSearch, for target: SynthesisTarget) throws(ToolchainError) {
    _ = try tools.find(.yosys)
    guard let device = target.device else { return }
    do {
      _ = try tools.find(device.program)
    } catch {
      guard case .toolMissing = error else { throw error }
    }
  }

  /// Synthesizes the tables as `case` statements, and the circuit that lnq mapped them into; places and routes that.
  ///
  /// Scripts and logs stay in `hardware/synthesis` of the run, whatever happens.
  /// - Throws: `ToolchainError`; `CommandError.failure` with what to do for a tool that came to a limit.
  package func findings(
    on circuit: BitCircuit, _ netlist: Netlist, registers: DesignForm.Registers
  ) throws -> YosysFindings {
    let path = bench.tabulated.run.directory.synthesisWorkPath
    return try bench.work(in: path) { try findings(on: circuit, netlist, registers, in: $0, path: path) }
  }

  private func findings(
    on circuit: BitCircuit, _ netlist: Netlist, _ registers: DesignForm.Registers, in folder: URL, path: String
  ) throws -> YosysFindings {
    var form = DesignForm(.luts, registers, primitives: .yosys)
    let own = try VerilogSources(
      writing: form.design(of: circuit, netlist).design, into: folder.appendingPathComponent("luts"), label: "luts")
    form = DesignForm(.case, .init(every: 0))
    let tables = try VerilogSources(
      writing: form.design(of: bench.tabulated.tables).design, into: folder.appendingPathComponent("case"),
      label: "case")
    func run(_ sources: VerilogSources) throws(ToolchainError) -> YosysFindings.Run {
      let made = try bench.watched("yosys reads \(sources.label)") { meanwhile throws(ToolchainError) in
        try YosysSynthesis(sources, for: target, tools: bench.tools, limits: bench.limits, meanwhile: meanwhile)
      }
      return YosysFindings.Run(
        luts: made.luts, flipFlops: made.flipFlops, cells: made.cells, seconds: made.elapsed.inSeconds,
        processorSeconds: made.work.inSeconds,
        log: "\(path)/\(made.log.lastPathComponent)")
    }
    // The quick one first: what is wrong with Yosys itself shows at once.
    let fromLUTs = try run(own)
    let fromCase = try run(tables)
    // Large, and what `lnq emit-verilog --spelling case` writes again.
    try? FileManager.default.removeItem(at: tables.folder)
    let luts = BitStatistics(circuit).luts
    return YosysFindings(
      luts: fromCase.luts, seconds: fromCase.seconds, fromCase: fromCase, fromLUTs: fromLUTs,
      removedPercent: luts == 0 ? 0 : 100 * Double(luts - fromLUTs.luts) / Double(luts),
      placement: try target.device.map { try placement(of: own, luts: fromLUTs.luts, on: $0, path: path) })
  }

  private func placement(
    of sources: VerilogSources, luts: Int, on device: SynthesisTarget.Device, path: String
  ) throws -> YosysFindings.Placement {
    func without(_ reason: String) -> YosysFindings.Placement {
      YosysFindings.Placement(device: device.name, seeds: [], clocksMHz: [], absence: reason)
    }
    guard luts <= device.lutCount else {
      return without(
        "\(NumberText.count(luts)) LUTs are more than the \(NumberText.count(device.lutCount)) of \(device.name)")
    }
    do {
      let placed = try bench.watched(device.program.rawValue) { meanwhile throws(ToolchainError) in
        try PlaceAndRoute(sources, for: target, tools: bench.tools, limits: bench.limits, meanwhile: meanwhile)
      }
      return YosysFindings.Placement(
        device: device.name, seeds: PlaceAndRoute.seeds, clocksMHz: placed.clocksMHz, absence: nil)
    } catch {
      switch error {
      case .toolMissing: return without("\(error)")
      case .toolFailed(let tool, _, let tail, let log) where tool == device.program.rawValue:
        let reason = tail.first { $0.hasPrefix("ERROR") } ?? tail.last ?? "it printed nothing"
        return without(
          "\(tool) could not place it: \(reason); its log is \(path)/\(URL(fileURLWithPath: log).lastPathComponent)")
      default: throw error
      }
    }
  }
}

extension YosysFindings {
  /// Adds what was found to the summary of a synthesis.
  func add(to summary: inout Summary, beside own: SynthesisReport) {
    func time(_ run: Run) -> String {
      String(format: "%.1f s, %.1f s of processors", run.seconds, run.processorSeconds)
    }
    summary.add(
      "Yosys",
      "\(NumberText.counted(luts, "LUT", "LUTs")) from tables as case statements: lnq's are "
        + "\(String(format: "%.3f", Double(own.luts) / Double(max(1, luts)))) of them; \(time(fromCase))")
    summary.add(
      "",
      "\(NumberText.counted(fromLUTs.luts, "LUT", "LUTs")) from lnq's circuit: "
        + (removedPercent > 0
          ? String(format: "it finds %.1f %% to remove", removedPercent) : "it finds nothing to remove")
        + "; \(time(fromLUTs))")
    summary.add("logs", URL(fileURLWithPath: fromCase.log).deletingLastPathComponent().relativePath)
    guard let placement else { return }
    if let clockMHz {
      let all = zip(placement.seeds, placement.clocksMHz).map { "\(String(format: "%.1f", $1)) with seed \($0)" }
      summary.add(
        "clock",
        String(format: "%.1f MHz", clockMHz) + " on \(placement.device), the best of: \(all.joined(separator: ", "))")
    }
    summary.add("clock", placement.absence.map { "none: \($0)" })
  }
}
