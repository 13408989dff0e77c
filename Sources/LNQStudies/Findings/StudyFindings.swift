/// Everything that a report says about a study, read from its folder.
struct StudyFindings {
  /// What is known of one trial.
  enum State {
    /// It was trained to its end.
    case finished(RunFindings)
    /// Why it was not.
    case failed(String)
    /// It was not begun, or stopped in the middle.
    case missing
  }

  /// Trials that differ in their seed alone.
  struct Setting {
    /// The model and every option that the study varies, with its value; `–` where the trial does not have it.
    let values: [StudySetting]
    /// How many trials there are.
    let planned: Int
    /// Those that were trained to their end, with a label of all varied options.
    let group: RunGroup

    func value(of option: String) -> String? { values.first { $0.option == option }?.value }
  }

  /// The option under which the model stands.
  static let model = "model"

  /// The folder's name.
  let name: String
  let manifest: StudyManifest
  /// What has to be said about the study's own files.
  let remark: String?
  let trials: [(trial: StudyTrial, state: State)]
  /// The options in which trials differ, in the order of the plan, the model before all; with their values in the order of the
  /// trials.
  let varied: [StudyOption]
  /// With `vary-one` option after option, each in the order of its values; else in the order of their first trials.
  let settings: [Setting]

  /// - Throws: `RunDirectoryError.damaged` when `study.json` is no study. A damaged trial is a failed one.
  init(reading study: StudyDirectory) throws(RunDirectoryError) {
    name = study.name
    remark = study.remark
    let manifest = try study.manifest()
    self.manifest = manifest
    trials = manifest.trials.map { ($0, Self.state(of: $0, in: study)) }
    let values = manifest.trials.map(Self.values)
    let varied = Self.options(of: values, order: manifest.plan.options.map(\.name)).filter(\.isVaried)
    self.varied = varied
    var order: [[StudySetting]] = []
    var members: [[StudySetting]: [Int]] = [:]
    for (index, own) in values.enumerated() {
      let key = varied.map { option in
        own.first { $0.option == option.name } ?? StudySetting(option: option.name, value: "–")
      }
      if members[key] == nil { order.append(key) }
      members[key, default: []].append(index)
    }
    let trials = self.trials
    settings = Self.ordered(order, varied: varied, plan: manifest.plan).map { key in
      let indices = members[key] ?? []
      let runs = indices.compactMap { index -> RunFindings? in
        if case .finished(let run) = trials[index].state { run } else { nil }
      }
      let label = key.map(\.shown).joined(separator: ", ")
      return Setting(
        values: key, planned: indices.count, group: RunGroup(label: label.isEmpty ? "all trials" : label, runs: runs))
    }
  }

  /// Every run that was trained to its end.
  var finished: [RunFindings] { trials.compactMap { if case .finished(let run) = $0.state { run } else { nil } } }

  /// The setting whose runs have the highest mean validation accuracy.
  var best: Setting? {
    guard let best = settings.map(\.group).best else { return nil }
    return settings.first { $0.group.label == best.label }
  }

  /// The settings among which one option is studied, in the order of its values: with `vary-one` those that have the
  /// baseline's values of all others.
  func settings(varying option: StudyOption) -> [Setting] {
    let studied = settings.filter { setting in
      manifest.plan.kind != .varyOne || Self.varies(setting.values, option.name, alone: manifest.plan)
    }
    return studied.enumerated().sorted { first, second in
      let places = [first, second].map { option.place(of: $0.element.value(of: option.name)) }
      return places[0] == places[1] ? first.offset < second.offset : places[0] < places[1]
    }.map(\.element)
  }

  /// Whether all but one option (and the model) have the baseline's values.
  private static func varies(_ values: [StudySetting], _ option: String, alone plan: StudyPlan) -> Bool {
    values.allSatisfy { setting in
      if setting.option == option || setting.option == model { return true }
      guard let baseline = plan.baseline.first(where: { $0.option == setting.option }) else { return true }
      return setting.value == baseline.value
    }
  }

  private static func ordered(
    _ keys: [[StudySetting]], varied: [StudyOption], plan: StudyPlan
  ) -> [[StudySetting]] {
    guard plan.kind == .varyOne else { return keys }
    var result: [[StudySetting]] = []
    for option in varied where option.name != model {
      let place = { (key: [StudySetting]) in option.place(of: key.first { $0.option == option.name }?.value) }
      let own = keys.enumerated().filter { varies($0.element, option.name, alone: plan) }
        .sorted {
          place($0.element) == place($1.element) ? $0.offset < $1.offset : place($0.element) < place($1.element)
        }
      result += own.map(\.element).filter { !result.contains($0) }
    }
    return result + keys.filter { !result.contains($0) }
  }

  private static func state(of trial: StudyTrial, in study: StudyDirectory) -> State {
    do {
      return switch try study.outcome(of: trial) {
      case .finished: .finished(try RunFindings(reading: study.run(of: trial)))
      case .failed(let failure):
        .failed(failure.message + (failure.exitCode.map { " (exit code \($0))" } ?? ""))
      case .missing: .missing
      }
    } catch {
      return .failed(Outcome.sentence(of: error))
    }
  }

  static func values(of trial: StudyTrial) -> [StudySetting] {
    [StudySetting(option: model, value: trial.model)] + trial.settings + (trial.architecture ?? [])
      + (trial.quantization ?? [])
  }

  /// The options that occur, those of `order` in that order and the others behind them.
  private static func options(of values: [[StudySetting]], order: [String]) -> [StudyOption] {
    var names = [model] + order
    var found: [String: [String]] = [:]
    for setting in values.joined() {
      if !names.contains(setting.option) { names.append(setting.option) }
      if found[setting.option]?.contains(setting.value) != true {
        found[setting.option, default: []].append(setting.value)
      }
    }
    return names.compactMap { name in found[name].map { StudyOption(name: name, values: $0) } }
  }
}

extension StudySetting {
  /// `batch size 16`; a model is its name alone.
  var shown: String { option == StudyFindings.model ? value : "\(StudyOption.label(of: option)) \(value)" }
}

extension StudyOption {
  /// `batch size` of `batch-size`, `epochs` of `max-epochs`.
  package static func label(of name: String) -> String {
    name == "max-epochs" ? "epochs" : name.replacing("-", with: " ")
  }

  /// See `label(of:)`.
  package var label: String { Self.label(of: name) }

  /// Where a value stands among the others: numbers by their size, names as they were written.
  func place(of value: String?) -> Int {
    guard let value, let index = values.firstIndex(of: value) else { return values.count }
    guard let numbers else { return index }
    return numbers.count { $0 < numbers[index] }
  }

  /// The values as numbers; nil when one is not a number.
  package var numbers: [Double]? {
    let numbers = values.compactMap { Double($0) }.filter(\.isFinite)
    return numbers.count == values.count ? numbers : nil
  }

  /// Whether factors count rather than differences.
  var isLogarithmic: Bool {
    guard let numbers, let low = numbers.min(), let high = numbers.max(), low > 0 else { return false }
    return high / low >= 8 || ["learning-rate", "batch-size", "weight-decay"].contains(name)
  }
}
