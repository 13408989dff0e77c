/// What can be wrong with tables and with networks of them.
public enum TableError: Error, Equatable, Sendable {
  /// A table whose parts do not fit each other.
  case tableShape(String)
  /// A network that breaks a rule of `TableNetwork`.
  case network(String)
  /// A neuron that does.
  case neuron(layer: String, index: Int, problem: String)
  /// Input codes that are not codes of the input's format, or too few or many of them.
  case inputCodes(String)
}

extension TableError: CustomStringConvertible {
  /// One sentence: where, and what.
  public var description: String {
    switch self {
    case .tableShape(let problem): "a truth table does not fit: \(problem)"
    case .network(let problem): problem
    case .neuron(let layer, let index, let problem): "neuron \(index) of \(layer): \(problem)"
    case .inputCodes(let problem): problem
    }
  }
}
