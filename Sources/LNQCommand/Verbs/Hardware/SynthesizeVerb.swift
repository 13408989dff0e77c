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
      compressors. The circuit, without registers, is then proved equal to the tables for every input, neuron by neuron. The \
      counts are of LUTs before placement.
      """)

  @Argument(help: "A built-in model, the path of a .model file, or a run directory.")
  var model = "jsc-tiny"

  @Option(help: ArgumentHelp("What to map to: LUTs of at most 6, 5, 4 or 3 inputs.", valueName: "name"))
  var target = SynthesisTarget.lut6

  @Flag(help: "Search less: a few more LUTs in a tenth of the time.")
  var fast = false

  @OptionGroup var run: RunOptions

  func execute(_ invocation: Invocation) throws {
    let trained = try TrainedRun(ModelArgument(text: model), in: run.projectDir, observer: invocation.console)
    let lock = try FolderLock(hardwareOf: trained.directory, observer: invocation.console)
    defer { lock.release() }
    let tabulated = try TabulatedRun(trained, dataset: trained.dataset, observer: invocation.console)
    let report = try SynthesisReport(
      tabulated, options: MappingOptions(lutSize: target.lutSize, isThorough: !fast))
    try tabulated.write(report)
    try invocation.console.print(report, asJSON: run.json)
    if let sentence = report.disagreement { throw CommandError.disagreement(sentence) }
  }
}

/// What `synthesize` maps to.
enum SynthesisTarget: String, CaseIterable, ExpressibleByArgument {
  case lut6, lut5, lut4, lut3

  /// How many inputs a LUT has at most.
  var lutSize: Int {
    switch self {
    case .lut6: 6
    case .lut5: 5
    case .lut4: 4
    case .lut3: 3
    }
  }
}
