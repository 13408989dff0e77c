import LNQData
import LNQFixedPoint
import LNQTables
import LNQTraining

/// Codes in, codes out, real numbers inside: the network that the tables will repeat exactly.
///
/// A neuron is one part whose code is the output, or several whose codes are added exactly and then requantized; it
/// may read any signal that stands before its layer.
/// Signals are numbered as in `TableNetwork`. Everything real is computed in scalar Double in a fixed order, never by BLAS.
public struct QuantizedNetwork: Hashable, Sendable {
  /// A neuron in terms of its parts.
  public struct Neuron: Hashable, Sendable {
    /// At least one.
    public let parts: [NeuronPart]
    /// From the sum of the parts' codes to the output; nil when the single part's code is the output.
    public let requantization: Requantization?
    /// What it computes.
    public let output: Signal
  }

  /// A block of the float network: what stands before some sums (of a Linear, a Conv1d, a residual block), the sums,
  /// BatchNorms and a ReLU or a quantizer after them.
  public struct Layer: Hashable, Sendable {
    /// `layer1`, `layer2`, ...
    public let name: String
    /// The float layers that it was made from.
    public let origin: String
    /// In the order of the outputs.
    public let neurons: [Neuron]
    /// Whether these are the exact sums of a block, whose other part is the layer behind. `QuantizationOptions.layers` does not count it.
    public let isExactSums: Bool
  }

  /// What the layer of a thermometer is called.
  public static let encoderName = "encoder"

  /// The model's name.
  public let name: String
  /// For each input its feature, and what happens to that before it is quantized.
  public let encodings: [FeatureEncoding]
  /// The inputs with their quantizers.
  public let inputs: [Signal]
  /// The blocks, first to last.
  public let layers: [Layer]
  /// The names of the classes, one for each neuron of the last layer; empty when the outputs are not classes.
  public let classNames: [String]

  /// All signals in the order of their numbers.
  public var signals: [Signal] { inputs + layers.flatMap { $0.neurons.map(\.output) } }

  /// From real features to input codes.
  public var inputEncoder: InputEncoder { InputEncoder(encodings, inputs.map(\.quantizer)) }

  /// The codes of all signals for one sample.
  ///
  /// - Parameter inputCodes: one code for each input, within its format.
  /// - Throws: `FixedPointError.notANumber` when a real number inside is NaN.
  public func signalCodes(for inputCodes: [Int]) throws(FixedPointError) -> [Int] {
    precondition(inputCodes.count == inputs.count, "\(inputCodes.count) codes for \(inputs.count) inputs")
    var codes = inputCodes
    var values = zip(inputs, inputCodes).map { $0.quantizer.value(of: $1) }
    for layer in layers {
      var outputs: [Int] = []
      for neuron in layer.neurons {
        var sum = 0
        for part in neuron.parts {
          sum += try part.quantizer.code(of: part.real(part.terms.map { values[$0.signal] }))
        }
        outputs.append(neuron.requantization?(sum) ?? sum)
      }
      values += zip(layer.neurons, outputs).map { $0.output.quantizer.value(of: $1) }
      codes += outputs
    }
    return codes
  }

  /// The numbers of the signals that are the outputs: the last layer's neurons.
  public var outputs: [Int] {
    let count = inputs.count + layers.reduce(0) { $0 + $1.neurons.count }
    return Array(count - (layers.last?.neurons.count ?? inputs.count)..<count)
  }
}

extension QuantizedNetwork {
  /// Chooses a format for every signal that the network's own quantizers give none, and divides neurons into parts.
  ///
  /// A quantizer of the network ends what stands before it: its codes and its scale are the signals'. In front of everything
  /// else it belongs to the input encoder, with the BatchNorm before it.
  ///
  /// Formats are calibrated block after block on at most 4,096 of `calibration`'s rows, each block on the codes of those
  /// before. A scale is a power of two: for each feature, for each hidden neuron, and one for all outputs (so that classes can
  /// be compared). The positions of a channel have one together, so that a convolution has the same tables at each; features
  /// that an Unflatten makes positions of a channel count as such. After a ReLU codes are unsigned.
  /// - Parameters:
  ///   - calibration: standardised training rows.
  ///   - featureNames: one for each input.
  ///   - classNames: one for each output, or none when the outputs are not classes.
  /// - Throws: `QuantizationError`.
  public init(
    quantizing network: Network, calibration: LabelledRows, featureNames: [String], classNames: [String],
    options: QuantizationOptions = QuantizationOptions()
  ) throws(QuantizationError) {
    try options.check()
    guard calibration.count > 0 else { throw .noCalibrationRows }
    guard calibration.featureCount == network.inputCount else {
      throw .features(expected: network.inputCount, got: calibration.featureCount)
    }
    guard featureNames.count == network.inputCount else {
      throw .names("feature", expected: network.inputCount, got: featureNames.count)
    }
    let division = BlockDivision(network, hasEncoder: options.withoutEncoder != true)
    let blocks = division.blocks
    guard let last = blocks.last else { throw .empty(network.name) }
    guard classNames.isEmpty || classNames.count == last.neuronCount else {
      throw .names("class", expected: last.neuronCount, got: classNames.count)
    }
    var builder = try LayerBuilder(
      options: options, calibration: calibration, featureNames: featureNames, division: division)
    var layers: [Layer] = []
    var (hasParts, hasRoundedParts) = (false, false)
    for (index, block) in blocks.enumerated() {
      let isLast = index == blocks.count - 1
      let name = block.isEncoder ? Self.encoderName : "layer\(index + 1)"
      let own = try builder.layers(
        of: block, name: name, options.layer(index), isLast: isLast,
        outputNames: isLast && !classNames.isEmpty ? classNames : nil)
      for layer in own
      where zip(block.neurons, layer.neurons).contains(where: { $1.parts.count > $0.count }) {
        hasParts = true
        if layer == own.last { hasRoundedParts = true }
      }
      layers += own
    }
    try options.checkUse(in: division, hasParts: hasParts, hasRoundedParts: hasRoundedParts)
    self.init(
      name: network.name, encodings: division.inputs.map(\.encoding), inputs: builder.inputs, layers: layers,
      classNames: classNames)
  }
}
