import ArgumentParser
import Foundation
import LNQHardware
import LNQStudies

/// `lnq emit-verilog`: the arrows from `TableNetwork` to `Netlist` and on to `VerilogDesign`.
struct EmitVerilogVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "emit-verilog", abstract: "Print the tables of a run as Verilog.",
    discussion: """
      The same tables and options give the same bytes. Beside the Verilog files stand the map of the ports' bits, as JSON and as \
      a C header, and the list of files for tools.
      """)

  @Argument(help: "A built-in model, the path of a .model file, or a run directory.")
  var model = "jsc-tiny"

  @Option(help: ArgumentHelp("How tables are written: packed constants, or case statements.", valueName: "name"))
  var spelling = EmissionOptions.Spelling.packed

  @Option(help: ArgumentHelp("A register after every this many levels of cells; 0 for none.", valueName: "n"))
  var pipeline = 1

  @Option(
    help: ArgumentHelp("The folder to write to; hardware/rtl in the run unless given.", valueName: "dir"),
    completion: .directory)
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Write a self-checking testbench with this many samples beside the Verilog, for any simulator.", valueName: "n"))
  var testbench: Int?

  @OptionGroup var run: RunOptions

  func validate() throws {
    if let testbench, !Self.testbenchSizes.contains(testbench) {
      throw ValidationError("--testbench \(testbench): choose 1 to \(Self.testbenchSizes.upperBound) samples")
    }
    guard pipeline >= 0 else {
      throw ValidationError("--pipeline \(pipeline): choose 1 or more, or 0 for no registers")
    }
  }

  private static let testbenchSizes = 1...1_000_000

  func execute(_ invocation: Invocation) throws {
    let trained = try TrainedRun(ModelArgument(text: model), in: run.projectDir, observer: invocation.console)
    let lock = try FolderLock(hardwareOf: trained.directory, observer: invocation.console)
    defer { lock.release() }
    let tabulated = try TabulatedRun(trained, dataset: trained.dataset, observer: invocation.console)
    let netlist = try HardwareFlow(levelsPerStage: pipeline).netlist(of: tabulated.tables)
    let design = try VerilogDesign(emitting: netlist, options: EmissionOptions(spelling: spelling))
      .addingTestbench(sampleCount: testbench, of: tabulated.tables)
    if let output { try design.write(into: output) } else { try design.write(into: tabulated) }
    try invocation.console.print(
      EmitReport(
        runDirectory: trained.directory.path, model: trained.manifest.model.name,
        output: output ?? trained.directory.rtlPath,
        files: (design.sources + design.companions).map(\.name), module: design.interface.module,
        spelling: spelling.rawValue, pipeline: pipeline, latencyCycles: design.interface.latencyCycles,
        inputBits: design.interface.inputWidth, outputBits: design.interface.outputWidth),
      asJSON: run.json)
  }
}

/// What `lnq emit-verilog` did.
struct EmitReport: VerbReport {
  let runDirectory: String
  let model: String
  /// The folder of the files.
  let output: String
  /// Their names.
  let files: [String]
  /// The top module.
  let module: String
  let spelling: String
  let pipeline: Int
  let latencyCycles: Int
  /// Bits of `data_i`.
  let inputBits: Int
  /// Bits of `data_o`.
  let outputBits: Int

  var summary: Summary {
    var summary = Summary("\(model) as Verilog")
    summary.add("module", "\(module): data_i \(inputBits) bits, data_o \(outputBits) bits")
    summary.add("latency", NumberText.counted(latencyCycles, "clock cycle", "clock cycles"))
    summary.add("form", "\(spelling) tables, \(HardwareFlow(levelsPerStage: pipeline))")
    summary.add(
      "files",
      "\(output): \(NumberText.counted(files.count, "file", "files")), \(module).v is the top, \(module).f lists them")
    return summary
  }
}

extension EmissionOptions.Spelling: ExpressibleByArgument {}
