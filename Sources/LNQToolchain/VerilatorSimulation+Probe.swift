import Foundation
import LNQHardware

extension VerilatorSimulation {
  /// Reads wires inside a design, for a few samples.
  ///
  /// Builds the design again with these wires visible. Each sample of the stimulus is held on the inputs, with `valid_i`
  /// high, until every register has its value (latency + 2 clocks); then all wires are read.
  ///
  /// - Parameters:
  ///   - probes: the wires; `path` is a name below the top module.
  ///   - sources: the design.
  ///   - stimulus: the samples; `Stimulus.selecting` takes those that failed.
  ///   - folder: a folder as in `build`; the same one saves time.
  /// - Returns: for each sample and each probe the bits, the lowest word first; nil when the design has no wire of that
  ///   name and width.
  /// - Throws: as `build` and `run`.
  public static func probe(
    _ probes: [Probe], of sources: VerilogSources, stimulus: Stimulus, in folder: URL, tools: ToolSearch
  ) throws(ToolchainError) -> [[[UInt32]?]] {
    guard stimulus.slices == sources.interface.inputs else {
      throw .codes("the stimulus is for other inputs than those of \(sources.interface.module)")
    }
    // Verilator is told the last part of each path; other wires of that name become visible too, which does no harm.
    let names = Set(probes.map { $0.path.split(separator: ".").last.map(String.init) ?? $0.path }).sorted()
    let build = try VerilatorBuild(bench: .probe(wires: names), in: folder, tools: tools)
    guard let executable = try build.build([sources], jobs: 1).first else { return [] }

    let prefix = build.prefix(of: sources)
    try Folder.write(stimulus.fileContents, to: build.file("\(prefix).stimulus"))
    let wires = probes.map { "TOP.\(sources.interface.module).\($0.path) \($0.width)\n" }.joined()
    try Folder.write(Data(wires.utf8), to: build.file("\(prefix).wires"))
    let program = ExternalTool(name: sources.label, path: executable.path, environment: [:])
    try program.run(
      ["\(prefix).stimulus", "\(prefix).wires", "\(prefix).response"], in: build.folder,
      log: build.file("\(prefix).run.log"))

    let records = try BenchRecords(file: build.file("\(prefix).response"), tool: sources.label)
    let widths = probes.map { ($0.width + 31) / 32 }
    let wordsPerRecord = widths.reduce(widths.count, +)
    guard records.count == stimulus.count, records.wordsPerRecord == wordsPerRecord else {
      throw .malformedOutput(
        sources.label, problem: "its response has another size", file: build.file("\(prefix).response").path)
    }
    return (0..<records.count).map { sample in
      var rest = records[sample]
      return widths.map { width in
        defer { rest = rest.dropFirst(1 + width) }
        return rest.first == 1 ? Array(rest.dropFirst().prefix(width)) : nil
      }
    }
  }
}
