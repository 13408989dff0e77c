extension Netlist {
  /// What the code on a wire is, in the words of the network that the netlist was lowered from.
  public enum Place: Hashable, Sendable {
    /// A neuron, by the name of its layer and its number there.
    public struct Neuron: Hashable, Sendable, CustomStringConvertible {
      /// `layer1`.
      public let layer: String
      /// From 0.
      public let index: Int

      /// Puts both together.
      public init(layer: String, index: Int) {
        self.layer = layer
        self.index = index
      }

      /// `layer1, neuron 3`.
      public var description: String { "\(layer), neuron \(index)" }
    }

    /// An input, by its name.
    case input(String)
    /// Whether the cycle carries a sample.
    case valid
    /// The output of a neuron.
    case neuron(Neuron)
    /// One of the tables of an assembled neuron, by its number, and the names of the signals that it reads.
    case part(Neuron, Int, reads: [String])
    /// The sum of an assembled neuron's parts.
    case sum(Neuron)
    /// The index of the class.
    case classIndex
    /// The same after one or more registers.
    indirect case later(Place, cycles: Int)

    /// The neuron that the code belongs to, if any.
    public var neuron: Neuron? {
      switch self {
      case .input, .valid, .classIndex: nil
      case .neuron(let neuron), .part(let neuron, _, _), .sum(let neuron): neuron
      case .later(let place, _): place.neuron
      }
    }

    /// The number of the table in an assembled neuron, if it is one.
    public var part: Int? {
      switch self {
      case .input, .valid, .classIndex, .neuron, .sum: nil
      case .part(_, let part, _): part
      case .later(let place, _): place.part
      }
    }

    /// Whether it is something else, later.
    public var isLater: Bool { if case .later = self { true } else { false } }
  }
}

extension Netlist.Place: CustomStringConvertible {
  /// `layer1, neuron 3, part 0 (mass_mmdt)`.
  public var description: String {
    switch self {
    case .input(let name): "input \(name)"
    case .valid: "valid"
    case .neuron(let neuron): neuron.description
    case .part(let neuron, let part, let reads):
      "\(neuron), part \(part) (\(reads.isEmpty ? "constant" : reads.joined(separator: ", ")))"
    case .sum(let neuron): "\(neuron), sum"
    case .classIndex: "the class"
    case .later(let place, let cycles): "\(place), \(cycles) cycle\(cycles == 1 ? "" : "s") later"
    }
  }
}
