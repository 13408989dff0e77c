/// A netlist divided into its modules, with every name settled: what the printer walks.
///
/// A module gets what it reads and other modules drive as one bus `data_i`, and gives what others read as one bus `data_o`.
struct NetlistPartition {
  /// A place in Verilog text where a wire's bits are.
  struct Reference: Hashable {
    /// A net or a port.
    let bus: String
    /// The lowest bit, nil when the net is the wire.
    let lsb: Int?
    /// The number of bits.
    let width: Int

    var text: String {
      guard let lsb else { return bus }
      return width == 1 ? "\(bus)[\(lsb)]" : "\(bus)[\(lsb + width - 1):\(lsb)]"
    }
  }

  /// A module's cells and what crosses its border, all ascending.
  struct Part {
    /// Indices of cells.
    var cells: [Int] = []
    /// Wires that it reads and does not drive.
    var inputs: [Int] = []
    /// Wires that it drives and others read.
    var outputs: [Int] = []
  }

  let netlist: Netlist
  /// One for each of the netlist's modules.
  let parts: [Part]
  /// A legal and distinct name for each module; the top's is the design's name.
  let moduleNames: [String]
  /// Where each wire stands in `data_i` (inputs) or in its module's `data_o` (cells); nil when it stays inside.
  let outputOffsets: [Int?]

  init(_ netlist: Netlist) {
    self.netlist = netlist
    var parts = [Part](repeating: Part(), count: netlist.modules.count)
    var readers = [Set<Int>](repeating: [], count: netlist.wireCount)
    for (index, instance) in netlist.cells.enumerated() {
      parts[instance.module].cells.append(index)
      for wire in instance.cell.inputs { readers[wire].insert(instance.module) }
    }
    for wire in netlist.ports.wires { readers[wire].insert(0) }
    var outputOffsets = [Int?](repeating: nil, count: netlist.wireCount)
    var nextOffset = [Int](repeating: 0, count: parts.count)
    for wire in 0..<netlist.wireCount {
      let driver = netlist.module(ofWire: wire)
      let width = netlist.format(ofWire: wire).width
      if wire < netlist.inputs.count || (driver != 0 && !readers[wire].subtracting([driver]).isEmpty) {
        if driver != 0 { parts[driver].outputs.append(wire) }
        outputOffsets[wire] = nextOffset[driver]
        nextOffset[driver] += width
      }
      for module in readers[wire].sorted() where module != driver && module != 0 {
        parts[module].inputs.append(wire)
      }
    }
    moduleNames = netlist.moduleNames
    self.parts = parts
    self.outputOffsets = outputOffsets
  }

  /// How many bits the wires have together.
  func width(of wires: [Int]) -> Int { wires.reduce(0) { $0 + netlist.format(ofWire: $1).width } }

  /// Where the top module sees `wire`.
  func referenceInTop(_ wire: Int) -> Reference {
    let width = netlist.format(ofWire: wire).width
    if wire < netlist.inputs.count { return Reference(bus: "data_i", lsb: outputOffsets[wire], width: width) }
    if wire == netlist.validInput { return Reference(bus: "valid_i", lsb: nil, width: 1) }
    let instance = netlist.cells[wire - netlist.firstCellWire]
    guard instance.module != 0 else { return Reference(bus: instance.wire.name, lsb: nil, width: width) }
    return Reference(bus: "\(moduleNames[instance.module])_data", lsb: outputOffsets[wire], width: width)
  }

  /// The name of `wire` inside the layer module that drives or reads it.
  func nameInLayer(_ wire: Int, module: Int) -> String {
    netlist.module(ofWire: wire) == module ? netlist.name(ofWire: wire) : "x\(wire)"
  }

  /// The wires as one expression, the first in the lowest bits; neighbouring bits of one bus become one slice.
  func concatenation(inTop wires: [Int]) -> String {
    var references: [Reference] = []
    for wire in wires {
      let next = referenceInTop(wire)
      if let last = references.last, let lsb = last.lsb, last.bus == next.bus, next.lsb == lsb + last.width {
        references[references.count - 1] = Reference(bus: last.bus, lsb: lsb, width: last.width + next.width)
      } else {
        references.append(next)
      }
    }
    let texts = references.reversed().map(\.text)
    return texts.count == 1 ? texts[0] : "{\(texts.verilogList)}"
  }
}
