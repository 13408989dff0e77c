import ArgumentParser
import LNQQuantization

/// The options of `lnq quantize`, one for each of `QuantizationOptions`.
struct QuantizationArguments: ParsableArguments {
  @Option(help: ArgumentHelp("Bits of each input code, 1 to 32.", valueName: "n"))
  var inputBits = QuantizationOptions().inputBits

  @Option(help: ArgumentHelp("Bits of each hidden activation's code, 1 to 32.", valueName: "n"))
  var activationBits = QuantizationOptions().activationBits

  @Option(help: ArgumentHelp("Bits of each output's code, 1 to 32.", valueName: "n"))
  var outputBits = QuantizationOptions().outputBits

  @Option(
    help: ArgumentHelp(
      "Bits that the parts of an assembled neuron keep below the last bit of its output.", valueName: "n"))
  var partFractionBits = QuantizationOptions().partFractionBits

  @Option(
    help: ArgumentHelp(
      "Inputs of an assembled neuron share a table while they have at most this many bits.", valueName: "n"))
  var partialBits = QuantizationOptions().partialBits

  @Option(
    help: ArgumentHelp("A neuron of at most this many input bits is one table; no table has more.", valueName: "n"))
  var tableLimit = QuantizationOptions().tableLimit

  /// The values as the library takes them.
  var options: QuantizationOptions {
    var options = QuantizationOptions()
    options.inputBits = inputBits
    options.activationBits = activationBits
    options.outputBits = outputBits
    options.partFractionBits = partFractionBits
    options.partialBits = partialBits
    options.tableLimit = tableLimit
    return options
  }
}
