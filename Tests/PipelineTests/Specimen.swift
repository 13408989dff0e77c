import Foundation
import LNQData
import LNQFixedPoint
import LNQHardware
import LNQMapping
import LNQQuantization
import LNQTables
import LNQTestSupport
import LNQToolchain
import LNQTraining
import Testing

/// A network with samples and the reference's answers, and the folder in which it is simulated.
struct Specimen {
  let tables: TableNetwork
  let stimulus: Stimulus
  let outputs: [Int]
  let classes: [Int]
  let folder: URL
  /// Distinguishes this specimen's forms from others in the shared bench.
  private let name: String

  /// Where all specimens of a suite are built one after the other: what Verilator needs in every model is compiled once.
  let bench: URL

  /// Writes the network to `folder` before anything runs, so that a failure leaves it behind.
  init(_ name: String, tables: TableNetwork, codes: [Int], bench: String) throws {
    self.tables = tables
    self.name = name
    self.bench = try ExternalTools.folder("bench \(bench)")
    folder = try ExternalTools.emptyFolder(name)
    try JSONEncoder().encode(tables).write(to: folder.appending(path: "tables.json"))
    let interface = HardwareInterface(of: try HardwareFlow().netlist(of: tables))
    let all = codes + Stimulus.cornerRows(of: interface) + Stimulus.randomRows(of: interface, count: 500, seed: 1)
    var stimulus = Stimulus(interface: interface, seed: 2)
    try stimulus.append(rows: all)
    self.stimulus = stimulus
    let evaluator = TableEvaluator(tables)
    outputs = try evaluator.outputs(for: all)
    classes = evaluator.classes(of: outputs)
  }

  /// The codes of the samples, row after row.
  var rows: [[Int]] { (0..<stimulus.count).map { stimulus.codes(at: $0) } }

  /// A form of the design, written into a folder of its own.
  func form(_ spelling: EmissionOptions.Spelling, levels: Int, passes: [NetlistPass] = []) throws
    -> VerilogSources
  {
    let netlist = try HardwareFlow(levelsPerStage: levels, passes: passes).netlist(of: tables)
    let design = VerilogDesign(emitting: netlist, options: EmissionOptions(spelling: spelling))
    let label = "\(name), \(spelling) tables, registers every \(levels)"
    return try VerilogSources(writing: design, into: folder.appending(path: "\(spelling)-\(levels)"), label: label)
  }

  /// A form of the circuit that the tables are mapped into.
  func form(
    mapped circuit: BitCircuit, every levels: Int, of level: BitCircuit.Level, _ primitives: EmissionOptions.Primitives
  ) throws -> VerilogSources {
    let netlist = try HardwareFlow().netlist(of: tables)
    let circuit = try circuit.pipelined(every: levels, of: level)
    let proof = try EquivalenceProof(circuit, computes: netlist, latency: circuit.latency)
    #expect(proof.isProved, "\(proof)")
    let design = VerilogDesign(emitting: circuit, of: netlist, primitives: primitives).addingModels(of: primitives)
    let label = "\(name), luts \(primitives), registers every \(levels) \(level)"
    return try VerilogSources(
      writing: design, into: folder.appending(path: "luts-\(primitives)-\(levels)-\(level)"), label: label)
  }

  /// Simulates forms and compares every bit of every sample.
  func simulate(_ forms: [VerilogSources]) throws -> [AgreementReport] {
    try VerilatorSimulation.build(forms, in: bench, tools: ExternalTools.search).map {
      try AgreementReport(
        of: try $0.run(stimulus), expectedOutputs: outputs, expectedClasses: classes, interface: $0.sources.interface,
        variant: $0.sources.label)
    }
  }

  /// Removes the folder, after success.
  func discard() throws { try FileManager.default.removeItem(at: folder) }
}
