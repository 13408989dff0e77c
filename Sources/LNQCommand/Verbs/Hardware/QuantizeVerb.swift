import ArgumentParser
import Foundation
import LNQQuantization
import LNQStudies

/// `lnq quantize`: the arrows from `Network` to `QuantizedNetwork` and on to `TableNetwork`.
struct QuantizeVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "quantize", abstract: "Turn a trained network into tables of fixed-point codes.",
    discussion: """
      Quantizers of the model set the number formats; where it has none, they are chosen from the training rows. Accuracy is \
      measured on the test rows before and after, and so is the share of them that both put into the same class. Verilog and \
      simulation results of older tables are removed from the run.

      --optimize luts lowers the bits of codes and parts, and splits weighted sums, layer by layer, wherever a step saves the most LUTs \
      for the accuracy that it costs on the validation rows. Options that are given stay as they are.
      """)

  @Argument(help: "A built-in model, the path of a .model file, or a run directory.", completion: .runs)
  var model = "jsc-tiny"

  @OptionGroup var quantization: QuantizationArguments

  @Option(
    help: ArgumentHelp(
      "Import these weights for MODEL first, as lnq import does: safetensors or a .pt, .pth or .ckpt of PyTorch.",
      valueName: "file"), completion: .file())
  var load: String?

  @Option(
    help: ArgumentHelp("With --load: the rows, as for lnq import.", valueName: "dataset"))
  var dataset: String?

  @OptionGroup var rowOptions: RowOptions

  @Option(
    help: ArgumentHelp(
      "Rows of tables that at most this many training rows reach may be anything that makes the circuit smaller; 0 means rows "
        + "that none reaches. Every row counts unless given.", valueName: "n"))
  var dontCare: Int?

  @Option(
    help: ArgumentHelp("Choose options that make the circuit small: luts, by the fast mapping.", valueName: "goal"))
  var optimize: OptimizationGoal?

  @Option(
    help: ArgumentHelp(
      "With --optimize: how many points the accuracy on the validation rows may lose, 0 to 100; 0.05 unless given.",
      valueName: "points"))
  var accuracyLoss: Double?

  @Flag(help: "Map the circuit too, fast, and say how many LUTs it has; --optimize does it anyway.")
  var countLuts = false

  @OptionGroup var run: RunOptions

  func validate() throws {
    if let accuracyLoss {
      guard (0...100).contains(accuracyLoss) else {
        throw ValidationError("--accuracy-loss \(accuracyLoss): choose 0 to 100 points")
      }
      guard optimize != nil else {
        throw ValidationError("--accuracy-loss would change nothing without --optimize luts: give both")
      }
    }
    if load == nil, let option = dataset != nil ? "--dataset" : rowOptions.given.first {
      throw ValidationError("\(option) belongs to --load, which is not given: a run has its own rows")
    }
    if let dontCare, dontCare < 0 { throw ValidationError("--dont-care \(dontCare): choose 0 or more") }
  }

  func execute(_ invocation: Invocation) throws {
    let imported = try load.map {
      try ImportVerb.importing($0, model: model, dataset, rowOptions, project: nil, run, invocation)
    }
    let trained = try invocation.trainedRun(imported?.runDirectory ?? model, in: run)
    try quantization.options.checkUse(in: trained.checkpoint.network)
    let lock = try FolderLock(hardwareOf: trained.directory, observer: invocation.console)
    defer { lock.release() }
    let tabulated = try TabulatedRun(
      quantizing: trained, dataset: trained.dataset(), options: quantization.options,
      dontCareLimit: dontCare, optimizingWithLoss: optimize.map { _ in accuracyLoss ?? 0.05 }, countsLUTs: countLuts,
      observer: invocation.console)
    try invocation.console.print(tabulated.report, asJSON: run.json)
  }
}

/// What `--optimize` makes small.
enum OptimizationGoal: String, CaseIterable, ExpressibleByArgument {
  case luts
}

/// The options of `lnq quantize`, one for each of `QuantizationOptions`.
struct QuantizationArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Bits of each input code, 1 to 20, where the model has no quantizer; 8 unless given. More than --table-limit need a higher one.",
      valueName: "n"))
  var inputBits: Int?

  @Option(
    help: ArgumentHelp(
      "Bits of each hidden activation's code, 1 to 20, where the model has no quantizer; 8 unless given. More than --table-limit need a higher one.",
      valueName: "n"))
  var activationBits: Int?

  @Option(
    help: ArgumentHelp(
      "Bits of each output's code, where the model has no quantizer: 1 to 32 where each output is one table, to about 28 where parts are added; 8 unless given, 12 after quantizers.",
      valueName: "n"))
  var outputBits: Int?

  @Option(
    help: ArgumentHelp(
      "Bits that the parts of an assembled neuron keep below the last bit of its output, 0 to 31; 4 unless given, more before a quantizer of the model.",
      valueName: "n"))
  var partFractionBits: Int?

  @Option(
    help: ArgumentHelp(
      "Inputs of an assembled neuron share a table while they have at most this many bits, 1 to 20; 6 unless given.",
      valueName: "n"))
  var partialBits: Int?

  @Option(
    help: ArgumentHelp(
      "A neuron of at most this many input bits, 1 to 20, is one table, and no table has more: 12 unless given, 20 for neurons with a fan-in in a model with quantizers.",
      valueName: "n"))
  var tableLimit: Int?

  @Flag(help: "Leave the Thermometer out of the circuit: its bits are the inputs.")
  var noEncoder = false

  /// The values as the library takes them.
  var options: QuantizationOptions {
    var options = QuantizationOptions()
    options.inputBits = inputBits
    options.activationBits = activationBits
    options.outputBits = outputBits
    options.partFractionBits = partFractionBits
    options.partialBits = partialBits
    options.tableLimit = tableLimit
    options.withoutEncoder = noEncoder ? true : nil
    return options
  }
}
