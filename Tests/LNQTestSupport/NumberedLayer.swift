import LNQTraining

/// A layer with its numbers: what tests put networks together from.
public struct NumberedLayer: Sendable {
  /// The layer.
  public let layer: Layer
  private var numbers = LayerNumbers()
  private var inner: [NumberedLayer] = []

  private init(_ layer: Layer, _ numbers: LayerNumbers = LayerNumbers(), inner: [NumberedLayer] = []) {
    (self.layer, self.numbers, self.inner) = (layer, numbers, inner)
  }

  /// max(x, 0).
  public static let relu = NumberedLayer(.relu)
  /// Channels as features.
  public static let flatten = NumberedLayer(.flatten)

  /// Features as channels.
  public static func unflatten(channels: Int, length: Int) -> NumberedLayer {
    NumberedLayer(.unflatten(channels: channels, length: length))
  }

  /// An element-wise function.
  public static func elementwise(_ function: ElementwiseFunction) -> NumberedLayer {
    NumberedLayer(.elementwise(function))
  }

  /// Dropout.
  public static func dropout(probability: Float) -> NumberedLayer { NumberedLayer(.dropout(probability: probability)) }

  /// A batch normalization.
  public static func batchNorm1d(_ norm: BatchNorm1d) -> NumberedLayer {
    NumberedLayer(
      .batchNorm1d(featureCount: norm.featureCount, epsilon: norm.epsilon, momentum: norm.momentum),
      LayerNumbers(
        values: [norm.weight, norm.bias, norm.runningMean, norm.runningVariance], batchesTracked: norm.batchesTracked))
  }

  /// A Linear.
  public static func linear(_ linear: Linear) -> NumberedLayer {
    NumberedLayer(
      .linear(
        inputCount: linear.inputCount, outputCount: linear.outputCount, hasBias: linear.bias != nil,
        fanIn: linear.fanIn),
      LayerNumbers(values: [linear.weight] + (linear.bias.map { [$0] } ?? []), connections: linear.connections))
  }

  /// A convolution.
  public static func conv1d(_ conv: Conv1d) -> NumberedLayer {
    NumberedLayer(
      .conv1d(conv.geometry, hasBias: conv.bias != nil),
      LayerNumbers(values: [conv.weight] + (conv.bias.map { [$0] } ?? [])))
  }

  /// A quantizer.
  public static func quantizer(_ quantizer: ActivationQuantizer) -> NumberedLayer {
    NumberedLayer(
      .quantizer(quantizer.settings),
      LayerNumbers(values: [[quantizer.log2Scale]] + (quantizer.bits.isEmpty ? [] : [quantizer.bits])))
  }

  /// Neurons.
  public static func neurons(_ neurons: NeuronLayer) -> NumberedLayer {
    NumberedLayer(
      .neurons(neurons.shape),
      LayerNumbers(
        values: [neurons.weight] + (neurons.adderQuantizer.map { [[$0.log2Scale]] } ?? []),
        connections: neurons.connections))
  }

  /// A residual block; an empty shortcut is the input itself.
  public static func residual(body: [NumberedLayer], shortcut: [NumberedLayer] = []) -> NumberedLayer {
    NumberedLayer(.residual(body: body.map(\.layer), shortcut: shortcut.map(\.layer)), inner: body + shortcut)
  }

  /// An ensemble.
  public static func ensemble(_ members: [[NumberedLayer]]) -> NumberedLayer {
    NumberedLayer(.branches(.ensemble, members.map { $0.map(\.layer) }), inner: Array(members.joined()))
  }

  /// The numbers of the layer and of those that it holds.
  fileprivate var allNumbers: [LayerNumbers] { [numbers] + inner.flatMap(\.allNumbers) }
}

extension Network {
  /// Layers with their numbers.
  ///
  /// - Throws: `ModelError` when their shapes do not fit; the first layer counts as line 1.
  public init(name: String, layers: [NumberedLayer]) throws(ModelError) {
    let model = try ModelDescription(name: name, layers: layers.map(\.layer))
    let numbers = layers.flatMap(\.allNumbers)
    self.init(model) { numbers[$0.index] }
  }

  /// The same layers with other numbers.
  public func changed(_ change: (Layer, inout LayerNumbers) -> Void) throws -> Network {
    Network(try ModelDescription(name: name, layers: layers)) { place in
      var numbers = numbers(at: place)
      change(place.layer, &numbers)
      return numbers
    }
  }
}
