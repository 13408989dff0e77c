import Foundation
import LNQHardware
import LNQTables
import LNQToolchain

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
  ///
  /// The samples are held still on the inputs, so registers do not matter, and the wires are those of the netlist without
  /// registers. Nothing is found where only the registers or the timing are wrong.
  private func locate(
    _ report: AgreementReport, in sources: VerilogSources
  ) throws -> [AgreementReport.Mismatch] {
    let netlist = try Netlist(lowering: tables)
    let probes = VerilogDesign(emitting: netlist).probes
    var failing: [Int] = []
    for mismatch in report.firstMismatches where !failing.contains(mismatch.sample) { failing.append(mismatch.sample) }
    failing = Array(failing.prefix(Self.locatedSamples))
    let seen = try VerilatorSimulation.probe(
      probes, of: sources, stimulus: samples.stimulus.selecting(failing), in: work, tools: tools)
    return zip(failing, seen).compactMap { sample, values in
      var reference = NetlistSimulator(netlist)
      _ = reference.step(inputs: samples.stimulus.codes(at: sample), valid: true)
      for (probe, bits) in zip(probes, values) {
        guard let pattern = bits?.first else { continue }
        let expected = reference.code(ofWire: probe.wire)
        let got = netlist.format(ofWire: probe.wire).code(ofBitPattern: pattern)
        if got != expected {
          return AgreementReport.Mismatch(sample: sample, wire: probe.meaning, expected: expected, got: got)
        }
      }
      return nil
    }
  }
}
