import ArgumentParser
import Foundation
import LNQFiles
import LNQHardware
import LNQStudies
import LNQTables
import LNQToolchain

/// `lnq prove`: the equality of `BitCircuit`, or of anybody's Verilog, and `Netlist`.
struct ProveVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "prove", abstract: "Prove for every input that a circuit computes the tables of a run.",
    discussion: """
      The circuit that lnq synthesize finds is compared with the tables neuron by neuron: for every row of what a neuron reads, \
      or, of wide sums, step by step. With --rtl it is the Verilog in a folder, by whomever it was written or edited: Yosys reads \
      it, and where the codes of neurons are there by name, it is compared at them, else as a whole. Where ABC is installed, it gives a second opinion on each piece, \
      and decides those that are too wide for rows.

      Of a difference the place, the bit and a sample are named, and the sample is replayed in Verilator; the files of the tools are left in hardware/proof then. The exit code is 1 for a difference, \
      and for a piece that nobody decided.
      """)

  @Argument(help: "A built-in model, the path of a .model file, or a run directory.", completion: .runs)
  var model = "jsc-tiny"

  @Option(
    help: ArgumentHelp("Prove the Verilog files in this folder as they are.", valueName: "dir"), completion: .directory)
  var rtl: String?

  @Option(
    help: ArgumentHelp("A register after every this many levels of the circuit; 0 for none.", valueName: "n"))
  var pipeline: Int?

  @OptionGroup var mapping: MappingArguments

  @Flag(help: "Refuse tables that --dont-care has changed, of which no circuit is exact.")
  var exact = false

  @Option(help: ArgumentHelp("How many seconds Yosys and ABC may each take.", valueName: "s"))
  var timeLimit = 300

  @OptionGroup var encoding: EncoderArguments

  @OptionGroup var run: RunOptions

  func validate() throws {
    if rtl != nil, let option = mapping.given ?? (pipeline != nil ? "--pipeline" : nil) {
      throw ValidationError("--rtl proves files as they are: \(option) has no influence on them")
    }
    try mapping.validate(pipeline: pipeline ?? 0)
    try encoding.validate()
    guard Self.timeLimits.contains(timeLimit) else {
      throw ValidationError("--time-limit \(timeLimit): choose 1 to \(Self.timeLimits.upperBound) seconds")
    }
  }

  private static let timeLimits = 1...1_000_000

  func execute(_ invocation: Invocation) throws {
    let began = ContinuousClock.now
    let tools = ToolSearch(environment: invocation.environment)
    if rtl != nil { _ = try tools.find(.yosys) }
    let trained = try invocation.trainedRun(model, in: run)
    let lock = try FolderLock(hardwareOf: trained.directory, observer: invocation.console)
    defer { lock.release() }
    let tabulated = try encoding.encoded(
      TabulatedRun(trained, dataset: trained.dataset, observer: invocation.console), dataset: trained.dataset)
    if exact { try tabulated.requireExactTables() }
    let directory = trained.directory
    // Evidence of an earlier difference.
    try? FileManager.default.removeItem(atPath: directory.proofWorkPath)
    let report = try ToolFolder.work(in: directory.proofWorkPath, keptIf: { $0.disagreement != nil }) { work in
      try prove(tabulated, in: work, tools: tools, began: began)
    }
    try tabulated.write(report)
    try invocation.console.print(report, asJSON: run.json)
    if let sentence = report.disagreement { throw CommandError.disagreement(sentence) }
    if let sentence = report.shortfall { throw CommandError.failure(sentence) }
  }

  private func prove(
    _ tabulated: TabulatedRun, in work: URL, tools: ToolSearch, began: ContinuousClock.Instant
  ) throws -> ProofReport {
    let limit = Duration.seconds(timeLimit)
    let subject: ProofSubject
    if let rtl {
      let sources = try SimulatedForm(folder: rtl, of: tabulated).sources
      subject = try ProofSubject(
        reading: sources, tables: tabulated.tables, in: work.appending(path: "yosys"), tools: tools, timeLimit: limit)
    } else {
      subject = try ProofSubject(
        mapping: tabulated.tables, mapping.options, registers: mapping.registers(every: pipeline ?? 0))
    }
    let interface = HardwareInterface(of: try HardwareFlow().netlist(of: tabulated.tables))
    let samples =
      Stimulus.cornerRows(of: interface) + Stimulus.randomRows(of: interface, count: Self.sampleCount, seed: 0)
    return try ProofRun(subject, of: tabulated, in: work, tools: tools, timeLimit: limit).report(
      samples: samples, target: rtl == nil ? mapping.chosenTarget.rawValue : nil, rtl: rtl, began: began)
  }

  /// Among how many random samples a difference is looked for before ABC is asked for one.
  private static let sampleCount = 4096
}
