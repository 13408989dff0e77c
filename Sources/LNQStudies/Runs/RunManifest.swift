import Foundation
import LNQData
import LNQTraining

/// What `run.json` holds: enough to know what a run was, and to run it again. What it takes to use the network (names of
/// features and classes, standardisation) travels in the checkpoints.
package struct RunManifest: Codable, Equatable, Sendable {
  /// The network that was trained.
  package struct Model: Codable, Equatable, Sendable {
    /// `jsc-tiny`.
    package var name: String
    /// Its notation.
    package var text: String
    /// How many numbers are trained.
    @Count package var parameters: Int

    /// What the best epoch has the best of, on the validation rows.
    var bestBy: String { text.contains("GroupSum(") ? "highest validation accuracy" : "lowest validation loss" }
  }

  /// The rows that it was trained on.
  package struct Data: Codable, Equatable, Sendable {
    /// `jsc-synth`, the name of an imported dataset, or that of the file without its extension.
    package var name: String
    /// What opens it again.
    package var request: DatasetRequest
    /// Where it came from, with its SHA-256.
    package var provenance: Provenance
    /// Rows in each part.
    package var rows: Rows
  }

  /// How many rows each part of a dataset has.
  package struct Rows: Codable, Equatable, Sendable {
    /// For the gradients.
    @Count package var train: Int
    /// For the choice of the best epoch.
    @Count package var validation: Int
    /// For the figures at the end.
    @Count package var test: Int
  }

  /// That a stopped run went on.
  struct Resumption: Codable, Equatable, Sendable {
    /// When, in UTC.
    var moment: String
    /// How many epochs were complete then.
    @Count var epochs: Int
    /// How many steps the run had made.
    @Count var steps: Int
  }

  /// The words of the command line.
  package var command: [String]
  /// The programs that took part.
  var versions: Versions
  /// When the run began, in UTC: `2025-11-20T22:55:01.125Z`.
  var started: String
  /// What was trained.
  package var model: Model
  /// On what.
  package var dataset: Data
  /// How; nil when it was imported.
  package var training: TrainingRequest?
  /// Where its numbers came from; nil when they were drawn, or are those of a checkpoint of lnq.
  package var origin: NetworkOrigin?
  /// What an imported network does; nil when it was trained.
  package var imported: ImportReport?
  /// Each time that the run went on after it was stopped; nil when it never was.
  var resumptions: [Resumption]?
  /// What came of it; nil while it trains, or when it was stopped.
  package var results: TrainReport?

  /// MODEL as it was typed when the run began; the model's name where it was a built-in one, or no word of the line is it.
  var modelWord: String {
    command.first { ModelArgument(text: $0).fileName == model.name } ?? model.name
  }

  /// A moment in the format of `started`.
  static func timestamp(_ date: Date) -> String {
    date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}

extension RunManifest {
  /// What is known of a run when it begins, now, with the programs that are running.
  package init(command: [String], model: ModelDescription, dataset: Data, training: TrainingRequest?) {
    self.init(
      command: command, versions: .current, started: Self.timestamp(Date()),
      model: Model(name: model.name, text: model.description, parameters: model.parameterCount), dataset: dataset,
      training: training)
  }
}

/// How a network was trained, for `run.json`.
package struct TrainingRequest: Codable, Equatable, Sendable {
  /// The optimizer, the learning rate and its schedule, epochs, batch size, seed, and all the rest.
  package var options: TrainingOptions
  /// The checkpoint that it began with.
  package var load: String?
  /// Every how many steps loss, accuracy and learning rate go to TensorBoard.
  package var logEveryNSteps: Int

  private enum CodingKeys: String, CodingKey {
    case options, load, logEveryNSteps
  }

  /// Puts the parts together.
  package init(options: TrainingOptions, load: String? = nil, logEveryNSteps: Int) {
    self.options = options
    self.load = load
    self.logEveryNSteps = logEveryNSteps
  }
}

extension TrainingRequest {
  /// Reads what the synthesised `encode` writes: steps are counted by the interval, so it is 1 at least.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    options = try container.decode(TrainingOptions.self, forKey: .options)
    load = try container.decodeIfPresent(String.self, forKey: .load)
    logEveryNSteps = try container.decode(Int.self, forKey: .logEveryNSteps)
    guard logEveryNSteps >= 1 else {
      throw DecodingError.dataCorruptedError(
        forKey: .logEveryNSteps, in: container, debugDescription: "\(logEveryNSteps) is no interval of 1 or more")
    }
  }
}

extension RunManifest {
  /// The rows that the run was trained on, divided as they were then.
  ///
  /// - Parameters:
  ///   - table: what opens under the run's dataset now; opened here when it is nil.
  ///   - kept: where generated rows are kept; nil to draw them.
  ///   - run: the run's folder, for the error's sentence.
  /// - Throws: `DatasetError`, or `CommandError` when the rows are others now.
  func trainingRows(of table: RawTable? = nil, kept: KeptRows? = nil, run: RunDirectory) throws -> Dataset {
    if table == nil, case .file(let path, _) = dataset.request, !FileManager.default.fileExists(atPath: path) {
      throw CommandError.input(
        "the rows that \(run.path) was trained on are gone: there is no \(path); put the file there again, or a link to it: "
          + ShellWords.text(["ln", "-s", "THE-FILE", path]))
    }
    func check(_ provenance: Provenance) throws {
      guard provenance.sha256 == dataset.provenance.sha256 else {
        throw CommandError.input(
          "\(provenance.source) was changed since \(run.path) was trained on it; train again, or name the dataset")
      }
    }
    if let table { try check(table.provenance) }
    switch (dataset.request, table) {
    case (.imported, _), (.synthetic, nil):
      let rows = try dataset.request.dataset(kept: kept)
      try check(rows.provenance)
      return rows
    case (.file, nil):
      let opened = try dataset.request.table()
      try check(opened.provenance)
      return try Dataset(opened)
    case (.file, let table?), (.synthetic, let table?): return try Dataset(table)
    }
  }
}
