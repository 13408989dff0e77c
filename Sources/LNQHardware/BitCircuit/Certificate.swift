/// Why a part computes a code of more bits than can be tried: claims, which a proof checks and never trusts.
public enum Certificate: Hashable, Sendable {
  /// Of a function of a sum of tables.
  case sum(SumCertificate)
  /// Of the index of the largest of some codes.
  case largest(LargestCertificate)

  /// The same claims of other wires.
  public func mappingWires(_ map: (Int) -> Int) -> Certificate {
    switch self {
    case .sum(let certificate): .sum(certificate.mappingWires(map))
    case .largest(let certificate): .largest(certificate.mappingWires(map))
    }
  }

  /// The wires that it speaks of.
  public var wires: [Int] {
    switch self {
    case .sum(let certificate):
      certificate.tables.joined().map(\.wire) + certificate.numbers.joined().flatMap(\.wires)
        + certificate.steps.flatMap { ($0.inputs + $0.outputs).map(\.wire) + $0.numbers.flatMap(\.wires) }
    case .largest(let certificate):
      certificate.rounds.flatMap { $0.chains.joined().map(\.wire) + $0.winner.bits + $0.winner.index.map(\.wire) }
    }
  }
}

/// Why a part computes a function of a sum of tables, in steps that can each be checked by a few rows.
///
/// The value of a list of weighted wires is the sum of the weights of those that count. Each table of the sum is such a list,
/// and numbers that a few wires say, but for a constant; each step replaces some weighted wires and numbers by weighted wires of the
/// same value; the part's outputs are a function of the value that is left, when no numbers are.
public struct SumCertificate: Hashable, Sendable {
  /// A wire and what it counts.
  public struct WeightedWire: Hashable, Sendable {
    /// The wire.
    public let wire: Int
    /// 2^position.
    public let weight: Int
    /// Whether a 0 counts, not a 1.
    public let isInverted: Bool

    /// Puts the parts together.
    public init(_ wire: Int, _ weight: Int, isInverted: Bool = false) {
      (self.wire, self.weight, self.isInverted) = (wire, weight, isInverted)
    }
  }

  /// A number that wires say.
  public struct Number: Hashable, Sendable {
    /// The wires, the lowest address bit first.
    public let wires: [Int]
    /// The number for each row of the wires.
    public let values: [Int]

    /// Puts both together.
    public init(wires: [Int], values: [Int]) { (self.wires, self.values) = (wires, values) }

    func mappingWires(_ map: (Int) -> Int) -> Number { Number(wires: wires.map(map), values: values) }
  }

  /// A compressor, or a group of an adder.
  public struct Step: Hashable, Sendable {
    /// What it takes away.
    public let inputs: [WeightedWire]
    /// What it takes away beside that.
    public let numbers: [Number]
    /// What takes its place. A group of an adder may leave out low bits of the value.
    public let outputs: [WeightedWire]

    /// Puts the parts together.
    public init(inputs: [WeightedWire], numbers: [Number] = [], outputs: [WeightedWire]) {
      (self.inputs, self.numbers, self.outputs) = (inputs, numbers, outputs)
    }
  }

  /// For each summand, in the order of the netlist, the bits of its value but for a constant.
  public var tables: [[WeightedWire]]
  /// For each summand the numbers that are added to that.
  public var numbers: [[Number]]
  /// In order.
  public var steps: [Step]

  /// Puts the parts together.
  public init(tables: [[WeightedWire]] = [], numbers: [[Number]] = [], steps: [Step] = []) {
    (self.tables, self.numbers, self.steps) = (tables, numbers, steps)
  }

  /// The same claims of other wires.
  func mappingWires(_ map: (Int) -> Int) -> SumCertificate {
    func moved(_ wires: [WeightedWire]) -> [WeightedWire] {
      wires.map { WeightedWire(map($0.wire), $0.weight, isInverted: $0.isInverted) }
    }
    func moved(_ numbers: [Number]) -> [Number] { numbers.map { $0.mappingWires(map) } }
    return SumCertificate(
      tables: tables.map(moved), numbers: numbers.map(moved),
      steps: steps.map { Step(inputs: moved($0.inputs), numbers: moved($0.numbers), outputs: moved($0.outputs)) })
  }
}

/// How the index of the largest of some codes is found, in rounds of a few candidates each.
public struct LargestCertificate: Hashable, Sendable {
  /// A code with its index.
  public struct Candidate: Hashable, Sendable {
    /// The wires of its bits from `firstBit` on, the lowest first; empty where only the index matters.
    public let bits: [Int]
    /// The index.
    public let index: [BitCircuit.Literal]

    /// Puts both together.
    public init(bits: [Int], index: [BitCircuit.Literal]) { (self.bits, self.index) = (bits, index) }
  }

  /// A part of a comparison: whether the bits below `end` of the left code are less than those of the right one.
  public struct Link: Hashable, Sendable {
    /// The first bit that is not looked at, counted from `firstBit`.
    public let end: Int
    /// The wire that says so.
    public let wire: Int

    /// Puts both together.
    public init(end: Int, wire: Int) { (self.end, self.wire) = (end, wire) }
  }

  /// Some candidates, by number: first the codes, then the winners of rounds, in order.
  public struct Round: Hashable, Sendable {
    /// Those that are compared. Of equals an earlier one wins.
    public let candidates: [Int]
    /// For each pair of them, (0, 1), (0, 2), …, (1, 2), …, whether the first is less: from the lowest bits to all of them.
    public let chains: [[Link]]
    /// The largest.
    public let winner: Candidate

    /// Puts the parts together.
    public init(candidates: [Int], chains: [[Link]], winner: Candidate) {
      (self.candidates, self.chains, self.winner) = (candidates, chains, winner)
    }
  }

  /// The first bit that is compared. Those below are constants, which say who wins where the others are equal.
  public let firstBit: Int
  /// The last winner's index is the output.
  public let rounds: [Round]

  /// Puts both together.
  public init(firstBit: Int = 0, rounds: [Round]) { (self.firstBit, self.rounds) = (firstBit, rounds) }

  func mappingWires(_ map: (Int) -> Int) -> LargestCertificate {
    LargestCertificate(
      firstBit: firstBit,
      rounds: rounds.map { round in
        Round(
          candidates: round.candidates,
          chains: round.chains.map { $0.map { Link(end: $0.end, wire: map($0.wire)) } },
          winner: Candidate(
            bits: round.winner.bits.map(map),
            index: round.winner.index.map { BitCircuit.Literal(map($0.wire), isInverted: $0.isInverted) }))
      })
  }
}
