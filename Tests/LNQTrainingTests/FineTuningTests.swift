import LNQData
import LNQTestSupport
import LNQTraining
import Testing

@Suite("Fine-tuning of quantized networks")
struct FineTuningTests {
  private static let float = """
    BatchNorm1d(16)
    Linear(16, 8, fan_in=3)
    BatchNorm1d(8)
    ReLU()
    Dropout(0.1)
    Residual(Linear(8, 8), ReLU())
    Linear(8, 5)
    """

  private func network(_ text: String) throws -> Network {
    Network(try ModelDescription(name: "float", text: text), seed: 5)
  }

  private func fineTuned(_ text: String, from source: String = float) throws -> Network {
    try Network(
      try ModelDescription(name: "mine", text: text), fineTuning: try network(source),
      over: SampleRows.make(300, seed: 7))
  }

  @Test("take over every parameter, with 8 bits nearly the same outputs")
  func eightBits() throws {
    let quantized = try fineTuned(
      """
      BatchNorm1d(16), QuantIdentity(bits=8), Linear(16, 8, fan_in=3), BatchNorm1d(8), QuantReLU(bits=8)
      Residual(Linear(8, 8), QuantReLU(bits=8), QuantIdentity(bits=8, scale='power_of_two'))
      QuantIdentity(bits=8), Linear(8, 5), QuantHardTanh(bits=8)
      """)
    let source = try network(Self.float)
    let tensors = Set(source.stateDict.filter { $0.shape != [] }.map { "\($0.values)" })
    let taken = quantized.stateDict.filter { !$0.name.hasSuffix("log2_scale") && $0.shape != [] }
    #expect(taken.count == source.stateDict.count - 2)
    #expect(taken.allSatisfy { tensors.contains("\($0.values)") })
    #expect(quantized.connections == source.connections && !source.connections.isEmpty)
    let rows = SampleRows.make(200, seed: 8)
    let (before, after) = (try source.logits(of: rows), try quantized.logits(of: rows))
    let scale = before.reduce(0) { max($0, abs($1)) }
    for (left, right) in zip(before, after) { #expect(abs(left - right) < 0.05 * scale) }
  }

  @Test("choose the scale with the smallest squared error at its place")
  func scales() throws {
    let quantized = try fineTuned(
      "QuantIdentity(bits=3)\nLinear(16, 5)\nQuantReLU(bits=2, scale='power_of_two')", from: "Linear(16, 5)\nReLU()")
    guard let first = ActivationQuantizer(quantized, at: quantized.places[0]),
      let last = ActivationQuantizer(quantized, at: quantized.places[2])
    else {
      Issue.record("no quantizers")
      return
    }
    let rows = SampleRows.make(300, seed: 7)
    func error(_ values: [Float], _ quantizer: ActivationQuantizer, log2Scale: Float) -> Double {
      let scale = quantizer.settings.step(log2Scale: Double(log2Scale))
      let codes = quantizer.settings.codes
      return values.reduce(0) { sum, value in
        let code = min(
          max((Double(value) / scale).rounded(.toNearestOrEven), Double(codes.lowerBound)), Double(codes.upperBound))
        return sum + (code * scale - Double(value)) * (code * scale - Double(value))
      }
    }
    let outputs = try network("Linear(16, 5)").logits(of: rows).map { max($0, 0) }
    for (quantizer, values, steps) in [(first, rows.features, 8 as Float), (last, outputs, 1)] {
      #expect((quantizer.log2Scale * steps).rounded() == quantizer.log2Scale * steps)
      let own = error(values, quantizer, log2Scale: quantizer.log2Scale)
      for step in [-1, 1] as [Float] {
        #expect(own < error(values, quantizer, log2Scale: quantizer.log2Scale + step / steps))
      }
    }
  }

  @Test("may begin with another quantized network, and keep the first scale where all is 0")
  func again() throws {
    let quantized = try fineTuned(
      "Linear(16, 5)\nQuantReLU(bits=2)\nDropout(0.5)\nQuantIdentity(bits=2)",
      from: "QuantIdentity(bits=6)\nLinear(16, 5)\nQuantReLU(bits=8)\nQuantHardTanh(bits=3)")
    #expect(quantized.layers.count == 4)
    let zero = try Network(
      name: "zero",
      layers: [.linear(Linear(inputCount: 1, outputCount: 2, weight: [0, 0], bias: nil))])
    let rows = LabelledRows(featureCount: 1, features: [1, 2], labels: [0, 1])
    let model = try ModelDescription(name: "mine", text: "Linear(1, 2, bias=False)\nQuantHardTanh(bits=2, max=3)")
    let network = try Network(model, fineTuning: zero, over: rows)
    #expect(
      ActivationQuantizer(network, at: network.places[1])
        == ActivationQuantizer(QuantizerSettings(.hardTanh, bits: 2, maximum: 3)))
  }

  private static let rule =
    "fine-tuning needs the same layers but for Dropout and Quant layers, and a ReLU or QuantReLU for each QuantReLU"

  @Test(
    "refuse networks that do not match with the first layer that differs",
    arguments: [
      (
        "Linear(16, 8)\nQuantReLU(bits=2)\nLinear(8, 5)", "Linear(16, 8)\nLinear(8, 5)",
        "line 2, QuantReLU(bits=2), meets Linear(8, 5): \(rule)"
      ),
      (
        "Linear(16, 5, fan_in=2)\nQuantReLU(bits=2)", "Linear(16, 5)\nReLU()",
        "line 1, Linear(16, 5, fan_in=2), meets Linear(16, 5): \(rule)"
      ),
      (
        "Linear(16, 5)\nQuantReLU(bits=2)", "Linear(16, 5)\nDropout(0.1)",
        "line 2, QuantReLU(bits=2), meets the end of its network: \(rule)"
      ),
      ("Linear(16, 5)\nQuantIdentity(bits=2)", "Linear(16, 5)\nReLU()", "it goes on with ReLU() after line 2: \(rule)"),
      (
        "Linear(16, 5)\n\nResidual(Linear(5, 5), QuantIdentity(bits=2))",
        "Linear(16, 5)\nResidual(Linear(5, 5), ReLU())",
        "it goes on with ReLU() after line 3: \(rule)"
      ),
    ])
  func mismatches(text: String, source: String, sentence: String) throws {
    let error = #expect(throws: FineTuningError.self) { try fineTuned(text, from: source) }
    #expect(error?.description == sentence)
  }

  @Test("refuse rows that do not suit the network")
  func rows() throws {
    let model = try ModelDescription(name: "mine", text: "Linear(16, 5)\nQuantReLU(bits=2)")
    let source = try network("Linear(16, 5)\nReLU()")
    func sentence(_ rows: LabelledRows) -> String? {
      #expect(throws: FineTuningError.self) { try Network(model, fineTuning: source, over: rows) }?.description
    }
    #expect(
      sentence(LabelledRows(featureCount: 16, features: [], labels: []))
        == "there are no training rows to choose the scales by")
    #expect(
      sentence(SampleRows.make(4, features: 3, seed: 1))
        == "the network takes 16 features, but the rows have 3: choose another model or dataset")
  }
}
