import Foundation
import LNQData
import LNQHardware
import LNQMapping
import LNQTables
import LNQToolchain

/// A circuit and the netlist that it should compute, divided into pieces, with what lnq's own proof says of each.
package struct ProofSubject {
  /// Without registers.
  let netlist: Netlist
  /// With registers.
  let circuit: BitCircuit
  let comparison: CutComparison
  /// Of each piece.
  let evidence: [EquivalenceProof.Evidence]
  /// How many codes of the netlist the circuit does not have by name.
  let unmatched: Int
  /// What is wrong with the registers; nil when all bits that meet belong to one sample, and the outputs come in time.
  let timing: String?
  /// The SHA-256 of the circuit's text, or of the Verilog files'.
  let sha256: String
  /// The Verilog, which somebody gave; nil for lnq's own circuit.
  let sources: VerilogSources?

  /// The circuit that lnq makes of tables.
  ///
  /// - Throws: `NetlistError`, `BitCircuitError`.
  package init(mapping tables: TableNetwork, _ options: MappingOptions, registers: DesignForm.Registers) throws {
    let netlist = try HardwareFlow().netlist(of: tables)
    let plain = try BitCircuit(mapping: netlist, options)
    let circuit = try plain.pipelined(every: registers.every, of: registers.level)
    try self.init(circuit, of: netlist, latency: plain.latency(every: registers.every, of: registers.level))
  }

  /// A circuit that was mapped from a netlist.
  init(_ circuit: BitCircuit, of netlist: Netlist, latency: Int) throws(BitCircuitError) {
    (self.netlist, self.circuit) = (netlist, circuit)
    let function = try circuit.withoutRegisters()
    let names = (netlist.firstCellWire..<netlist.wireCount).map { wire in
      ("\(netlist.module(ofWire: wire)) \(netlist.name(ofWire: wire))", wire)
    }
    let wires = Dictionary(uniqueKeysWithValues: names)
    var (codes, byWire) = ([Int: [BitCircuit.Literal]](), [Int: EquivalenceProof.Evidence]())
    for (part, evidence) in zip(function.parts, try EquivalenceProof(function, computes: netlist).evidence) {
      guard let wire = wires["\(part.module) \(part.name)"], let code = part.code else { continue }
      (codes[wire], byWire[wire]) = (code, evidence)
    }
    var comparison = CutComparison(function, with: netlist, codes: codes)
    let compared = try comparison.checkRows()
    self.comparison = comparison
    evidence = zip(comparison.pieces, compared).map { piece, rows in
      // What is too wide for rows has a certificate.
      guard piece.port == nil, case .open = rows else { return rows }
      return byWire[piece.wire] ?? rows
    }
    unmatched = 0
    timing = Self.problem(in: circuit, latency: latency)
    sha256 = Checksums.Version(Data(circuit.text.utf8)).sha256
    sources = nil
  }

  /// The Verilog in a folder, whoever wrote it, as Yosys reads it.
  ///
  /// - Throws: `ToolchainError`, as `VerilogReading.design`; `NetlistError`, `BitCircuitError`.
  package init(
    reading sources: VerilogSources, tables: TableNetwork, in folder: URL, tools: ToolSearch, timeLimit: Duration
  ) throws {
    let netlist = try HardwareFlow().netlist(of: tables)
    let design = try VerilogReading.design(sources, of: netlist, in: folder, tools: tools, timeLimit: timeLimit)
    (self.netlist, circuit) = (netlist, design.circuit)
    let function = try circuit.withoutRegisters()
    let codes = design.parts.compactMapValues { function.parts[$0].code }
    var comparison = CutComparison(function, with: netlist, codes: codes)
    evidence = try comparison.checkRows()
    self.comparison = comparison
    unmatched = design.unmatched
    timing = Self.problem(in: circuit, latency: sources.interface.latencyCycles)
    let files = try sources.names.map { (name: $0, content: try Data(contentsOf: sources.folder.appending(path: $0))) }
    sha256 = Checksums.Version(RunDirectory.listing(of: files)).sha256
    self.sources = sources
  }

  private static func problem(in circuit: BitCircuit, latency: Int) -> String? {
    let timing = BitTiming(circuit)
    if let fault = timing.faults.first { return "\(circuit.parts[fault.part].place): \(fault.problem)" }
    return timing.latency == latency
      ? nil
      : "valid_o comes after \(timing.latency) cycles, not after \(latency): registers are missing, or too many"
  }

  /// The files of the design: those that were given, or lnq's own, written into a folder.
  func sources(writingInto folder: URL) throws(ToolchainError) -> VerilogSources {
    if let sources { return sources }
    return try VerilogSources(
      writing: VerilogDesign(emitting: circuit, of: netlist, primitives: .none), into: folder, label: "mapped circuit")
  }
}
