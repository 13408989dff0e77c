import LNQTraining

/// The float network as operations of ONNX.
extension ExportSubject {
  /// The file. Its output is `logits`, rows × classes. Its input is `features`, rows as they are in the data, of QONNX `standardized`, rows
  /// as lnq standardises them, so that the quantizers are the first nodes.
  ///
  /// - Parameter isQONNX: whether Quant layers are nodes `Quant` of qonnx; else they are divisions, roundings and products.
  /// - Throws: `ExportError.layer` for neurons that are no weighted sums.
  public func floatONNX(isQONNX: Bool) throws(ExportError) -> [UInt8] {
    let network = checkpoint.network
    var model = model(named: network.name)
    let input: String
    if isQONNX {
      input = "standardized"
      // Tools for QONNX want to know the number of rows.
      model.inputs = [.init(name: input, type: .float, dims: [1, network.inputCount])]
      model.domains = [FloatGraph.quantDomain]
    } else {
      input = standardize(&model, [network.inputCount])
    }
    var graph = FloatGraph(model: model, network: network, isQONNX: isQONNX)
    let output = try graph.add(network.places, to: input)
    _ = graph.model.add("Identity", [output], named: "logits")
    graph.model.outputs = [.init(name: "logits", type: .float, dims: [isQONNX ? 1 : nil, network.outputCount])]
    return graph.model.serialized()
  }
}

private struct FloatGraph {
  var model: ONNXModel
  let network: Network
  let isQONNX: Bool

  static let quantDomain = "qonnx.custom_op.general"

  /// Adds layers, and gives the name of what comes out.
  mutating func add(_ places: [LayerPlace], to input: String) throws(ExportError) -> String {
    var value = input
    for place in places { value = try add(place, to: value) }
    return value
  }

  private mutating func add(_ place: LayerPlace, to input: String) throws(ExportError) -> String {
    let numbers = network.numbers(at: place).values
    switch place.layer {
    case .linear(let inputCount, let outputCount, let hasBias, _):
      let weight = model.constant(numbers[0], [outputCount, inputCount])
      let bias = hasBias ? [model.constant(numbers[1])] : []
      return model.add("Gemm", [input, weight] + bias, [("transB", .int(1))])
    case .batchNorm1d(_, let epsilon, _):
      return model.add(
        "BatchNormalization", [input] + numbers.map { model.constant($0) }, [("epsilon", .float(epsilon))])
    case .conv1d(let geometry, let hasBias):
      let weight = model.constant(
        numbers[0], [geometry.outputChannels, geometry.inputChannels / geometry.groups, geometry.kernelSize])
      return model.add(
        "Conv", [input, weight] + (hasBias ? [model.constant(numbers[1])] : []),
        [
          ("dilations", .ints([geometry.dilation])), ("group", .int(geometry.groups)),
          ("kernel_shape", .ints([geometry.kernelSize])), ("pads", .ints([geometry.padding, geometry.padding])),
          ("strides", .ints([geometry.stride])),
        ])
    case .elementwise(let function): return elementwise(function, input)
    case .dropout: return input
    case .flatten: return model.add("Flatten", [input], [("axis", .int(1))])
    case .unflatten(let channels, let length):
      return model.add("Reshape", [input, model.constant([0, channels, length])])
    case .branches:
      var sum: String?
      for branch in place.branches {
        let value = try add(branch, to: input)
        sum = sum.map { model.add("Add", [$0, value]) } ?? value
      }
      return sum ?? input
    case .quantizer(let settings) where settings.learned == nil:
      return ActivationQuantizer(network, at: place).map { quantize(input, $0) } ?? input
    case .quantizer, .neurons, .kanLinear, .thermometer, .luts, .groupSum:
      throw .layer("\(place.layer)", format: isQONNX ? "QONNX" : "ONNX")
    }
  }

  private mutating func elementwise(_ function: ElementwiseFunction, _ input: String) -> String {
    switch function {
    case .relu: model.add("Relu", [input])
    case .leakyReLU(let layer): model.add("LeakyRelu", [input], [("alpha", .float(layer.negativeSlope))])
    case .identity: input
    case .tanh: model.add("Tanh", [input])
    case .sigmoid: model.add("Sigmoid", [input])
    case .hardtanh(let layer):
      model.add("Clip", [input, model.constant([layer.minimum], []), model.constant([layer.maximum], [])])
    }
  }

  private mutating func quantize(_ input: String, _ quantizer: ActivationQuantizer) -> String {
    let settings = quantizer.settings
    let scale = model.constant([Float(quantizer.scale)], [])
    guard !isQONNX else {
      return model.add(
        "Quant", [input, scale, model.constant([Float(0)], []), model.constant([Float(settings.bits)], [])],
        [("signed", .int(settings.isSigned ? 1 : 0)), ("narrow", .int(0)), ("rounding_mode", .text("ROUND"))],
        domain: Self.quantDomain)
    }
    let rounded = model.add("Round", [model.add("Div", [input, scale])])
    let codes = model.add(
      "Clip",
      [
        rounded, model.constant([Float(settings.codes.lowerBound)], []),
        model.constant([Float(settings.codes.upperBound)], []),
      ])
    return model.add("Mul", [codes, scale])
  }
}
