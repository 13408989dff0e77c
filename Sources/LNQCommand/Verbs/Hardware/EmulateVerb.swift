import ArgumentParser
import Foundation
import LNQEmulator
import LNQStudies

/// `lnq emulate`: the arrow from `TableNetwork` to `CompiledNetwork`, and what that gives for rows.
struct EmulateVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "emulate", abstract: "Compute what the hardware would give, for many rows.",
    discussion: """
      The tables of a run are compiled for this processor and give the same bits as the hardware, at hundreds of millions of rows \
      a second for small networks. Without DATASET it takes the test rows of the run; another dataset is taken whole. With --from it reads a .npy file in \
      pieces, so that memory does not grow with it: integers are input codes, real numbers are features as in the data of the \
      training. --output writes a class a row, or with --codes the codes of all outputs.

      --program writes the compiled network for liblnq, the library for C and Python.
      """)

  @Argument(help: "A built-in model, the path of a .model file, or a run directory.")
  var model = "jsc-tiny"

  @Argument(help: "jsc-synth, the name of an imported dataset, or the path of a file of rows.")
  var dataset: String?

  @Option(help: ArgumentHelp("Read rows from this .npy file in pieces.", valueName: "file"), completion: .file())
  var from: String?

  @Option(
    help: ArgumentHelp("Write the class of each row to this file, a .npy, .csv or .hex.", valueName: "file"),
    completion: .file())
  var output: String?

  @Flag(help: "Write the codes of all outputs instead of the class.")
  var codes = false

  @Option(help: ArgumentHelp("Write the compiled network to this file.", valueName: "file"), completion: .file())
  var program: String?

  @Option(help: ArgumentHelp("How many threads run; one a processor unless given.", valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Run with native, avx512, avx2, neon or plain; the processor's best unless given.", valueName: "name"))
  var instructions: Instructions?

  @OptionGroup var rowOptions: RowOptions

  @OptionGroup var run: RunOptions

  func validate() throws {
    if from != nil, let other = dataset != nil ? "DATASET" : rowOptions.given.first {
      throw ValidationError("--from and \(other) are both rows: give one of them")
    }
    if dataset == nil, !rowOptions.given.isEmpty {
      throw ValidationError("--rows and --class-column belong to a DATASET, and none is given")
    }
    if codes, output == nil { throw ValidationError("--codes says what --output writes, which is not given") }
    if let output, PredictionFile.Format(path: output) == nil {
      throw ValidationError("--output \(output): its name ends in none of .npy, .csv and .hex")
    }
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads \(threads): choose 1 to 1024") }
  }

  func execute(_ invocation: Invocation) throws {
    let trained = try TrainedRun(ModelArgument(text: model), in: run.projectDir, observer: invocation.console)
    let tabulated = try TabulatedRun(trained, dataset: trained.dataset, observer: invocation.console)
    let emulation = try Emulation(
      tabulated, CompiledNetwork.Options(threads: threads, instructions: instructions ?? .best))
    if let program { try OutputFile.write(Data(emulation.network.program), to: program) }
    let (rows, name, notice) = try chosenRows(trained, emulation.network, invocation)
    let report = try emulation.report(
      of: rows, data: name, notice: notice,
      to: output.flatMap { path in PredictionFile.Format(path: path).map { (path, $0, codes) } },
      observer: invocation.console)
    try invocation.console.print(report, asJSON: run.json)
  }

  private func chosenRows(
    _ trained: TrainedRun, _ network: CompiledNetwork, _ invocation: Invocation
  ) throws -> (EmulatedRows, name: String, notice: String?) {
    if let from { return (try EmulatedRows(path: from, for: network, of: trained.checkpoint), from, nil) }
    guard let dataset else {
      let own = try trained.dataset()
      return (.labelled(own.test), own.name, own.provenance.notice)
    }
    let table = try rowOptions.request(dataset, invocation.environment).table(for: trained.checkpoint.featureNames)
    let checkpoint = trained.checkpoint
    let rows = try table.labelledRows(
      standardizedBy: checkpoint.standardization, featureNames: checkpoint.featureNames,
      classNames: checkpoint.classNames)
    return (.labelled(rows), table.name, table.provenance.notice)
  }
}

extension Instructions: ExpressibleByArgument {}
