import ArgumentParser
import LNQQuantization

/// The options of `lnq quantize`, one for each of `QuantizationOptions`.
struct QuantizationArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Bits of each input code, 1 to 32, where the model has no quantizer; 8 unless given.", valueName: "n"))
  var inputBits: Int?

  @Option(
    help: ArgumentHelp(
      "Bits of each hidden activation's code, 1 to 32, where the model has no quantizer; 8 unless given.",
      valueName: "n"))
  var activationBits: Int?

  @Option(
    help: ArgumentHelp(
      "Bits of each output's code, 1 to 32, where the model has no quantizer; 8 unless given, 12 after quantizers.",
      valueName: "n"))
  var outputBits: Int?

  @Option(
    help: ArgumentHelp(
      "Bits that the parts of an assembled neuron keep below the last bit of its output; 4 unless given, more before a quantizer of the model.",
      valueName: "n"))
  var partFractionBits: Int?

  @Option(
    help: ArgumentHelp(
      "Inputs of an assembled neuron share a table while they have at most this many bits; 6 unless given.",
      valueName: "n"))
  var partialBits: Int?

  @Option(
    help: ArgumentHelp(
      "A neuron of at most this many input bits is one table, and no table has more: 12 unless given, 20 for neurons with a fan-in in a model with quantizers.",
      valueName: "n"))
  var tableLimit: Int?

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
