/// Prints a circuit of bits as one module. It walks and prints; names and pairs are settled before.
struct CircuitWriter {
  let circuit: BitCircuit
  let netlist: Netlist
  let primitives: EmissionOptions.Primitives
  private let names: CircuitNames
  /// Of primitives with two outputs, for each node the one that it shares a LUT with.
  private let partners: [Int: Int]

  init(_ circuit: BitCircuit, _ netlist: Netlist, primitives: EmissionOptions.Primitives) {
    (self.circuit, self.netlist, self.primitives) = (circuit, netlist, primitives)
    names = CircuitNames(circuit, netlist)
    let pairs = primitives == .xilinx ? circuit.lutPairs : []
    partners = Dictionary(uniqueKeysWithValues: pairs.flatMap { [($0.0, $0.1), ($0.1, $0.0)] })
  }

  /// The file of the module.
  func module(_ interface: HardwareInterface) -> String {
    let statistics = BitStatistics(circuit)
    var lines = interface.headerComment(model: netlist.name, origin: netlist.modules.dropFirst().map(\.origin))
    lines += [
      "//",
      "//   \(statistics.luts) LUTs of at most \(circuit.lutSize) inputs, \(statistics.carryBits) adder bits,"
        + " \(statistics.flipFlops) flip-flops, \(statistics.depth) levels between registers",
    ]
    lines += interface.moduleHeader
    for (number, part) in circuit.parts.enumerated() { lines += self.part(number, part) }
    var outputs = circuit.outputs.map { names[$0] }[...]
    func port(_ name: String, _ width: Int) {
      lines.append("  assign \(name) = \(Self.concatenation(Array(outputs.prefix(width))));")
      outputs = outputs.dropFirst(width)
    }
    lines.append("")
    port("data_o", interface.outputWidth)
    if netlist.classOutput != nil { port("class_o", interface.classWidth) }
    port("valid_o", 1)
    lines += unused() + ["endmodule", "`default_nettype wire"]
    return lines.joined(separator: "\n") + "\n"
  }

  private func part(_ number: Int, _ part: BitCircuit.Part) -> [String] {
    guard !part.nodes.isEmpty || names.codes[number] != nil else { return [] }
    var lines = ["", "  // \(VerilogName.comment(part.place.description))"]
    func name(_ wire: Int) -> String { names.name(of: wire, inPart: part.nodes) }
    var registers: [(input: Int, output: Int)] = []
    for index in part.nodes {
      let (node, output) = (circuit.nodes[index], CircuitNames.node(index))
      if case .flipFlop(let input, let reset) = node {
        lines.append("  wire \(output);")
        if primitives == .xilinx || reset {
          lines.append(flipFlop(name(input), output, reset: reset))
        } else {
          registers.append((input, index))
        }
      } else {
        switch primitives {
        case .none: lines += plain(node, output, name)
        case .xilinx: lines += primitive(index, name)
        case .yosys: lines += cell(node.table, output, name)
        }
      }
    }
    if !registers.isEmpty {
      // A group of flip-flops may read each other: their names exist by now.
      lines.append(
        "  lnq_register #(.WIDTH(\(registers.count))) u_r\(number) (.clk_i(clk_i), .data_i("
          + Self.concatenation(registers.map { name($0.input) }) + "), .data_o("
          + Self.concatenation(registers.map { CircuitNames.node($0.output) }) + "));")
    }
    if let code = names.codes[number], let outputs = part.code {
      let bits = outputs.map { ($0.isInverted ? "~" : "") + name($0.wire) }
      lines.append("  wire [\(part.outputs.count - 1):0] \(code) = \(Self.concatenation(bits));")
    }
    return lines
  }

  /// A constant that the inputs index; of one input, its inverse.
  private func plain(_ node: BitCircuit.Node, _ output: String, _ name: (Int) -> String) -> [String] {
    switch node {
    case .lut(let inputs, let mask):
      if inputs.isEmpty { return ["  wire \(output) = 1'b\(mask & 1);"] }
      if inputs.count == 1, mask == 0b01 { return ["  wire \(output) = ~\(name(inputs[0]));"] }
      let table = "T" + output.dropFirst()
      return [
        "  localparam [\((1 << inputs.count) - 1):0] \(table) = \(Self.literal(mask, inputs.count));",
        "  wire \(output) = \(table)[\(Self.concatenation(inputs.map(name)))];",
      ]
    case .sum(let a, let b, let c): return ["  wire \(output) = \(name(a)) ^ \(name(b)) ^ \(name(c));"]
    case .carry(let a, let b, let c):
      return ["  wire \(output) = (\(name(a)) & \(name(b))) | (\(name(c)) & (\(name(a)) | \(name(b))));"]
    case .flipFlop: return []
    }
  }

  // MARK: - Primitives

  private func flipFlop(_ input: String, _ output: String, reset: Bool) -> String {
    switch (primitives, reset) {
    case (.none, _), (.yosys, _):
      "  lnq_valid_register u_\(output) (.clk_i(clk_i), .rst_ni(rst_ni), .valid_i(\(input)), .valid_o(\(output)));"
    case (.xilinx, false):
      "  FDRE #(.INIT(1'b0)) u_\(output) (.C(clk_i), .CE(1'b1), .R(1'b0), .D(\(input)), .Q(\(output)));"
    case (.xilinx, true):
      "  FDCE #(.INIT(1'b0)) u_\(output) (.C(clk_i), .CE(1'b1), .CLR(~rst_ni), .D(\(input)), .Q(\(output)));"
    }
  }

  /// A LUT, or the second of a pair with the first; of a pair's first nothing but its wire.
  private func primitive(_ index: Int, _ name: (Int) -> String) -> [String] {
    let own = circuit.nodes[index].table
    let output = CircuitNames.node(index)
    guard let partner = partners[index] else {
      if own.inputs.isEmpty { return ["  wire \(output) = 1'b\(own.mask & 1);"] }
      let size = own.inputs.count
      return [
        "  wire \(output);",
        "  LUT\(size) #(.INIT(\(Self.literal(own.mask, size)))) u_\(output) (\(Self.pins(own.inputs.map(name))), .O(\(output)));",
      ]
    }
    if partner > index { return ["  wire \(output);"] }
    let other = circuit.nodes[partner].table
    let inputs = Set(own.inputs + other.inputs).sorted()
    let mask = own.extended(to: inputs) << 32 | other.extended(to: inputs)
    let pins = inputs.map(name) + Array(repeating: "1'b1", count: 6 - inputs.count)
    return [
      "  wire \(output);",
      "  LUT6_2 #(.INIT(\(Self.literal(mask, 6)))) u_\(output) (\(Self.pins(pins)), .O6(\(output)), .O5(\(CircuitNames.node(partner))));",
    ]
  }

  /// A `$lut` of Yosys.
  private func cell(_ table: SmallTable, _ output: String, _ name: (Int) -> String) -> [String] {
    let size = table.inputs.count
    if size == 0 { return ["  wire \(output) = 1'b\(table.mask & 1);"] }
    return [
      "  wire \(output);",
      "  \\$lut #(.WIDTH(\(size)), .LUT(\(Self.literal(table.mask, size)))) u_\(output) (.A(\(Self.concatenation(table.inputs.map(name)))), .Y(\(output)));",
    ]
  }

  private static func pins(_ inputs: [String]) -> String {
    inputs.enumerated().map { ".I\($0)(\($1))" }.joined(separator: ", ")
  }

  // MARK: - Text

  private static func literal(_ mask: UInt64, _ inputCount: Int) -> String {
    let digits = String(mask, radix: 16)
    let count = max(1, (1 << inputCount) / 4)
    return "\(1 << inputCount)'h" + String(repeating: "0", count: max(0, count - digits.count)) + digits
  }

  /// The bits as one expression, the first lowest.
  private static func concatenation(_ bits: [String]) -> String {
    bits.count == 1 ? bits[0] : "{\(bits.reversed().verilogList)}"
  }

  /// What this design does not need, named so that a linter knows that it is meant.
  private func unused() -> [String] {
    var isRead = Set(circuit.outputs.map { names[$0] })
    for (part, code) in zip(circuit.parts, names.codes) {
      for index in part.nodes {
        for input in circuit.nodes[index].inputs { isRead.insert(names.name(of: input, inPart: part.nodes)) }
      }
      for output in code == nil ? [] : part.code ?? [] {
        isRead.insert(names.name(of: output.wire, inPart: part.nodes))
      }
    }
    let hasClock = circuit.nodes.contains { if case .flipFlop = $0 { true } else { false } }
    let hasReset = circuit.nodes.contains { if case .flipFlop(_, reset: true) = $0 { true } else { false } }
    var unused = (hasClock ? [] : ["clk_i"]) + (hasReset ? [] : ["rst_ni"])
    unused += (BitCircuit.firstInput..<circuit.firstNodeWire).map { names[$0] }
    for (part, code) in zip(circuit.parts, names.codes) {
      let bits = code.map { code in part.outputs.indices.map { "\(code)[\($0)]" } } ?? []
      unused += part.nodes.map(CircuitNames.node)
      if let code, isRead.isDisjoint(with: bits) { unused.append(code) } else { unused += bits }
    }
    unused.removeAll(where: isRead.contains)
    return unused.isEmpty ? [] : ["", "  wire unused = &{1'b0, \(unused.verilogList)};"]
  }
}

extension BitCircuit.Node {
  /// What it computes of its inputs, of a flip-flop what it reads.
  var table: SmallTable {
    switch self {
    case .lut(let inputs, let mask): SmallTable(inputs: inputs, mask: mask)
    case .sum: SmallTable(inputs: inputs, mask: 0x96)
    case .carry: SmallTable(inputs: inputs, mask: 0xE8)
    case .flipFlop: SmallTable(inputs: inputs, mask: 0b10)
    }
  }
}

extension SmallTable {
  /// The mask of the same function of five inputs, the first of which are `all`, where all of its own are among them.
  fileprivate func extended(to all: [Int]) -> UInt64 {
    let places = inputs.map { all.firstIndex(of: $0) ?? 0 }
    return (0..<32).reduce(UInt64(0)) { mask, row in
      let own = places.enumerated().reduce(0) { $0 | (row >> $1.element & 1) << $1.offset }
      return mask | (self.mask >> UInt64(own) & 1) << UInt64(row)
    }
  }
}
