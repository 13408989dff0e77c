import ArgumentParser
import LNQData
import LNQStudies
import LNQTraining

/// The networks of a study and the rows that they are trained on, from a command line.
struct StudiedModels {
  /// Each network, and the word that it was written as.
  let models: [(word: String, description: ModelDescription)]
  /// What opens the rows.
  let request: DatasetRequest
  /// The rows.
  let dataset: Dataset
  /// How long reading the rows took.
  let secondsToRead: Double

  /// Reads the models and opens the rows that they are meant for, unless others are named.
  ///
  /// - Parameters:
  ///   - words: built-in models or paths; jsc-tiny for nil.
  ///   - dataset: the rows; nil for those of the models' recipes.
  /// - Throws: `ModelError`, `CommandError` for a file that cannot be read, for models that are meant for several datasets, and for two of
  ///   one name; what opening the rows throws.
  init(_ words: [String]?, dataset name: String?, _ rows: RowOptions, _ invocation: Invocation) throws {
    let sources = try (words ?? ["jsc-tiny"]).map { (word: $0, source: try ModelArgument(text: $0).source()) }
    let meant = Set(sources.map(\.source.recipe.dataset))
    guard name != nil || meant.count == 1 else {
      throw CommandError.usage("the models of the study are meant for several datasets; name one after them")
    }
    let request = try rows.request(name ?? sources.first?.source.recipe.dataset, invocation.environment)
    let clock = ContinuousClock()
    let start = clock.now
    let dataset = try invocation.console.reading { try request.dataset(kept: invocation.keptRows) }
    secondsToRead = (clock.now - start).inSeconds
    self.request = request
    self.dataset = dataset
    let models = try sources.map {
      (word: $0.word, description: try $0.source.description(for: DataSizes(dataset)))
    }
    var names: Set<String> = []
    for (word, model) in models where !names.insert(model.name).inserted {
      throw CommandError.usage("two models of the study are called \(model.name); one of them is \(word)")
    }
    self.models = models
  }

  /// For `study.json`.
  var planned: [StudyPlan.Model] { models.map { StudyPlan.Model($0.description, word: $0.word) } }

  /// For `study.json`.
  var data: RunManifest.Data { RunManifest.Data(dataset, request: request) }

  /// The network that a trial begins with, and how it is trained.
  ///
  /// - Throws: `CommandError.usage`.
  private func start(of trial: StudyTrial, _ model: ModelDescription) throws -> (Network, TrainingOptions) {
    let options = try trial.trainingOptions(for: model.recipe)
    return (Network(model, options), options)
  }

  /// The network that a trial begins with, after everything was refused that would be.
  ///
  /// - Throws: `TrainingError`, `CommandError.usage`.
  func network(of trial: StudyTrial, _ model: ModelDescription) throws -> Network {
    let (network, options) = try start(of: trial, model)
    try Trainer.check(network, dataset, options)
    return network
  }

  /// What would train a trial here.
  ///
  /// - Throws: as `network(of:_:)`.
  func trainer(for trial: StudyTrial, of model: ModelDescription) throws -> Trainer {
    let (network, options) = try start(of: trial, model)
    return try Trainer(network: network, dataset: dataset, options: options)
  }
}
