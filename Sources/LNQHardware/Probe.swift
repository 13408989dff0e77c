/// A wire inside a design that carries the output of one cell of the netlist.
public struct Probe: Hashable, Sendable, Codable {
  /// The index of the wire in the netlist.
  public let wire: Int
  /// The hierarchical name below the top module: `u_layer1.n3`.
  public let path: String
  /// The number of bits.
  public let width: Int
  /// What it is, for people: `layer1, neuron 3, table of inputs mass_mmdt`.
  public let meaning: String

  /// Puts the parts together.
  public init(wire: Int, path: String, width: Int, meaning: String) {
    self.wire = wire
    self.path = path
    self.width = width
    self.meaning = meaning
  }
}
