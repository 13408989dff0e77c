import Foundation
import LNQData
import LNQTraining
import Testing

@Suite("Label smoothing")
struct LabelSmoothingTests {
  private struct Reference: Decodable {
    struct Smoothed: Decodable {
      let epsilon: Double
      let loss: Double
      let gradient: [Double]
    }
    let logits: [Float]
    let labels: [Int32]
    let smoothed: [Smoothed]
  }

  @Test("has PyTorch's loss and gradient")
  func reference() throws {
    let reference = try JSONDecoder().decode(Reference.self, from: Fixture.data("label-smoothing.json"))
    #expect(reference.smoothed.map(\.epsilon) == [0, 0.1, 0.5, 1])
    let rows = LabelledRows(featureCount: 5, features: reference.logits, labels: reference.labels)
    // The outputs are the inputs, and the gradient of the biases is the sum of the outputs' gradients over the rows.
    let identity = Linear(
      inputCount: 5, outputCount: 5, weight: (0..<25).map { $0 % 6 == 0 ? 1 : 0 }, bias: [0, 0, 0, 0, 0])
    let network = try Network(name: "identity", layers: [.linear(identity)])
    for expected in reference.smoothed {
      let executor = NetworkExecutor<Double>(network, batchSize: rows.count, labelSmoothing: expected.epsilon)
      try executor.load(rows, at: Int32(0)..<Int32(rows.count))
      var generator = SystemRandomNumberGenerator()
      let loss = executor.trainingPass(count: rows.count, dropout: &generator).loss
      #expect(abs(loss - expected.loss) < 1e-6)
      for c in 0..<5 {
        let sum = stride(from: c, to: expected.gradient.count, by: 5).reduce(0) { $0 + expected.gradient[$1] }
        #expect(abs(executor.gradients[25 + c] - sum) < 1e-6)
        for input in 0..<5 {
          let product = (0..<rows.count).reduce(0.0) {
            $0 + expected.gradient[$1 * 5 + c] * Double(reference.logits[$1 * 5 + input])
          }
          #expect(abs(executor.gradients[c * 5 + input] - product) < 1e-5)
        }
      }
    }
  }

  @Test("is of no influence on evaluation")
  func evaluation() throws {
    let network = Network(try BuiltInModel.jscTiny.modelDescription(), seed: 1)
    let rows = SampleRows.make(20, seed: 3)
    let losses = try [0, 0.3].map { epsilon in
      let executor = NetworkExecutor<Float>(network, batchSize: 20, labelSmoothing: epsilon)
      try executor.load(rows, at: Int32(0)..<20)
      return executor.evaluationPass(count: 20).loss
    }
    #expect(losses[0] == losses[1])
  }
}
