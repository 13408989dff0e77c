import Foundation
import LNQData
import LNQFixedPoint
import LNQHardware
import LNQMapping
import LNQQuantization
import LNQTables
import LNQTraining

/// A run that was quantized: its tables and what is known of them.
package struct TabulatedRun {
  package let run: TrainedRun
  package private(set) var tables: TableNetwork
  package let report: QuantizeReport
  /// The SHA-256 of `hardware/tables.json`.
  package let sha256: String
  /// Where raw values are encoded in hardware, what they come as; nil for tables as they are in `hardware/tables.json`.
  package private(set) var rawFormats: [FixedPointFormat]?

  /// The same as text, for reports.
  package var rawFormatNames: [String]? { rawFormats?.map(\.description) }

  /// Quantizes, measures on the test rows, and makes `hardware` hold `tables.json`, `quantization.json` and `codes.json` and
  /// nothing else: what was made from older tables goes with them, in one step.
  ///
  /// - Parameters:
  ///   - dontCareLimit: rows of tables that at most so many training rows reach may be anything; nil for none.
  ///   - points: by how much the accuracy on the validation rows may be lower for a small circuit; nil for options as they are.
  ///   - countsLUTs: whether to map the circuit too.
  package init(
    quantizing run: TrainedRun, dataset: Dataset, options: QuantizationOptions, dontCareLimit: Int? = nil,
    optimizingWithLoss points: Double? = nil, countsLUTs: Bool = false, observer: any WorkObserver
  ) throws {
    let checkpoint = run.checkpoint
    let chosen = try points.map {
      try AreaOptimization.choose(
        for: checkpoint, dataset: dataset, options: options, losing: $0, observer: observer)
    }
    let options = chosen?.options ?? options
    let made = try Tabulation(of: checkpoint, dataset: dataset, options: options, dontCareLimit: dontCareLimit)
    let tables = made.tables
    self.run = run
    self.tables = tables
    rawFormats = nil
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
      mapped: countsLUTs || chosen != nil ? try tables.fastMapping : nil,
      inputWidths: .init(tables.inputs),
      activationWidths: .init(tables.layers.dropLast().flatMap { $0.neurons.map(\.output) }),
      outputWidths: .init(outputs), dontCares: made.dontCares, optimization: chosen?.report)
    let directory = run.directory
    let data = try OutputFile.data(json: tables, path: directory.tablesPath)
    sha256 = Checksums.Version(data).sha256
    let codes = try CodeReport(of: tables, over: dataset.validation)
    try directory.replaceHardware([
      (.tables, data, [RunFile.best.path: run.sha256]),
      (
        .quantization, try OutputFile.data(json: report, path: directory.quantizationPath),
        [RunFile.tables.path: sha256]
      ),
      (
        .codes, try OutputFile.data(json: codes, path: directory.path(of: .codes)), [RunFile.tables.path: sha256]
      ),
    ])
  }

  /// Reads the tables of a run that was quantized; nil when it was not.
  ///
  /// - Throws: `RunDirectoryError.damaged`; `.stale` when the checkpoint is another one since.
  package init?(reading run: TrainedRun) throws(RunDirectoryError) {
    let directory = run.directory
    guard directory.contains(.tables), directory.contains(.quantization) else { return nil }
    self.run = run
    let read = try directory.decode(TableNetwork.self, from: .tables)
    (tables, sha256, rawFormats) = (read.value, read.sha256, nil)
    report = try directory.decode(QuantizeReport.self, from: .quantization).value
  }

  /// The tables of a run if it was quantized, and not trained again since.
  ///
  /// - Throws: `RunDirectoryError.damaged`.
  package static func current(of run: TrainedRun) throws(RunDirectoryError) -> TabulatedRun? {
    do {
      return try TabulatedRun(reading: run)
    } catch {
      guard case .stale = error else { throw error }
      return nil
    }
  }

  /// The share of standardised rows whose class the tables find.
  ///
  /// - Throws: `EmulatorError`.
  package func accuracy(of rows: LabelledRows) throws -> Double { rows.accuracy(of: try tables.classes(of: rows)) }

  /// Reads the tables of a run. Where there are none it quantizes with the defaults, where they are of another checkpoint with
  /// the options that they were made with, and says so.
  package init(_ run: TrainedRun, dataset: () throws -> Dataset, observer: any WorkObserver) throws {
    let name = run.directory.name
    do {
      if let ready = try TabulatedRun(reading: run) {
        self = ready
        return
      }
      observer.tell("\(name) was not quantized yet: quantizing it with the defaults\n")
      try self.init(quantizing: run, dataset: dataset(), options: QuantizationOptions(), observer: observer)
    } catch RunDirectoryError.stale {
      observer.tell("the tables of \(name) were made from another checkpoint: quantizing it again with their options\n")
      let old = try run.directory.decode(QuantizeReport.self, from: .quantization, allowingStale: true).value
      try self.init(
        quantizing: run, dataset: dataset(), options: old.options, dontCareLimit: old.dontCares?.limit,
        observer: observer)
    }
  }

  /// The same run with an encoder in hardware: its tables take raw values as codes of these formats, one for each feature.
  ///
  /// - Throws: `TableError` for a format of more than 20 bits.
  package func takingRawValues(_ formats: [FixedPointFormat]) throws(TableError) -> TabulatedRun {
    var run = self
    run.tables = try tables.standardized(by: self.run.checkpoint.featureStandardizations)
      .takingRawValues(formats, encoderName: QuantizedNetwork.encoderName)
    run.rawFormats = formats
    return run
  }

  /// What makes codes of raw values. Tables of older versions do not say how features are standardised; the checkpoint does.
  var rawEncoder: InputEncoder {
    rawFormats == nil
      ? tables.standardized(by: run.checkpoint.featureStandardizations).inputEncoder : tables.inputEncoder
  }

  /// The input codes of standardised rows (row-major); where the tables take raw values, those that the rows come from.
  ///
  /// - Throws: `FixedPointError.notANumber`.
  package func inputCodes(of features: [Float]) throws(FixedPointError) -> [Int] {
    guard rawFormats != nil else { return try tables.inputEncoder.codes(of: features) }
    let standardization = run.checkpoint.standardization
    let count = standardization.mean.count
    return try tables.inputEncoder.codes(
      ofRaw: features.enumerated().map {
        Double($1) * standardization.scale[$0 % count] + standardization.mean[$0 % count]
      })
  }

  /// Writes the findings of a simulation of these tables.
  package func write(_ report: SimulateReport) throws(RunDirectoryError) {
    try run.directory.write(json: report, to: .simulation, madeFrom: [RunFile.tables.path: sha256])
  }

  /// Makes `hardware/rtl` hold these Verilog files and nothing else.
  package func writeRTL(_ files: [(name: String, content: Data)]) throws(RunDirectoryError) {
    try run.directory.writeRTL(files, madeFromTables: sha256)
  }

  /// Whether `hardware/rtl` holds what `writeRTL` wrote there for these tables.
  ///
  /// - Throws: `RunDirectoryError.damaged` for files that somebody changed.
  package func hasRTL() throws(RunDirectoryError) -> Bool {
    guard run.directory.contains(.rtl) else { return false }
    do {
      _ = try run.directory.contents(of: .rtl) { $0 }
      return true
    } catch {
      guard case .stale = error else { throw error }
      return false
    }
  }
}

extension TableNetwork {
  /// The circuit, mapped fast.
  fileprivate var fastMapping: QuantizeReport.FastMapping {
    get throws {
      let circuit = try BitCircuit(mapping: HardwareFlow().netlist(of: self), MappingOptions(isThorough: false))
      return QuantizeReport.FastMapping(luts: circuit.lutCount)
    }
  }
}

extension ArraySlice<Float> {
  /// The place of the largest element in the slice; of equal ones the first.
  fileprivate var firstIndexOfMaximum: Int {
    indices.reduce(startIndex) { self[$1] > self[$0] ? $1 : $0 } - startIndex
  }
}
