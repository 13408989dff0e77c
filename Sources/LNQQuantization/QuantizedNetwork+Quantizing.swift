import LNQData
import LNQFixedPoint
import LNQTables
import LNQTraining

extension QuantizedNetwork {
  /// Post-training quantization: chooses a format for every signal and divides neurons into parts.
  ///
  /// Formats are calibrated block after block on at most 4,096 of `calibration`'s rows, each block on the quantized values of
  /// the one before. A scale is a power of two: for each feature, for each hidden neuron, and one for all outputs (so that
  /// classes can be compared). After a ReLU codes are unsigned.
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
    let blocks = Block.divide(network)
    guard let last = blocks.last else { throw .empty(network.name) }
    guard classNames.isEmpty || classNames.count == last.outputs.count else {
      throw .names("class", expected: last.outputs.count, got: classNames.count)
    }
    var builder = try LayerBuilder(options: options, calibration: calibration, featureNames: featureNames)
    var layers: [Layer] = []
    for (index, block) in blocks.enumerated() {
      let origin = block.layers.map { network.layers[$0].layerDescription.description }.joined(separator: ", ")
      let names = index == blocks.count - 1 ? (classNames.isEmpty ? nil : classNames) : nil
      layers.append(
        try builder.layer(
          of: block, name: "layer\(index + 1)", origin: origin, isLast: index == blocks.count - 1, outputNames: names))
    }
    self.init(name: network.name, inputs: builder.inputs, layers: layers, classNames: classNames)
  }
}
