/// Why the layers of a pasted class, or their order, cannot be found.
public enum SourceProblem: Hashable, Sendable {
  /// No statement assigns layers.
  case noLayersAssigned
  /// Classes that have layers each.
  case severalClasses([String])
  /// Modules of which only a `forward` would say the order, and there is none.
  case orderUnknown([String])
  /// `print(model)` of a class with several modules.
  case printedOrder(String, modules: [String])
  /// A layer with parameters that works at two places.
  case sharedLayer(String)
  /// What is called is no layer that was assigned.
  case unknownModule(String)
  /// A function of PyTorch that is none of the layers.
  case unknownFunction(String)
}

extension SourceProblem: CustomStringConvertible {
  /// What is missing, and what to paste.
  public var description: String {
    switch self {
    case .noLayersAssigned:
      "no layers are assigned in it: paste the class with its __init__, in which self.… = nn.Sequential( … ) lists the layers, or "
        + "those layers alone"
    case .severalClasses(let names):
      "\(Self.list(names)) have layers each: paste one of them, with its layers written out in one nn.Sequential( … )"
    case .orderUnknown(let names):
      "\(Self.list(names)) are assigned, but no forward says in which order they work: paste the forward, too, or one "
        + "nn.Sequential( … )"
    case .printedOrder(let name, let modules):
      "print(model) shows the modules of \(name) (\(Self.list(modules))), but not the order in which its forward calls them: paste the "
        + "class with its forward, or one nn.Sequential( … )"
    case .sharedLayer(let name):
      "\(name) works at a second place with the same parameters, which lnq cannot do: give each place a layer of its own"
    case .unknownModule(let name):
      "\(name) is called, but no statement assigns layers to it: paste the whole class, or write the layers into one "
        + "nn.Sequential( … )"
    case .unknownFunction(let name):
      "\(name) is none of the functions that lnq has as a layer, \(Layer.names.joined(separator: ", ")): write the layers into one "
        + "nn.Sequential( … )"
    }
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.count > 6 ? Array(names.prefix(5)) + ["…"] : names
    return shown.count < 2
      ? shown.joined() : shown.dropLast().joined(separator: ", ") + " and " + shown[shown.count - 1]
  }
}
