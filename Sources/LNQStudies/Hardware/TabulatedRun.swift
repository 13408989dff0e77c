import Foundation
import LNQData
import LNQFixedPoint
import LNQQuantization
import LNQTables
import LNQTraining

/// A run that was quantized: its tables and what is known of them.
package struct TabulatedRun {
  package let run: TrainedRun
  package let tables: TableNetwork
  package let report: QuantizeReport

  /// Quantizes, measures on the test rows, and writes `hardware/tables.json` and `hardware/quantization.json`.
  ///
  /// What was made from older tables is removed first.
  /// - Parameter dontCareLimit: rows of tables that at most so many training rows reach may be anything; nil for none.
  package init(
    quantizing run: TrainedRun, dataset: Dataset, options: QuantizationOptions, dontCareLimit: Int? = nil
  ) throws {
    let checkpoint = run.checkpoint
    let quantized = try QuantizedNetwork(
      quantizing: checkpoint.network, calibration: dataset.train, featureNames: checkpoint.featureNames,
      classNames: checkpoint.classNames, options: options)
    var tables = try TableNetwork(tabulating: quantized)
    var dontCares: QuantizeReport.DontCares?
    if let dontCareLimit {
      let simplified = try tables.simplified(
        byRowsReachedAtMost: dontCareLimit, inputCodes: try tables.inputCodes(of: dataset.train))
      dontCares = QuantizeReport.DontCares(
        limit: dontCareLimit, dontCareRows: simplified.dontCareRows, rows: simplified.rows,
        accuracyBefore: dataset.test.accuracy(of: try tables.classes(of: dataset.test)), lutsBefore: tables.lutEstimate)
      tables = simplified.network
    }
    self.run = run
    self.tables = tables
    let classes = try tables.classes(of: dataset.test)
    let logits = try checkpoint.network.logits(of: dataset.test)
    let outputCount = checkpoint.network.outputCount
    let agreeing = classes.enumerated().count { row, code in
      logits[row * outputCount..<(row + 1) * outputCount].firstIndexOfMaximum == code
    }
    let outputs = tables.outputs.map { tables.signals[$0] }
    report = QuantizeReport(
      runDirectory: run.directory.path, model: run.manifest.model.name, dataset: dataset.name,
      notice: dataset.provenance.notice, options: options, samples: dataset.test.count,
      floatAccuracy: try Evaluation(of: checkpoint.network, over: dataset.test).accuracy,
      quantizedAccuracy: dataset.test.accuracy(of: classes),
      agreement: Double(agreeing) / Double(max(1, dataset.test.count)),
      validationAccuracy: dataset.validation.accuracy(of: try tables.classes(of: dataset.validation)),
      neurons: tables.neurons.count,
      lookups: tables.lookupCount, tables: tables.tables.count, rows: tables.rowCount, luts: tables.lutEstimate,
      inputWidths: .init(tables.inputs),
      activationWidths: .init(tables.layers.dropLast().flatMap { $0.neurons.map(\.output) }),
      outputWidths: .init(outputs), dontCares: dontCares)
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
  package init?(reading run: TrainedRun) throws {
    let directory = run.directory
    guard FileManager.default.fileExists(atPath: directory.tablesPath),
      FileManager.default.fileExists(atPath: directory.quantizationPath)
    else { return nil }
    self.run = run
    tables = try directory.decode(TableNetwork.self, from: directory.tablesPath)
    report = try directory.decode(QuantizeReport.self, from: directory.quantizationPath)
  }

  /// Reads the tables of a run, or quantizes with the defaults and says so.
  package init(_ run: TrainedRun, dataset: () throws -> Dataset, observer: any WorkObserver) throws {
    if let ready = try TabulatedRun(reading: run) {
      self = ready
      return
    }
    observer.tell("\(run.directory.name) was not quantized yet: quantizing it with the defaults\n")
    try self.init(quantizing: run, dataset: dataset(), options: QuantizationOptions())
  }
}

extension TableNetwork {
  /// The codes of standardised rows.
  func inputCodes(of rows: LabelledRows) throws(FixedPointError) -> [Int] {
    try inputEncoder.codes(of: rows.features)
  }

  /// The class of each row: its largest output; among equals, the lowest index.
  fileprivate func classes(of rows: LabelledRows) throws -> [Int] {
    let evaluator = TableEvaluator(self)
    return evaluator.classes(of: try evaluator.outputs(for: try inputCodes(of: rows)))
  }
}

extension LabelledRows {
  /// The share of rows whose class is the given one.
  fileprivate func accuracy(of classes: [Int]) -> Double {
    Double(zip(classes, labels).count { $0 == Int($1) }) / Double(max(1, count))
  }
}

extension ArraySlice<Float> {
  /// The place of the largest element in the slice; of equal ones the first.
  fileprivate var firstIndexOfMaximum: Int {
    indices.reduce(startIndex) { self[$1] > self[$0] ? $1 : $0 } - startIndex
  }
}
