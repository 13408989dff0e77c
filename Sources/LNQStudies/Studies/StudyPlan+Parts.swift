import Foundation
import LNQData
import LNQTraining

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
