import Foundation

/// What a study is to find out: everything that its trials follow from. Equal plans are the same study.
package struct StudyPlan: Codable, Equatable, Sendable {
  /// How the trials are chosen.
  package enum Kind: String, Codable, Sendable {
    /// Every combination of the values.
    case grid = "sweep grid"
    /// The baseline, and from it each value of each option alone.
    case varyOne = "sweep vary-one"
    /// By a search, as it goes.
    case search
  }

  /// A network of the study.
  package struct Model: Codable, Equatable, Sendable {
    /// `jsc-tiny`. No two models of a study have the same.
    package var name: String
    /// The word MODEL for `lnq train`: the name of a built-in model, or the absolute path of a file.
    package var argument: String
    /// Its notation.
    package var text: String
    /// How many numbers are trained.
    package var parameters: Int
  }

  /// How the trials are chosen.
  package var kind: Kind
  /// The networks, in the order in which they were written.
  package var models: [Model]
  /// The rows that all trials are trained on.
  package var dataset: RunManifest.Data
  /// The options that were given, in the order in which the manual lists them; also those with a single value.
  package var options: [StudyOption]
  /// The values that the options have while another one is varied, in the same order; empty in a grid.
  package var baseline: [StudySetting]
  /// How many trials there are with the same settings.
  package var repeats: Int
  /// The seed of the first repeat.
  package var seed: UInt64
  /// What else a search needs; nil in sweeps.
  package var search: SearchPlan?

  /// Puts the parts together.
  package init(
    kind: Kind, models: [Model], dataset: RunManifest.Data, options: [StudyOption], baseline: [StudySetting],
    repeats: Int, seed: UInt64, search: SearchPlan? = nil
  ) {
    self.kind = kind
    self.models = models
    self.dataset = dataset
    self.options = options
    self.baseline = baseline
    self.repeats = repeats
    self.seed = seed
    self.search = search
  }

  /// The options with more than one value.
  package var variedOptions: [StudyOption] { options.filter(\.isVaried) }

  /// The name of the study's folder: models, dataset, kind, and 8 digits that equal plans have in common.
  ///
  /// - Throws: what `JSONEncoder` throws.
  func folderName() throws -> String {
    let names = models.map { RunDirectory.fileName($0.name) }
    let shown = names.count <= 3 ? names.joined(separator: "+") : "\(names[0])+\(names.count - 1)-more"
    let digest = CRC32C.checksum(Array(try JSONText.of(self).utf8))
    let digits = String(digest, radix: 16)
    let kind = kind.rawValue.replacing(" ", with: "-")
    return "\(shown)_\(RunDirectory.fileName(dataset.name))_\(kind)_"
      + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
