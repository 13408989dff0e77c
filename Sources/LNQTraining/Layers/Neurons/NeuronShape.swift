/// The sizes of a `NeuronLayer`: `Linear(in, out, fan_in=k, degree=D, adders=A, …)`.
public struct NeuronShape: Sendable, Hashable {
  /// How many features go in.
  public let inputCount: Int
  /// How many features come out.
  public let outputCount: Int
  /// k, how many inputs a sub-neuron is connected with.
  public let fanIn: Int
  /// What a sub-neuron computes of them.
  public let function: NeuronFunction
  /// A, how many sub-neurons an output is the sum of; with 1 the output is the sub-neuron's value itself.
  public let adders: Int
  /// The width of a sub-neuron's code when there are several.
  public let adderBits: Int

  /// Puts the sizes together.
  ///
  /// - Precondition: they are within the limits of the notation.
  public init(
    inputCount: Int, outputCount: Int, fanIn: Int, function: NeuronFunction, adders: Int = 1,
    adderBits: Int = NeuronShape.standardAdderBits
  ) {
    precondition((1...inputCount).contains(fanIn) && outputCount > 0, "\(fanIn) of \(inputCount) inputs")
    precondition(Self.adderCounts.contains(adders), "\(adders) sub-neurons")
    precondition(QuantizerSettings.bitCounts.contains(adderBits), "\(adderBits) bits of a sub-neuron")
    self.inputCount = inputCount
    self.outputCount = outputCount
    self.fanIn = fanIn
    self.function = function
    self.adders = adders
    self.adderBits = adderBits
  }

  /// How many sub-neurons an output can have.
  static let adderCounts = 1...64
  /// `adder_bits` where it is not given.
  public static let standardAdderBits = 4

  /// How many sub-neurons there are in all: output · A + adder is the number of one.
  public var subNeuronCount: Int { outputCount * adders }
  /// How many parameters each of them has.
  public var parametersPerSubNeuron: Int { function.parameterCount(fanIn: fanIn) }
  /// How many trainable numbers the layer has, the adders' scale among them.
  public var parameterCount: Int { subNeuronCount * parametersPerSubNeuron + (adderSettings == nil ? 0 : 1) }

  var tensors: [LayerTensor] {
    [LayerTensor("weight", [subNeuronCount, parametersPerSubNeuron])]
      + (adderSettings.map { [LayerTensor("adder_log2_scale", [1], .log2Scale, start: $0.initialLog2Scale)] } ?? [])
  }

  /// The quantizer of a sub-neuron's value, whose scale all share; nil when A is 1.
  ///
  /// The initialisation makes the values' variance about 1, so ±2 covers two standard deviations at the start.
  public var adderSettings: QuantizerSettings? {
    adders == 1 ? nil : QuantizerSettings(.identity, bits: adderBits, maximum: 2)
  }
}
