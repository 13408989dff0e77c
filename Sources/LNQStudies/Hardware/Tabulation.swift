import LNQData
import LNQFixedPoint
import LNQMapping
import LNQQuantization
import LNQTables
import LNQTraining

/// The tables that follow from a checkpoint, its training rows and options: what `lnq quantize` writes.
struct Tabulation {
  /// What the tables repeat, by its definition.
  let quantized: QuantizedNetwork
  let tables: TableNetwork
  /// nil when every row counts.
  let dontCares: QuantizeReport.DontCares?

  /// Quantizes and tabulates.
  ///
  /// - Parameter dontCareLimit: rows of tables that at most so many training rows reach may be anything; nil for none.
  init(of checkpoint: Checkpoint, dataset: Dataset, options: QuantizationOptions, dontCareLimit: Int?) throws {
    quantized = try QuantizedNetwork(
      quantizing: checkpoint.network, calibration: dataset.train, featureNames: checkpoint.featureNames,
      classNames: checkpoint.classNames, options: options)
    let exact = try TableNetwork(tabulating: quantized).standardized(by: checkpoint.featureStandardizations)
    guard let dontCareLimit else {
      (tables, dontCares) = (exact, nil)
      return
    }
    let simplified = try exact.simplified(
      byRowsReachedAtMost: dontCareLimit, inputCodes: try exact.inputCodes(of: dataset.train)
    ) { FunctionMapper.fill($0) }
    tables = simplified.network
    let width = exact.outputs.count
    let (before, after) = (try exact.outputCodes(of: dataset.train), try tables.outputCodes(of: dataset.train))
    dontCares = QuantizeReport.DontCares(
      limit: dontCareLimit, dontCareRows: simplified.dontCareRows, rows: simplified.rows,
      changedTrainingRows: (0..<dataset.train.count).count { row in
        before[row * width..<(row + 1) * width] != after[row * width..<(row + 1) * width]
      }, accuracyBefore: dataset.test.accuracy(of: try exact.classes(of: dataset.test)),
      validationAccuracyBefore: dataset.validation.accuracy(of: try exact.classes(of: dataset.validation)),
      lutsBefore: exact.lutEstimate)
  }
}

/// That tables which were read are those that follow from the checkpoint now.
package struct CheckpointAgreement: Codable, Equatable, Sendable {
  /// Test rows whose outputs are the same.
  let rows: Int
  /// How many of the first of them were computed by the definition of the neurons, without tables; none where rows of the
  /// tables may be anything.
  let definitionRows: Int

  /// What stands in a summary.
  var text: String {
    "made anew from the checkpoint, the same, and 0 mismatches in \(NumberText.counted(rows, "test row", "test rows"))"
      + (definitionRows > 0 ? ",\nthe first \(NumberText.count(definitionRows)) of them computed without tables" : "")
  }
}

extension TabulatedRun {
  /// Makes the tables anew from the checkpoint, and compares those of the run with them; the design is compared with those of
  /// the run, so that tables that were damaged do not agree with themselves.
  ///
  /// - Throws: what quantizing throws; `CommandError.disagreement` with the first row that differs.
  package func agreementWithCheckpoint(over dataset: Dataset) throws -> CheckpointAgreement {
    let made = try Tabulation(
      of: run.checkpoint, dataset: dataset, options: report.options, dontCareLimit: report.dontCares?.limit)
    let rows = dataset.test
    let outputCount = made.tables.outputs.count
    var expected = try made.tables.outputCodes(of: rows)
    let definitionRows = made.dontCares == nil ? min(rows.count, Self.definitionRows(of: made.tables)) : 0
    let codes = try made.quantized.inputEncoder.codes(of: rows.features)
    let inputCount = made.tables.inputs.count
    for row in 0..<definitionRows {
      let signals = try made.quantized.signalCodes(for: Array(codes[row * inputCount..<(row + 1) * inputCount]))
      expected.replaceSubrange(
        row * outputCount..<(row + 1) * outputCount, with: made.quantized.outputs.map { signals[$0] })
    }
    let found = tables.outputs.count == outputCount ? try tables.outputCodes(of: rows) : []
    let wrong = (0..<rows.count).filter { row in
      let range = row * outputCount..<(row + 1) * outputCount
      return found.isEmpty || found[range] != expected[range]
    }
    // Older versions did not say what makes features of raw values.
    let sayable = tables.takesRawValues ? made.tables : made.tables.standardized(by: nil)
    guard sayable == tables, wrong.isEmpty else {
      throw CommandError.disagreement(
        "\(run.directory.tablesPath) is not what \(run.directory.bestCheckpointPath) gives: "
          + "\(NumberText.count(wrong.count)) of \(NumberText.count(rows.count)) test rows have other outputs"
          + (wrong.first.map { ", test row \($0) first" } ?? "")
          + "; make the tables again with: lnq quantize \(run.directory.path)")
    }
    return CheckpointAgreement(rows: rows.count, definitionRows: definitionRows)
  }

  /// As many rows as take about a second without tables.
  private static func definitionRows(of tables: TableNetwork) -> Int {
    max(50, min(2000, 5_000_000 / max(1, tables.lookupCount)))
  }
}

extension TableNetwork {
  /// The codes of standardised rows, of a network that takes them.
  fileprivate func inputCodes(of rows: LabelledRows) throws(FixedPointError) -> [Int] {
    try inputEncoder.codes(of: rows.features)
  }

  /// The output codes of standardised rows, row after row.
  fileprivate func outputCodes(of rows: LabelledRows) throws -> [Int] {
    try emulated(try inputCodes(of: rows)).outputs
  }

  /// The class of each row: its largest output; among equals, the lowest index.
  func classes(of rows: LabelledRows) throws -> [Int] {
    try emulated(try inputCodes(of: rows)).classes
  }
}

extension Checkpoint {
  /// What makes a feature of a raw value, for each.
  package var featureStandardizations: [FeatureStandardization] {
    zip(standardization.mean, standardization.scale).map { FeatureStandardization(mean: $0, deviation: $1) }
  }
}

extension LabelledRows {
  /// The share of rows whose class is the given one.
  func accuracy(of classes: [Int]) -> Double {
    Double(zip(classes, labels).count { $0 == Int($1) }) / Double(max(1, count))
  }
}
