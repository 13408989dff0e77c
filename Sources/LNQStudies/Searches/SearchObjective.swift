/// What a search wants to be good.
package enum SearchObjective: String, Codable, Sendable, CaseIterable {
  /// The share of the validation rows that are put into their class; as high as possible. Where networks are quantized it is that
  /// of the tables.
  case accuracy
  /// The six-input LUTs of the tables by formula, `TableNetwork.lutEstimate.lookups`; as few as possible.
  case luts
}
