import LNQData
import LNQTables

/// Which codes the validation rows make of the inputs and the neurons; the contents of `hardware/codes.json`.
struct CodeReport: Codable, Equatable {
  /// How many validation rows were computed: the first ones.
  @Count var rows: Int
  /// How many there are.
  @Count var validationRows: Int
  /// The inputs, and then each layer.
  let layers: [CodeUsage]

  /// About so many lookups are computed: what takes much less time than making the tables.
  private static let lookupLimit = 20_000_000
  /// Large networks compute so many rows all the same.
  private static let leastRows = 256

  /// Computes the rows with the tables.
  ///
  /// - Throws: `FixedPointError.notANumber`, `TableError`.
  init(of tables: TableNetwork, over validation: LabelledRows) throws {
    let rows = min(validation.count, max(Self.leastRows, Self.lookupLimit / max(1, tables.lookupCount)))
    let width = validation.count == 0 ? 0 : validation.features.count / validation.count
    let codes = try tables.inputEncoder.codes(of: Array(validation.features.prefix(rows * width)))
    (_rows, _validationRows) = (Count(wrappedValue: rows), Count(wrappedValue: validation.count))
    layers = try TableEvaluator(tables).codeUsage(for: codes)
  }
}
