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

  @Argument(help: "A built-in model, the path of a .model file, or a run directory.", completion: .runs)
  var model = "jsc-tiny"

  @OptionGroup var source: ChosenRows

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write the class of each row to this file, a .npy, .csv, .hex or .bin.", valueName: "file"),
    completion: .file())
  var output: String?

  @Flag(help: "Write the codes of all outputs instead of the class.")
  var codes = false

  @Option(help: ArgumentHelp("Write the compiled network to this file.", valueName: "file"), completion: .file())
  var program: String?

  @OptionGroup var threads: ThreadArguments

  @Option(
    help: ArgumentHelp(
      "Run with native, avx512, avx2, neon or plain; the processor's best unless given.", valueName: "name"))
  var instructions: Instructions?

  @OptionGroup var run: RunOptions

  func validate() throws {
    try source.validate()
    if codes, output == nil { throw ValidationError("--codes says what --output writes, which is not given") }
    try CodeRows.check(output: output)
  }

  func execute(_ invocation: Invocation) throws {
    let trained = try invocation.trainedRun(model, in: run)
    let lock = try FolderLock(hardwareOf: trained.directory, observer: invocation.console)
    defer { lock.release() }
    let tabulated = try TabulatedRun(trained, dataset: trained.dataset, observer: invocation.console)
    lock.release()
    let emulation = try Emulation(
      tabulated, CompiledNetwork.Options(threads: threads.threads, instructions: instructions ?? .best))
    if let program { try OutputFile.write(Data(emulation.network.program), to: program) }
    let (rows, name, notice) = try source.rows(of: trained, for: tabulated.tables, invocation)
    let report = try emulation.report(
      of: rows, data: name, notice: notice,
      to: output.flatMap { path in CodeRows.Format(path: path).map { (path, $0, codes) } },
      observer: invocation.console)
    try invocation.console.print(report, asJSON: run.json)
  }
}

extension Instructions: ExpressibleByArgument {}
