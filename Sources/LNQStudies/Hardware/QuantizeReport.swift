import LNQQuantization
import LNQTables

/// What `lnq quantize` found out; also the contents of `hardware/quantization.json`.
package struct QuantizeReport: VerbReport, Codable, Equatable {
  /// What `--dont-care` did.
  struct DontCares: Codable, Equatable {
    /// Rows that at most so many training rows reach may be anything.
    let limit: Int
    /// How many rows those are, of all lookups.
    let dontCareRows: Int
    /// How many rows all lookups had.
    let rows: Int
    /// On how many training rows the outputs are others by that. Nil, like the next one, in files of an older version.
    let changedTrainingRows: Int?
    /// Accuracy on the test rows before.
    let accuracyBefore: Double
    /// Accuracy on the validation rows before.
    let validationAccuracyBefore: Double?
    /// The estimate before.
    let lutsBefore: TableNetwork.LUTEstimate

    /// `no training row reaches`, `at most 5 training rows reach`.
    static func reach(_ limit: Int) -> String {
      limit == 0
        ? "no training row reaches"
        : "at most \(NumberText.counted(limit, "training row reaches", "training rows reach"))"
    }

    /// What has to be said wherever such a design is spoken of.
    static func notice(_ limit: Int) -> String {
      "rows of tables that \(reach(limit)) were chosen to make the circuit small (--dont-care \(limit)): it is equal to these tables, "
        + "not to the network, for inputs that reach them"
    }
  }

  /// What the fast mapping gives.
  struct FastMapping: Codable, Equatable {
    @Count var luts: Int
  }

  /// The widths of codes: the smallest and the largest, equal mostly.
  struct Widths: Codable, Equatable {
    let smallest: Int
    let largest: Int

    /// Nil without a signal.
    init?(_ signals: some Sequence<Signal>) {
      let widths = signals.map(\.format.width)
      guard let smallest = widths.min(), let largest = widths.max() else { return nil }
      (self.smallest, self.largest) = (smallest, largest)
    }

    var text: String { smallest == largest ? "\(smallest)" : "\(smallest) to \(largest)" }
  }

  let runDirectory: String
  let model: String
  let dataset: String
  let notice: String?
  /// Those that were given, and those that were chosen.
  let options: QuantizationOptions
  /// How many test rows the accuracies are of.
  @Count var samples: Int
  /// Of the float network.
  let floatAccuracy: Double
  /// Of the tables.
  let quantizedAccuracy: Double
  /// The share of the test rows that the float network and the tables put into the same class. Nil, like the other figures
  /// that may be, in files that an older version wrote.
  let agreement: Double?
  /// Of the tables on the validation rows, by which they may be chosen.
  let validationAccuracy: Double?
  let neurons: Int
  /// Lookups of all neurons.
  let lookups: Int
  /// Distinct tables.
  let tables: Int
  /// Rows of the distinct tables.
  let rows: Int
  /// Of the circuit, by formula.
  let luts: TableNetwork.LUTEstimate?
  /// Of the circuit; nil where nobody asked for it.
  let mapped: FastMapping?
  let inputWidths: Widths?
  let activationWidths: Widths?
  let outputWidths: Widths?
  /// Nil without `--dont-care`.
  let dontCares: DontCares?
  /// Nil without `--optimize`.
  let optimization: AreaReport?

  /// Below this share of equal classes the tables are another classifier than the network.
  private static let lowAgreement = 0.5

  package var summary: Summary {
    var summary = Summary("\(model) quantized")
    summary.add("data", "\(dataset), \(NumberText.count(samples)) test rows")
    let widths = [(inputWidths, "input"), (activationWidths, "activation"), (outputWidths, "output")]
    let bits = widths.compactMap { widths, name in widths.map { "\($0.text) \(name)" } }
    if !bits.isEmpty { summary.add("bits", bits.joined(separator: ", ")) }
    summary.add("accuracy", NumberText.accuracies(float: floatAccuracy, quantized: quantizedAccuracy))
    summary.add(
      "agreement", agreement.map { "\(NumberText.percent($0)) of the test rows have the float network's class" })
    if let agreement, agreement < Self.lowAgreement {
      summary.add(
        "warning",
        "on most rows the tables and the float network disagree: train longer, or give the codes more bits, here or in the quantizers of "
          + "the model")
    }
    summary.add(
      "tables",
      "\(NumberText.counted(tables, "table", "tables")) with \(NumberText.count(rows)) rows for "
        + "\(NumberText.counted(neurons, "neuron", "neurons")) and \(NumberText.counted(lookups, "lookup", "lookups"))")
    if let luts {
      summary.add(
        "estimate",
        "\(NumberText.counted(luts.lookups, "six-input LUT", "six-input LUTs")) for the tables, "
          + "\(NumberText.counted(luts.adderBits, "bit", "bits")) of adders")
    }
    if let mapped { summary.add("mapped", "\(NumberText.counted(mapped.luts, "LUT", "LUTs")) by fast mapping") }
    optimization?.add(to: &summary)
    if let dontCares {
      summary.add(
        "don't care",
        "\(NumberText.count(dontCares.dontCareRows)) of \(NumberText.count(dontCares.rows)) rows, which "
          + DontCares.reach(dontCares.limit) + ":\naccuracy \(NumberText.percent(dontCares.accuracyBefore)) before "
          + "(\(NumberText.points(quantizedAccuracy - dontCares.accuracyBefore))), "
          + "\(NumberText.count(dontCares.lutsBefore.lookups)) LUTs before")
      if let changed = dontCares.changedTrainingRows, let before = dontCares.validationAccuracyBefore,
        let validationAccuracy
      {
        summary.add(
          "",
          "other outputs on \(NumberText.counted(changed, "training row", "training rows"));\nvalidation accuracy "
            + "\(NumberText.percent(validationAccuracy)), \(NumberText.percent(before)) before")
      }
    }
    summary.add("files", runDirectory + "/hardware/tables.json")
    return summary
  }
}
