import Foundation
import LNQSearch
import LNQTraining

/// The connection between a search's points and trials: which options are searched, which have one value, and which network and
/// which command lines a point means.
package struct SearchDesign {
  /// The network that the search begins with.
  package let model: ModelDescription
  /// The options that were given.
  package let options: [SearchedOption]
  /// Whether each network is quantized.
  package let quantizes: Bool
  /// The options that have a range.
  package let space: SearchSpace

  /// - Throws: `SearchError`, or `CommandError.usage` for a number that is none.
  package init(_ model: ModelDescription, options: [SearchedOption], quantizes: Bool) throws {
    self.model = model
    self.options = options
    self.quantizes = quantizes
    var parameters: [SearchParameter] = []
    for option in options {
      if let range = try option.range() {
        parameters.append(SearchParameter(option.name, range))
      } else if option.target == .architecture, !option.isValue {
        throw CommandError.usage(
          "\(option.label) \(option.text): write a whole number from 1 to \(Int(option.bounds.upperBound)), or a range such as "
            + "\(option.bounds.upperBound > 8 ? "16..64" : "2..4")")
      }
    }
    space = SearchSpace(parameters)
  }

  /// The values of all options at a point, in the order of the options.
  private func settings(at point: SearchPoint, _ target: SearchedOption.Target) -> [StudySetting] {
    options.filter { $0.target == target }.map { option in
      guard let index = space.parameters.firstIndex(where: { $0.name == option.name }) else {
        return StudySetting(option: option.name, value: option.text)
      }
      return StudySetting(option: option.name, value: space.parameters[index].range.text(of: point.values[index]))
    }
  }

  /// The network that a trial trains: `model` where its layers are not searched.
  ///
  /// - Throws: `ModelError` when another layer of the network does not fit the new ones.
  package func network(at point: SearchPoint) throws(ModelError) -> ModelDescription {
    try network(settings(at: point, .architecture))
  }

  private func network(_ settings: [StudySetting]) throws(ModelError) -> ModelDescription {
    guard !settings.isEmpty else { return model }
    let widths = settings.filter { $0.option.hasPrefix("width-") }.compactMap { Int($0.value) }
    func value(_ option: String) -> Int? { settings.first { $0.option == option }.flatMap { Int($0.value) } }
    return try model.resized(
      name: model.name, widths: widths.isEmpty ? nil : widths, fanIn: value("fan-in"),
      bits: .init(input: value("input-bits"), activation: value("activation-bits"), output: value("output-bits")))
  }

  /// Whether some layer of the network has what an option changes: whether two of its values make two networks. Options that do not change
  /// layers have another judge.
  package func changesNetwork(_ option: SearchedOption) -> Bool {
    guard option.target == .architecture, !option.name.hasPrefix("width-") else { return true }
    let range = space.parameters.first { $0.name == option.name }?.range
    let values =
      range.map { [Int($0.low), Int($0.high)] } ?? Int(option.text).map { [$0, $0 == 1 ? 2 : $0 - 1] } ?? []
    let networks = values.map { try? network([StudySetting(option: option.name, value: String($0))]).description }
    return networks.count < 2 || networks[0] == nil || networks[0] != networks[1]
  }

  /// The trial of a point.
  ///
  /// - Parameter number: its position among all trials of the study, from 1.
  package func trial(
    _ number: Int, at point: SearchPoint, generation: Int, seed: UInt64
  ) -> StudyTrial {
    let architecture = settings(at: point, .architecture)
    let digits = String(number)
    return StudyTrial(
      name: "trial-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits, model: model.name,
      settings: settings(at: point, .training), repetition: 1, seed: seed,
      architecture: architecture.isEmpty ? nil : architecture,
      quantization: quantizes ? settings(at: point, .quantization) : nil, generation: generation)
  }

  /// The point that a trial was made from; nil when it belongs to another search.
  package func point(of trial: StudyTrial) -> SearchPoint? {
    let settings = trial.settings + (trial.architecture ?? []) + (trial.quantization ?? [])
    let values = space.parameters.compactMap { parameter in
      settings.first { $0.option == parameter.name }.flatMap { Double($0.value) }
    }
    return values.count == space.parameters.count ? SearchPoint(values) : nil
  }

  /// The same with some of the options.
  ///
  /// - Throws: as the initializer.
  package func keeping(_ isKept: (SearchedOption) -> Bool) throws -> SearchDesign {
    try SearchDesign(model, options: options.filter(isKept), quantizes: quantizes)
  }

  /// Points at the ends of all ranges, to try what a search would come to.
  package var corners: [SearchPoint] {
    [
      SearchPoint(space.parameters.map(\.range.low)), SearchPoint(space.parameters.map(\.range.high)),
    ]
  }
}

extension SearchedOption {
  /// Whether the text is one of its whole numbers.
  fileprivate var isValue: Bool { Int(text).map { bounds.contains(Double($0)) } ?? false }
}

/// An option of `lnq search`, which takes a value or a range of values.
package struct SearchedOption {
  /// What it changes.
  package enum Target {
    /// An option of `lnq train`.
    case training
    /// The network's layers.
    case architecture
    /// An option of `lnq quantize`.
    case quantization
  }

  /// What it is called: `batch-size`, and `width-1` for the first of several.
  package let name: String
  /// What its value changes.
  package let target: Target
  /// What was written: `32`, `16..64`.
  package let text: String
  /// Whether its values are whole numbers.
  package let isWhole: Bool
  /// What these are multiples of.
  package let step: Int
  /// How they are measured.
  package let scale: ParameterRange.Scale
  /// What they can be.
  package let bounds: ClosedRange<Double>

  /// Puts the parts together.
  package init(
    name: String, target: Target, text: String, isWhole: Bool, step: Int = 1, scale: ParameterRange.Scale,
    bounds: ClosedRange<Double>
  ) {
    self.name = name
    self.target = target
    self.text = text
    self.isWhole = isWhole
    self.step = step
    self.scale = scale
    self.bounds = bounds
  }

  /// What it is on a command line: `--batch-size`, `--widths`.
  package var label: String { name.hasPrefix("width-") ? "--widths" : "--\(name)" }

  /// The range; nil for a single value.
  ///
  /// - Throws: `SearchError` for a malformed range.
  package func range() throws(SearchError) -> ParameterRange? {
    guard text.contains("..") else { return nil }
    return try ParameterRange(text, name: label, isWhole: isWhole, step: step, scale: scale, bounds: bounds)
  }
}
