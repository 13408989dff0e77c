import ArgumentParser
import Foundation
import LNQData
import LNQTraining

/// `lnq train`: the arrow from `Dataset` to `Network`.
struct TrainVerb: Verb {
  enum OptimizerName: String, ExpressibleByArgument, CaseIterable {
    case adam
    case adamw
    case sgd
  }

  enum SchedulerName: String, ExpressibleByArgument, CaseIterable {
    case cosine
    case none
  }

  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a network in float and write a run directory.",
    discussion: """
      Without arguments it trains jsc-tiny on jsc-synth. The best checkpoint is that of the epoch with the lowest validation \
      loss; the test rows are read once, at the end.
      """)

  @Argument(help: "A built-in model, or the path of a .model file.")
  var model = "jsc-tiny"

  @Argument(help: "jsc-synth, the name of an imported dataset, or the path of a file of rows.")
  var dataset: String?

  @Option(help: ArgumentHelp("How many times every training row is seen.", valueName: "n"))
  var maxEpochs = 20

  @Option(help: ArgumentHelp("Rows a step.", valueName: "n"))
  var batchSize = 128

  @Option(help: ArgumentHelp("The learning rate of the first epoch.", valueName: "rate"))
  var learningRate = 1e-5

  @Option(help: ArgumentHelp("adam, adamw, or sgd with Nesterov's momentum.", valueName: "name"))
  var optimizer = OptimizerName.adam

  @Option(help: ArgumentHelp("The momentum of sgd; 0.9 unless given.", valueName: "share"))
  var momentum: Double?

  @Option(help: ArgumentHelp("The weight decay, as the optimizer defines it.", valueName: "rate"))
  var weightDecay = 0.0

  @Option(
    help: ArgumentHelp("cosine anneals the learning rate to 1e-6 over all epochs; none keeps it.", valueName: "name"))
  var scheduler = SchedulerName.cosine

  @Option(help: ArgumentHelp("What parameters, order and dropout are drawn from.", valueName: "number"))
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("A checkpoint of lnq to go on from.", valueName: "file"), completion: .file())
  var load: String?

  @Option(help: ArgumentHelp("How many rows jsc-synth has; 986806 unless given.", valueName: "n"))
  var rows: Int?

  @Option(help: ArgumentHelp("The column of a file that has the classes.", valueName: "name"))
  var classColumn: String?

  @Option(
    help: ArgumentHelp("The name of the run directory instead of one made of model, data and date.", valueName: "name"))
  var project: String?

  @OptionGroup var data: DataOptions

  @OptionGroup var run: RunOptions

  func validate() throws {
    if let project, RunDirectory.fileName(project) != project {
      throw ValidationError("--project \(project): a name has letters, digits, '.', '_' and '-' only")
    }
    if momentum != nil, optimizer != .sgd {
      throw ValidationError("--momentum is for --optimizer sgd, not \(optimizer.rawValue)")
    }
  }

  func execute(_ invocation: Invocation) throws {
    let description = try ModelArgument(text: model).description()
    let options = try trainingOptions()
    let request = try DatasetRequest(
      argument: dataset, rows: rows, classColumn: classColumn, cache: data.cache(invocation.environment))
    let dataset = try request.dataset()
    let network = try startingNetwork(description, dataset)
    let trainer = try Trainer(network: network, dataset: dataset, options: options)
    let run = try RunDirectory.create(
      in: run.projectDir, model: description.name, dataset: dataset.name, project: project)
    var manifest = manifest(invocation, description, dataset, request, options)
    let recorder = EpochRecorder(run: run, model: description.name, dataset: dataset, seed: seed)
    do {
      try run.write(manifest)
      manifest.results = try report(of: trainer, recorder: recorder, console: invocation.console)
      try run.write(manifest)
    } catch {
      // A run that never got to a checkpoint is of no use to anybody.
      if !recorder.hasCheckpoint { try? FileManager.default.removeItem(atPath: run.path) }
      throw error
    }
    if let results = manifest.results { try invocation.console.print(results, asJSON: self.run.json) }
  }

  private func trainingOptions() throws(TrainingError) -> TrainingOptions {
    var options = TrainingOptions()
    options.optimizer =
      switch optimizer {
      case .adam: .adam()
      case .adamw: .adamW()
      case .sgd: .sgd(momentum: momentum ?? 0.9, nesterov: momentum != 0)
      }
    options.learningRate = learningRate
    options.weightDecay = weightDecay
    options.epochs = maxEpochs
    options.batchSize = batchSize
    options.schedule = scheduler == .cosine ? .cosineAnnealing(minimum: 1e-6) : .constant
    options.seed = seed
    try options.check()
    return options
  }

  private func startingNetwork(_ description: ModelDescription, _ dataset: Dataset) throws -> Network {
    guard let load else { return Network(description, seed: seed) }
    let checkpoint = try Checkpoint(bytes: Array(try InputFile.data(load)), file: load)
    guard checkpoint.network.modelText == description.description else {
      throw CommandError.input(
        "\(load) holds another network than \(model): its layers are\n\(checkpoint.network.modelText)")
    }
    guard checkpoint.featureNames == dataset.featureNames, checkpoint.classNames == dataset.classNames else {
      throw CommandError.input(
        "\(load) was trained on other features or classes than those of \(dataset.name): "
          + "classes \(checkpoint.classNames.joined(separator: " ")), here \(dataset.classNames.joined(separator: " "))"
      )
    }
    return checkpoint.network
  }

  private func manifest(
    _ invocation: Invocation, _ description: ModelDescription, _ dataset: Dataset, _ request: DatasetRequest,
    _ options: TrainingOptions
  ) -> RunManifest {
    RunManifest(
      command: invocation.words, versions: .current, started: RunManifest.timestamp(Date()),
      model: .init(name: description.name, text: description.description, parameters: description.parameterCount),
      dataset: .init(
        name: dataset.name, request: request, provenance: dataset.provenance,
        rows: .init(train: dataset.train.count, validation: dataset.validation.count, test: dataset.test.count)),
      training: TrainingRequest(options: options, load: load), results: nil)
  }

  private func report(of trainer: Trainer, recorder: EpochRecorder, console: Console) throws -> TrainReport {
    var progress = ProgressLine(on: console)
    defer { progress.clear() }
    let clock = ContinuousClock()
    let start = clock.now
    let result = try trainer.run(
      onStep: { step in
        let done = (Double(step.epoch - 1) + Double(step.step) / Double(step.steps)) / Double(step.epochs)
        progress.update("epoch \(step.epoch)/\(step.epochs)", done: done, facts: step.facts)
        return .proceed
      },
      onEpoch: { recorder.record($0) })
    if let error = recorder.error { throw error }
    guard let result else { preconditionFailure("only a recorder's error stops the training") }
    let seconds = (clock.now - start).inSeconds
    let test = try Evaluation(of: result.best, over: trainer.dataset.test)
    return TrainReport(
      runDirectory: recorder.run.path, model: trainer.network.name, dataset: trainer.dataset.name,
      notice: trainer.dataset.provenance.notice, parameters: trainer.network.parameterCount,
      epochs: result.history.count, seconds: seconds, samplesPerSecond: result.samplesPerSecond,
      best: .init(
        epoch: result.bestRecord.epoch, validationAccuracy: result.bestRecord.validationAccuracy,
        validationLoss: result.bestRecord.validationLoss),
      test: .init(accuracy: test.accuracy, loss: test.loss),
      neverChosen: zip(trainer.dataset.classNames, test.precision).filter { $0.1 == nil }.map(\.0))
  }
}

extension TrainingProgress {
  /// What the progress line says.
  fileprivate var facts: String {
    "loss \(Figure.loss(loss))  accuracy \(Figure.percent(runningAccuracy))  "
      + Figure.rate(samplesPerSecond, of: "samples")
  }
}
