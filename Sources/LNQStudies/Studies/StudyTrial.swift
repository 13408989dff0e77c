import LNQText

/// One training run of a study: what is trained, how, and under which name.
package struct StudyTrial: Codable, Equatable, Sendable {
  /// Its folder below `trials/`: `jsc-tiny_batch-size-16_repeat-1`. No other trial of the study has it.
  private let folder: StoredName
  /// The model's name: `jsc-tiny`.
  package var model: String
  /// The options that were given to the study with their values in this trial, in the order of the plan. Options
  /// that are not here have the defaults of `lnq train`.
  package var settings: [StudySetting]
  /// Which of the repeats with these settings it is, from 1.
  package var repetition: Int
  /// The seed of the run: the study's seed + repetition − 1, so that settings are compared on equal seeds.
  package var seed: UInt64
  /// What a search has changed in the layers: `width-1`, …, `fan-in`; nil where nothing is.
  package var architecture: [StudySetting]?
  /// How a search quantizes the network; nil where nothing is quantized.
  package var quantization: [StudySetting]?
  /// Which generation of a search it belongs to, from 1; nil in sweeps.
  package var generation: Int?

  /// Puts the parts together.
  package init(
    name: String, model: String, settings: [StudySetting], repetition: Int, seed: UInt64,
    architecture: [StudySetting]? = nil, quantization: [StudySetting]? = nil, generation: Int? = nil
  ) {
    folder = StoredName(of: name)
    self.model = model
    self.settings = settings
    self.repetition = repetition
    self.seed = seed
    self.architecture = architecture
    self.quantization = quantization
    self.generation = generation
  }

  private enum CodingKeys: String, CodingKey {
    case folder = "name"
    case model, settings, repetition, seed, architecture, quantization, generation
  }

  /// The name of its folder.
  package var name: String { folder.text }

  /// The value of an option in this trial; nil when it was not given to the study.
  package func value(of option: String) -> String? { settings.first { $0.option == option }?.value }
}

/// An option of `lnq train` and its value, as the words of a command line.
package struct StudySetting: Codable, Hashable, Sendable {
  /// Its name without the dashes: `batch-size`.
  package var option: String
  /// Its value as the user wrote it: `1e-3`, `adamw`.
  package var value: String

  /// Puts the two together.
  package init(option: String, value: String) {
    self.option = option
    self.value = value
  }

  /// `--batch-size=16`.
  package var word: String { "--\(option)=\(value)" }
}

extension StudySetting: CustomStringConvertible {
  /// `batch-size 16`.
  package var description: String { "\(option) \(value)" }
}

/// An option of a study with the values that it takes there.
package struct StudyOption: Codable, Hashable, Sendable {
  /// Its name without the dashes: `batch-size`.
  package var name: String
  /// Its values in the order in which they were written, none twice. A search writes its range as one text.
  package var values: [String]

  /// Puts the two together.
  package init(name: String, values: [String]) {
    self.name = name
    self.values = values
  }

  /// Whether trials differ in it.
  package var isVaried: Bool { values.count > 1 }
}
