import Foundation
import LNQData
import LNQFixedPoint
import LNQQuantization
import LNQTables
import LNQTraining

/// A run that was quantized: its tables and what is known of them.
struct TabulatedRun {
  let run: TrainedRun
  let tables: TableNetwork
  let report: QuantizeReport

  /// Quantizes, measures on the test rows, and writes `hardware/tables.json` and `hardware/quantization.json`.
  ///
  /// What was made from older tables is removed first.
  init(quantizing run: TrainedRun, dataset: Dataset, options: QuantizationOptions) throws {
    let checkpoint = run.checkpoint
    let quantized = try QuantizedNetwork(
      quantizing: checkpoint.network, calibration: dataset.train, featureNames: checkpoint.featureNames,
      classNames: checkpoint.classNames, options: options)
    let tables = try TableNetwork(tabulating: quantized)
    self.run = run
    self.tables = tables
    report = QuantizeReport(
      runDirectory: run.directory.path, model: run.manifest.model.name, dataset: dataset.name,
      notice: dataset.provenance.notice, options: options, samples: dataset.test.count,
      floatAccuracy: try Evaluation(of: checkpoint.network, over: dataset.test).accuracy,
      quantizedAccuracy: try tables.accuracy(over: dataset.test),
      validationAccuracy: try tables.accuracy(over: dataset.validation), neurons: tables.neurons.count,
      lookups: tables.lookupCount, tables: tables.tables.count, rows: tables.rowCount,
      luts: tables.lutEstimate)
    let directory = run.directory
    for stale in [directory.rtlPath, directory.simulationPath, directory.simulationWorkPath] {
      try? FileManager.default.removeItem(atPath: stale)
    }
    try OutputFile.write(json: tables, to: directory.tablesPath)
    try OutputFile.write(json: report, to: directory.quantizationPath)
  }

  /// Reads the tables of a run that was quantized; nil when it was not.
  ///
  /// - Throws: `RunDirectoryError.damaged` when a file is damaged.
  init?(reading run: TrainedRun) throws {
    let directory = run.directory
    guard FileManager.default.fileExists(atPath: directory.tablesPath),
      FileManager.default.fileExists(atPath: directory.quantizationPath)
    else { return nil }
    self.run = run
    tables = try directory.decode(TableNetwork.self, from: directory.tablesPath)
    report = try directory.decode(QuantizeReport.self, from: directory.quantizationPath)
  }

  /// Reads the tables of a run, or quantizes with the defaults and says so.
  init(_ run: TrainedRun, dataset: () throws -> Dataset, console: Console) throws {
    if let ready = try TabulatedRun(reading: run) {
      self = ready
      return
    }
    console.err("\(run.directory.name) was not quantized yet: quantizing it with the defaults\n")
    try self.init(quantizing: run, dataset: dataset(), options: QuantizationOptions())
  }
}

extension TableNetwork {
  /// The codes of standardised rows.
  func inputCodes(of rows: LabelledRows) throws(FixedPointError) -> [Int] {
    try InputEncoder(inputs.map(\.quantizer)).codes(of: rows.features)
  }

  /// The share of rows whose largest output is their class.
  fileprivate func accuracy(over rows: LabelledRows) throws -> Double {
    let evaluator = TableEvaluator(self)
    let classes = evaluator.classes(of: try evaluator.outputs(for: try inputCodes(of: rows)))
    let correct = zip(classes, rows.labels).count { $0 == Int($1) }
    return Double(correct) / Double(max(1, rows.count))
  }
}
