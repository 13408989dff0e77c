import LNQFixedPoint
import LNQTables

/// Prints one module of a partitioned netlist. It walks and prints; names and places are settled before.
struct ModuleWriter {
  let partition: NetlistPartition
  let spelling: EmissionOptions.Spelling

  private var netlist: Netlist { partition.netlist }

  // MARK: - Layers

  /// The file of a layer module.
  func layer(_ module: Int) -> String {
    let part = partition.parts[module]
    let clocked = part.cells.contains { netlist.cells[$0].cell.isRegister }
    var lines = [
      "// \(partition.moduleNames[module]) of \(VerilogName.comment(netlist.name)):"
        + " \(VerilogName.comment(netlist.modules[module].origin))"
    ]
    lines += ["`default_nettype none", "module \(Self.file(of: module, in: partition)) ("]
    if clocked { lines.append("  input  wire clk_i,") }
    if !part.inputs.isEmpty { lines.append("  input  wire [\(partition.width(of: part.inputs) - 1):0] data_i,") }
    lines += ["  output wire [\(partition.width(of: part.outputs) - 1):0] data_o", ");"]
    var lsb = 0
    for wire in part.inputs {
      let format = netlist.format(ofWire: wire)
      lines.append(
        "  wire [\(format.width - 1):0] x\(wire) = data_i[\(lsb + format.width - 1):\(lsb)];"
          + "  // \(format) \(VerilogName.comment(netlist.place(ofWire: wire).description))")
      lsb += format.width
    }
    lines += tables(of: part)
    for cell in part.cells {
      lines += [""] + declaration(of: cell) + driver(of: cell) { partition.nameInLayer($0, module: module) }
    }
    let outputs = part.outputs.reversed().map { partition.nameInLayer($0, module: module) }
    lines += ["", "  assign data_o = {\(outputs.verilogList)};", "endmodule", "`default_nettype wire"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The name of a module and, with `.v`, of its file.
  static func file(of module: Int, in partition: NetlistPartition) -> String {
    module == 0 ? partition.moduleNames[0] : "\(partition.moduleNames[0])_\(partition.moduleNames[module])"
  }

  // MARK: - The top

  /// The file of the top module.
  func top(_ interface: HardwareInterface) -> String {
    var lines = interface.headerComment(model: netlist.name, origin: netlist.modules.dropFirst().map(\.origin))
    lines += interface.moduleHeader
    lines += tables(of: partition.parts[0])
    // A layer may read registers of the top and the other way round, so all wires come before all drivers.
    let layers = netlist.modules.indices.dropFirst().filter { !partition.parts[$0].outputs.isEmpty }
    if !layers.isEmpty { lines.append("") }
    for layer in layers {
      lines.append(
        "  wire [\(partition.width(of: partition.parts[layer].outputs) - 1):0] \(partition.moduleNames[layer])_data;")
    }
    for cell in partition.parts[0].cells { lines += declaration(of: cell) }
    for layer in layers { lines += layerInstance(layer) }
    for cell in partition.parts[0].cells { lines += [""] + driver(of: cell) { partition.referenceInTop($0).text } }
    lines += ["", "  assign valid_o = \(partition.referenceInTop(netlist.validOutput).text);"]
    lines.append("  assign data_o = \(partition.concatenation(inTop: netlist.outputs));")
    if let classOutput = netlist.classOutput {
      lines.append("  assign class_o = \(partition.referenceInTop(classOutput).text);")
    }
    lines += unusedInputs() + ["endmodule", "`default_nettype wire"]
    return lines.joined(separator: "\n") + "\n"
  }

  private func layerInstance(_ module: Int) -> [String] {
    let part = partition.parts[module]
    let name = partition.moduleNames[module]
    var connections: [String] = []
    if part.cells.contains(where: { netlist.cells[$0].cell.isRegister }) { connections.append(".clk_i(clk_i)") }
    if !part.inputs.isEmpty { connections.append(".data_i(\(partition.concatenation(inTop: part.inputs)))") }
    connections.append(".data_o(\(name)_data)")
    return [
      "", "  \(Self.file(of: module, in: partition)) u_\(name) (",
      connections.map { "    \($0)" }.joined(separator: ",\n"), "  );",
    ]
  }

  /// Ports that this design does not need, named so that a linter knows that it is meant.
  private func unusedInputs() -> [String] {
    let clocked = netlist.cells.contains { $0.cell.isRegister }
    let reset = netlist.cells.contains { if case .register(_, reset: true) = $0.cell { true } else { false } }
    var unused = (clocked ? [] : ["clk_i"]) + (reset ? [] : ["rst_ni"])
    let read = Set(netlist.cells.flatMap(\.cell.inputs) + netlist.outputs)
    unused += netlist.inputs.indices.filter { !read.contains($0) }.map { partition.referenceInTop($0).text }
    return unused.isEmpty ? [] : ["", "  wire unused = &{1'b0, \(unused.verilogList)};"]
  }

  // MARK: - Cells

  private func declaration(of cell: Int) -> [String] {
    let wire = netlist.cells[cell].wire
    return [
      "  // \(VerilogName.comment(wire.place.description)): \(wire.format)",
      "  wire [\(wire.format.width - 1):0] \(wire.name);",
    ]
  }

  /// Lines that drive the cell's wire; `name` says how a wire that it reads is called here.
  private func driver(of cell: Int, name: (Int) -> String) -> [String] {
    let instance = netlist.cells[cell]
    let (output, format) = (instance.wire.name, instance.wire.format)
    var lines: [String] = []
    switch instance.cell {
    case .lookup(let table, let inputs):
      if let staircase = staircase(of: cell) {
        lines += staircase.lines(number: name(inputs[0]), output: output).map { "  \($0)" }
        break
      }
      let address = inputs.count == 1 ? name(inputs[0]) : "{\(inputs.reversed().map(name).verilogList)}"
      let lookup =
        switch spelling {
        case .packed:
          netlist.tables[table].packedLookup(named: "TABLE_\(table)", address: address, output: output)
        case .case:
          netlist.tables[table].caseLookup(named: tableModule(table), address: address, output: output)
        }
      lines += lookup.map { "  \($0)" }
    case .sum(let inputs):
      let terms = inputs.map { extended(name($0), netlist.format(ofWire: $0), to: format.width) }
      lines.append("  assign \(output) = \(terms.joined(separator: "\n    + "));")
    case .requantize(let input, let requantization):
      let from = netlist.format(ofWire: input)
      lines += [
        "  lnq_requantize #(.IN_WIDTH(\(from.width)), .IN_SIGNED(\(from.isSigned ? 1 : 0)),"
          + " .SHIFT(\(requantization.shift)), .OUT_WIDTH(\(format.width)), .OUT_SIGNED(\(format.isSigned ? 1 : 0)))",
        "    u_\(output) (.data_i(\(name(input))), .data_o(\(output)));",
      ]
    case .argmax(let inputs):
      let from = netlist.format(ofWire: inputs[0])
      lines += [
        "  lnq_argmax #(.COUNT(\(inputs.count)), .WIDTH(\(from.width)), .IS_SIGNED(\(from.isSigned ? 1 : 0)),"
          + " .INDEX_WIDTH(\(format.width)))",
        "    u_\(output) (.data_i({\(inputs.reversed().map(name).verilogList)}), .index_o(\(output)));",
      ]
    case .register(let input, reset: false):
      lines.append(
        "  lnq_register #(.WIDTH(\(format.width))) u_\(output)"
          + " (.clk_i(clk_i), .data_i(\(name(input))), .data_o(\(output)));")
    case .register(let input, reset: true):
      lines.append(
        "  lnq_valid_register u_\(output)"
          + " (.clk_i(clk_i), .rst_ni(rst_ni), .valid_i(\(name(input))), .valid_o(\(output)));")
    }
    return lines
  }

  /// `name` with its sign repeated, or zeros, up to `width` bits.
  private func extended(_ name: String, _ format: FixedPointFormat, to width: Int) -> String {
    let extra = width - format.width
    if extra == 0 { return name }
    return format.isSigned ? "{{\(extra){\(name)[\(format.width - 1)]}}, \(name)}" : "{\(extra)'d0, \(name)}"
  }

  /// In the packed spelling, the constants that a module's lookups index.
  private func tables(of part: NetlistPartition.Part) -> [String] {
    guard spelling == .packed else { return [] }
    return usedTables(of: part.cells).flatMap { table in
      let declaration = netlist.tables[table].packedDeclaration(named: "TABLE_\(table)")
      return declaration.isEmpty ? [] : [""] + declaration.map { "  \($0)" }
    }
  }

  /// In the case spelling, a module for each table, in the order of first use.
  func tableModules() -> [VerilogDesign.File] {
    guard spelling == .case else { return [] }
    return usedTables(of: Array(netlist.cells.indices)).filter { netlist.tables[$0].addressWidth > 0 }.map { table in
      VerilogDesign.File(
        name: "\(tableModule(table)).v", text: netlist.tables[table].caseModule(named: tableModule(table)))
    }
  }

  private func tableModule(_ table: Int) -> String { "\(partition.moduleNames[0])_table\(table)" }

  private func usedTables(of cells: [Int]) -> [Int] {
    var seen: Set<Int> = []
    return cells.compactMap { cell in
      guard case .lookup(let table, _) = netlist.cells[cell].cell, staircase(of: cell) == nil,
        seen.insert(table).inserted
      else { return nil }
      return table
    }
  }

  /// A lookup that is printed as comparisons; nil for another cell.
  private func staircase(of cell: Int) -> Staircase? {
    guard case .lookup(let table, let inputs) = netlist.cells[cell].cell, inputs.count == 1 else { return nil }
    return Staircase(netlist.tables[table], isSigned: netlist.format(ofWire: inputs[0]).isSigned)
  }
}
