import ArgumentParser
import Foundation
import LNQData
import LNQFiles
import LNQHardware
import LNQMapping
import LNQTables
import LNQToolchain
import LNQStudies

/// `lnq simulate`: the arrow from `VerilogDesign` to `AgreementReport`.
struct SimulateVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "simulate", abstract: "Prove in Verilator that the Verilog computes what the tables say.",
    discussion: """
      Every test row, random codes and the corners of the input space are streamed through the design, one sample a clock with \
      random gaps, and every output bit and the latency are compared with the reference. Unless told otherwise, five forms are \
      simulated: packed constants and case statements, without registers and with a register after every level, and the LUTs of \
      lnq synthesize with a register after every neuron. Verilator takes long over case statements: above 100,000 rows of tables they are simulated with registers \
      alone, above a million packed constants only, and of designs with more than 5,000 lookups only packed constants with a register after every level. Where Icarus Verilog is installed, it gives a \
      second opinion on the first samples, at most 2,000, of designs with up to 5,000 lookups.

      On disagreement the simulators' files and logs are left in hardware/simulation, the exit code is 1, and the message names sample, layer, neuron, expected and got.
      """)

  @Argument(help: "A built-in model, the path of a .model file, or a run directory.", completion: .runs)
  var model = "jsc-tiny"

  @Option(help: ArgumentHelp("Simulate one spelling only: packed, case or luts.", valueName: "name"))
  var spelling: DesignForm.Spelling?

  @Option(
    help: ArgumentHelp(
      "Simulate with a register after every this many levels only, of LUTs in the spelling luts; 0 for none.",
      valueName: "n"))
  var pipeline: Int?

  @Option(
    help: ArgumentHelp(
      "What LUTs and registers are with --spelling luts: none, or the primitives of xilinx or yosys.", valueName: "name"
    ))
  var primitives: EmissionOptions.Primitives?

  @Flag(help: "Simulate tables whose netlist was rewritten as by lnq emit-verilog --optimize.")
  var optimize = false

  @OptionGroup var mapping: MappingArguments

  @Option(
    help: ArgumentHelp("Simulate the Verilog files in this folder as they are.", valueName: "dir"),
    completion: .directory)
  var rtl: String?

  @Option(
    help: ArgumentHelp(
      "How many random code vectors follow the test rows; 65536 unless given, fewer for more than 1024 inputs.",
      valueName: "n"))
  var randomVectors: Int?

  @Option(help: ArgumentHelp("What random codes and gaps are drawn from.", valueName: "number"))
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      "Write the waveforms of all signals for the first samples to this .vcd or .fst, simulated in Icarus Verilog.",
      valueName: "file"), completion: .file())
  var trace: String?

  @Option(help: ArgumentHelp("With --trace: of how many samples; 64 unless given.", valueName: "n"))
  var traceSamples: Int?

  @OptionGroup var encoding: EncoderArguments

  @OptionGroup var run: RunOptions

  func validate() throws {
    let ofLUTs = primitives.map { _ in "--primitives" } ?? mapping.given
    if rtl != nil, let option = ofLUTs ?? (spelling != nil ? "--spelling" : pipeline != nil ? "--pipeline" : nil) {
      throw ValidationError("--rtl simulates files as they are: \(option) has no influence on them")
    }
    try mapping.validate(pipeline: pipeline ?? 1)
    try encoding.validate()
    if spelling != .luts, spelling != nil || primitives != nil, let ofLUTs {
      throw ValidationError("\(ofLUTs) would change nothing: it is for --spelling luts")
    }
    if optimize, let option = rtl.map({ _ in "--rtl" }) ?? (spelling == .luts ? "--spelling luts" : nil) {
      throw ValidationError("--optimize has no influence on \(option): leave it out")
    }
    if let trace, !["vcd", "fst"].contains(URL(fileURLWithPath: trace).pathExtension) {
      throw ValidationError("--trace \(trace): its name ends in neither .vcd nor .fst")
    }
    if trace == nil, traceSamples != nil {
      throw ValidationError("--trace-samples would change nothing without --trace")
    }
    if let traceSamples, !(1...1_000_000).contains(traceSamples) {
      throw ValidationError("--trace-samples \(traceSamples): choose 1 to 1000000")
    }
    if let randomVectors, !(0...1_000_000_000).contains(randomVectors) {
      throw ValidationError("--random-vectors \(randomVectors): choose 0 to 1000000000")
    }
  }

  func execute(_ invocation: Invocation) throws {
    let tools = ToolSearch(environment: invocation.environment)
    _ = try tools.find(.verilator)
    if trace != nil { _ = try (tools.find(.iverilog), tools.find(.vvp)) }
    let trained = try invocation.trainedRun(model, in: run)
    let dataset = try trained.dataset()
    let lock = try FolderLock(hardwareOf: trained.directory, observer: invocation.console)
    defer { lock.release() }
    let own = try TabulatedRun(trained, dataset: { dataset }, observer: invocation.console)
    let directory = trained.directory
    let checkpoint = try own.agreementWithCheckpoint(over: dataset)
    if rtl == nil, try !own.hasRTL() {
      try VerilogDesign(emitting: try HardwareFlow(levelsPerStage: 1).netlist(of: own.tables)).write(into: own)
    }
    let tabulated = try encoding.encoded(own, dataset: { dataset })

    // Evidence of an earlier disagreement; nothing in it is built upon.
    try? FileManager.default.removeItem(atPath: directory.simulationWorkPath)
    // What agrees needs no evidence; what does not is left for whoever looks into it.
    let report = try ToolFolder.work(in: directory.simulationWorkPath, keptIf: { $0.disagreement != nil }) { work in
      try simulate(
        tabulated, checkpoint, testRows: dataset.test, in: work, tools: tools, invocation)
    }
    try tabulated.write(report)
    try invocation.console.print(report, asJSON: run.json)
    if let sentence = report.disagreement { throw CommandError.disagreement(sentence) }
  }

  /// Simulates all forms in the folder `work`, and asks for a second opinion.
  private func simulate(
    _ tabulated: TabulatedRun, _ checkpoint: CheckpointAgreement, testRows: LabelledRows, in work: URL,
    tools: ToolSearch, _ invocation: Invocation
  ) throws -> SimulateReport {
    let console = invocation.console
    let samples = try SimulationSamples(
      tabulated, testRows: testRows,
      randomCount: randomVectors ?? Self.randomVectors(inputCount: tabulated.tables.inputs.count), seed: seed)
    if let warning = Self.warning(about: tabulated.tables, isLimited: rtl == nil && spelling == nil && pipeline == nil)
    {
      console.tell(warning + "\n")
    }
    let cache = UserCache.folder(invocation.environment).map {
      SimulatorCache(folder: $0 + "/simulators") { SHA256.hexadecimal(of: $0) }
    }
    let planned = try forms(of: tabulated, in: work, cache: cache)
    let bench = SimulationBench(tables: tabulated.tables, samples: samples, work: work, tools: tools, cache: cache)
    let results = try bench.run(planned, console: console)
    let registered = results.registered
    if let trace {
      try bench.trace(
        registered.sources, samples: Array(0..<min(samples.count, traceSamples ?? Self.standardTraceSamples)),
        to: trace,
        console: console)
    }
    var waveform: String?
    if let (form, report) = zip(results.forms, results.reports).first(where: { !$0.1.agrees }),
      let window = bench.window(around: report),
      results.second.opinion != nil
    {
      let name = "mismatch.vcd"
      try bench.trace(form.sources, samples: window, to: work.appendingPathComponent(name).path, console: console)
      // The folder has its own name when the work is done.
      waveform = tabulated.run.directory.simulationWorkPath + "/" + name
    }
    return SimulateReport(
      tabulated: tabulated, checkpoint: checkpoint, samples: samples, rtl: rtl ?? tabulated.run.directory.rtlPath,
      rtlRemark: rtl.flatMap {
        EmittedFolder(path: $0, module: registered.sources.interface.module).remark(tables: tabulated.sha256)
      }, reports: results.reports, innerWires: results.innerWires,
      secondOpinion: results.second, trace: trace, waveform: waveform)
  }

  private static let standardTraceSamples = 64

  /// The forms that are simulated, by what was asked for, and by what they cost where that was left open: Verilator needs some 4 KB of memory
  /// for each row of a `case`, and a second for 50,000 of them; without registers mapped circuits take longest to compile.
  static func forms(
    of tables: TableNetwork, _ spelling: DesignForm.Spelling?, pipeline: Int?
  ) -> [(spelling: DesignForm.Spelling, pipeline: Int)] {
    let isLarge = tables.lookupCount > SimulationBench.largeDesignLookups
    let pipelines = pipeline.map { [$0] } ?? (isLarge ? [1] : [0, 1])
    let spellings =
      spelling.map { [$0] }
      ?? (isLarge || tables.rowCount > caseRowLimit ? [.packed] : DesignForm.Spelling.allCases)
    let isOpen = spelling == nil && pipeline == nil
    return pipelines.flatMap { pipeline in
      spellings.filter { spelling in
        !isOpen || pipeline > 0 || rowLimitWithoutRegisters(of: spelling).map { tables.rowCount <= $0 } ?? false
      }.map { ($0, pipeline) }
    }
  }

  private static let caseRowLimit = 1_000_000

  /// How many rows the tables have at most that are simulated in this spelling without registers too; nil where none are. Other registers
  /// leave the modules of tables in `case` statements as they are.
  private static func rowLimitWithoutRegisters(of spelling: DesignForm.Spelling) -> Int? {
    switch spelling {
    case .packed: .max
    case .case: 100_000
    case .luts: nil
    }
  }

  /// How many random vectors there are unless told otherwise: 65,536, and at most as many as have 2^26 codes.
  static func randomVectors(inputCount: Int) -> Int { min(1 << 16, (1 << 26) / max(1, inputCount)) }

  /// What is said before the work on a large design begins; nil for others.
  ///
  /// On one core Verilator and the compiler need some 10 ms for each lookup, in one form.
  /// - Parameter isLimited: whether nobody chose the forms.
  static func warning(about tables: TableNetwork, isLimited: Bool) -> String? {
    guard tables.lookupCount > SimulationBench.largeDesignLookups else { return nil }
    let time = NumberText.seconds(max(60, Double(tables.lookupCount) / 100))
    return
      "\(NumberText.count(tables.lookupCount)) lookups: Verilator needs about \(time) to build each form of the design"
      + (isLimited ? "; simulated is one, with a register after every level (--pipeline 0: the one without)" : "")
      + "; fewer bits or a fan_in make a smaller one"
  }

  /// What is simulated: the files of `--rtl`, or the forms that the options leave.
  private func forms(of run: TabulatedRun, in work: URL, cache: SimulatorCache?) throws -> [PlannedForm] {
    if let rtl {
      let form = try SimulatedForm(folder: rtl, of: run)
      return [PlannedForm(rank: 0) { form }]
    }
    let chosen = Self.forms(of: run.tables, spelling, pipeline: pipeline)
    // A processor is left to what takes longest, where that is not the mapping.
    let processors = ProcessInfo.processInfo.activeProcessorCount
    let threads = chosen.contains { Self.rank(of: $0.spelling) > Self.rank(of: .luts) } ? max(1, processors - 1) : nil
    let circuit = try KeptCircuit(of: run.tables, mapping.options, threads: threads, cache: cache)
    return chosen.map { spelling, pipeline in
      let level = mapping.level ?? (self.pipeline == nil ? .neurons : .luts)
      var form = DesignForm(spelling, .init(every: pipeline, of: level), primitives: primitives ?? .none)
      form.isOptimized = optimize
      let folder = work.appendingPathComponent("rtl-\(spelling.rawValue)-\(pipeline)")
      return PlannedForm(rank: Self.rank(of: spelling)) { [form] in
        let (design, netlist): (VerilogDesign, @Sendable () throws -> ProbedNetlist)
        if spelling == .luts {
          (design, netlist) = try circuit.design(in: form)
        } else {
          let (made, probed) = try form.design(of: run.tables)
          (design, netlist) = (made, { probed })
        }
        let sources = try VerilogSources(
          writing: design.addingModels(of: form.primitives), into: folder, label: "\(form)")
        return SimulatedForm(sources: sources, netlists: { [try netlist()] })
      }
    }
  }

  /// Verilator translates `case` statements longest; LUTs have to be mapped before.
  private static func rank(of spelling: DesignForm.Spelling) -> Int {
    switch spelling {
    case .packed: 0
    case .luts: 1
    case .case: 2
    }
  }
}
