import ArgumentParser
import Foundation
import LNQTraining
import LNQStudies

/// `lnq sweep`: many trainings that differ in their settings, as one study.
struct SweepVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "sweep", abstract: "Train with every combination of settings, or vary one at a time, with repeats.",
    discussion: """
      Options with a list take values with commas between them: --batch-size 16,32,64. Without --vary-one every \
      combination is trained. With it each list is varied alone, while the other options keep their baseline: the value \
      of --baseline, else what lnq train has where the list has it, else the first of the list. Repeat k has the seed \
      --seed + k - 1, so that settings are compared on equal seeds.

      A sweep is a folder with study.json and a run directory for each trial. The same command line again goes on with it \
      and trains what is missing; Ctrl-C keeps what is finished. A trial that fails does not stop the others; the exit \
      code is 1 then.
      """)

  /// The largest number of trials of a sweep.
  static let trialLimit = 100_000

  @Argument(
    help: "Built-in models or paths of .model files, with commas between them; jsc-tiny unless given.",
    completion: .models)
  var models: ValueList?

  @Argument(help: ArgumentHelp(stringLiteral: TrainingOption.dataset.help), completion: .datasets)
  var dataset: String?

  @OptionGroup var lists: SweptOptions

  @Flag(help: "Vary each list alone, around the baseline.")
  var varyOne = false

  @Option(
    help: ArgumentHelp(
      "With --vary-one: what options are while another one is varied, batch-size=256,learning-rate=1e-4.",
      valueName: "list"))
  var baseline: ValueList?

  @Option(help: ArgumentHelp("How many trials each setting gets, with seeds that follow each other.", valueName: "n"))
  var repeats = 1

  @Option(help: ArgumentHelp("The seed of the first repeat.", valueName: "number"))
  var seed = TrainingOptions().seed

  @Option(
    help: ArgumentHelp("The name of the study's folder instead of one made from what is studied.", valueName: "name"))
  var project: String?

  @Flag(
    help:
      "Quantize each network as lnq quantize does and map its circuit, fast: LUTs and the tables' accuracy beside it.")
  var countLuts = false

  @Flag(help: "Train nothing: say how many trials there are, and about how long they take here.")
  var dryRun = false

  @OptionGroup var study: StudyArguments

  func validate() throws {
    try study.run.check(project: project)
    if repeats < 1 { throw ValidationError("--repeats \(repeats): choose 1 or more") }
    if seed.addingReportingOverflow(UInt64(repeats)).overflow {
      throw ValidationError("--seed \(seed): with \(repeats) repeats the seeds are larger than 64 bits hold")
    }
    for option in lists.given {
      guard let range = lists[option]?.first(where: { $0.contains("..") }) else { continue }
      throw ValidationError(
        "\(option.commandLineName) \(range) is a range, and sweep takes values with commas between them; "
          + "lnq search \(option.commandLineName) \(range) looks within it")
    }
    if baseline != nil, !varyOne { throw ValidationError("--baseline is for --vary-one") }
  }

  func execute(_ invocation: Invocation) throws {
    let clock = ContinuousClock()
    let start = clock.now
    try study.launch.check(invocation.environment)
    let (plan, trials, secondsToRead, trainer) = try plannedTrials(invocation)
    if dryRun {
      let estimate = try StudyEstimate(
        plan, trials, jobs: study.launch.localJobs, secondsToRead: secondsToRead, trainer: trainer)
      return try invocation.console.print(estimate, asJSON: study.run.json)
    }
    let session = try StudySession(
      plan, trials: trials, in: study.run.projectDir, project: project, command: invocation.words)
    defer { session.close() }
    let runner = try study.runner(for: session, invocation)
    let outcomes = try runner.run(session.manifest.trials)
    let mapped = countLuts ? try runner.mapped(session.manifest.trials, outcomes: outcomes) : [:]
    let written = try StudyReport.write(session.directory, invocation)
    let report = SweepReport(
      session, outcomes: outcomes, mapped: mapped, seconds: (clock.now - start).inSeconds, written: written)
    try invocation.console.print(report, asJSON: study.run.json)
    if let sentence = report.sentence(goingOnWith: invocation.words) { throw CommandError.failure(sentence) }
  }

  /// What is to be done, after everything was checked that can be: each model with the rows and each setting; and what would train a
  /// trial here.
  private func plannedTrials(
    _ invocation: Invocation
  ) throws -> (StudyPlan, [StudyTrial], secondsToRead: Double, trainer: (StudyTrial) throws -> Trainer) {
    let studied = try StudiedModels(models?.values, dataset: dataset, study.rowOptions, invocation)
    let recipes = studied.models.map(\.description.recipe)
    let plan = StudyPlan(
      kind: varyOne ? .varyOne : .grid,
      models: studied.planned, dataset: studied.data,
      options: lists.options, baseline: varyOne ? try lists.baseline(chosenBaseline(), recipes: recipes) : [],
      repeats: repeats,
      seed: seed)
    let count = plan.settingCount.flatMap { count -> Int? in
      let (product, isTooMuch) = count.multipliedReportingOverflow(by: plan.models.count * repeats)
      return isTooMuch || product > Self.trialLimit ? nil : product
    }
    guard count != nil else {
      throw CommandError.usage(
        "these lists make more than \(NumberText.count(Self.trialLimit)) trials; shorten them, or write --vary-one")
    }
    let trials = plan.trials()
    let trainer = { (trial: StudyTrial) in
      // Every trial has one of the models.
      let model = studied.models.first { $0.description.name == trial.model } ?? studied.models[0]
      return try studied.trainer(for: trial, of: model.description)
    }
    for trial in trials where trial.repetition == 1 {
      do {
        _ = try trainer(trial)
      } catch let error as CommandError {
        throw CommandError.usage("\(error) (trial \(trial.name))")
      }
    }
    return (plan, trials, studied.secondsToRead, trainer)
  }

  private func chosenBaseline() throws -> [StudySetting] {
    try (baseline?.values ?? []).map { text in
      let parts = text.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else {
        throw CommandError.usage("--baseline \(text): write the name of an option, = and its value: batch-size=256")
      }
      return StudySetting(option: String(parts[0]), value: String(parts[1]))
    }
  }
}
