import LNQStudies
import LNQTraining

/// What is searched, for each model: of several each takes those of the options that it can have.
struct SearchDesigns {
  /// In the order of the models.
  let all: [SearchDesign]
  /// What is said of options that some models cannot have.
  let notes: [String]
  /// Whether each network is quantized.
  let quantizes: Bool

  /// Tries both ends of all ranges with the rows.
  ///
  /// - Throws: `SearchError`; what building or training a network refuses; `CommandError.usage` for an option that no model can have, or
  ///   when there is nothing to search.
  init(_ studied: StudiedModels, _ ranges: SearchArguments, objectives: [SearchObjective], seed: UInt64) throws {
    let models = studied.models.map(\.description)
    let given = try models.map { try ranges.given(for: $0) }
    let quantizes = objectives != [.accuracy] || given.joined().contains { $0.target == .quantization }
    let wishes = try zip(models, given).map { model, options in
      SearchWish(
        design: try SearchDesign(model, options: options, quantizes: quantizes), studied: studied, seed: seed)
    }
    let problems = wishes.map { wish in
      ranges.labels.compactMap { label in wish.problem(with: label).map { (label: label, error: $0) } }
    }
    for label in ranges.labels {
      let errors = problems.compactMap { $0.first { $0.label == label }?.error }
      if errors.count == models.count, let first = errors.first { throw first }
    }
    let designs = try zip(wishes, problems).map { wish, problems in
      let design = try wish.design.keeping { option in !problems.contains { $0.label == option.label } }
      try SearchWish(design: design, studied: studied, seed: seed).check(design)
      return design
    }
    guard designs.contains(where: { !$0.space.parameters.isEmpty }) else {
      throw CommandError.usage("there is nothing to search: give a range, such as --learning-rate 1e-4..1e-1")
    }
    all = designs
    self.quantizes = quantizes
    notes = zip(models, problems).flatMap { model, problems in
      problems.map { "\(model.name) is searched without \($0.label): \($0.error)" }
    }
  }

  /// The options for `study.json`: those that some model has.
  var options: [StudyOption] {
    var options: [StudyOption] = []
    for option in all.flatMap(\.options) where !options.contains(where: { $0.name == option.name }) {
      options.append(StudyOption(name: option.name, values: [option.text]))
    }
    return options
  }
}

/// A model with all options that were given, whether it can have them or not.
private struct SearchWish {
  let design: SearchDesign
  let studied: StudiedModels
  let seed: UInt64

  /// Why the model cannot have an option, by what it is called on a command line; nil when it can. An option of training is tried beside
  /// the choices of methods, since some are for one method alone.
  func problem(with label: String) -> (any Error)? {
    let options = design.options.filter { $0.label == label }
    guard let option = options.first else { return without(label) }
    guard design.changesNetwork(option) else { return without(label) }
    do {
      let methods = option.isChoice ? [] : design.options.filter { $0.isChoice && problem(with: $0.label) == nil }
      try check(design.keeping { $0.label == label || methods.map(\.name).contains($0.name) })
      return nil
    } catch {
      return error
    }
  }

  /// Builds, and prepares to train and to quantize, the networks at both ends of the ranges.
  ///
  /// - Throws: what that throws.
  func check(_ design: SearchDesign) throws {
    for corner in design.corners {
      let trial = design.trial(1, at: corner, generation: 1, seed: seed)
      let network = try studied.network(of: trial, design.network(at: corner))
      try trial.quantizationOptions()?.checkUse(in: network)
    }
  }

  private func without(_ label: String) -> CommandError {
    let changed =
      switch label {
      case "--widths": "hidden layers"
      case "--fan-in": "hidden Linear layers"
      default: "quantizers"
      }
    return .usage("\(label) changes \(changed), and \(design.model.name) has none that it could change: leave it out")
  }
}

extension SearchedOption {
  /// Whether it chooses a method that others are for.
  fileprivate var isChoice: Bool {
    guard target == .training, let option = TrainingOption.allCases.first(where: { $0.name == name }) else {
      return false
    }
    return if case .choice = option.row.kind { true } else { false }
  }
}
