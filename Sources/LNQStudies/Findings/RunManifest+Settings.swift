import LNQReport
import LNQTraining

extension RunManifest {
  /// How it was trained: every option that has an influence, in the order of the table.
  package var settings: [ReportFact] {
    let recipe = TrainingRecipe(training.options)
    var facts = recipe.options.compactMap { option in
      recipe[option].map { value in
        if case .count(let count) = value {
          ReportFact(option.label, Figure.count(count))
        } else {
          ReportFact(option.label, value.text())
        }
      }
    }
    if let load = training.load { facts.insert(ReportFact("began with", load), at: facts.count - 1) }
    return facts
  }
}
