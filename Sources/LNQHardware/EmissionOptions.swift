/// How a netlist is spelled in Verilog. No option changes what it computes.
public struct EmissionOptions: Hashable, Sendable {
  /// How a table is written.
  public enum Spelling: String, Hashable, Sendable, Codable, CaseIterable {
    /// One constant, indexed: lints and simulates fast.
    case packed
    /// A module with a `case` and a `default`: synthesizes fast in Yosys.
    case `case`
  }

  /// How tables are written.
  public var spelling: Spelling

  /// - Parameter spelling: how tables are written; packed unless told.
  public init(spelling: Spelling = .packed) {
    self.spelling = spelling
  }
}
