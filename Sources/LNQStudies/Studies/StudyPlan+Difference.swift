extension StudyPlan {
  /// What is different in `other`, for a sentence; nil for equal plans.
  func difference(from other: StudyPlan) -> String? {
    func differ(_ what: String, _ mine: String, _ theirs: String) -> String { "its \(what) is \(theirs), not \(mine)" }
    if kind != other.kind { return differ("kind", kind.rawValue, other.kind.rawValue) }
    if models.map(\.name) != other.models.map(\.name) {
      return differ("list of models", Self.list(models.map(\.name)), Self.list(other.models.map(\.name)))
    }
    if let (model, _) = zip(models, other.models).first(where: { $0 != $1 }) {
      return "its model \(model.name) is another network"
    }
    if dataset.name != other.dataset.name { return differ("dataset", dataset.name, other.dataset.name) }
    if dataset != other.dataset { return "its rows are not those that \(dataset.name) has now" }
    let names = options.map(\.name)
    if names != other.options.map(\.name) {
      return differ("list of options", Self.list(names), Self.list(other.options.map(\.name)))
    }
    if let (mine, theirs) = zip(options, other.options).first(where: { $0 != $1 }) {
      return differ(mine.name, Self.list(mine.values), Self.list(theirs.values))
    }
    if baseline != other.baseline {
      return differ(
        "baseline", Self.list(baseline.map(\.description)), Self.list(other.baseline.map(\.description)))
    }
    if repeats != other.repeats { return differ("number of repeats", "\(repeats)", "\(other.repeats)") }
    if seed != other.seed { return differ("seed", "\(seed)", "\(other.seed)") }
    if let search, let other = other.search {
      if search.algorithm != other.algorithm { return differ("algorithm", search.algorithm, other.algorithm) }
      if search.objectives != other.objectives {
        return differ(
          "objective", Self.list(search.objectives.map(\.rawValue)), Self.list(other.objectives.map(\.rawValue)))
      }
      if search.generationSize != other.generationSize {
        return differ("generation size", "\(search.generationSize)", "\(other.generationSize)")
      }
    }
    return self == other ? nil : "it was planned otherwise"
  }

  private static func list(_ values: [String]) -> String {
    values.isEmpty ? "none" : values.joined(separator: ",")
  }
}
