import LNQSearch

/// What `lnq search` found out.
package struct SearchReport: Report {
  /// The study's folder.
  package let study: String
  /// The model's name.
  package let model: String
  /// The dataset's name.
  package let dataset: String
  /// What has to be said about these rows.
  package let notice: String?
  /// How points were chosen.
  package let algorithm: String
  /// What was to be good.
  package let objectives: [SearchObjective]
  /// Whether accuracies are those of tables.
  package let quantizes: Bool
  /// Of this process.
  package let seconds: Double
  /// The results that no other one is better than, with their accuracy on the test part: by LUTs, or the single best.
  package let front: [SearchResult]
  /// All results in the order of the trials.
  package let results: [SearchResult]
  /// The results that did not fail, best first.
  let ranking: [String]
  /// The page to look at, and the same as Markdown; nil until it is written.
  package var report: String?
  package var markdownReport: String?

  package init(
    _ study: StudyDirectory, _ plan: StudyPlan, _ search: SearchPlan, results: [SearchResult], seconds: Double
  ) {
    self.study = study.path
    model = plan.models[0].name
    dataset = plan.dataset.name
    notice = plan.dataset.provenance.notice
    algorithm = search.algorithm
    objectives = search.objectives
    quantizes = search.quantizes
    self.seconds = seconds
    let good = results.filter { $0.costs(search.objectives) != nil }
    let order = ParetoRanking(good.compactMap { $0.costs(search.objectives) })
    ranking = order.order.map { good[$0].trial }
    let front = order.front.map { good[$0] }
    self.front = front.enumerated().sorted { ($0.element.luts ?? 0, $0.offset) < ($1.element.luts ?? 0, $1.offset) }
      .map(\.element)
    self.results = results.map(\.withoutTest)
  }

  /// The results that failed.
  package var failures: [SearchResult] { results.filter { $0.failure != nil } }
}
