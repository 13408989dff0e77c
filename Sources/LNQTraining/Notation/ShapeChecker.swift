/// Walks through layers with the shape of what flows between them.
///
/// What goes into the network is features, and how many is said by the first layer that takes a certain number. Until
/// then the shape is nil.
struct ShapeChecker {
  struct Given {
    let shape: ActivationShape
    let giver: ModelError.Giver
  }

  let source: String
  /// The network's input, as soon as a layer has said what it is.
  private(set) var input: Given?

  init(source: String) {
    self.source = source
  }

  /// The shape after `layers`; nil when it still is the unknown one of the input.
  mutating func check(_ layers: [ModelDescription.StatedLayer], _ given: Given?) throws(ModelError) -> Given? {
    var given = given
    for layer in layers {
      do {
        given = try check(layer, given)
      } catch {
        // Layers in a residual block have lines of their own.
        throw error.line == nil ? ModelError(source: source, line: layer.line, problem: error.problem) : error
      }
    }
    return given
  }

  private mutating func check(_ layer: ModelDescription.StatedLayer, _ given: Given?) throws(ModelError) -> Given? {
    var shape = given?.shape
    switch layer.layer {
    case .batchNorm1d(let count, _, _): shape = try takesAny(count, layer, given)
    case .linear(let count, _, _, _): shape = try takes(.features(count), layer, given)
    case .relu, .dropout:
      guard let count = layer.statedCount else { return given }
      shape = try takesAny(count, layer, given)
    case .conv1d(let geometry, _):
      shape = try takes(.channels(geometry.inputChannels), layer, given)
      if let given { try checkLength(geometry, layer, given) }
    case .flatten:
      guard given != nil else { return nil }
    case .unflatten(let channels, let length): shape = try takes(.features(channels * length), layer, given)
    case .residual: return try residual(layer, given)
    }
    guard let shape else { return nil }
    return Given(shape: layer.layer.outputShape(of: shape), giver: .layer(layer.text, line: layer.line))
  }

  /// The layer takes so many features, or so many channels of any length.
  private mutating func takesAny(
    _ count: Int, _ layer: ModelDescription.StatedLayer, _ given: Given?
  ) throws(ModelError) -> ActivationShape {
    if case .channels = given?.shape { return try takes(.channels(count), layer, given) }
    return try takes(.features(count), layer, given)
  }

  private mutating func takes(
    _ takes: ModelError.Takes, _ layer: ModelDescription.StatedLayer, _ given: Given?
  ) throws(ModelError) -> ActivationShape {
    switch (takes, given?.shape) {
    case (.features(let count), nil):
      input = Given(shape: .features(count), giver: .input(statedBy: layer.text, line: layer.line))
      return .features(count)
    case (.channels(let count), nil):
      throw problem(.inputHasNoChannels(call: layer.text, channels: count))
    case (.features(let count), .features(let features)?) where count == features:
      return .features(count)
    case (.channels(let count), .channels(let channels, let length)?) where count == channels:
      return .channels(count, length: length)
    case (_, let gives?):
      guard let given else { return gives }
      throw problem(.shape(call: layer.text, takes: takes, giver: given.giver, gives: gives))
    }
  }

  private func checkLength(
    _ geometry: Conv1dGeometry, _ layer: ModelDescription.StatedLayer, _ given: Given
  ) throws(ModelError) {
    guard case .channels(_, let length) = given.shape else { return }
    guard geometry.outputLength(of: length) > 0 else {
      throw problem(
        .kernelTooLong(
          call: layer.text, span: geometry.span, padding: geometry.padding, giver: given.giver, length: length))
    }
    let gives = layer.layer.outputShape(of: given.shape)
    guard gives.count <= LayerDescription.featureCounts.upperBound else {
      throw problem(
        .tooManyActivations(call: layer.text, gives: gives, limit: LayerDescription.featureCounts.upperBound))
    }
  }

  /// Body and shortcut both get what is given.
  private mutating func residual(
    _ layer: ModelDescription.StatedLayer, _ given: Given?
  ) throws(ModelError) -> Given? {
    guard !layer.body.isEmpty else { throw problem(.emptyResidual) }
    let body = try check(layer.body, given)
    let known = given ?? input
    let other = try check(layer.shortcut, known)
    guard let body = body ?? input, let other = other ?? input else { return nil }
    guard body.shape == other.shape else {
      throw problem(
        .residual(
          call: layer.text, body: body.shape, other: other.shape, hasShortcut: !layer.shortcut.isEmpty))
    }
    return Given(shape: body.shape, giver: .layer(layer.text, line: layer.line))
  }

  private func problem(_ problem: ModelError.Problem) -> ModelError {
    ModelError(source: source, line: nil, problem: problem)
  }
}
