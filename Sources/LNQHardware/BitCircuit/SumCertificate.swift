/// Why a part computes a function of a sum of tables, in steps that can each be checked by a few rows: a claim, which a proof
/// checks and never trusts.
///
/// The value of a list of weighted wires is the sum of the weights of those that carry 1. Each table of the sum is such a list,
/// but for a constant; each step replaces some weighted wires by others of the same value; the part's outputs are a function of
/// the value that is left.
public struct SumCertificate: Hashable, Sendable {
  /// A wire and what a 1 on it counts.
  public struct WeightedWire: Hashable, Sendable {
    /// The wire.
    public let wire: Int
    /// 2^position.
    public let weight: Int

    /// Puts both together.
    public init(_ wire: Int, _ weight: Int) { (self.wire, self.weight) = (wire, weight) }
  }

  /// A compressor, or a group of an adder.
  public struct Step: Hashable, Sendable {
    /// What it takes away.
    public let inputs: [WeightedWire]
    /// What takes its place. A group of an adder may leave out low bits of the value.
    public let outputs: [WeightedWire]

    /// Puts both together.
    public init(inputs: [WeightedWire], outputs: [WeightedWire]) { (self.inputs, self.outputs) = (inputs, outputs) }
  }

  /// For each summand, in the order of the netlist, the bits of its value but for a constant.
  public var tables: [[WeightedWire]]
  /// In order.
  public var steps: [Step]

  /// Puts both together.
  public init(tables: [[WeightedWire]] = [], steps: [Step] = []) { (self.tables, self.steps) = (tables, steps) }

  /// The same claims of other wires.
  public func mappingWires(_ map: (Int) -> Int) -> SumCertificate {
    func moved(_ wires: [WeightedWire]) -> [WeightedWire] { wires.map { WeightedWire(map($0.wire), $0.weight) } }
    return SumCertificate(
      tables: tables.map(moved), steps: steps.map { Step(inputs: moved($0.inputs), outputs: moved($0.outputs)) })
  }
}
