import Foundation
import LNQHardware
import LNQTables
import LNQToolchain
import LNQStudies

/// Builds forms of a design with Verilator, streams the samples through each and compares.
struct SimulationBench {
  let tables: TableNetwork
  let samples: SimulationSamples
  /// Where everything is built and logged.
  let work: URL
  let tools: ToolSearch

  /// How many failing samples are looked into.
  private static let locatedSamples = 3

  /// Simulates all forms.
  ///
  /// - Returns: a report for each form, and for the first that disagrees the inner wires that are wrong first.
  func run(
    _ forms: [VerilogSources], console: Console
  ) throws -> (reports: [AgreementReport], located: [AgreementReport.Mismatch]) {
    var progress = ProgressLine(on: console)
    defer { progress.clear() }
    progress.update("building", done: 0, facts: Figure.counted(forms.count, "simulation", "simulations"))
    let simulations = try VerilatorSimulation.build(
      forms, in: work, tools: tools, jobs: ProcessInfo.processInfo.activeProcessorCount)
    var reports: [AgreementReport] = []
    var located: [AgreementReport.Mismatch] = []
    for (index, simulation) in simulations.enumerated() {
      progress.update(
        "simulating", done: Double(index + 1) / Double(simulations.count + 1), facts: simulation.sources.label)
      let response = try simulation.run(samples.stimulus)
      let report = try AgreementReport(
        of: response, expectedOutputs: samples.outputs, expectedClasses: samples.classes,
        interface: simulation.sources.interface, variant: simulation.sources.label)
      reports.append(report)
      if located.isEmpty, report.mismatches > 0 { located = try locate(report, in: simulation.sources) }
    }
    return (reports, located)
  }

  /// For the first failing samples, the first inner wire in topological order that is not what the reference says.
  private func locate(
    _ report: AgreementReport, in sources: VerilogSources
  ) throws -> [AgreementReport.Mismatch] {
    var failing: [Int] = []
    for mismatch in report.firstMismatches where !failing.contains(mismatch.sample) { failing.append(mismatch.sample) }
    return try VerilatorSimulation.firstWrongWires(
      in: sources, reference: tables, samples: Array(failing.prefix(Self.locatedSamples)), of: samples.stimulus,
      in: work, tools: tools)
  }

  /// Larger designs would keep Icarus Verilog busy for minutes.
  private static let secondOpinionLookups = 5000

  /// As many samples as Icarus Verilog simulates in a few seconds: it needs some 10 µs for each lookup.
  private static func secondOpinionSamples(of tables: TableNetwork) -> Int {
    max(50, min(2000, 200_000 / max(1, tables.lookupCount)))
  }

  /// Runs the self-checking testbench with the first samples in Icarus Verilog, which shares no code with Verilator.
  ///
  /// - Returns: its opinion, or why there is none.
  func secondOpinion(
    on form: VerilogSources, console: Console
  ) throws -> (opinion: SimulateReport.SecondOpinion?, absence: String?) {
    guard (try? tools.find(.iverilog)) != nil, (try? tools.find(.vvp)) != nil else {
      return (nil, "iverilog is not installed, so there is no second opinion")
    }
    guard tables.lookupCount <= Self.secondOpinionLookups else {
      return (
        nil,
        "\(Figure.count(tables.lookupCount)) lookups are too many for a second opinion in Icarus Verilog"
          + " (at most \(Figure.count(Self.secondOpinionLookups)))"
      )
    }
    var progress = ProgressLine(on: console)
    defer { progress.clear() }
    progress.update("simulating", done: 1, facts: "\(form.label), in Icarus Verilog")
    let testbench = try VerilogTestbench(
      interface: form.interface, stimulus: samples.stimulus, expectedOutputs: samples.outputs,
      expectedClasses: samples.classes, limit: Self.secondOpinionSamples(of: tables))
    let verdict = try IcarusSimulation.run(
      testbench, with: form, in: work.appendingPathComponent("icarus"), tools: tools)
    let opinion = SimulateReport.SecondOpinion(
      simulator: verdict.simulator, variant: form.label, passed: verdict.passed, samples: verdict.samples,
      mismatches: verdict.mismatches, timingErrors: verdict.timingErrors, messages: verdict.messages)
    return (opinion, nil)
  }
}
