extension ModelDescription {
  /// A layer with what its source said about it.
  struct StatedLayer {
    let layer: LayerDescription
    /// The features that it says go in, although it takes any number: `ReLU(16)`.
    let statedCount: Int?
    /// As the source spells it.
    let text: String
    /// Where it stands.
    let line: Int
    /// What a residual block or an ensemble holds.
    let branches: [[StatedLayer]]

    /// Reads a call and those that it holds.
    init(_ call: LayerCall, source: String) throws(ModelError) {
      var branches: [[StatedLayer]] = []
      for calls in call.branches?.layers ?? [] { branches.append(try Self.layers(calls, source: source)) }
      self.branches = branches
      text = call.text
      line = call.line
      guard call.name != TrainingRecipe.callName else {
        throw ModelError(source: source, line: call.line, problem: .recipeInside)
      }
      do {
        if let kind = call.branches?.kind {
          layer = .branches(kind, branches.map { $0.map(\.layer) })
        } else {
          layer = try LayerDescription(call)
        }
        statedCount = try call.statedCount()
      } catch {
        throw ModelError(source: source, line: call.line, problem: error)
      }
    }

    /// A layer that a program made.
    init(_ layer: LayerDescription, line: Int) {
      self.layer = layer
      self.line = line
      statedCount = nil
      if case .branches(let kind, let branches) = layer {
        text = "\(kind.name)(…)"
        self.branches = branches.map { $0.map { StatedLayer($0, line: line) } }
      } else {
        text = layer.description
        branches = []
      }
    }

    private static func layers(_ calls: [LayerCall], source: String) throws(ModelError) -> [StatedLayer] {
      var layers: [StatedLayer] = []
      for call in calls { layers.append(try StatedLayer(call, source: source)) }
      return layers
    }
  }

  /// Checks that each layer takes what the one before it gives.
  init(name: String, stated: [StatedLayer], recipe: TrainingRecipe, source: String) throws(ModelError) {
    guard stated.contains(where: { $0.layer.parameterCount > 0 }) else {
      throw ModelError(source: source, line: nil, problem: stated.isEmpty ? .empty : .nothingToTrain)
    }
    var checker = ShapeChecker(source: source)
    let given = try checker.check(stated, nil) ?? checker.input
    // Quantizers have a parameter and take anything; all other layers with parameters say what goes in.
    guard let input = checker.input, let given else {
      throw ModelError(source: source, line: nil, problem: .nothingToTrain)
    }
    guard case .features(let outputCount) = given.shape else {
      throw ModelError(source: source, line: nil, problem: .outputHasChannels(given.shape, giver: given.giver))
    }
    self.name = name
    self.layers = stated.map(\.layer)
    self.lines = stated.map(\.line)
    self.inputCount = input.shape.count
    self.outputCount = outputCount
    self.recipe = recipe
  }
}
