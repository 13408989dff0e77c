import ArgumentParser
import LNQHardware
import LNQMapping
import LNQStudies

/// `lnq synthesize`: the arrow from `Netlist` to `BitCircuit`, and its proof.
struct SynthesizeVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "synthesize", abstract: "Map the tables of a run into LUTs, and prove the circuit.",
    discussion: """
      Each neuron becomes the smallest circuit that lnq finds: a cover of its table, a threshold of a sum, or a tree of \
      compressors. Registers are put in, and the circuit is proved equal to the tables for every input, neuron by neuron. The \
      counts are of LUTs before placement.
      """)

  @Argument(help: "A built-in model, the path of a .model file, or a run directory.")
  var model = "jsc-tiny"

  @Option(
    help: ArgumentHelp("A register after every this many levels of the circuit; 0 for none.", valueName: "n"))
  var pipeline = 0

  @OptionGroup var mapping: MappingArguments

  @OptionGroup var run: RunOptions

  func validate() throws { try mapping.validate(pipeline: pipeline) }

  func execute(_ invocation: Invocation) throws {
    let trained = try TrainedRun(ModelArgument(text: model), in: run.projectDir, observer: invocation.console)
    let lock = try FolderLock(hardwareOf: trained.directory, observer: invocation.console)
    defer { lock.release() }
    let tabulated = try TabulatedRun(trained, dataset: trained.dataset, observer: invocation.console)
    let report = try SynthesisReport(
      tabulated, options: mapping.options, registers: mapping.registers(every: pipeline))
    try tabulated.write(report)
    try invocation.console.print(report, asJSON: run.json)
    if let sentence = report.disagreement { throw CommandError.disagreement(sentence) }
  }
}
