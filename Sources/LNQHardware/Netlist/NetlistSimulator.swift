/// Runs a netlist cycle by cycle, as `Netlist`'s documentation says; plain rather than fast.
public struct NetlistSimulator: Sendable {
  /// What the output ports show in one cycle.
  public struct Outputs: Hashable, Sendable {
    /// `valid_o`.
    public let valid: Bool
    /// `data_o`, one code for each output; without meaning unless `valid`.
    public let codes: [Int]
    /// `class_o`, when there is one.
    public let classIndex: Int?
  }

  let netlist: Netlist
  /// The wires' codes in the current cycle; of registers also between cycles.
  private var wires: [Int]
  /// Indices of the cells that are registers.
  private let registers: [Int]

  /// The circuit after a reset.
  public init(_ netlist: Netlist) {
    self.netlist = netlist
    wires = [Int](repeating: 0, count: netlist.wireCount)
    registers = netlist.cells.indices.filter { netlist.cells[$0].cell.isRegister }
  }

  /// One clock cycle: the outputs before the rising edge, with these inputs.
  ///
  /// - Precondition: one code of the right format for each input.
  public mutating func step(inputs: [Int], valid: Bool) -> Outputs {
    precondition(inputs.count == netlist.inputs.count, "\(inputs.count) codes for \(netlist.inputs.count) inputs")
    wires.replaceSubrange(0..<inputs.count, with: inputs)
    wires[netlist.validInput] = valid ? 1 : 0
    for (index, instance) in netlist.cells.enumerated() where !instance.cell.isRegister {
      wires[netlist.firstCellWire + index] = instance.cell.value(of: wires, in: netlist)
    }
    let outputs = Outputs(
      valid: wires[netlist.validOutput] == 1, codes: netlist.outputs.map { wires[$0] },
      classIndex: netlist.classOutput.map { wires[$0] })
    let next = registers.map { netlist.cells[$0].cell.value(of: wires, in: netlist) }
    for (register, value) in zip(registers, next) { wires[netlist.firstCellWire + register] = value }
    return outputs
  }

  /// The code of `wire` in the cycle that was stepped last; of a register already the next cycle's.
  public func code(ofWire wire: Int) -> Int { wires[wire] }
}
