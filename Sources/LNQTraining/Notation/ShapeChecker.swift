/// Walks through layers with the shape of what flows between them.
///
/// What goes into the network is features, and how many is said by the first layer that takes a certain number. Until
/// then the shape is nil.
struct ShapeChecker {
  struct Given {
    let shape: ActivationShape
    let giver: ModelError.Giver
    /// How wide the codes are that a quantizer has given; nil for real numbers.
    var bits: Int?
  }

  let source: String
  /// The network's input, as soon as a layer has said what it is.
  private(set) var input: Given?
  /// As `Given.bits`, while the shape is not known.
  private var inputBits: Int?

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
        // Layers in a residual block or an ensemble have lines of their own.
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
    case .elementwise, .dropout, .quantizer:
      guard let count = layer.statedCount ?? layer.layer.channelWidthCount else {
        return passed(given, by: layer.layer)
      }
      shape = try takesAny(count, layer, given)
    case .conv1d(let geometry, _):
      shape = try takes(.channels(geometry.inputChannels), layer, given)
      if let given { try checkLength(geometry, layer, given) }
    case .flatten:
      guard given != nil else { return nil }
    case .unflatten(let channels, let length): shape = try takes(.features(channels * length), layer, given)
    case .neurons(let neurons):
      shape = try takes(.features(neurons.inputCount), layer, given)
      if let bits = given == nil ? inputBits : given?.bits { try checkTable(neurons, bits: bits, layer) }
    case .kanLinear(let kan):
      shape = try takes(.features(kan.inputCount), layer, given)
      guard let bits = given == nil ? inputBits : given?.bits else { throw problem(.takesCodes(call: layer.text)) }
      // An edge is a table of its codes while it is trained.
      guard kan.edgeCount << bits <= Layer.weightLimit else {
        throw problem(
          .outOfRange(
            call: layer.text, argument: "in_features × out_features × codes", value: "\(kan.edgeCount << bits)",
            allowed: "at most \(Layer.weightLimit)"))
      }
    case .thermometer(let thermometer): shape = try takes(.features(thermometer.featureCount), layer, given)
    // Their inputs were counted before.
    case .luts, .groupSum: shape = given?.shape
    case .branches(let kind, _): return try branches(kind, layer, given)
    }
    guard let shape else { return nil }
    var bits = layer.layer.movesOnly ? given?.bits : nil
    if case .kanLinear(let kan) = layer.layer { bits = kan.codes.bits }
    if case .quantizer(let settings) = layer.layer { bits = settings.bits }
    return Given(shape: layer.layer.outputShape(of: shape), giver: .layer(layer.text, line: layer.line), bits: bits)
  }

  /// Refuses outputs of several widths: a class is chosen among codes of one format.
  func checkOutputs(_ layers: [ModelDescription.StatedLayer]) throws(ModelError) {
    guard let last = layers.last(where: { !$0.layer.movesOnly }), last.layer.channelWidthCount != nil else { return }
    throw ModelError(source: source, line: last.line, problem: .outputWidths(call: last.text))
  }

  /// What a layer that keeps the shape makes of the codes' width.
  private mutating func passed(_ given: Given?, by layer: Layer) -> Given? {
    func width(_ bits: Int?) -> Int? {
      if case .quantizer(let settings) = layer { settings.bits } else { layer.movesOnly ? bits : nil }
    }
    guard var given else {
      inputBits = width(inputBits)
      return nil
    }
    given.bits = width(given.bits)
    return given
  }

  /// Each neuron becomes one table of the codes that it sees.
  private func checkTable(
    _ neurons: NeuronShape, bits: Int, _ layer: ModelDescription.StatedLayer
  ) throws(ModelError) {
    guard neurons.fanIn * bits <= Layer.addressLimit else {
      throw problem(
        .tableTooLarge(call: layer.text, fanIn: neurons.fanIn, bits: bits, limit: Layer.addressLimit))
    }
  }

  /// The layer takes this many features, or this many channels of any length.
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
    guard gives.count <= Layer.featureCounts.upperBound else {
      throw problem(
        .tooManyActivations(call: layer.text, gives: gives, limit: Layer.featureCounts.upperBound))
    }
  }

  /// All branches get what is given, and give the same shape.
  private mutating func branches(
    _ kind: BranchSum, _ layer: ModelDescription.StatedLayer, _ given: Given?
  ) throws(ModelError) -> Given? {
    switch kind {
    case .residual:
      guard layer.branches.first?.isEmpty == false else { throw problem(.emptyResidual) }
    case .ensemble:
      guard layer.branches.count > 1 else { throw problem(.tooFewMembers(layer.branches.count)) }
      if let member = layer.branches.firstIndex(where: \.isEmpty) { throw problem(.emptyMember(member: member + 1)) }
    }
    var shapes: [ActivationShape?] = []
    let bits = inputBits
    for branch in layer.branches {
      var start = given ?? input
      if given == nil { start?.bits = bits }
      inputBits = bits
      shapes.append(try check(branch, start)?.shape)
    }
    inputBits = nil
    // A branch whose shape is not known passes the input on, whose shape another branch may have said since.
    let known = shapes.map { $0 ?? input?.shape }
    guard let first = known[0] else { return nil }
    for (index, shape) in known.enumerated() {
      guard let shape, shape != first else { continue }
      throw problem(
        kind == .residual
          ? .residual(call: layer.text, body: first, other: shape, hasShortcut: !layer.branches[index].isEmpty)
          : .members(call: layer.text, first: first, member: index + 1, gives: shape))
    }
    return Given(shape: first, giver: .layer(layer.text, line: layer.line))
  }

  private func problem(_ problem: ModelError.Problem) -> ModelError {
    ModelError(source: source, line: nil, problem: problem)
  }
}
