import ArgumentParser
import LNQQuantization
import LNQSearch
import LNQTraining
import LNQStudies

/// The options of `lnq search` that take a value or a range.
struct SearchArguments: ParsableArguments {
  @OptionGroup var training: TableArguments<RangeOfValues>

  @Option(
    help: ArgumentHelp(
      "Outputs of the hidden layers, Linear, KANLinear or LUTLayer: one range for each layer by itself, or a list with a range or "
        + "value for each, 16..64,8..32. By ratios.", valueName: "ranges"))
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

  /// What those that were given are called, in the order of the manual.
  var labels: [String] {
    training.given.map(\.commandLineName)
      + [
        ("--widths", widths), ("--fan-in", fanIn), ("--input-bits", inputBits), ("--activation-bits", activationBits),
        ("--output-bits", outputBits), ("--partial-bits", partialBits), ("--table-limit", tableLimit),
      ].filter { $0.1 != nil }.map(\.0)
  }

  /// Those that were given, in the order of the manual, as they are for a model: a single range of widths is repeated for each hidden
  /// layer, and where there are quantizers bits are theirs, not options of `lnq quantize`.
  ///
  /// - Throws: `CommandError.usage` for a list of widths of another length.
  func given(for model: ModelDescription) throws -> [SearchedOption] {
    let hasQuantizers = model.hasQuantizers
    func range(_ counts: ClosedRange<Int>) -> ClosedRange<Double> {
      Double(counts.lowerBound)...Double(counts.upperBound)
    }
    let own = hasQuantizers ? QuantizerSettings.bitCounts : nil
    let codes = range(own ?? QuantizationOptions.codeBitCounts)
    let outputs = range(own ?? QuantizationOptions.outputBitCounts)
    let addresses = range(QuantizationOptions.codeBitCounts)
    let codesTarget = hasQuantizers ? SearchedOption.Target.architecture : .quantization
    let training = training.given.compactMap { option in
      SearchedOption.of(option, self.training[option])
    }
    let steps = model.hiddenWidthSteps
    let widths = zip(steps, try widthTexts(steps.count, in: model.name)).enumerated().map { index, layer in
      SearchedOption.of(
        "width-\(index + 1)", .architecture, layer.1, isWhole: true, step: layer.0, .logarithmic, Self.layerSizes)
    }
    let others: [SearchedOption?] = [
      .of("fan-in", .architecture, fanIn, isWhole: true, .linear, Self.layerSizes),
      .of("input-bits", codesTarget, inputBits, isWhole: true, .linear, codes),
      .of("activation-bits", codesTarget, activationBits, isWhole: true, .linear, codes),
      .of("output-bits", codesTarget, outputBits, isWhole: true, .linear, outputs),
      .of("partial-bits", .quantization, partialBits, isWhole: true, .linear, addresses),
      .of("table-limit", .quantization, tableLimit, isWhole: true, .linear, addresses),
    ]
    return (training + widths + others).compactMap(\.self)
  }

  /// As wide as layers can be.
  private static let layerSizes = 1.0...65_536

  private func widthTexts(_ hiddenCount: Int, in model: String) throws -> [String] {
    guard let widths else { return [] }
    let texts = widths.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    if hiddenCount == 0 || texts.count == 1 { return Array(repeating: texts[0], count: hiddenCount) }
    guard texts.count == hiddenCount else {
      throw CommandError.usage(
        "--widths \(widths): \(model) has \(NumberText.counted(hiddenCount, "hidden layer", "hidden layers")), and the list "
          + "has \(texts.count); write one range for all, or one for each")
    }
    return texts
  }
}

/// A value or a range for each option of `lnq train` that a search can vary, or that chooses a method.
enum RangeOfValues: ArgumentForm {
  static var options: [TrainingOption] {
    SingleValue.options.filter { option in
      if case .choice = option.row.kind { true } else { option.row.search != nil }
    }
  }

  static func argument(for option: TrainingOption) -> any FormArgument<String>.Type { RangeText.self }

  static func help(for option: TrainingOption) -> ArgumentHelp {
    ArgumentHelp(stringLiteral: option.helpOfRanges).named(option.row.search == nil ? option.row.valueName : "range")
  }

  /// What `ParameterRange` reads later.
  private struct RangeText: FormArgument {
    let value: String
    init?(argument: String) { value = argument }
  }
}

extension SearchedOption {
  fileprivate static func of(_ option: TrainingOption, _ text: String?) -> SearchedOption? {
    let isWhole = if case .count = option.row.kind { true } else { false }
    return of(
      option.name, .training, text, isWhole: isWhole,
      option.row.search?.isLogarithmic ?? false ? .logarithmic : .linear, option.row.search?.bounds ?? 0...1)
  }

  fileprivate static func of(
    _ name: String, _ target: Target, _ text: String?, isWhole: Bool, step: Int = 1, _ scale: ParameterRange.Scale,
    _ bounds: ClosedRange<Double>
  ) -> SearchedOption? {
    text.map {
      SearchedOption(name: name, target: target, text: $0, isWhole: isWhole, step: step, scale: scale, bounds: bounds)
    }
  }
}

extension ArgumentHelp {
  fileprivate static func ranged(_ abstract: String) -> ArgumentHelp {
    ArgumentHelp("\(abstract).", valueName: "range")
  }
}
