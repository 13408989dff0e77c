import ArgumentParser
import LNQStudies

/// `lnq encode`: the arrow from rows to the codes of the inputs.
struct EncodeVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "encode", abstract: "Make the input codes of rows: what the hardware is fed.",
    discussion: """
      Without DATASET it takes the test rows of the run; another dataset is taken whole; --from reads a .npy file in pieces, raw \
      values as in the data of the training. --output writes a .npy or .csv of codes, one for each input, or a .hex or .bin of \
      data_i: its digits a row for $readmemh, or its bytes, the lowest first, as a serial line takes them. Without --output the \
      digits go to standard output. docs/tables-json.md says how a code is computed, for programs that do it themselves.
      """)

  @Argument(help: "A built-in model, the path of a .model file, or a run directory.", completion: .runs)
  var model = "jsc-tiny"

  @OptionGroup var source: ChosenRows

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write the codes to this file, a .npy, .csv, .hex or .bin.", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup var encoding: EncoderArguments

  @OptionGroup var run: RunOptions

  func validate() throws {
    try source.validate()
    try CodeRows.check(output: output)
    try encoding.validate()
    if run.json, output == nil { throw ValidationError("--json says what --output wrote, which is not given") }
  }

  func execute(_ invocation: Invocation) throws {
    let trained = try invocation.trainedRun(model, in: run)
    let lock = try FolderLock(hardwareOf: trained.directory, observer: invocation.console)
    defer { lock.release() }
    let tabulated = try encoding.encoded(
      TabulatedRun(trained, dataset: trained.dataset, observer: invocation.console), dataset: trained.dataset)
    let (rows, name, notice) = try source.rows(of: trained, for: tabulated.tables, invocation)
    let report = try tabulated.encode(
      rows, data: name, notice: notice, to: output, show: { try invocation.console.out($0) })
    if let report { try invocation.console.print(report, asJSON: run.json) }
  }
}
