import LNQTables

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
  private var registers: [(wire: Int, input: Int)]

  /// The circuit after a reset.
  public init(_ netlist: Netlist) {
    self.netlist = netlist
    wires = [Int](repeating: 0, count: netlist.wireCount)
    registers = netlist.cells.enumerated().compactMap { index, instance in
      if case .register(let input, _) = instance.cell { (netlist.firstCellWire + index, input) } else { nil }
    }
  }

  /// One clock cycle: the outputs before the rising edge, with these inputs.
  ///
  /// - Precondition: one code of the right format for each input.
  public mutating func step(inputs: [Int], valid: Bool) -> Outputs {
    precondition(inputs.count == netlist.inputs.count, "\(inputs.count) codes for \(netlist.inputs.count) inputs")
    wires.replaceSubrange(0..<inputs.count, with: inputs)
    wires[netlist.validInput] = valid ? 1 : 0
    for (index, instance) in netlist.cells.enumerated() {
      let output = netlist.firstCellWire + index
      switch instance.cell {
      case .lookup(let table, let inputs): wires[output] = netlist.tables[table][address(of: inputs)]
      case .sum(let inputs): wires[output] = inputs.reduce(0) { $0 + wires[$1] }
      case .requantize(let input, let requantization): wires[output] = requantization(wires[input])
      case .argmax(let inputs): wires[output] = TableNetwork.argmax(inputs.map { wires[$0] })
      case .register: break
      }
    }
    let outputs = Outputs(
      valid: wires[netlist.validOutput] == 1, codes: netlist.outputs.map { wires[$0] },
      classIndex: netlist.classOutput.map { wires[$0] })
    let next = registers.map { wires[$0.input] }
    for (register, value) in zip(registers, next) { wires[register.wire] = value }
    return outputs
  }

  /// The code of `wire` in the cycle that was stepped last; of a register already the next cycle's.
  public func code(ofWire wire: Int) -> Int { wires[wire] }

  private func address(of inputs: [Int]) -> Int {
    var (address, width) = (0, 0)
    for input in inputs {
      let format = netlist.format(ofWire: input)
      address |= Int(format.bitPattern(of: wires[input])) << width
      width += format.width
    }
    return address
  }
}
