extension ModelDescription {
  /// A layer with what its source said about it.
  struct StatedLayer {
    let layer: LayerDescription
    /// The features that it says go in; `ReLU(16)` says so although the layer takes any number.
    let inputCount: Int?
    /// As the source spells it.
    let text: String
    /// Where it stands.
    let line: Int
  }

  /// Checks that each layer takes what the one before it gives.
  init(name: String, stated: [StatedLayer], source: String) throws(ModelError) {
    guard stated.contains(where: { $0.layer.parameterCount > 0 }) else {
      throw ModelError(source: source, line: nil, problem: stated.isEmpty ? .empty : .nothingToTrain)
    }
    var inputCount: Int?
    var given: (count: Int, by: StatedLayer)?
    for layer in stated {
      if let takes = layer.inputCount {
        if let given, given.count != takes {
          throw ModelError(
            source: source, line: layer.line,
            problem: .shape(
              call: layer.text, takes: takes, giver: given.by.text, giverLine: given.by.line, gives: given.count))
        }
        inputCount = inputCount ?? takes
      }
      if let gives = layer.layer.outputCount ?? layer.inputCount { given = (gives, layer) }
    }
    self.name = name
    self.layers = stated.map(\.layer)
    self.lines = stated.map(\.line)
    // A layer with parameters has both counts.
    self.inputCount = inputCount ?? 0
    self.outputCount = given?.count ?? 0
  }
}
