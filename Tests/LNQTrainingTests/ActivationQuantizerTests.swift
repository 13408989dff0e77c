import LNQData
import LNQTestSupport
import LNQTraining
import Testing

@Suite("Quantizers between layers")
struct ActivationQuantizerTests {
  /// What a quantizer makes of numbers, in training and in evaluation, which must be the same.
  private func outputs(_ quantizer: ActivationQuantizer, of values: [Double]) throws -> [Double] {
    let one = Linear(inputCount: 1, outputCount: 1, weight: [1], bias: nil)
    let network = try Network(name: "one", layers: [.linear(one), .quantizer(quantizer)])
    let executor = NetworkExecutor<Double>(network, batchSize: values.count)
    let rows = LabelledRows(
      featureCount: 1, features: values.map { Float($0) }, labels: Array(repeating: 0, count: values.count))
    try executor.load(rows, at: 0..<Int32(values.count))
    _ = executor.evaluationPass(count: values.count)
    let evaluated = executor.outputs(ofLayer: 1, count: values.count)
    var generator = SystemRandomNumberGenerator()
    _ = executor.trainingPass(count: values.count, dropout: &generator)
    // By their bits: NaN is not equal to itself.
    #expect(executor.outputs(ofLayer: 1, count: values.count).map(\.bitPattern) == evaluated.map(\.bitPattern))
    return evaluated
  }

  @Test("give s · clamp(round(x / s)), halves to even, for every code", arguments: QuantizerSettings.bitCounts)
  func forward(bits: Int) throws {
    for (kind, signed) in [(QuantizerSettings.Kind.identity, true), (.identity, false), (.relu, false)] {
      let settings = QuantizerSettings(kind, bits: bits, signed: signed)
      let (low, high) = (settings.codes.lowerBound, settings.codes.upperBound)
      let quarters = Array(4 * (low - 2)...4 * (high + 2))
      let expected = quarters.map { quarter in
        let (below, rest) = (quarter >> 2, quarter & 3)
        let code = rest == 2 ? below + (below & 1) : rest > 2 ? below + 1 : below
        return 0.25 * Double(min(max(code, low), high))
      }
      let values = quarters.map { 0.0625 * Double($0) }
      #expect(try outputs(ActivationQuantizer(settings, log2Scale: -2), of: values) == expected)
    }
  }

  @Test("clamp infinities and keep NaN")
  func specialValues() throws {
    let quantizer = ActivationQuantizer(QuantizerSettings(.hardTanh, bits: 3), log2Scale: 0)
    let outputs = try outputs(quantizer, of: [.infinity, -.infinity, .nan])
    #expect(outputs[0] == 3)
    #expect(outputs[1] == -4)
    #expect(outputs[2].isNaN)
  }

  @Test("change their scale by what weight decay leaves alone")
  func indices() throws {
    let text = """
      QuantIdentity(bits=2), Linear(4, 3, bias=False, fan_in=2)
      Residual(Linear(3, 3), QuantReLU(bits=2)), Linear(3, 2, fan_in=2, degree=2, adders=2), QuantReLU(bits=1)
      """
    let network = Network(try ModelDescription(name: "mine", text: text), seed: 1)
    #expect(network.undecayedIndices == [0, 1 + 12 + 12, 1 + 12 + 12 + 1 + 4 * 6, 1 + 12 + 12 + 1 + 4 * 6 + 1])
    let executor = NetworkExecutor<Float>(network, batchSize: 1)
    #expect(executor.parameters.count == network.undecayedIndices.last.map { $0 + 1 })
    for optimizer in [Optimizer.adam(), .adamW(), .sgd()] {
      let state = OptimizerState<Float>(
        optimizer, weightDecay: 0.5, parameterCount: executor.parameters.count, undecayed: network.undecayedIndices)
      let before = executor.parameters.values
      state.step(executor.parameters, gradients: executor.gradients, learningRate: 0.1)
      for (index, (old, new)) in zip(before, executor.parameters.values).enumerated() where old != 0 {
        #expect((old == new) == network.undecayedIndices.contains(index), "parameter \(index)")
      }
    }
  }
}
