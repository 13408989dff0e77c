import LNQQuantization
import LNQTables

/// What `lnq quantize` found out; also the contents of `hardware/quantization.json`.
struct QuantizeReport: Report, Codable, Equatable {
  let runDirectory: String
  let model: String
  let dataset: String
  let notice: String?
  let options: QuantizationOptions
  /// How many test rows the accuracies are of.
  let samples: Int
  /// Of the float network.
  let floatAccuracy: Double
  /// Of the tables.
  let quantizedAccuracy: Double
  /// Of the tables on the validation rows, by which they may be chosen; nil in files of older versions.
  let validationAccuracy: Double?
  let neurons: Int
  /// Lookups of all neurons.
  let lookups: Int
  /// Distinct tables.
  let tables: Int
  /// Rows of the distinct tables.
  let rows: Int
  /// The circuit's size by formula; nil in files of older versions.
  let luts: TableNetwork.LUTEstimate?

  var summary: Summary {
    var summary = Summary("\(model) quantized")
    summary.add("data", "\(dataset), \(Figure.count(samples)) test rows")
    summary.addWrapped("note", notice)
    summary.add(
      "bits", "\(options.inputBits) input, \(options.activationBits) activation, \(options.outputBits) output")
    summary.add("accuracy", Figure.accuracies(float: floatAccuracy, quantized: quantizedAccuracy))
    summary.add(
      "tables",
      "\(Figure.counted(tables, "table", "tables")) with \(Figure.count(rows)) rows for "
        + "\(Figure.counted(neurons, "neuron", "neurons")) and \(Figure.counted(lookups, "lookup", "lookups"))")
    summary.add(
      "LUTs",
      luts.map { "\(Figure.count($0.lookups)) for lookups and \(Figure.count($0.adderBits)) for adders, by formula" })
    summary.add("files", runDirectory + "/hardware/tables.json")
    return summary
  }
}
