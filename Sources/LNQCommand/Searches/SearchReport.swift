import LNQSearch

/// What `lnq search` found out.
struct SearchReport: Report {
  /// The study's folder.
  let study: String
  /// The model's name.
  let model: String
  /// The dataset's name.
  let dataset: String
  /// What has to be said about these rows.
  let notice: String?
  /// How points were chosen.
  let algorithm: String
  /// What was to be good.
  let objectives: [SearchObjective]
  /// Whether accuracies are those of tables.
  let quantizes: Bool
  /// Of this process.
  let seconds: Double
  /// The results that no other one is better than, with their accuracy on the test part: by LUTs, or the single best.
  let front: [SearchResult]
  /// All results in the order of the trials.
  let results: [SearchResult]
  /// The results that did not fail, best first.
  let ranking: [String]
  /// The page to look at, and the same as Markdown; nil until it is written.
  var report: String?
  var markdownReport: String?

  init(_ study: StudyDirectory, _ plan: StudyPlan, _ search: SearchPlan, results: [SearchResult], seconds: Double) {
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
  var failures: [SearchResult] { results.filter { $0.failure != nil } }
}
