/// The names of a circuit's wires in the module that `CircuitWriter` prints.
struct CircuitNames {
  /// For each part the name of its code, `layer1_n3`; nil for parts that only delay inputs, and for codes that are not there.
  let codes: [String?]
  /// For each wire how a reader outside its part calls it: by the code of its part, where it is a bit of that.
  private let wires: [String]

  init(_ circuit: BitCircuit, _ netlist: Netlist) {
    let isCode = circuit.parts.map { !$0.place.isLater || netlist.latency > 0 }
    var names = Self.codes(zip(circuit.parts, isCode).filter(\.1).map { ($0.0.name, $0.0.module) }, of: netlist)[...]
    codes = zip(circuit.parts, isCode).map { part, isCode in
      let name = isCode ? names.popFirst() : nil
      return part.code == nil ? nil : name
    }
    var wires = ["1'b0", "1'b1"] + (0..<circuit.inputCount - 1).map { "data_i[\($0)]" } + ["valid_i"]
    wires += circuit.nodes.indices.map(Self.node)
    for (part, name) in zip(circuit.parts, codes) {
      guard let name else { continue }
      for (bit, output) in (part.code ?? []).enumerated() {
        // A bit that another part drives may be read before this code is declared.
        guard !output.isInverted, part.nodes.contains(output.wire - circuit.firstNodeWire) else { continue }
        wires[output.wire] = "\(name)[\(bit)]"
      }
    }
    self.wires = wires
    firstNodeWire = circuit.firstNodeWire
  }

  private let firstNodeWire: Int

  /// Names for wires of a netlist in one module: that of a layer in front, and `_` behind what is taken.
  static func codes(_ wires: [(name: String, module: Int)], of netlist: Netlist) -> [String] {
    let modules = netlist.moduleNames
    var taken: Set<String> = [modules[0]]
    return wires.map { wire in
      var name = wire.module == 0 ? wire.name : "\(modules[wire.module])_\(wire.name)"
      while isReserved(name) || !taken.insert(name).inserted { name += "_" }
      return name
    }
  }

  /// The name of what a node drives.
  static func node(_ index: Int) -> String { "w\(index)" }

  /// How a wire is called by what belongs to the part with these nodes: bits of a code by their own names until the code is there.
  func name(of wire: Int, inPart nodes: Range<Int>) -> String {
    nodes.contains(wire - firstNodeWire) ? Self.node(wire - firstNodeWire) : wires[wire]
  }

  /// How a wire is called behind all parts.
  subscript(wire: Int) -> String { wires[wire] }

  /// Whether a node or something else of the module has such a name.
  private static func isReserved(_ name: String) -> Bool {
    ["w", "T", "u_w", "u_r"].contains { VerilogName.isNumbered(name, $0) } || VerilogName.problem(with: name) != nil
  }
}
