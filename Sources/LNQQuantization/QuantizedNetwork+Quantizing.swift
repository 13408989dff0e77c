import LNQData
import LNQFixedPoint
import LNQTables
import LNQTraining

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
    let division = BlockDivision(network)
    let blocks = division.blocks
    guard let last = blocks.last else { throw .empty(network.name) }
    guard classNames.isEmpty || classNames.count == last.neuronCount else {
      throw .names("class", expected: last.neuronCount, got: classNames.count)
    }
    var builder = try LayerBuilder(
      options: options, calibration: calibration, featureNames: featureNames, division: division)
    var layers: [Layer] = []
    for (index, block) in blocks.enumerated() {
      let isLast = index == blocks.count - 1
      layers.append(
        try builder.layer(
          of: block, name: "layer\(index + 1)", isLast: isLast,
          outputNames: isLast && !classNames.isEmpty ? classNames : nil))
    }
    try options.checkUse(
      in: division,
      hasAssembledNeurons: zip(blocks, layers).contains { block, layer in
        layer.neurons.contains { $0.parts.count * block.neuronCount > block.outputs.count }
      })
    self.init(
      name: network.name, encodings: division.inputs.map(\.encoding), inputs: builder.inputs, layers: layers,
      classNames: classNames)
  }
}
