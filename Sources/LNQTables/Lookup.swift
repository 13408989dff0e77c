/// A table and what addresses it.
public struct Lookup: Hashable, Sendable, Codable {
  /// An index into the network's tables.
  public let table: Int
  /// Indices of signals; the first one's bits are the least significant bits of the address.
  public let inputs: [Int]

  /// Puts both together.
  public init(table: Int, inputs: [Int]) {
    self.table = table
    self.inputs = inputs
  }
}
