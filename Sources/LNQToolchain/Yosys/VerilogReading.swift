import Foundation
import LNQHardware

/// Reads the Verilog of a design, whoever wrote it, as a circuit of bits: Yosys parses and flattens it.
public enum VerilogReading {
  /// A design as it was read.
  public struct Design: Sendable, Hashable {
    /// Inputs are the bits of `data_i`, then what the Verilog leaves undefined, then `valid_i`; outputs those of `data_o`, `class_o`
    /// and `valid_o`. There is a part for each code of the netlist that was found, with what it needs beside the parts before, and a
    /// last one.
    public let circuit: BitCircuit
    /// The number of the part for each wire of the netlist that was found.
    public let parts: [Int: Int]
    /// How many codes of the netlist were not found by name and width.
    public let unmatched: Int
  }

  /// Reads a design.
  ///
  /// Registers on the rising edge of `clk_i`, without a reset or with `rst_ni`, become flip-flops. A bit behind the end of a constant
  /// counts as 0.
  ///
  /// - Parameters:
  ///   - netlist: what the design should compute, without registers: its codes are looked for by the names that they have in
  ///     designs of tables and of LUTs.
  ///   - folder: where the script, the log and the netlist are written; made when it does not exist.
  /// - Throws: `ToolchainError.toolMissing`, `.toolFailed` with the end of the log for Verilog that Yosys does not read, `.timedOut`,
  ///   `.unreadable` for a design that is no such circuit, `.cannotWrite`.
  public static func design(
    _ sources: VerilogSources, of netlist: Netlist, in folder: URL, tools: ToolSearch, timeLimit: Duration
  ) throws(ToolchainError) -> Design {
    let yosys = try tools.find(.yosys)
    try WorkFiles.create(folder)
    let linked = "\(sources.identifier)_sources"
    try WorkFiles.link(folder.appendingPathComponent(linked), to: sources.folder)
    let script = "\(sources.identifier).ys"
    let written = folder.appendingPathComponent("\(sources.identifier).json")
    try WorkFiles.write(
      Data(
        Self.script(
          files: sources.names.map { "\(linked)/\($0)" }, top: sources.interface.module,
          netlist: written.lastPathComponent
        ).utf8), to: folder.appendingPathComponent(script))
    try yosys.run(
      ["-q", "-s", script], in: folder, log: folder.appendingPathComponent("\(sources.identifier).yosys.log"),
      limits: ToolLimits(time: timeLimit))
    let module = try YosysModule(file: written, name: sources.interface.module)
    var reader = YosysReader(module, sources.interface)
    return try reader.design(of: netlist, folder: sources.folder.path)
  }

  /// Constants that are indexed stay whole: their gates would be many times as many as those of all the rest. Wires are kept, since a
  /// bit of a code that nobody reads would have no driver else.
  private static func script(files: [String], top: String, netlist: String) -> String {
    """
    read_verilog \(files.joined(separator: " "))
    hierarchy -check -top \(top)
    proc
    flatten
    setattr -set keep 1 w:*
    opt_expr
    opt_clean
    memory_collect
    setattr -unset src t:* w:*
    chtype -set \(YosysModule.indexed) t:$shiftx
    chtype -set \(YosysModule.shifted) t:$shr
    chtype -set \(YosysModule.memory) t:$mem_v2
    alumacc
    techmap
    dfflegalize -cell $_DFF_P_ 0 -cell $_DFF_PN0_ 0
    opt_expr
    opt_clean
    write_json \(netlist)

    """
  }
}

/// What Yosys wrote about a flat module.
struct YosysModule: Decodable {
  /// A bit of a signal.
  enum Bit: Hashable, Decodable {
    case net(Int)
    case constant(Bool)
    case undefined

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Int.self) {
        self = .net(number)
      } else {
        self =
          switch try container.decode(String.self) {
          case "0": .constant(false)
          case "1": .constant(true)
          default: .undefined
          }
      }
    }
  }

  struct Net: Decodable {
    let bits: [Bit]
  }

  struct Cell: Decodable {
    let type: String
    let parameters: [String: String]
    let connections: [String: [Bit]]

    /// A parameter that is a number.
    func number(_ name: String) -> Int { parameters[name].flatMap { Int($0, radix: 2) } ?? 0 }
  }

  let ports: [String: Net]
  let cells: [String: Cell]
  let netnames: [String: Net]

  /// `$shiftx`, `$shr` and `$mem_v2` under names that no rule of Yosys speaks of.
  static let (indexed, shifted, memory) = ("lnq_shiftx", "lnq_shr", "lnq_mem")

  init(file: URL, name: String) throws(ToolchainError) {
    struct Document: Decodable {
      let modules: [String: YosysModule]
    }
    let data = try WorkFiles.read(file)
    guard let document = try? JSONDecoder().decode(Document.self, from: data), let module = document.modules[name]
    else { throw .malformedOutput("yosys", problem: "it wrote no netlist of \(name)", file: file.path) }
    self = module
  }
}
