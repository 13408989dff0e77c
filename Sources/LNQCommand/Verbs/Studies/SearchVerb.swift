import ArgumentParser
import Foundation
import LNQData
import LNQSearch
import LNQTraining
import LNQStudies

/// `lnq search`: looks for good settings and networks, as a study that grows.
struct SearchVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Look for good settings, layer widths and bits within ranges.",
    discussion: """
      Options take a value, --batch-size 64, or a range, --batch-size 16..512. Trials are proposed in generations by random \
      draws, by tree-structured Parzen estimators (tpe) or by evolution; what a generation is follows from the seed and the \
      generations before it, so that --jobs changes nothing. With two objectives the result is a Pareto front. The objective is \
      the accuracy on the validation rows; of the front the accuracy on the test rows is printed too.

      With --objective accuracy,luts, or with a range of bits, each network is quantized, and its accuracy is that of its tables. luts \
      are those of a fast mapping; at the end the front is mapped in full. formula-luts are those of the LogicNets formula.

      Several models take turns: each is searched within those of the ranges that it can have, and the front is one.

      A search is a folder like that of a sweep. The same command line again goes on with it, also with more --trials; Ctrl-C \
      keeps what is finished.
      """)

  @Argument(
    help: "Built-in models or paths of .model files, with commas between them; jsc-tiny unless given.",
    completion: .models)
  var models: ValueList?

  @Argument(help: ArgumentHelp(stringLiteral: TrainingOption.dataset.help), completion: .datasets)
  var dataset: String?

  @OptionGroup var ranges: SearchArguments

  @Option(
    help: ArgumentHelp(
      "What is to be good: accuracy, accuracy,luts or accuracy,formula-luts; accuracy unless given.", valueName: "list")
  )
  var objective: ValueList?

  @Option(help: ArgumentHelp("random, tpe or evolution.", valueName: "name"))
  var algorithm = SearchAlgorithm.tpe

  @Option(help: ArgumentHelp("How many trials there are together.", valueName: "n"))
  var trials = 50

  @Option(help: ArgumentHelp("How many trials are proposed at a time.", valueName: "n"))
  var generationSize = 10

  @Option(help: ArgumentHelp("What proposals are drawn from; every trial is trained with it too.", valueName: "number"))
  var seed = TrainingOptions().seed

  @Option(
    help: ArgumentHelp("The name of the study's folder instead of one made from what is searched.", valueName: "name"))
  var project: String?

  @OptionGroup var study: StudyArguments

  func validate() throws {
    try study.run.check(project: project)
    for option in ranges.training.given {
      guard let list = ranges.training[option], list.contains(",") else { continue }
      throw ValidationError(
        "\(option.commandLineName) \(list) is a list, and search takes a range, 16..512; "
          + "lnq sweep \(option.commandLineName) \(list) trains with each of its values")
    }
    if !(1...SweepVerb.trialLimit).contains(trials) {
      throw ValidationError("--trials \(trials): choose 1 to \(SweepVerb.trialLimit)")
    }
    if !(1...1000).contains(generationSize) {
      throw ValidationError("--generation-size \(generationSize): choose 1 to 1000")
    }
    for name in objective?.values ?? [] where SearchObjective(rawValue: name) == nil {
      throw ValidationError("--objective \(name): there are accuracy, luts and formula-luts")
    }
    let sizes = objectives.filter { $0 != .accuracy }.map(\.rawValue)
    if sizes.count > 1 {
      throw ValidationError("--objective \(sizes.joined(separator: ",")): choose one of them")
    }
    if let size = sizes.first, objectives.count == 1 {
      throw ValidationError(
        "--objective \(size): the smallest network is not worth a search; write accuracy,\(size)")
    }
  }

  /// In the order of `SearchObjective`.
  private var objectives: [SearchObjective] {
    guard let objective else { return [.accuracy] }
    return SearchObjective.allCases.filter { objective.values.contains($0.rawValue) }
  }

  func execute(_ invocation: Invocation) throws {
    let clock = ContinuousClock()
    let start = clock.now
    try study.launch.check(invocation.environment)
    let studied = try StudiedModels(models?.values, dataset: dataset, study.rowOptions, invocation)
    let designs = try SearchDesigns(studied, ranges, objectives: objectives, seed: seed)
    let search = SearchPlan(
      algorithm: algorithm.rawValue, objectives: objectives, generationSize: generationSize,
      quantizes: designs.quantizes)
    let plan = StudyPlan(
      kind: .search, models: studied.planned, dataset: studied.data, options: designs.options, baseline: [],
      repeats: 1, seed: seed, search: search)
    for note in designs.notes { invocation.console.tell(note + "\n") }
    let session = try StudySession(
      plan, trials: [], in: study.run.projectDir, project: project, command: invocation.words)
    defer { session.close() }
    let runner = try study.runner(for: session, invocation)
    var searching = SearchRun(designs.all, plan: search, algorithm: algorithm, seed: seed, runner: runner)
    let found = try searching.run(trials: trials)
    let results = try searching.mappedInFull(found)
    var report = SearchReport(
      session.directory, plan, search, results: results, seconds: (clock.now - start).inSeconds)
    let written = try StudyReport.write(session.directory, additions: [report.section()], invocation)
    (report.report, report.markdownReport) = (written.html, written.markdown)
    try invocation.console.print(report, asJSON: study.run.json)
    if report.front.isEmpty {
      throw CommandError.failure("no trial came to its end; the first one: \(report.failures.first?.failure ?? "")")
    }
  }
}

extension SearchAlgorithm: ExpressibleByArgument {}
