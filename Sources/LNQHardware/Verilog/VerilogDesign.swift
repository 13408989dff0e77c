/// Verilog as values: what `emit` prints and what a simulator gets.
public struct VerilogDesign: Hashable, Sendable {
  /// A file and its text.
  public struct File: Hashable, Sendable {
    /// The name without a folder: `jsc_tiny.v`.
    public let name: String
    /// The contents.
    public let text: String

    /// Puts both together.
    public init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  /// How the top module looks from outside.
  public let interface: HardwareInterface
  /// The Verilog files, one module each, in an order in which every tool can read them.
  public let sources: [File]
  /// What is written beside them: the interface as JSON and as a C header, the list of files.
  public let companions: [File]

  /// Puts the parts together.
  public init(interface: HardwareInterface, sources: [File], companions: [File]) {
    self.interface = interface
    self.sources = sources
    self.companions = companions
  }
}

/// How a netlist is spelled in Verilog. No option changes what it computes.
public struct EmissionOptions: Hashable, Sendable {
  /// How a table is written.
  public enum Spelling: String, Hashable, Sendable, Codable, CaseIterable {
    /// One constant, indexed: lints and simulates fast.
    case packed
    /// A module with a `case` and a `default`: synthesizes fast in Yosys.
    case `case`
  }

  /// What LUTs and flip-flops of a mapped circuit are written as.
  public enum Primitives: String, Hashable, Sendable, Codable, CaseIterable {
    /// Constants that inputs index, and lnq's registers: any tool reads them.
    case none
    /// `LUT1` to `LUT6`, `LUT6_2`, `FDRE` and `FDCE` of the vendor's library: no tool changes the LUTs.
    case xilinx
    /// The cells `$lut` of Yosys, which it takes as they are (`read_verilog -icells`), and lnq's registers.
    case yosys
  }

  /// How tables are written.
  public var spelling: Spelling

  /// - Parameter spelling: how tables are written; packed unless told.
  public init(spelling: Spelling = .packed) {
    self.spelling = spelling
  }
}

extension VerilogDesign {
  /// Prints a netlist: the same netlist and options give the same bytes.
  ///
  /// `sources` are lnq's cells that the netlist uses, in the case spelling the tables, then the layers, then the top.
  /// `companions` are `<module>.json` (a `HardwareInterface`), `<module>.h` and `<module>.f` (the list of sources).
  public init(emitting netlist: Netlist, options: EmissionOptions = EmissionOptions()) {
    let partition = NetlistPartition(netlist)
    let interface = HardwareInterface(of: netlist)
    let writer = ModuleWriter(partition: partition, spelling: options.spelling)
    var sources = CellLibrary.files(usedBy: netlist) + writer.tableModules()
    for module in netlist.modules.indices.dropFirst() where !partition.parts[module].outputs.isEmpty {
      sources.append(File(name: "\(ModuleWriter.file(of: module, in: partition)).v", text: writer.layer(module)))
    }
    sources.append(File(name: "\(interface.module).v", text: writer.top(interface)))
    self.init(interface: interface, sources: sources)
  }

  /// Prints a circuit that was mapped from `netlist`: one module, with lnq's registers where it has some.
  public init(
    emitting circuit: BitCircuit, of netlist: Netlist, primitives: EmissionOptions.Primitives = .none
  ) {
    let interface = HardwareInterface(of: netlist).with(latencyCycles: circuit.latency)
    let top = CircuitWriter(circuit, netlist, primitives: primitives).module(interface)
    self.init(
      interface: interface,
      sources: (primitives == .xilinx ? [] : CellLibrary.files(usedBy: circuit))
        + [File(name: "\(interface.module).v", text: top)])
  }

  private init(interface: HardwareInterface, sources: [File]) {
    self.init(
      interface: interface, sources: sources,
      companions: [
        File(name: "\(interface.module).json", text: interface.json),
        File(name: "\(interface.module).h", text: interface.cHeader),
        File(name: "\(interface.module).f", text: sources.map { "\($0.name)\n" }.joined()),
      ])
  }
}

/// The hand-written cells of `rtl/`, of which every design takes along what it uses.
public enum CellLibrary {
  /// All cells, in a fixed order.
  public static let files: [VerilogDesign.File] = [
    register, validRegister, requantize, argmax, axiStream, receiver, transmitter,
  ]

  private static let register = file("lnq_register.v", PackageResources.lnq_register_v)
  private static let validRegister = file("lnq_valid_register.v", PackageResources.lnq_valid_register_v)
  private static let requantize = file("lnq_requantize.v", PackageResources.lnq_requantize_v)
  private static let argmax = file("lnq_argmax.v", PackageResources.lnq_argmax_v)

  private static let axiStream = file("lnq_axi_stream.v", PackageResources.lnq_axi_stream_v)
  private static let receiver = file("lnq_uart_receiver.v", PackageResources.lnq_uart_receiver_v)
  private static let transmitter = file("lnq_uart_transmitter.v", PackageResources.lnq_uart_transmitter_v)

  /// What a wrapper takes.
  static func files(of wrapper: Wrapper.Kind) -> [VerilogDesign.File] {
    [axiStream] + (wrapper == .uart ? [receiver, transmitter] : [])
  }

  /// The cells that occur in `netlist`.
  static func files(usedBy netlist: Netlist) -> [VerilogDesign.File] {
    let used = Set(
      netlist.cells.compactMap { instance -> String? in
        switch instance.cell {
        case .register(_, reset: false): register.name
        case .register(_, reset: true): validRegister.name
        case .requantize: requantize.name
        case .argmax: argmax.name
        case .lookup, .sum: nil
        }
      })
    return files.filter { used.contains($0.name) }
  }

  /// The registers that occur in `circuit`.
  static func files(usedBy circuit: BitCircuit) -> [VerilogDesign.File] {
    func has(_ reset: Bool) -> Bool {
      circuit.nodes.contains { if case .flipFlop(_, reset) = $0 { true } else { false } }
    }
    return (has(false) ? [register] : []) + (has(true) ? [validRegister] : [])
  }

  private static func file(_ name: String, _ bytes: [UInt8]) -> VerilogDesign.File {
    VerilogDesign.File(name: name, text: String(decoding: bytes, as: UTF8.self))
  }
}
