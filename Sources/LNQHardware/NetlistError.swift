import LNQFixedPoint

/// What can be wrong with a netlist or with what is asked of it.
public enum NetlistError: Error, Equatable, Sendable {
  /// A wire that breaks a rule of `Netlist`.
  case wire(String, String)
  /// A sum that needs more than 32 bits.
  case sumTooWide(neuron: String, FixedPointError)
  /// A number of levels between registers below 0.
  case levels(Int)
}

extension NetlistError: CustomStringConvertible {
  /// One sentence: where, and what.
  public var description: String {
    switch self {
    case .wire(let name, let problem): "wire \(name): \(problem)"
    case .sumTooWide(let neuron, let error): "\(neuron): \(error)"
    case .levels(let levels): "a register after every \(levels) levels: choose 1 or more, or 0 for no registers"
    }
  }
}
