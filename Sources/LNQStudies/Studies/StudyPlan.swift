import Foundation
import LNQData
import LNQText
import LNQTraining

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
    @Count package var parameters: Int
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
  @Count package var repeats: Int
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
    let names = models.map { FileName.make(of: $0.name) }
    let all = names.count <= 3 ? names.joined(separator: "+") : "\(names[0])+\(names.count - 1)-more"
    // File systems take 255 bytes.
    let shown = FileName.prefix(of: all, bytes: 120)
    let digest = CRC32C.checksum(Array(try JSONText.of(withoutPlaces).utf8))
    let digits = String(digest, radix: 16)
    let kind = kind.rawValue.replacing(" ", with: "-")
    return "\(shown)_\(FileName.make(of: dataset.name))_\(kind)_"
      + String(repeating: "0", count: 8 - digits.count) + digits
  }
}

extension StudyPlan {
  /// The word MODEL for `lnq train` of a trial's model.
  func argument(of trial: StudyTrial) -> String {
    models.first { $0.name == trial.model }?.argument ?? trial.model
  }

  /// Gives the files of models other paths; built-in ones have none.
  mutating func replaceModelFiles(by path: (String) -> String) {
    for index in models.indices where BuiltInModel(rawValue: models[index].argument) == nil {
      models[index].argument = path(models[index].argument)
    }
  }

  /// The same plan without the folders of its files: a study that was moved with them is still the same. What the files hold
  /// stands in the models' notations and in the rows' SHA-256.
  private var withoutPlaces: StudyPlan {
    func name(_ path: String) -> String { URL(fileURLWithPath: path).lastPathComponent }
    var plan = self
    for index in models.indices { plan.models[index].argument = name(models[index].argument) }
    let source = dataset.provenance
    switch dataset.request {
    case .synthetic: return plan
    case .file(let path, let options): plan.dataset.request = .file(path: name(path), options: options)
    case .imported(let name, _): plan.dataset.request = .imported(name: name, dataDir: "")
    }
    plan.dataset.provenance = Provenance(source: name(source.source), sha256: source.sha256, notice: source.notice)
    return plan
  }

  /// What is different in `other`, whose files may lie elsewhere, for a sentence; nil for equal plans.
  func difference(from other: StudyPlan) -> String? {
    func differ(_ what: String, _ mine: String, _ theirs: String) -> String { "its \(what) is \(theirs), not \(mine)" }
    let (mine, theirs) = (withoutPlaces, other.withoutPlaces)
    if kind != other.kind { return differ("kind", kind.rawValue, other.kind.rawValue) }
    if models.map(\.name) != other.models.map(\.name) {
      return differ("list of models", Self.list(models.map(\.name)), Self.list(other.models.map(\.name)))
    }
    if let (model, _) = zip(mine.models, theirs.models).first(where: { $0 != $1 }) {
      return "its model \(model.name) is another network"
    }
    if dataset.name != other.dataset.name { return differ("dataset", dataset.name, other.dataset.name) }
    if mine.dataset != theirs.dataset { return "its rows are not those that \(dataset.name) has now" }
    let names = options.map(\.name)
    if names != other.options.map(\.name) {
      return differ("list of options", Self.list(names), Self.list(other.options.map(\.name)))
    }
    if let (mine, theirs) = zip(options, other.options).first(where: { $0 != $1 }) {
      return differ(mine.name, Self.list(mine.values), Self.list(theirs.values))
    }
    if baseline != other.baseline {
      return differ(
        "baseline", Self.list(baseline.map(\.description)), Self.list(other.baseline.map(\.description)))
    }
    if repeats != other.repeats { return differ("number of repeats", "\(repeats)", "\(other.repeats)") }
    if seed != other.seed { return differ("seed", "\(seed)", "\(other.seed)") }
    if let search, let other = other.search {
      if search.algorithm != other.algorithm { return differ("algorithm", search.algorithm, other.algorithm) }
      if search.objectives != other.objectives {
        return differ(
          "objective", Self.list(search.objectives.map(\.rawValue)), Self.list(other.objectives.map(\.rawValue)))
      }
      if search.generationSize != other.generationSize {
        return differ("generation size", "\(search.generationSize)", "\(other.generationSize)")
      }
    }
    return mine == theirs ? nil : "it was planned otherwise"
  }

  private static func list(_ values: [String]) -> String {
    values.isEmpty ? "none" : values.joined(separator: ",")
  }
}

extension StudyPlan.Model {
  /// The network that `word` means on a command line.
  package init(_ model: ModelDescription, word: String) {
    let isBuiltIn = BuiltInModel(rawValue: word) != nil
    self.init(
      name: model.name, argument: isBuiltIn ? word : URL(fileURLWithPath: word).path, text: model.fileText,
      parameters: model.parameterCount)
  }
}

extension RunManifest.Data {
  /// The rows that `request` has opened.
  package init(_ dataset: Dataset, request: DatasetRequest) {
    self.init(
      name: dataset.name, request: request, provenance: dataset.provenance,
      rows: .init(train: dataset.train.count, validation: dataset.validation.count, test: dataset.test.count))
  }
}
