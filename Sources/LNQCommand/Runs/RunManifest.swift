import Foundation
import LNQData

/// What `run.json` holds: enough to know what a run was, and to run it again. What it takes to use the network (names of
/// features and classes, standardisation) travels in the checkpoints.
public struct RunManifest: Codable, Equatable, Sendable {
  /// The network that was trained.
  public struct Model: Codable, Equatable, Sendable {
    /// `jsc-tiny`.
    public var name: String
    /// Its notation.
    public var text: String
    /// How many numbers are trained.
    public var parameters: Int
  }

  /// The rows that it was trained on.
  public struct Data: Codable, Equatable, Sendable {
    /// `jsc-synth`, the name of an imported dataset, or that of the file without its extension.
    public var name: String
    /// What opens it again.
    public var request: DatasetRequest
    /// Where it came from, with its SHA-256.
    public var provenance: Provenance
    /// Rows in each part.
    public var rows: Rows
  }

  /// How many rows each part of a dataset has.
  public struct Rows: Codable, Equatable, Sendable {
    /// For the gradients.
    public var train: Int
    /// For the choice of the best epoch.
    public var validation: Int
    /// For the figures at the end.
    public var test: Int
  }

  /// That a stopped run went on.
  public struct Resumption: Codable, Equatable, Sendable {
    /// When, in UTC.
    public var moment: String
    /// How many epochs were complete then.
    public var epochs: Int
    /// How many steps the run had made.
    public var steps: Int
  }

  /// The words of the command line.
  public var command: [String]
  /// The programs that took part.
  public var versions: Versions
  /// When the run began, in UTC: `2025-11-20T22:55:01.125Z`.
  public var started: String
  /// What was trained.
  public var model: Model
  /// On what.
  public var dataset: Data
  /// How.
  public var training: TrainingRequest
  /// Each time that the run went on after it was stopped; nil when it never was.
  public var resumptions: [Resumption]?
  /// What came of it; nil while it trains, or when it was stopped.
  public var results: TrainReport?

  /// A moment as `started` has it.
  static func timestamp(_ date: Date) -> String {
    date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}
