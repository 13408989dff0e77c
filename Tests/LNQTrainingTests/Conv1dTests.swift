import LNQData
import LNQRandom
import LNQTestSupport
import LNQTraining
import Testing

@Suite("Conv1d")
struct Conv1dTests {
  /// The definition, position by position, with zeros around the input.
  private func expected(_ conv: Conv1d, _ x: [Double], length: Int) -> [Double] {
    let geometry = conv.geometry
    let padded = (0..<geometry.inputChannels).map { channel in
      let zeros = [Double](repeating: 0, count: geometry.padding)
      return zeros + x[channel * length..<(channel + 1) * length] + zeros
    }
    let (inputs, outputs) = (geometry.inputChannels / geometry.groups, geometry.outputChannels / geometry.groups)
    return (0..<geometry.outputChannels).flatMap { output in
      stride(from: 0, through: length + 2 * geometry.padding - geometry.span, by: geometry.stride).map { first in
        var sum = Double(conv.bias?[output] ?? 0)
        for channel in 0..<inputs {
          for tap in 0..<geometry.kernelSize {
            let weight = Double(conv.weight[(output * inputs + channel) * geometry.kernelSize + tap])
            sum += weight * padded[output / outputs * inputs + channel][first + tap * geometry.dilation]
          }
        }
        return sum
      }
    }
  }

  @Test("is its definition for all small sizes, and its output has the length that PyTorch gives it", arguments: 1...6)
  func definition(length: Int) throws {
    var random = SplitMix64(seed: UInt64(length))
    for (kernel, stride, padding) in (1...3).flatMap({ k in (1...3).flatMap { s in (0...3).map { (k, s, $0) } } }) {
      for (dilation, groups) in [(1, 1), (2, 1), (1, 2), (3, 2)] {
        let geometry = Conv1dGeometry(
          inputChannels: 2, outputChannels: 4, kernelSize: kernel, stride: stride, padding: padding,
          dilation: dilation, groups: groups)
        guard geometry.outputLength(of: length) > 0 else {
          #expect(length + 2 * padding < geometry.span)
          continue
        }
        let conv = Conv1d(
          geometry: geometry, weight: (0..<geometry.weightCount).map { _ in Float(random.normal()) },
          bias: groups == 1 ? (0..<4).map { _ in Float(random.normal()) } : nil)
        let network = try Network(
          name: "conv", layers: [.unflatten(channels: 2, length: length), .conv1d(conv), .flatten])
        let rows = LabelledRows(
          featureCount: 2 * length, features: (0..<2 * length * 3).map { _ in Float(random.normal()) },
          labels: [0, 0, 0])
        let executor = NetworkExecutor<Double>(network, batchSize: 3)
        try executor.load(rows, at: 0..<3)
        _ = executor.evaluationPass(count: 3)
        let outputs = executor.outputs(ofLayer: 2, count: 3)
        let expected = (0..<3).flatMap { row in
          self.expected(
            conv, rows.features[row * 2 * length..<(row + 1) * 2 * length].map(Double.init), length: length)
        }
        #expect(outputs.count == expected.count)
        #expect(network.outputCount * 3 == expected.count)
        for (output, value) in zip(outputs, expected) { #expect(abs(output - value) < 1e-12, "\(geometry)") }
      }
    }
  }

  @Test("lists its terms: output by output the inputs that lie within the input, with their weights")
  func terms() {
    let geometry = Conv1dGeometry(inputChannels: 2, outputChannels: 1, kernelSize: 3, stride: 2, padding: 1)
    let conv = Conv1d(geometry: geometry, weight: [1, 2, 3, 4, 5, 6], bias: nil)
    let terms = conv.terms(length: 4).map { $0.map { "\($0.weight) x\($0.input)" } }
    #expect(
      terms == [
        ["2.0 x0", "3.0 x1", "5.0 x4", "6.0 x5"], ["1.0 x1", "2.0 x2", "3.0 x3", "4.0 x5", "5.0 x6", "6.0 x7"],
      ])
  }

  @Test("gives the same in one chunk of rows and in several")
  func chunks() throws {
    // 2 · 3 · 1024 patches a row: more than ten rows do not go through at once.
    let model = try ModelDescription(
      name: "long", text: "Unflatten(1, (2, 1024))\nConv1d(2, 2, 3, padding=1)\nFlatten()\nLinear(2048, 2)")
    let network = Network(model, seed: 1)
    let rows = SampleRows.make(40, features: 2048, classes: 2, seed: 3)
    var single = [Double](repeating: 0, count: 0)
    let whole = NetworkExecutor<Double>(network, batchSize: 40)
    try whole.load(rows, at: 0..<40)
    var generator = SplitMix64(seed: 2)
    _ = whole.trainingPass(count: 40, dropout: &generator)
    let one = NetworkExecutor<Double>(network, batchSize: 1)
    for row in Int32(0)..<40 {
      try one.load(rows, at: row..<row + 1)
      _ = one.trainingPass(count: 1, dropout: &generator)
      let gradients = one.gradients.values
      single = single.isEmpty ? gradients : zip(single, gradients).map { $0 + $1 }
    }
    for (gradient, sum) in zip(whole.gradients.values, single) { #expect(abs(gradient - sum / 40) < 1e-9) }
  }
}
