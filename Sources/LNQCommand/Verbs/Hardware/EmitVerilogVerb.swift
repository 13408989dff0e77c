import ArgumentParser
import Foundation
import LNQHardware
import LNQStudies
import LNQToolchain

/// `lnq emit-verilog`: the arrows from `TableNetwork` to `Netlist` and on to `VerilogDesign`.
struct EmitVerilogVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "emit-verilog", abstract: "Print the tables of a run as Verilog.",
    discussion: """
      The same tables and options give the same bytes. Beside the Verilog files stand the map of the ports' bits, as JSON and as \
      a C header, and the list of files for tools.
      """)

  @Argument(help: "A built-in model, the path of a .model file, or a run directory.", completion: .runs)
  var model = "jsc-tiny"

  @Option(
    help: ArgumentHelp(
      "How neurons are written: tables as packed constants or case statements, or the luts that lnq synthesize finds.",
      valueName: "name"))
  var spelling = DesignForm.Spelling.packed

  @Option(
    help: ArgumentHelp(
      "A register after every this many levels of cells, of LUTs with --spelling luts; 0 for none.", valueName: "n"))
  var pipeline = 1

  @Option(
    help: ArgumentHelp(
      "What LUTs and registers are: none for text that any tool reads, or the primitives of xilinx or yosys.",
      valueName: "name"))
  var primitives: EmissionOptions.Primitives?

  @Flag(
    help: """
      Rewrite the netlist of tables first: constants and inputs without influence go, equal cells become one, complements and \
      tables in another order of inputs are shared.
      """)
  var optimize = false

  @OptionGroup var mapping: MappingArguments

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder to write to; hardware/rtl in the run unless given.", valueName: "dir"),
    completion: .directory)
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Write a self-checking testbench with this many samples beside the Verilog, for any simulator.", valueName: "n"))
  var testbench: Int?

  @OptionGroup var wrapping: WrapperArguments
  @OptionGroup var encoding: EncoderArguments
  @OptionGroup var run: RunOptions

  func validate() throws {
    try wrapping.validate()
    try encoding.validate()
    if let testbench, !Self.testbenchSizes.contains(testbench) {
      throw ValidationError("--testbench \(testbench): choose 1 to \(Self.testbenchSizes.upperBound) samples")
    }
    try mapping.validate(pipeline: pipeline)
    if spelling == .luts, optimize {
      throw ValidationError("--optimize would change nothing: LUTs are found without any of this; leave it out")
    }
    if spelling != .luts, let option = primitives.map({ _ in "--primitives" }) ?? mapping.given {
      throw ValidationError("\(option) would change nothing: it is for --spelling luts")
    }
  }

  private static let testbenchSizes = 1...1_000_000

  func execute(_ invocation: Invocation) throws {
    let trained = try invocation.trainedRun(model, in: run)
    let lock = try FolderLock(hardwareOf: trained.directory, observer: invocation.console)
    defer { lock.release() }
    let tabulated = try encoding.encoded(
      TabulatedRun(trained, dataset: trained.dataset, observer: invocation.console), dataset: trained.dataset)
    var form = DesignForm(
      spelling, mapping.registers(every: pipeline), primitives: primitives ?? .none, mapping: mapping.options)
    form.isOptimized = optimize
    let plain = try form.design(of: tabulated.tables).design.addingModels(of: form.primitives)
    let wrapper = try wrapping.wrapper(around: plain.interface)
    let design = try (wrapper.map(plain.wrapped) ?? plain)
      .addingTestbench(sampleCount: testbench, in: wrapper, of: tabulated.tables)
    if let output {
      try design.write(into: output, madeFromTables: tabulated.sha256)
    } else {
      try design.write(into: tabulated)
    }
    try invocation.console.print(
      EmitReport(
        runDirectory: trained.directory.path, model: trained.manifest.model.name,
        output: output ?? trained.directory.rtlPath,
        files: design.files(madeFromTables: tabulated.sha256).map(\.name),
        module: wrapper?.module(around: design.interface) ?? design.interface.module,
        network: design.interface.module, spelling: spelling.rawValue, form: "\(form)", pipeline: pipeline,
        rawFormats: tabulated.rawFormatNames, latencyCycles: design.interface.latencyCycles,
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
  /// The top module: the wrapper, or the network where there is none.
  let module: String
  /// The module of the network.
  let network: String
  let spelling: String
  /// Spelling and registers, for people.
  let form: String
  let pipeline: Int
  /// What raw values come as, where the design encodes them; one for each feature.
  let rawFormats: [String]?
  let latencyCycles: Int
  /// Bits of `data_i`.
  let inputBits: Int
  /// Bits of `data_o`.
  let outputBits: Int

  var summary: Summary {
    var summary = Summary("\(model) as Verilog")
    summary.add("module", "\(network): data_i \(inputBits) bits, data_o \(outputBits) bits")
    if module != network { summary.add("wrapper", module) }
    summary.addEncoder(rawFormats)
    summary.add("latency", NumberText.counted(latencyCycles, "clock cycle", "clock cycles"))
    summary.add("form", form)
    summary.add(
      "files",
      "\(output): \(NumberText.counted(files.count, "file", "files")), \(module).v is the top, \(network).f lists them")
    return summary
  }
}
