import LNQHardware
import LNQMapping
import LNQTables

/// A form in which tables are printed as Verilog: as tables, or as the LUTs that they are mapped into; and where registers are.
package struct DesignForm: Hashable, Sendable {
  /// What a neuron is in the text.
  package enum Spelling: String, Hashable, Sendable, Codable, CaseIterable {
    /// Tables as constants, tables as `case` statements, mapped LUTs.
    case packed, `case`, luts
  }

  package var spelling: Spelling
  /// Where registers are.
  package var registers: Registers
  /// Of tables, whether all passes rewrite the netlist first.
  package var isOptimized = false
  /// Of LUTs, what they are written as.
  package var primitives = EmissionOptions.Primitives.none
  /// Of LUTs, how they are found.
  package var mapping = MappingOptions()

  /// Puts the parts together.
  package init(
    _ spelling: Spelling, _ registers: Registers, primitives: EmissionOptions.Primitives = .none,
    mapping: MappingOptions = MappingOptions()
  ) {
    (self.spelling, self.registers, self.primitives, self.mapping) = (spelling, registers, primitives, mapping)
  }

  /// A register after every so many levels.
  package struct Registers: Hashable, Sendable {
    /// None with 0.
    package var every: Int
    /// Of a mapped circuit, what a level is; of tables it is a cell.
    package var level: BitCircuit.Level

    /// Puts both together.
    package init(every: Int, of level: BitCircuit.Level = .luts) { (self.every, self.level) = (every, level) }
  }

  /// The design, and where the codes of its netlist can be seen in it.
  ///
  /// - Throws: `NetlistError`, `BitCircuitError.sumTooWide`.
  package func design(of tables: TableNetwork) throws -> (design: VerilogDesign, netlist: ProbedNetlist) {
    let style: EmissionOptions.Spelling
    switch spelling {
    case .packed: style = .packed
    case .case: style = .case
    case .luts:
      let netlist = try HardwareFlow().netlist(of: tables)
      return try design(of: BitCircuit(mapping: netlist, mapping), netlist)
    }
    let netlist = try flow.netlist(of: tables)
    return (VerilogDesign(emitting: netlist, options: EmissionOptions(spelling: style)), ProbedNetlist(netlist))
  }

  private var flow: HardwareFlow {
    HardwareFlow(levelsPerStage: registers.every, passes: isOptimized ? NetlistPass.all : [])
  }

  /// The form of a circuit without registers that was mapped already.
  package func design(
    of circuit: BitCircuit, _ netlist: Netlist
  ) throws(BitCircuitError) -> (design: VerilogDesign, netlist: ProbedNetlist) {
    let circuit = try circuit.pipelined(every: registers.every, of: registers.level)
    return (
      VerilogDesign(emitting: circuit, of: netlist, primitives: primitives), ProbedNetlist(netlist, in: circuit)
    )
  }
}

extension DesignForm: CustomStringConvertible {
  /// `packed tables, a register after every level`, `LUTs, a register after every 3 levels`.
  package var description: String {
    let levels = HardwareFlow(levelsPerStage: registers.every).description
    guard spelling == .luts else {
      return "\(spelling.rawValue) tables\(isOptimized ? " after passes" : ""), \(levels)"
    }
    let unit = registers.level == .neurons ? levels.replacing("level", with: "neuron") : levels
    return (primitives == .none ? "LUTs" : "LUTs of \(primitives.rawValue)") + ", \(unit)"
  }
}
