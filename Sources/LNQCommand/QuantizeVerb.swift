import ArgumentParser
import Foundation

/// `lnq quantize`: the arrows from `Network` to `QuantizedNetwork` and on to `TableNetwork`.
struct QuantizeVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "quantize", abstract: "Turn a trained network into tables of fixed-point codes.",
    discussion: """
      Number formats are chosen from the training rows; accuracy is measured on the test rows before and after. Verilog and \
      simulation results of older tables are removed from the run.
      """)

  @Argument(help: "A built-in model, the path of a .model file, or a run directory.")
  var model = "jsc-tiny"

  @OptionGroup var quantization: QuantizationArguments
  @OptionGroup var run: RunOptions

  func execute(_ invocation: Invocation) throws {
    let trained = try TrainedRun(ModelArgument(text: model), in: run.projectDir)
    let tabulated = try TabulatedRun(quantizing: trained, dataset: trained.dataset(), options: quantization.options)
    try invocation.console.print(tabulated.report, asJSON: run.json)
  }
}
