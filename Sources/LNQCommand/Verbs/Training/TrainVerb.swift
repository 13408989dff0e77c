import ArgumentParser
import Foundation
import LNQData
import LNQTraining
import LNQStudies
import LNQText

/// `lnq train`: the arrow from `Dataset` to `Network`.
struct TrainVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a network in float and write a run directory.",
    discussion: """
      Without arguments it trains jsc-tiny on jsc-synth. A model can have a recipe (lnq models MODEL prints it): the options that \
      are not given are as it says. The best checkpoint is that of the epoch with the lowest validation \
      loss, of a network of bits with the highest validation accuracy; the test rows are read once, at the end.

      Ctrl-C or SIGTERM stops after the steps that are being made, a hundredth of a second's, and saves where the run stands; a second Ctrl-C ends it at \
      once. --resume goes on with a run that was stopped or killed, and gives what it would have given without: the same \
      bytes, on the same kind of processor.
      """)

  @Argument(help: "A built-in model, or the path of a .model file; jsc-tiny unless given.", completion: .models)
  var model: String?

  @Argument(help: ArgumentHelp(stringLiteral: TrainingOption.dataset.help), completion: .datasets)
  var dataset: String?

  @OptionGroup var training: TrainingArguments

  @Option(
    help: ArgumentHelp(
      "The weights to begin with: a checkpoint of lnq, safetensors or a .pt, .pth or .ckpt of PyTorch; of a float network, too, when "
        + "MODEL is that network with Quant layers.",
      valueName: "file"), completion: .file())
  var load: String?

  @Option(
    help: ArgumentHelp(
      "A .toml file with options as keys (max_epochs = 20), and model, dataset and project, or a run whose run.json has them. What the "
        + "command line says goes before it.", valueName: "file"), completion: .file(extensions: ["toml", "json"]))
  var config: String?

  @Option(
    help: ArgumentHelp(
      "A run that was stopped, or a model whose newest run was: go on with it, as its run.json says.", valueName: "run"),
    completion: .directory)
  var resume: String?

  @Option(
    help: ArgumentHelp(
      "Every how many steps loss, accuracy and learning rate are logged, in steps.csv and for TensorBoard; 50 unless given.",
      valueName: "n"))
  var logEveryNSteps: Int?

  @OptionGroup var rowOptions: RowOptions

  @Option(
    help: ArgumentHelp("The name of the run directory instead of one made of model, data and date.", valueName: "name"))
  var project: String?

  @Flag(
    help: "Stop, as by Ctrl-C, when standard input ends: for programs that start lnq and may themselves be ended.")
  var stopAtEndOfInput = false

  @OptionGroup var threads: ThreadArguments

  @OptionGroup var run: RunOptions

  func validate() throws {
    try run.check(project: project)
    if let logEveryNSteps, logEveryNSteps < 1 {
      throw ValidationError("--log-every-n-steps \(logEveryNSteps): choose 1 or more")
    }
    if let resume, let other = given.first {
      throw ValidationError("\(other) does not go with --resume: the run \(resume) has what it began with")
    }
  }

  /// What was given beside --resume and the options of all verbs.
  private var given: [String] {
    let named: [(String, Bool)] = [
      ("MODEL", model != nil), ("DATASET", dataset != nil), ("--load", load != nil), ("--config", config != nil),
      ("--log-every-n-steps", logEveryNSteps != nil), ("--project", project != nil),
    ]
    return named.filter(\.1).map(\.0) + rowOptions.given + training.given.map(\.commandLineName)
  }

  func execute(_ invocation: Invocation) throws {
    let end = stopAtEndOfInput ? EndOfInput() : nil
    let invocation = end.map { invocation.with(stopRequests: $0.or(invocation.stopRequests)) } ?? invocation
    var session =
      if let resume {
        try TrainSession(
          resuming: ModelArgument(text: resume).run(in: run.projectDir), kept: invocation.keptRows)
      } else {
        try newSession(invocation, unless: end)
      }
    try invocation.console.print(
      session.execute(threads: threads.count, observer: invocation.console, stopRequests: invocation.stopRequests),
      asJSON: run.json)
  }

  private func newSession(_ invocation: Invocation, unless end: EndOfInput?) throws -> TrainSession {
    let configuration = try config.map { word in
      let named = run.projectDir + "/" + word
      return try TrainingConfiguration(path: (try? RunDirectory(path: named)) == nil ? word : named)
    }
    let source =
      try model.map { try ModelArgument(text: $0).source() }
      ?? configuration?.source ?? ModelArgument(text: configuration?.model ?? "jsc-tiny").source()
    let options = try training.options(for: source.recipe.overridden(by: configuration?.recipe ?? TrainingRecipe()))
    // Options of rows belong to the rows that would be taken without them.
    let isNamed = dataset != nil || !rowOptions.given.isEmpty
    let request =
      try (isNamed ? nil : configuration?.request)
      ?? rowOptions.request(
        dataset ?? configuration?.dataset ?? configuration?.request?.words.first ?? source.recipe.dataset,
        invocation.environment)
    let project = project ?? configuration?.project
    try run.check(project: project)
    let dataset = try invocation.console.reading { try request.dataset(kept: invocation.keptRows) }
    let stated = try source.description(for: DataSizes(dataset))
    invocation.console.tell(notesOf: stated)
    let description = stated.selecting(options)
    let load = load ?? configuration?.load
    let loaded = try load.map {
      try LoadedNetwork(path: $0).network(of: description, for: dataset, observer: invocation.console)
    }
    let network = loaded?.0 ?? Network(description, options)
    let trainer = try Trainer(network: network, dataset: dataset, options: options)
    var manifest = RunManifest(
      command: invocation.words, model: description, dataset: .init(dataset, request: request), training: nil)
    manifest.origin = loaded?.1
    if end?.hasCome ?? false { throw CommandError.interrupted("standard input ended before the run was begun") }
    return try TrainSession(
      trainer,
      TrainingRequest(
        options: options, load: load, logEveryNSteps: logEveryNSteps ?? configuration?.logEveryNSteps ?? 50),
      manifest: manifest,
      in: run.projectDir, project: project)
  }
}
