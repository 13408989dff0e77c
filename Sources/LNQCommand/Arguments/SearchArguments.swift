import ArgumentParser
import LNQSearch
import LNQTraining
import LNQStudies

/// The options of `lnq search` that take a value or a range.
struct SearchArguments: ParsableArguments {
  @Option(help: .ranged("How many times every training row is seen; 20 unless given"))
  var maxEpochs: String?

  @Option(help: .ranged("After how many epochs without a lower validation loss a run ends"))
  var patience: String?

  @Option(help: .ranged("Rows a batch; 128 unless given. By ratios"))
  var batchSize: String?

  @Option(help: .ranged("The learning rate of the first epoch; 1e-5 unless given. By ratios"))
  var learningRate: String?

  @Option(help: ArgumentHelp("adam, adamw or sgd; adam unless given.", valueName: "name"))
  var optimizer: String?

  @Option(help: .ranged("The weight decay; 0 unless given. By ratios"))
  var weightDecay: String?

  @Option(help: .ranged("The share of the label that is divided among all classes; 0 unless given"))
  var labelSmoothing: String?

  @Option(help: ArgumentHelp("none, cosine, cosine-restarts, step or plateau; cosine unless given.", valueName: "name"))
  var scheduler: String?

  @Option(
    help: ArgumentHelp(
      "Outputs of the hidden Linear layers: one range for each layer by itself, or a list with a range or value for each, "
        + "16..64,8..32. By ratios.", valueName: "ranges"))
  var widths: String?

  @Option(help: .ranged("How many inputs each output of a hidden Linear layer sees, at most all"))
  var fanIn: String?

  @Option(help: .ranged("Bits of each input code, of the model's quantizers where it has any"))
  var inputBits: String?

  @Option(help: .ranged("Bits of each hidden activation's code, likewise"))
  var activationBits: String?

  @Option(help: .ranged("Bits of each output's code, likewise"))
  var outputBits: String?

  @Option(help: .ranged("Bits that the inputs have that share a table of an assembled neuron"))
  var partialBits: String?

  @Option(help: .ranged("Bits that a neuron of one table has at most"))
  var tableLimit: String?

  /// Those that were given, in the order of the manual.
  ///
  /// - Parameters:
  ///   - hiddenCount: how many hidden layers there are, which a single range of widths is repeated for.
  ///   - hasQuantizers: whether the model has quantizers of its own; then bits are theirs, not options of `lnq quantize`.
  /// - Throws: `CommandError.usage` for a list of widths of another length.
  func given(hiddenCount: Int, hasQuantizers: Bool) throws -> [SearchedOption] {
    let counts = 1.0...1e6
    let rates = 1e-12...1e3
    let bits = 1.0...32
    let codes = hasQuantizers ? 1.0...Double(QuantizerSettings.bitCounts.upperBound) : bits
    let codesPart = hasQuantizers ? SearchedOption.Part.architecture : .quantization
    let training: [SearchedOption?] = [
      .of("max-epochs", .training, maxEpochs, isWhole: true, .linear, counts),
      .of("patience", .training, patience, isWhole: true, .linear, counts),
      .of("batch-size", .training, batchSize, isWhole: true, .logarithmic, counts),
      .of("learning-rate", .training, learningRate, isWhole: false, .logarithmic, rates),
      .of("optimizer", .training, optimizer, isWhole: false, .linear, rates),
      .of("weight-decay", .training, weightDecay, isWhole: false, .logarithmic, rates),
      .of("label-smoothing", .training, labelSmoothing, isWhole: false, .linear, 0...0.999),
      .of("scheduler", .training, scheduler, isWhole: false, .linear, rates),
    ]
    let widths = try widthTexts(hiddenCount).enumerated().map { index, text in
      SearchedOption.of("width-\(index + 1)", .architecture, text, isWhole: true, .logarithmic, Self.layerSizes)
    }
    let others: [SearchedOption?] = [
      .of("fan-in", .architecture, fanIn, isWhole: true, .linear, Self.layerSizes),
      .of("input-bits", codesPart, inputBits, isWhole: true, .linear, codes),
      .of("activation-bits", codesPart, activationBits, isWhole: true, .linear, codes),
      .of("output-bits", codesPart, outputBits, isWhole: true, .linear, codes),
      .of("partial-bits", .quantization, partialBits, isWhole: true, .linear, bits),
      .of("table-limit", .quantization, tableLimit, isWhole: true, .linear, bits),
    ]
    return (training + widths + others).compactMap(\.self)
  }

  /// As wide as layers can be.
  private static let layerSizes = 1.0...65_536

  private func widthTexts(_ hiddenCount: Int) throws -> [String] {
    guard let widths else { return [] }
    let texts = widths.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    if texts.count == 1 { return Array(repeating: texts[0], count: hiddenCount) }
    guard texts.count == hiddenCount else {
      throw CommandError.usage(
        "--widths \(widths): there are \(Figure.counted(hiddenCount, "hidden Linear layer", "hidden Linear layers")), "
          + "and the list has \(texts.count); write one range for all, or one for each")
    }
    return texts
  }
}

extension SearchedOption {
  fileprivate static func of(
    _ name: String, _ part: Part, _ text: String?, isWhole: Bool, _ scale: ParameterRange.Scale,
    _ bounds: ClosedRange<Double>
  ) -> SearchedOption? {
    text.map { SearchedOption(name: name, part: part, text: $0, isWhole: isWhole, scale: scale, bounds: bounds) }
  }
}

extension ArgumentHelp {
  fileprivate static func ranged(_ abstract: String) -> ArgumentHelp {
    ArgumentHelp("\(abstract).", valueName: "range")
  }
}
