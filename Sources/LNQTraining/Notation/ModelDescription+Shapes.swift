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
    /// What a residual block holds.
    let body: [StatedLayer]
    let shortcut: [StatedLayer]

    /// Reads a call and those that it holds.
    init(_ call: LayerCall, source: String) throws(ModelError) {
      body = try Self.layers(call.body, source: source)
      shortcut = try Self.layers(call.shortcut, source: source)
      text = call.text
      line = call.line
      guard call.name != TrainingRecipe.callName else {
        throw ModelError(source: source, line: call.line, problem: .recipeInside)
      }
      do {
        layer =
          body.isEmpty
          ? try LayerDescription(call) : .residual(body: body.map(\.layer), shortcut: shortcut.map(\.layer))
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
      if case .residual(let body, let shortcut) = layer {
        text = "Residual(…)"
        self.body = body.map { StatedLayer($0, line: line) }
        self.shortcut = shortcut.map { StatedLayer($0, line: line) }
      } else {
        text = layer.description
        body = []
        shortcut = []
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
    guard let input = checker.input, let given else {
      preconditionFailure("a layer with parameters says what goes in")
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
