import ArgumentParser
import Foundation
import LNQStudies

/// `lnq quantize`: the arrows from `Network` to `QuantizedNetwork` and on to `TableNetwork`.
struct QuantizeVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "quantize", abstract: "Turn a trained network into tables of fixed-point codes.",
    discussion: """
      Quantizers of the model set the number formats; where it has none, they are chosen from the training rows. Accuracy is \
      measured on the test rows before and after, and on how many of them both agree. Verilog and \
      simulation results of older tables are removed from the run.
      """)

  @Argument(help: "A built-in model, the path of a .model file, or a run directory.")
  var model = "jsc-tiny"

  @OptionGroup var quantization: QuantizationArguments
  @Option(
    help: ArgumentHelp(
      "Rows of tables that at most this many training rows reach may be anything that makes the circuit smaller; 0 means rows "
        + "that none reaches. Every row counts unless given.", valueName: "n"))
  var dontCare: Int?

  @OptionGroup var run: RunOptions

  func validate() throws {
    if let dontCare, dontCare < 0 { throw ValidationError("--dont-care \(dontCare): choose 0 or more") }
  }

  func execute(_ invocation: Invocation) throws {
    let trained = try TrainedRun(ModelArgument(text: model), in: run.projectDir)
    let tabulated = try TabulatedRun(
      quantizing: trained, dataset: trained.dataset(), options: quantization.options, dontCareLimit: dontCare)
    try invocation.console.print(tabulated.report, asJSON: run.json)
  }
}
