import LNQFixedPoint
import LNQTraining

/// What layers of bits become: thresholds are tables of a feature's code, learned tables are tables as they are, and a sum of bits
/// is the sum of the tables that give them.
extension BlockDivision {
  /// Each feature is an input, whose code the thresholds compare; without an encoder each bit is one.
  mutating func thermometer(_ thermometer: Thermometer, _ text: String, _ flow: inout Flow) {
    let shape = thermometer.shape
    guard hasEncoder else { return bitInputs(thermometer, &flow) }
    let code = Self.unsigned(shape.codeBits)
    let features = (0..<shape.featureCount).map { feature in
      let step = Double(thermometer.step[feature])
      let encoding = FeatureEncoding(
        feature: feature, scale: 1 / step, offset: -Double(thermometer.low[feature]) / step)
      return number(of: Input(encoding: encoding, quantizer: code, group: feature))
    }
    let outputs = thermometer.kept.map { bit in
      Block.Output(
        signal: features[bit / shape.bits], activation: [.step(above: Double(thermometer.codes[bit]) + 0.5)])
    }
    flow.shape = .features(outputs.count)
    flow.groups = Array(outputs.indices)
    flow.origin.append(text)
    flow.isSparse = true
    close(outputs, .own(outputs.map { _ in Self.bit }), &flow)
    markEncoder()
  }

  /// The bits as inputs. A feature without any has one all the same, which nobody reads.
  private mutating func bitInputs(_ thermometer: Thermometer, _ flow: inout Flow) {
    let shape = thermometer.shape
    func input(_ bit: Int) -> Input {
      let feature = bit / shape.bits
      let step = Double(thermometer.step[feature])
      // ½ above the threshold rounds to 1, below to 0.
      let offset = 0.5 - Double(thermometer.low[feature]) / step - (Double(thermometer.codes[bit]) + 0.5)
      return Input(
        encoding: FeatureEncoding(feature: feature, scale: 1 / step, offset: offset), quantizer: Self.bit, group: bit)
    }
    let signals = thermometer.kept.map { (source: number(of: input($0)), activation: [Elementwise]()) }
    let seen = Set(thermometer.kept.map { $0 / shape.bits })
    for feature in 0..<shape.featureCount where !seen.contains(feature) { _ = number(of: input(feature * shape.bits)) }
    flow.content = .signals(signals)
    flow.shape = .features(signals.count)
    flow.groups = Array(signals.indices)
    flow.origin = []
  }

  /// A pin that reads what another one reads, too, is no input of its own.
  mutating func luts(_ layer: LUTLayer, _ text: String, _ flow: inout Flow) {
    if case .functions(let outputs, _) = flow.content {
      close(outputs, .own(outputs.map { _ in Self.bit }), &flow)
    }
    let signals = self.signals(of: &flow)
    let outputs = zip(layer.pins, layer.bits).map { pins, bits in
      let inputs = pins.enumerated().filter { pins.firstIndex(of: $0.element) == $0.offset }.map(\.element)
      let table = (0..<1 << inputs.count).map { row in
        bits[
          pins.enumerated().reduce(0) { address, pin in
            address | (row >> (inputs.firstIndex(of: pin.element) ?? 0) & 1) << pin.offset
          }]
      }
      return Block.Output(
        terms: inputs.map { NeuronPart.Term(signal: signals[$0].source, weight: 1, activation: []) },
        function: .table(table))
    }
    flow.content = .functions(outputs, isRectified: false)
    flow.shape = .features(outputs.count)
    flow.groups = Array(outputs.indices)
    flow.isSparse = true
    flow.origin.append(text)
  }

  /// Codes that are added; where the classes have biases, these are fractions below the bits.
  mutating func groupSum(_ shape: GroupSumShape, bias: [Float], _ text: String, _ flow: inout Flow) {
    guard case .functions(var outputs, _) = flow.content else { return }
    let size = outputs.count / shape.classCount
    flow.origin.append(text)
    flow.shape = .features(shape.classCount)
    flow.groups = Array(0..<shape.classCount)
    let hasBias = bias.contains { $0 != 0 }
    for (c, bias) in bias.enumerated() where hasBias {
      outputs[c * size] = outputs[c * size].activated(.affine(scale: 1, offset: Double(bias)))
    }
    let quantizer = hasBias ? Self.unsigned(1, fractionBits: shape.biasBits) : Self.bit
    let counts = Array(repeating: size, count: shape.classCount)
    close(outputs, .added(quantizer, counts: counts, saturates: false), &flow)
  }

  private static let bit = unsigned(1)

  /// Codes without a sign, whose values are whole numbers and fractions.
  private static func unsigned(_ bits: Int, fractionBits: Int = 0) -> Quantizer {
    // At most 17 fraction bits: an order of 65,536 classes.
    guard let format = try? FixedPointFormat(width: bits + fractionBits, fractionBits: fractionBits, isSigned: false)
    else {
      preconditionFailure("codes of \(bits) and \(fractionBits) bits")
    }
    return Quantizer(format)
  }
}
