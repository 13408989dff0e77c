import LNQData
import LNQTraining

/// A small weightless network and its trainer.
enum WeightlessSample {
  static let text = "Thermometer(4, 'distributive', features=16)\nLUTLayer(20)\nGroupSum(5, tau=1.5)"
  static let candidates =
    "Thermometer(4, features=16)\nLUTLayer(20, mapping='candidates', candidates=20)\nGroupSum(5, tau=1.5)"
  static let deep =
    "Thermometer(4, 'uniform', features=16, code_bits=6)\nLUTLayer(40)\nLUTLayer(20, n=4, mapping='random')\nGroupSum(5, tau=1)"

  static func trainer(
    _ text: String = text, train: Int = 300, change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> Trainer {
    var options = TrainingOptions()
    options.epochs = 4
    options.batchSize = 32
    options.learningRate = 3e-2
    options.seed = 9
    change(&options)
    let model = try ModelDescription(name: "bits", text: text).selecting(options)
    return try Trainer(
      network: Network(model, options), dataset: SampleRows.dataset(train: train), options: options)
  }
}
