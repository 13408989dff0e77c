import Foundation
import LNQHardware

/// A network as the bitstream of a board.
public struct BoardBuild: Hashable, Sendable {
  /// How many cells of the chip it takes, with the serial line.
  public let cells: Int
  /// How many the chip has.
  public let cellsOfChip: Int
  /// The highest frequency at which all paths are fast enough after routing, by nextpnr's timing analysis.
  public let clockMHz: Double
  /// The same by icetime, a timing analysis that shares no code with nextpnr; nil for other chips than iCE40, and where it or its
  /// database of chips is missing.
  public let icetimeMHz: Double?
  /// The file for the board's programmer.
  public let bitstream: URL

  private let board: Board
  private let folder: URL
  private let interface: HardwareInterface

  /// Writes a project into a folder, and nothing more: for tools that are not run here.
  ///
  /// - Parameter design: a network in a wrapper for a serial line.
  /// - Throws: `ToolchainError.cannotWrite`.
  public static func write(_ design: VerilogDesign, for board: Board, in folder: URL) throws(ToolchainError) {
    try WorkFiles.create(folder)
    for file in design.sources + design.companions + board.files(for: design) {
      try WorkFiles.write(Data(file.text.utf8), to: folder.appending(path: file.name))
    }
  }

  /// Writes a project into a folder, and makes the bitstream there: Yosys, nextpnr, a packer. Their logs stay beside it.
  ///
  /// - Parameters:
  ///   - design: a network in a wrapper for a serial line.
  ///   - meanwhile: called fifty times a second or more.
  /// - Precondition: the board's flow has programs.
  /// - Throws: `ToolchainError.toolMissing`, `.tooLarge` for a design with more cells than the chip has, `.toolFailed`,
  ///   `.timedOut`, `.outOfMemory`, `.malformedOutput`, `.cannotWrite`, `.cannotRead`.
  public init(
    _ design: VerilogDesign, for board: Board, in folder: URL, tools: ToolSearch, limits: ToolLimits,
    meanwhile: () -> Void
  ) throws(ToolchainError) {
    let flow = board.flow
    guard let programs = flow.programs else { preconditionFailure("\(board) has a project and no programs") }
    let (yosys, nextpnr, packer) = (
      try tools.find(.yosys), try tools.find(programs.placer), try tools.find(programs.packer)
    )
    (self.board, self.folder, interface) = (board, folder, design.interface)
    let top = Board.module(around: design.interface)
    try Self.write(design, for: board, in: folder)
    try yosys.run(
      ["-s", "\(top).ys"], in: folder, log: folder.appending(path: "yosys.log"), limits: limits, meanwhile: meanwhile)
    let log = folder.appending(path: "nextpnr.log")
    do throws(ToolchainError) {
      try nextpnr.run(
        flow.placement(of: top, on: board), in: folder, log: log, limits: limits, meanwhile: meanwhile)
    } catch {
      guard case .toolFailed = error, let use = Self.use(of: flow.cellName, in: WorkFiles.text(of: log)),
        use.cells > use.of
      else { throw error }
      throw .tooLarge(board.name, cells: use.cells, of: use.of, log: log.path)
    }
    let printed = WorkFiles.text(of: log)
    guard let use = Self.use(of: flow.cellName, in: printed), let clock = Self.clock(in: printed) else {
      throw .malformedOutput(nextpnr.name, problem: "it printed no cells or no clock", file: log.path)
    }
    (cells, cellsOfChip, clockMHz) = (use.cells, use.of, clock)
    bitstream = folder.appending(path: flow.bitstreamName(top))
    try packer.run(
      flow.packing(top, on: board), in: folder, log: folder.appending(path: "\(programs.packer.rawValue).log"),
      limits: limits,
      meanwhile: meanwhile)
    icetimeMHz = flow == .ice40 ? try Self.icetime(of: top, on: board, in: folder, tools, limits) : nil
  }

  /// What icetime says of the routed circuit.
  private static func icetime(
    of top: String, on board: Board, in folder: URL, _ tools: ToolSearch, _ limits: ToolLimits
  ) throws(ToolchainError) -> Double? {
    guard let icetime = try? tools.find(.icetime) else { return nil }
    let log = folder.appending(path: "icetime.log")
    do throws(ToolchainError) {
      try icetime.run(
        ["-d", String(board.chip[0].dropFirst(2)), "-P", board.chip[2], "-p", board.flow.constraintsName(board), "-t"]
          + ["\(top).asc"], in: folder, log: log, limits: limits)
    } catch {
      // What it knows of chips is a package of its own, fpga-icestorm-chipdb.
      guard WorkFiles.text(of: log).contains("Can't find chipdb file") else { throw error }
      return nil
    }
    return path(in: WorkFiles.text(of: log))
  }

  /// `Total path delay: 7.21 ns (138.68 MHz)`
  static func path(in log: String) -> Double? {
    log.split(whereSeparator: \.isNewline).last { $0.contains("Total path delay:") }.flatMap { line in
      line.split(separator: "(").last?.split(separator: " ").first.flatMap { Double($0) }
    }
  }

  /// `ICESTORM_LC:   869/ 1280    67%`
  static func use(of cell: String = "ICESTORM_LC", in log: String) -> (cells: Int, of: Int)? {
    guard
      let line = log.split(whereSeparator: \.isNewline).last(where: {
        $0.contains(" \(cell):") || $0.contains("\t\(cell):")
      })
    else {
      return nil
    }
    let numbers = line.drop { $0 != ":" }.split { !$0.isNumber }.compactMap { Int($0) }
    return numbers.count >= 2 ? (numbers[0], numbers[1]) : nil
  }

  /// `Max frequency for clock 'clk': 140.39 MHz (PASS at 12.00 MHz)`, of which the last is that after routing.
  static func clock(in log: String) -> Double? {
    log.split(whereSeparator: \.isNewline).last { $0.contains("Max frequency for clock") }.flatMap { line in
      line.split(separator: ": ").last?.split(separator: " ").first.flatMap { Double($0) }
    }
  }

  /// Simulates in Verilator what came out of place and route, read back from the bitstream's own text, through the serial line.
  ///
  /// - Precondition: the board's chip is an iCE40.
  /// - Parameter testbench: of the board (`VerilogTestbench.init(of:on:around:…)`).
  /// - Throws: as `init`, without `.tooLarge`.
  public func simulate(
    _ testbench: VerilogTestbench, tools: ToolSearch, limits: ToolLimits, meanwhile: () -> Void
  ) throws(ToolchainError) -> TestbenchVerdict {
    let (reader, verilator) = (try tools.find(.iceboxVlog), try tools.find(.verilator))
    _ = try tools.find(.make)
    let top = Board.module(around: interface)
    let routed = folder.appending(path: "routed.v")
    try reader.run(
      ["-n", top, "-p", board.flow.constraintsName(board), "\(top).asc"], in: folder, log: routed, limits: limits,
      meanwhile: meanwhile)
    let text = Self.readable(WorkFiles.text(of: routed))
    try WorkFiles.write(Data(text.utf8), to: routed)
    try testbench.write(into: folder)
    let log = folder.appending(path: "routed.log")
    try verilator.run(
      [
        "--binary", "--timing", "-O3", "-Wno-fatal", "-Wno-lint", "-Wno-style", "--top-module", testbench.module,
        "--Mdir", "routed", "-o", "routed", "routed.v", testbench.fileName, "lnq_uart_receiver.v",
        "lnq_uart_transmitter.v",
      ], in: folder, log: log, limits: limits, meanwhile: meanwhile)
    let program = ExternalTool(
      name: "routed", path: folder.appending(path: "routed/routed").path, environment: tools.environment)
    let verdictLog = folder.appending(path: "verdict.log")
    try program.run([], in: folder, log: verdictLog, limits: limits, meanwhile: meanwhile)
    let version = try tools.version(of: .verilator, in: folder).split(separator: " ").prefix(2).joined(separator: " ")
    let verdict = TestbenchVerdict(
      printed: WorkFiles.text(of: verdictLog), simulator: version, log: verdictLog.path)
    guard let verdict else {
      throw .malformedOutput("the simulation", problem: "it printed no verdict", file: verdictLog.path)
    }
    return verdict
  }

  /// What `icebox_vlog` prints declares ports twice, which Verilator refuses: a port that is a register says so itself.
  static func readable(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("//") }
    guard let head = lines.firstIndex(where: { $0.hasPrefix("module ") }) else { return text }
    let ports = lines[head].drop { $0 != "(" }.split { !($0.isLetter || $0.isNumber || $0 == "_") }
      .filter { !["input", "output", "inout"].contains($0) }
    for port in ports {
      guard let place = lines.firstIndex(where: { $0.hasPrefix("wire \(port);") || $0.hasPrefix("reg \(port) ") })
      else { continue }
      if lines[place].hasPrefix("reg") {
        let value = lines[place].split(separator: "=").last?.filter { $0 == "1" || $0 == "0" } ?? "0"
        lines[head] = Substring(lines[head].replacing("output \(port)", with: "output reg \(port) = \(value)"))
      }
      lines.remove(at: place)
    }
    return lines.joined(separator: "\n")
  }
}
