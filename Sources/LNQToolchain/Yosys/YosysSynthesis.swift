import Foundation
import LNQHardware

/// What Yosys makes of a design.
public struct YosysSynthesis: Hashable, Sendable {
  /// How many cells of each kind.
  public let cells: [String: Int]
  /// How many of them are LUTs.
  public let luts: Int
  /// How many of them are flip-flops.
  public let flipFlops: Int
  /// From the start to the end of Yosys.
  public let elapsed: Duration
  /// The time of processors that Yosys took, with the ABC that it starts: other work on the machine hardly changes it.
  public let work: Duration
  /// Everything that Yosys printed.
  public let log: URL

  /// Synthesizes Verilog in the folder that it stands in. The script, Yosys's log and the netlist stay beside that folder, by its
  /// name: `case.ys`, `case.log`, `case.il`.
  ///
  /// - Parameters:
  ///   - sources: files in whose folder statistics may be written; with cells of Yosys (`\$lut`) too.
  ///   - meanwhile: called fifty times a second or more.
  /// - Throws: `ToolchainError.toolMissing`, `.toolFailed`, `.timedOut`, `.outOfMemory`, `.malformedOutput` when there are no
  ///   statistics, `.cannotWrite`, `.cannotRead`.
  public init(
    _ sources: VerilogSources, for target: SynthesisTarget, tools: ToolSearch, limits: ToolLimits,
    meanwhile: () -> Void
  ) throws(ToolchainError) {
    let yosys = try Yosys(folder: sources.folder, tools: tools, limits: limits)
    let statistics = sources.folder.appendingPathComponent("statistics.txt")
    let start = ContinuousClock.now
    work = try yosys.run(
      sources.names.map { "read_verilog -icells \($0)" } + [
        "\(target.command) -top \(sources.interface.module)", "tee -q -o \(statistics.lastPathComponent) stat",
        "write_rtlil ../\(sources.folder.lastPathComponent).il",
      ], named: sources.folder.lastPathComponent, meanwhile)
    elapsed = start.duration(to: .now)
    log = yosys.log(named: sources.folder.lastPathComponent)
    cells = Self.cells(in: String(decoding: try WorkFiles.read(statistics), as: UTF8.self))
    guard !cells.isEmpty else {
      throw .malformedOutput("yosys", problem: "it printed no statistics", file: statistics.path)
    }
    luts = cells.filter { target.isLUT($0.key) }.values.reduce(0, +)
    flipFlops = cells.filter { target.isFlipFlop($0.key) }.values.reduce(0, +)
  }

  /// The lines `$lut 23` of Yosys's statistics; in newer versions `23 $lut`.
  static func cells(in statistics: String) -> [String: Int] {
    var cells: [String: Int] = [:]
    for line in statistics.split(whereSeparator: \.isNewline) {
      let words = line.split(separator: " ")
      guard words.count == 2 else { continue }
      for (name, count) in [(words[0], words[1]), (words[1], words[0])] {
        // Newer versions count `cells`, `wires` and such too.
        if let count = Int(count), Int(name) == nil, name.contains(where: { $0.isUppercase || $0 == "$" }) {
          cells[String(name)] = count
        }
      }
    }
    return cells
  }

  /// Puts a frame of registers around what `init` made of `sources`, and writes it for nextpnr.
  ///
  /// - Returns: `frame.json`, beside the folder of the sources.
  /// - Throws: as `init`.
  static func frame(
    of sources: VerilogSources, for target: SynthesisTarget, tools: ToolSearch, limits: ToolLimits,
    meanwhile: () -> Void
  ) throws(ToolchainError) -> URL {
    let yosys = try Yosys(folder: sources.folder, tools: tools, limits: limits)
    let frame = sources.interface.registerFrame
    try WorkFiles.write(Data(frame.text.utf8), to: sources.folder.appendingPathComponent(frame.name))
    try yosys.run(
      [
        "read_rtlil ../\(sources.folder.lastPathComponent).il", "read_verilog \(frame.name)",
        "\(target.command) -top \(sources.interface.registerFrameModule) -json ../frame.json",
      ], named: "frame", meanwhile)
    return sources.folder.deletingLastPathComponent().appendingPathComponent("frame.json")
  }
}

/// Runs scripts of Yosys in a folder; scripts and logs lie beside it.
private struct Yosys {
  let folder: URL
  let tool: ExternalTool
  let limits: ToolLimits

  init(
    folder: URL, tools: ToolSearch, limits: ToolLimits
  ) throws(ToolchainError) {
    (self.folder, self.limits) = (folder, limits)
    tool = try tools.find(.yosys)
  }

  func log(named name: String) -> URL { folder.deletingLastPathComponent().appendingPathComponent("\(name).log") }

  @discardableResult
  func run(_ commands: [String], named name: String, _ meanwhile: () -> Void) throws(ToolchainError) -> Duration {
    let script = folder.deletingLastPathComponent().appendingPathComponent("\(name).ys")
    try WorkFiles.write(Data(commands.map { $0 + "\n" }.joined().utf8), to: script)
    return try tool.run(
      ["-s", script.path], in: folder, log: log(named: name), limits: limits, meanwhile: meanwhile)
  }
}
