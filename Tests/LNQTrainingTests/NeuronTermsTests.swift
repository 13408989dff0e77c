import LNQData
import Testing

import LNQTestSupport
@testable import LNQTraining

@Suite("The terms of neurons")
struct NeuronTermsTests {
  @Test("belong to the inputs that they multiply")
  func strengths() {
    // 1, x1, x1², x0, x0 x1, x0².
    let polynomial = NeuronTerms(.polynomial(degree: 2), fanIn: 2)
    #expect(polynomial.strengths([9, 1, 2, 3, 6, 0]) == [Float(45).squareRoot(), Float(41).squareRoot()])
    #expect(NeuronTerms(.linear, fanIn: 3).strengths([-1, 2, 0, 7]) == [1, 2, 0])
    // 2 × 2 weights, 2 biases; 2 weights, a bias.
    let network = NeuronTerms(.network(hidden: 2, depth: 2, skip: 0), fanIn: 2)
    #expect(network.strengths([3, 1, 4, 0, 9, 9, 9, 9, 9]) == [5, 1])
    // A shortcut of 2 weights and a bias follows.
    let shortcut = NeuronTerms(.network(hidden: 1, depth: 2, skip: 2), fanIn: 2)
    #expect(shortcut.strengths([3, 1, 9, 9, 9, 4, 0, 9]) == [5, 1])
  }

  @Test("follow their inputs to other positions, and those of a new input come from nowhere")
  func sources() {
    let polynomial = NeuronTerms(.polynomial(degree: 2), fanIn: 2)
    #expect(polynomial.sources(of: [1, 0]) == [0, 3, 5, 1, 4, 2])
    #expect(polynomial.sources(of: [nil, 0]) == [0, 3, 5, nil, nil, nil])
    let network = NeuronTerms(.network(hidden: 2, depth: 2, skip: 0), fanIn: 2)
    #expect(network.sources(of: [1, nil]) == [1, nil, 3, nil, 4, 5, 6, 7, 8])
  }

  @Test(
    "give the same function when inputs and parameters move together",
    arguments: [NeuronFunction.linear, .polynomial(degree: 3), .network(hidden: 3, depth: 4, skip: 2)])
  func moved(function: NeuronFunction) {
    let shape = NeuronShape(inputCount: 3, outputCount: 1, fanIn: 3, function: function)
    let weight = (0..<shape.parametersPerSubNeuron).map { Float($0 % 7) / 4 - 0.5 }
    let rows = SampleRows.make(20, features: 3, classes: 1, seed: 4)
    func logits(_ weight: [Float], _ features: [Float]) throws -> [Float] {
      let layer = NeuronLayer(shape: shape, connections: [[0, 1, 2]], weight: weight)
      let moved = LabelledRows(featureCount: 3, features: features, labels: rows.labels)
      return try Network(name: "one", layers: [.neurons(layer)]).logits(of: moved)
    }
    // Position p has what position [2, 0, 1][p] had.
    let order = [2, 0, 1]
    let sources = NeuronTerms(function, fanIn: 3).sources(of: order)
    let moved = rows.features.indices.map { rows.features[$0 / 3 * 3 + order[$0 % 3]] }
    #expect(throws: Never.self) {
      let (before, after) = (
        try logits(weight, rows.features), try logits(sources.map { $0.map { weight[$0] } ?? .nan }, moved)
      )
      for (x, y) in zip(before, after) { #expect(abs(x - y) <= 1e-4 * max(1, abs(x))) }
    }
  }
}
