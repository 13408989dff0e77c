import LNQData
import LNQTestSupport
import LNQTraining
import Testing

@Suite("Evaluation")
struct EvaluationTests {
  private func identity(_ count: Int) throws -> Network {
    let weight = (0..<count * count).map { Float($0 % (count + 1) == 0 ? 1 : 0) }
    return try Network(
      name: "identity",
      layers: [.linear(Linear(inputCount: count, outputCount: count, weight: weight, bias: nil))])
  }

  @Test("counts by class; equal outputs go to the lowest index")
  func confusion() throws {
    let rows = LabelledRows(
      featureCount: 3, features: [1, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 5, 5, 9], labels: [0, 1, 2, 1, 0])
    let evaluation = try Evaluation(of: try identity(3), over: rows)
    #expect(evaluation.confusion == [[1, 0, 1], [1, 1, 0], [0, 1, 0]])
    #expect(evaluation.count == 5)
    #expect(evaluation.accuracy == 0.4)
    #expect(evaluation.support == [2, 2, 1])
    #expect(evaluation.recall == [0.5, 0.5, 0])
    #expect(evaluation.precision == [0.5, 0.5, 0])
  }

  @Test("has no recall for a class without rows and no precision for one that was never chosen")
  func emptyClasses() throws {
    let rows = LabelledRows(featureCount: 3, features: [1, 0, 0, 0, 1, 0], labels: [0, 0])
    let evaluation = try Evaluation(of: try identity(3), over: rows)
    #expect(evaluation.recall == [0.5, nil, nil])
    #expect(evaluation.precision == [1, 0, nil])
  }

  @Test("agrees with the logits over more rows than a batch has")
  func manyRows() throws {
    let network = Network(try BuiltInModel.jscTinyX10.modelDescription(), seed: 2)
    let rows = SampleRows.make(2500, seed: 8)
    let evaluation = try Evaluation(of: network, over: rows)
    let logits = try network.logits(of: rows)
    #expect(logits.count == 2500 * 5)
    var confusion = Array(repeating: Array(repeating: 0, count: 5), count: 5)
    for row in 0..<2500 {
      let outputs = Array(logits[(row * 5)..<(row * 5 + 5)])
      let best = outputs.indices.reduce(0) { outputs[$1] > outputs[$0] ? $1 : $0 }
      confusion[Int(rows.labels[row])][best] += 1
    }
    #expect(evaluation.confusion == confusion)
    #expect(evaluation.count == 2500)
  }

  @Test("in Float agrees with Double")
  func precision() throws {
    let network = Network(try BuiltInModel.jscTrt.modelDescription(), seed: 2)
    let rows = SampleRows.make(50, seed: 8)
    let executor = NetworkExecutor<Double>(network, batchSize: 50)
    try executor.load(rows, at: 0..<50)
    _ = executor.evaluationPass(count: 50)
    let exact = executor.outputs(ofLayer: network.layers.count - 1, count: 50)
    for (logit, expected) in zip(try network.logits(of: rows), exact) { #expect(abs(Double(logit) - expected) < 1e-5) }
  }

  @Test("of no rows is refused; logits of no rows are none")
  func noRows() throws {
    let network = try identity(3)
    let rows = LabelledRows(featureCount: 3, features: [], labels: [])
    #expect(throws: TrainingError.noRows(part: "evaluated")) { try Evaluation(of: network, over: rows) }
    #expect(try network.logits(of: rows) == [])
  }
}
