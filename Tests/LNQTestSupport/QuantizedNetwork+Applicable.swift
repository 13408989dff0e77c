import LNQData
import LNQQuantization
import LNQTraining

extension QuantizedNetwork {
  /// Quantizes a generated network with those of `options` that it has a use for.
  ///
  /// Table limits are left out where a neuron that is a table by design would be above them.
  public init(
    quantizing network: Network, rows: LabelledRows, applicable options: QuantizationOptions
  ) throws(QuantizationError) {
    var options = options
    while true {
      do {
        try self.init(
          quantizing: network, calibration: rows, featureNames: (0..<network.inputCount).map { "x\($0)" },
          classNames: (0..<network.outputCount).map { "class \($0)" }, options: options)
        return
      } catch .optionWithoutUse(let name, _, _) {
        switch name {
        case "input-bits": options.inputBits = nil
        case "activation-bits": options.activationBits = nil
        case "output-bits": options.outputBits = nil
        default: (options.partFractionBits, options.partialBits) = (nil, nil)
        }
      } catch .functionTooLarge where options.tableLimit != nil {
        options.tableLimit = nil
      } catch .tableTooLarge(_, _, _, _, source: .quantizer) where options.tableLimit != nil {
        options.tableLimit = nil
      }
    }
  }
}
