import Foundation
import LNQSearch

/// A search: it proposes one generation after the other, writes it into the study, trains it and, if the plan says so, quantizes it.
///
/// Models take turns: each has a space of its own and is proposed by what came of its own trials; the front is one.
package struct SearchRun {
  /// What points mean, for each model, and what proposes them.
  package let branches: [(design: SearchDesign, strategy: SearchStrategy)]
  /// What is to be good, and whether networks are quantized.
  package let plan: SearchPlan
  /// Runs the trials.
  package let runner: TrialRunner
  /// The study.
  package private(set) var session: StudySession

  /// - Precondition: there is a model, and no two have the same name.
  package init(
    _ designs: [SearchDesign], plan: SearchPlan, algorithm: SearchAlgorithm, seed: UInt64, runner: TrialRunner
  ) {
    precondition(!designs.isEmpty, "a search needs a model")
    branches = designs.map { design in
      (
        design,
        SearchStrategy(
          space: design.space, algorithm: algorithm, generationSize: plan.generationSize, seed: seed)
      )
    }
    self.plan = plan
    self.runner = runner
    session = runner.session
  }

  /// Goes on until `count` trials are done, or no new point is left.
  ///
  /// - Returns: the results of all trials of the study up to that number, in order.
  /// - Throws: what `TrialRunner.run` throws; `CommandError.failure` when a trial was stopped by something else, since the next
  ///   generation needs its result.
  package mutating func run(trials count: Int) throws -> [SearchResult] {
    var history = branches.map { _ in [SearchObservation]() }
    var results: [SearchResult] = []
    var generation = 1
    while results.count < count {
      let trials = try trials(of: generation, after: history, limit: count - results.count)
      if trials.isEmpty { break }
      let found = try evaluate(trials)
      for (trial, result) in zip(trials, found) {
        let (branch, point) = try place(of: trial)
        history[branch].append(SearchObservation(point, costs: result.costs(plan.objectives)))
      }
      results += found
      generation += 1
      if runner.listener.isStopRequested, results.count < count {
        throw runner.interruption(results.count { $0.failure == nil }, of: count)
      }
    }
    return results
  }

  /// Maps the networks of the front in full, and as many others as show how far the fast mapping, which the search goes by, puts
  /// networks into the same order.
  ///
  /// - Returns: the results with what came of it.
  /// - Throws: what `TrialVerb.run` throws.
  package func mappedInFull(_ results: [SearchResult]) throws -> [SearchResult] {
    guard plan.objectives.contains(.luts) else { return results }
    let good = results.indices.filter { results[$0].costs(plan.objectives) != nil }
    let front = Set(ParetoRanking(good.compactMap { results[$0].costs(plan.objectives) }).front.map { good[$0] })
    // Of the others as many as make 30 together, evenly spaced by their size.
    let others = good.filter { !front.contains($0) }.sorted {
      (results[$0].luts ?? 0, $0) < (results[$1].luts ?? 0, $1)
    }
    let room = min(others.count, max(0, Self.comparedCount - front.count))
    let chosen = front.union((0..<room).map { others[$0 * others.count / room] })
    let trials = session.manifest.trials.filter { trial in chosen.contains { results[$0].trial == trial.name } }
    let mapper = TrialVerb<SynthesisReport>(
      runner: runner, file: .synthesis, participle: "mapped", options: { _ in [] }, isEnough: \.isStandard)
    var found = results
    for (trial, outcome) in zip(trials, try mapper.run(trials)) {
      guard case .done(let report) = outcome else { continue }
      for index in chosen where found[index].trial == trial.name { found[index].fullLuts = report.luts }
    }
    return found
  }

  /// How many networks are mapped in full at the end of a search.
  private static let comparedCount = 30

  /// The trials of a generation, those that the study does not have yet being added to it.
  private mutating func trials(
    of generation: Int, after history: [[SearchObservation]], limit: Int
  ) throws -> [StudyTrial] {
    let known = session.manifest.trials.filter { $0.generation == generation }
    // Proposals follow from the earlier generations, so that those that are known are the first ones.
    let proposals = proposals(of: generation, after: history).prefix(limit).dropFirst(known.count)
    var added: [StudyTrial] = []
    for (branch, point) in proposals {
      let (design, strategy) = branches[branch]
      let trial = design.trial(
        session.manifest.trials.count + added.count + 1, at: point, generation: generation, seed: strategy.seed)
      if let path = session.directory.modelPath(of: trial) {
        try OutputFile.write(Data(try design.network(at: point).fileText.utf8), to: path)
      }
      added.append(trial)
    }
    if !added.isEmpty { try session.append(added) }
    return Array((known + added).prefix(limit))
  }

  /// The points of a generation: the models take turns, and go on with them where the generation before ended. One without a new point
  /// is passed over.
  private func proposals(
    of generation: Int, after history: [[SearchObservation]]
  ) -> [(branch: Int, point: SearchPoint)] {
    var points = zip(branches, history).map { $0.strategy.generation(generation, after: $1)[...] }
    var proposals: [(branch: Int, point: SearchPoint)] = []
    var turn = history.reduce(0) { $0 + $1.count }
    while proposals.count < plan.generationSize, points.contains(where: { !$0.isEmpty }) {
      let branch = turn % branches.count
      if let point = points[branch].popFirst() { proposals.append((branch, point)) }
      turn += 1
    }
    return proposals
  }

  private func evaluate(_ trials: [StudyTrial]) throws -> [SearchResult] {
    let outcomes = try runner.run(trials)
    let trained = zip(trials, outcomes).filter { $1.results != nil }.map(\.0)
    let countsLUTs = plan.objectives.contains(.luts)
    let quantizer = TrialVerb<QuantizeReport>(
      runner: runner, file: .quantization, participle: "quantized",
      options: { ($0.quantization ?? []).map(\.word) + (countsLUTs ? ["--count-luts"] : []) },
      isEnough: { !countsLUTs || $0.mapped != nil })
    let quantized = plan.quantizes ? try quantizer.run(trained) : []
    let byName = Dictionary(uniqueKeysWithValues: zip(trained.map(\.name), quantized))
    var results: [SearchResult] = []
    for (trial, outcome) in zip(trials, outcomes) {
      guard let result = SearchResult(trial, outcome, byName[trial.name], quantizes: plan.quantizes) else { continue }
      results.append(result)
    }
    guard results.count == trials.count else {
      let count = NumberText.counted(trials.count - results.count, "trial was", "trials were")
      throw CommandError.failure(
        "\(count) stopped by something else, and the search needs what comes of it; go on with: "
          + ShellWords.text(["lnq"] + runner.words))
    }
    return results
  }

  /// Which model a trial belongs to, and the point that it was made from.
  private func place(of trial: StudyTrial) throws -> (branch: Int, point: SearchPoint) {
    guard let branch = branches.firstIndex(where: { $0.design.model.name == trial.model }),
      let point = branches[branch].design.point(of: trial)
    else {
      throw CommandError.input("\(session.directory.manifestPath): \(trial.name) is not a trial of this search")
    }
    return (branch, point)
  }
}
