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
    package var parameters: Int
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
    package var train: Int
    /// For the choice of the best epoch.
    package var validation: Int
    /// For the figures at the end.
    package var test: Int
  }

  /// That a stopped run went on.
  struct Resumption: Codable, Equatable, Sendable {
    /// When, in UTC.
    var moment: String
    /// How many epochs were complete then.
    var epochs: Int
    /// How many steps the run had made.
    var steps: Int
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
  /// How.
  package var training: TrainingRequest
  /// Each time that the run went on after it was stopped; nil when it never was.
  var resumptions: [Resumption]?
  /// What came of it; nil while it trains, or when it was stopped.
  package var results: TrainReport?

  /// A moment as `started` has it.
  static func timestamp(_ date: Date) -> String {
    date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}

extension RunManifest {
  /// What is known of a run when it begins, now, with the programs that are running.
  package init(command: [String], model: ModelDescription, dataset: Data, training: TrainingRequest) {
    self.init(
      command: command, versions: .current, started: Self.timestamp(Date()),
      model: Model(name: model.name, text: model.description, parameters: model.parameterCount), dataset: dataset,
      training: training)
  }
}
