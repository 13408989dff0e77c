// swift-example: trains jsc-tiny for two epochs on generated jets, makes tables of it and classifies the test rows with them.
import LNQData
import LNQQuantization
import LNQTables
import LNQTraining

let dataset = try Dataset(.jscSynth(rowCount: 4000))
var options = TrainingOptions()
options.epochs = 2
options.learningRate = 1e-2

let model = try BuiltInModel.jscTiny.modelDescription()
let trainer = try Trainer(network: Network(model, options), dataset: dataset, options: options)
// There is no result only where a callback has stopped the run in its first epoch.
guard let trained = try trainer.run() else { preconditionFailure("no callback stops this run") }
let test = try Evaluation(of: trained.best, over: dataset.test)

let quantized = try QuantizedNetwork(
  quantizing: trained.best, calibration: dataset.train, featureNames: dataset.featureNames,
  classNames: dataset.classNames, options: QuantizationOptions())
let tables = try TableNetwork(tabulating: quantized)
let evaluator = TableEvaluator(tables)
let codes = try evaluator.outputs(for: tables.inputEncoder.codes(of: dataset.test.features))
let right = zip(evaluator.classes(of: codes), dataset.test.labels).count { $0 == Int($1) }

print("float network  \(test.accuracy)")
print("tables         \(Double(right) / Double(dataset.test.count))")
print("look-up tables \(tables.tables.count)")
