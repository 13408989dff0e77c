/// A network's layers as text: the body of a `torch.nn.Sequential`. See `docs/models.md`.
///
/// Whoever has a `ModelDescription` knows that its shapes fit.
public struct ModelDescription: Sendable {
  /// What commands and checkpoints call it: `jsc-tiny`.
  public let name: String
  /// The layers, first to last; at least one of them, or of those that they hold, has parameters.
  public let layers: [Layer]
  /// The line of the source text that each layer stands on, from 1.
  public let lines: [Int]
  /// How many features go in: what the first layer that takes a certain number takes.
  public let inputCount: Int
  /// How many features come out; for a classifier the number of classes.
  public let outputCount: Int
  /// How the text says that the network is to be trained; empty when it says nothing. No part of the layers' notation.
  public let recipe: TrainingRecipe

  /// What PyTorch calls each layer in the `state_dict` of the module that the text was, `3` or `blocks.fc1`.
  public let paths: [String]
  /// What the reader did that the text does not say.
  public let notes: [String]

  /// Reads the notation.
  ///
  /// - Parameters:
  ///   - source: what error sentences call the text, a file's name; `name` without one.
  /// - Throws: `ModelError` with the source, the line and the numbers.
  public init(name: String, text: String, source: String? = nil) throws(ModelError) {
    self = try ModelSource(name: name, text: text, source: source).description(for: nil)
  }

  /// Layers that were put together by a program; the first one counts as line 1.
  ///
  /// - Throws: `ModelError` when their shapes do not fit.
  public init(
    name: String, layers: [Layer], recipe: TrainingRecipe = TrainingRecipe()
  ) throws(ModelError) {
    let stated = layers.enumerated().map { StatedLayer($1, line: $0 + 1) }
    try self.init(name: name, stated: stated, recipe: recipe, source: name, notes: [])
  }

  /// Whether there is a Quant layer, at any depth.
  public var hasQuantizers: Bool {
    func any(_ layers: [Layer]) -> Bool {
      layers.contains { layer in
        switch layer {
        case .quantizer: true
        case .branches(_, let branches): branches.contains(where: any)
        default: false
        }
      }
    }
    return any(layers)
  }

  /// How many trainable numbers the network has; weights outside of a fan-in do not count.
  public var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }
}

extension ModelDescription: Hashable {
  /// Same name and same layers; where the layers stood in their source, and the recipe, do not matter.
  public static func == (left: Self, right: Self) -> Bool {
    left.name == right.name && left.layers == right.layers
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(layers)
  }
}

extension ModelDescription: CustomStringConvertible {
  /// The canonical notation, one layer a line. Read again under the same name, it gives the same value.
  public var description: String { layers.map { "\($0)\n" }.joined() }

  /// The recipe, where there is one, and the canonical notation: a model file.
  public var fileText: String { (recipe.isEmpty ? "" : "\(recipe)\n") + description }
}

extension ModelDescription {
  /// A layer with what its source said about it.
  struct StatedLayer {
    let layer: Layer
    /// The features that it says go in, although it takes any number: `ReLU(16)`.
    let statedCount: Int?
    /// As the source spells it.
    let text: String
    /// Where it stands.
    let line: Int
    /// What the `state_dict` of the source's module calls it.
    let path: String
    /// What a residual block or an ensemble holds.
    let branches: [[StatedLayer]]

    /// Reads a call and those that it holds.
    init(_ call: LayerCall, source: String) throws(ModelError) {
      var branches: [[StatedLayer]] = []
      for calls in call.branches?.layers ?? [] { branches.append(try Self.layers(calls, source: source)) }
      self.branches = branches
      text = call.text
      line = call.line
      path = call.path
      guard call.name != TrainingRecipe.callName else {
        throw ModelError(source: source, line: call.line, problem: .recipeInside)
      }
      do {
        if let kind = call.branches?.kind {
          layer = .branches(kind, branches.map { $0.map(\.layer) })
        } else {
          layer = try Layer(call)
        }
        statedCount = try call.statedCount()
      } catch {
        throw ModelError(source: source, line: call.line, problem: error)
      }
    }

    /// The same line as another layer.
    init(_ layer: Layer, at other: StatedLayer) {
      (self.layer, text, line, path, branches, statedCount) = (layer, other.text, other.line, other.path, [], nil)
    }

    /// A layer that a program made.
    init(_ layer: Layer, line: Int) {
      self.layer = layer
      self.line = line
      path = "\(line - 1)"
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
  init(
    name: String, stated: [StatedLayer], recipe: TrainingRecipe, source: String, notes: [String]
  ) throws(ModelError) {
    let stated = try StatedLayer.resolved(stated, source: source)
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
    try checker.checkOutputs(stated)
    self.name = name
    self.layers = stated.map(\.layer)
    self.lines = stated.map(\.line)
    self.inputCount = input.shape.count
    self.outputCount = outputCount
    self.recipe = recipe
    self.notes = notes
    paths = stated.map(\.path)
  }
}
