import LNQHardware

/// Makes a circuit of bits of a flat module that Yosys wrote.
struct YosysReader {
  private typealias Bit = YosysModule.Bit

  private let module: YosysModule
  private let interface: HardwareInterface
  private var builder: BitCircuitBuilder
  /// What carries a bit already.
  private var wires: [Bit: Int] = [:]
  /// For each bit that a cell drives, the cell, its port and the place there.
  private var drivers: [Bit: (cell: String, port: String, index: Int)] = [:]
  /// Bits whose cells are being made: one that is met again closes a loop.
  private var open: Set<Bit> = []

  /// Why a design is no circuit of bits.
  private struct Problem: Error {
    let text: String
  }

  init(_ module: YosysModule, _ interface: HardwareInterface) {
    (self.module, self.interface) = (module, interface)
    builder = BitCircuitBuilder(lutSize: 6, inputCount: interface.inputWidth + 2)
    for (name, cell) in module.cells {
      for port in ["Y", "Q", "RD_DATA"] {
        for (index, bit) in (cell.connections[port] ?? []).enumerated() { drivers[bit] = (name, port, index) }
      }
    }
  }

  private var undefined: Int { builder.input(interface.inputWidth) }

  /// - Parameter folder: of the design, for messages.
  mutating func design(of netlist: Netlist, folder: String) throws(ToolchainError) -> VerilogReading.Design {
    do throws(Problem) {
      return try design(of: netlist)
    } catch {
      throw .unreadable(folder, problem: error.text)
    }
  }

  private mutating func design(of netlist: Netlist) throws(Problem) -> VerilogReading.Design {
    for (bit, net) in try port("data_i", interface.inputWidth).enumerated() { wires[net] = builder.input(bit) }
    for net in try port("valid_i", 1) { wires[net] = builder.input(interface.inputWidth + 1) }
    var nets: [Int: YosysModule.Net] = [:]
    for probe in ProbedNetlist(netlist).probes + ProbedNetlist(codesOf: netlist).probes where nets[probe.wire] == nil {
      if let net = module.netnames[probe.path], net.bits.count == probe.width { nets[probe.wire] = net }
    }
    // In the netlist's order each code needs but those before it.
    var parts: [Int: Int] = [:]
    for (wire, net) in nets.sorted(by: { $0.key < $1.key }) {
      var outputs: [BitCircuit.Literal] = []
      for bit in net.bits { outputs.append(.init(try self.wire(bit))) }
      parts[wire] = builder.parts.count
      builder.endPart(
        netlist.name(ofWire: wire), module: netlist.module(ofWire: wire), place: netlist.place(ofWire: wire),
        outputs: outputs)
    }
    var bits = try port("data_o", interface.outputWidth)
    if interface.classWidth > 0 { bits += try port("class_o", interface.classWidth) }
    bits += try port("valid_o", 1)
    var outputs: [Int] = []
    for bit in bits { outputs.append(try wire(bit)) }
    builder.endPart(interface.module, module: 0, place: .valid, outputs: outputs.map { .init($0) })
    do {
      return VerilogReading.Design(
        circuit: try builder.circuit(outputs: outputs), parts: parts, unmatched: netlist.cells.count - parts.count)
    } catch {
      throw Problem(text: error.description)
    }
  }

  private func port(_ name: String, _ width: Int) throws(Problem) -> [Bit] {
    guard let bits = module.ports[name]?.bits, bits.count == width else {
      throw Problem(
        text: "the port \(name) of \(interface.module) has \(module.ports[name]?.bits.count ?? 0) bits, not \(width)")
    }
    return bits
  }

  // MARK: - Cells

  /// The wire of a bit, whose cells are made with all that they need.
  private mutating func wire(_ bit: Bit) throws(Problem) -> Int {
    var stack = [bit]
    while let next = stack.last {
      guard known(next) == nil, let driver = drivers[next], let cell = module.cells[driver.cell] else {
        open.remove(next)
        stack.removeLast()
        continue
      }
      let missing = try inputs(of: cell, named: driver.cell, driver.index).filter {
        known($0) == nil && drivers[$0] != nil
      }
      if missing.isEmpty {
        wires[next] = try make(cell, driver.index)
      } else {
        open.insert(next)
        if let loop = missing.first(where: open.contains) {
          throw Problem(
            text:
              "\(netName(loop)) depends on itself: only designs without loops, whose registers delay by one clock, are proved"
          )
        }
        stack += missing
      }
    }
    return known(bit) ?? undefined
  }

  private func known(_ bit: Bit) -> Int? {
    switch bit {
    case .constant(let isOne): isOne ? BitCircuit.one : BitCircuit.zero
    case .undefined: undefined
    case .net: wires[bit]
    }
  }

  /// The bits that bit `index` of a cell's output depends on.
  private func inputs(of cell: YosysModule.Cell, named name: String, _ index: Int) throws(Problem) -> [Bit] {
    func bits(_ port: String) -> [Bit] { cell.connections[port] ?? [] }
    switch cell.type {
    case "$_DFF_P_", "$_DFF_PN0_":
      guard bits("C") == module.ports["clk_i"]?.bits, cell.type == "$_DFF_P_" || isReset(bits("R")) else {
        throw Problem(text: "the register of \(netName(bits("Q")[0])) has another clock or reset than clk_i and rst_ni")
      }
      return bits("D")
    case YosysModule.indexed, YosysModule.shifted: return bits("B") + bits("A")
    case YosysModule.memory:
      guard cell.number("WR_PORTS") == 0, !(cell.parameters["RD_CLK_ENABLE"] ?? "").contains("1") else {
        throw Problem(text: "\(name) is a memory that is written, or has registers")
      }
      let width = cell.number("ABITS")
      return Array(bits("RD_ADDR")[index / cell.number("WIDTH") * width..<(index / cell.number("WIDTH") + 1) * width])
    default:
      guard let gate = Self.gates[cell.type] else {
        throw Problem(text: "\(name) is a cell \(cell.type), which is no gate, table or register")
      }
      return gate.ports.flatMap(bits)
    }
  }

  private mutating func make(_ cell: YosysModule.Cell, _ index: Int) throws(Problem) -> Int {
    func wires(_ port: String) -> [Int] { (cell.connections[port] ?? []).map { known($0) ?? undefined } }
    switch cell.type {
    case "$_DFF_P_": return builder.add(.flipFlop(wires("D")[0], reset: false))
    case "$_DFF_PN0_": return builder.add(.flipFlop(wires("D")[0], reset: true))
    case YosysModule.indexed, YosysModule.shifted:
      // Bit `index` of A shifted to the right by B, of which constant bits are known.
      let (a, b) = (wires("A"), wires("B"))
      let free = b.indices.filter { b[$0] >= BitCircuit.firstInput }
      guard free.count <= 20, b.count <= 62 else { throw Problem(text: "an index of \(free.count) bits") }
      let sign = cell.type == YosysModule.indexed && cell.number("B_SIGNED") == 1 ? 1 << (b.count - 1) : 0
      let known = b.indices.reduce(0) { b[$1] == BitCircuit.one ? $0 | 1 << $1 : $0 }
      let choices = (0..<1 << free.count).map { row -> Int in
        let shift = free.enumerated().reduce(known) { $0 | (row >> $1.offset & 1) << $1.element }
        let place = index + (shift & sign == 0 ? shift : shift - 2 * sign)
        return a.indices.contains(place) ? a[place] : BitCircuit.zero
      }
      return builder.select(choices, by: free.map { b[$0] })
    case YosysModule.memory:
      let (width, addressWidth) = (cell.number("WIDTH"), cell.number("ABITS"))
      let (port, bit) = index.quotientAndRemainder(dividingBy: width)
      let content = Array((cell.parameters["INIT"] ?? "").utf8.reversed())
      let choices = (0..<1 << addressWidth).map { row -> Int in
        let place = (row - cell.number("OFFSET")) * width + bit
        guard content.indices.contains(place) else { return BitCircuit.zero }
        return content[place] == UInt8(ascii: "1")
          ? BitCircuit.one : content[place] == UInt8(ascii: "0") ? BitCircuit.zero : undefined
      }
      let address = Array(wires("RD_ADDR")[port * addressWidth..<(port + 1) * addressWidth])
      return builder.select(choices, by: address)
    default:
      let gate = Self.gates[cell.type]
      return builder.lut((gate?.ports ?? []).flatMap(wires), mask: gate?.mask ?? 0)
    }
  }

  /// Yosys' gates: the inputs, the lowest first, and their table.
  private static let gates: [String: (ports: [String], mask: UInt64)] = [
    "$_BUF_": (["A"], 0b10), "$_NOT_": (["A"], 0b01), "$_AND_": (["A", "B"], 0b1000), "$_NAND_": (["A", "B"], 0b0111),
    "$_OR_": (["A", "B"], 0b1110), "$_NOR_": (["A", "B"], 0b0001), "$_XOR_": (["A", "B"], 0b0110),
    "$_XNOR_": (["A", "B"], 0b1001), "$_ANDNOT_": (["A", "B"], 0b0010), "$_ORNOT_": (["A", "B"], 0b1011),
    "$_MUX_": (["A", "B", "S"], 0xCA), "$_NMUX_": (["A", "B", "S"], 0x35),
  ]

  /// Whether a bit is `rst_ni`, behind any even number of inverters.
  private func isReset(_ bits: [Bit]) -> Bool {
    var (bits, inverters) = (bits, 0)
    while let bit = bits.first, let driver = drivers[bit], let cell = module.cells[driver.cell], cell.type == "$_NOT_" {
      bits = cell.connections["A"] ?? []
      inverters += 1
      guard inverters < 100 else { return false }
    }
    return inverters.isMultiple(of: 2) && bits == module.ports["rst_ni"]?.bits
  }

  /// What a bit is called; of several names the first.
  private func netName(_ bit: Bit) -> String {
    module.netnames.filter { $0.value.bits.contains(bit) }.keys.min() ?? "a wire"
  }
}
