import Foundation
import LNQData
import LNQRandom
import LNQTraining
import Testing

@Suite("Additive layers of splines")
struct KANLinearTests {
  @Test(
    "B-splines add up to 1, have the derivatives of their differences, and are cubic as everybody's",
    arguments: [(1, 1), (3, 2), (5, 3), (40, 10)])
  func splines(grid: Int, order: Int) {
    let shape = SplineShape(grid: grid, order: order)
    let ones = [Double](repeating: 1, count: shape.basisCount)
    var ramp = ones
    // The coefficients of u itself are the means of the knots inside of each B-spline (Marsden's identity).
    for j in ramp.indices {
      let knots = (1...order).map { -1 + Double(j - order + $0) * 2 / Double(grid) }
      ramp[j] = knots.reduce(0, +) / Double(order)
    }
    for u in stride(from: -1.0, through: 1, by: 0.0625) {
      let sum = KANEdge(spline: shape, baseWeight: 0, coefficients: ones, domain: 1)(u)
      let identity = KANEdge(spline: shape, baseWeight: 0, coefficients: ramp, domain: 1)(u)
      #expect(abs(sum - 1) < 1e-12 && abs(identity - u) < 1e-12, "at \(u)")
    }
    let outside = KANEdge(spline: shape, baseWeight: 0, coefficients: ramp, domain: 0.5)
    #expect(abs(outside(3) - 1) < 1e-12 && abs(outside(-0.25) + 0.5) < 1e-12)
  }

  /// Two additive layers behind a quantizer, an edge of each pruned.
  private func network(_ text: String, seed: UInt64) throws -> Network {
    let model = try ModelDescription(name: "mine", text: text)
    let start = Network(model, seed: seed)
    var generator = SplitMix64(seed: seed)
    return Network(model) { place in
      var numbers = start.numbers(at: place)
      guard case .kanLinear(let shape) = place.layer else { return numbers }
      numbers.values[1] = numbers.values[1].map { _ in Float(generator.next() >> 40) * 0x1p-23 - 1 }
      numbers.connections = (0..<shape.outputCount).map { output in
        (0..<shape.inputCount).filter { output + $0 != 1 }
      }
      return numbers
    }
  }

  @Test("have straight-through gradients: those of the same network whose rounding errors are constants")
  func gradients() throws {
    let network = try network(
      """
      QuantIdentity(bits=5, max=1.5)
      KANLinear(6, 4, grid=4, order=3, bits=5, domain=1.2, max=1)
      KANLinear(4, 5, grid=3, order=2, bits=6, domain=2.5, max=0.7)
      """, seed: 3)
    let rows = SampleRows.make(12, features: 6, classes: 5, seed: 4)
    let executor = NetworkExecutor<Double>(network, batchSize: rows.count)
    try executor.load(rows, at: 0..<Int32(rows.count))
    var dropout = SplitMix64(seed: 1)
    let result = executor.trainingPass(count: rows.count, dropout: &dropout)
    let surrogate = ConstantRounding(network, rows)
    let parameters = executor.parameters.values
    let base = surrogate.loss(parameters, records: true)
    #expect(abs(base - result.loss) < 1e-12)
    #expect(surrogate.clamped > 20 && surrogate.inside > 400, "\(surrogate.clamped) clamped, \(surrogate.inside) not")
    let gradients = executor.gradients.values
    var nonzero = 0
    for i in parameters.indices {
      func loss(_ distance: Double) -> Double {
        var moved = parameters
        moved[i] += distance * 1e-4
        return surrogate.loss(moved, records: false)
      }
      let difference = (8 * (loss(1) - loss(-1)) - (loss(2) - loss(-2))) / (12 * 1e-4)
      let expected = difference * surrogate.factor(ofParameter: i)
      #expect(abs(expected - gradients[i]) <= 1e-8, "parameter \(i): \(gradients[i]), not \(expected)")
      if abs(gradients[i]) > 1e-6 { nonzero += 1 }
    }
    #expect(nonzero > parameters.count * 3 / 4, "\(nonzero) of \(parameters.count)")
  }

  @Test("stand in the notation, behind a quantizer alone")
  func notation() throws {
    let text = "QuantIdentity(bits=6)\nKANLinear(16, 8, grid=40, order=10, bits=7, domain=2.0)\nKANLinear(8, 5)\n"
    let model = try ModelDescription(name: "mine", text: text)
    #expect(model.description == text)
    #expect(model.parameterCount == 1 + 16 * 8 * 51 + 2 + 8 * 5 * 9 + 2)
    #expect(
      Network(model, seed: 1).stateDict.map { "\($0.name) \($0.shape)" }.suffix(4) == [
        "seq_blocks.2.base_weight [5, 8]", "seq_blocks.2.spline_weight [5, 8, 8]", "seq_blocks.2.log2_domain [1]",
        "seq_blocks.2.log2_scale [1]",
      ])
    for before in ["", "BatchNorm1d(16)\n", "QuantIdentity(bits=4)\nBatchNorm1d(16)\n"] {
      let error = #expect(throws: ModelError.self) {
        try ModelDescription(name: "mine", text: before + "KANLinear(16, 5)")
      }
      #expect(error?.description.contains("put a quantizer right before it, such as QuantIdentity(bits=6)") == true)
    }
    let ensemble = "QuantReLU(bits=3)\nEnsemble(Sequential(KANLinear(4, 3)), Sequential(Dropout(0.1), KANLinear(4, 3)))"
    #expect(try ModelDescription(name: "mine", text: ensemble).outputCount == 3)
    #expect(throws: ModelError.self) { try ModelDescription(name: "mine", text: "\(ensemble)\nKANLinear(3, 3)") }
  }

  @Test("lose the edges that vary little, and go on from any step as if they had not stopped")
  func pruning() throws {
    var options = TrainingOptions()
    (options.epochs, options.batchSize, options.learningRate, options.seed) = (4, 32, 1e-2, 9)
    options.sparsity = .threshold(edge: 0.8, until: 0.5, interval: 3)
    let text =
      "QuantIdentity(bits=4, max=2)\nKANLinear(16, 6, bits=6, domain=2, max=4)\nKANLinear(6, 5, domain=4, max=8)"
    let model = try ModelDescription(name: "mine", text: text)
    let dataset = SampleRows.dataset(train: 300)
    let trainer = try Trainer(network: Network(model, seed: 2), dataset: dataset, options: options)
    var edges: [Int] = []
    let whole = try #require(
      try trainer.run(onEpoch: { report in
        edges.append(report.network.connections.joined().reduce(0) { $0 + $1.count })
        return .proceed
      }))
    #expect(edges[0] < 126 && edges[1] < edges[0] && edges[2] <= edges[1] && edges[2] == edges[3], "\(edges)")
    #expect(whole.bestRecord.epoch > 2)
    #expect(whole.best.connections.allSatisfy { $0.allSatisfy { !$0.isEmpty } })
    #expect(whole.last.parameterCount == 1 + edges[3] * 9 + 4)
    for step in [1, 17, 20, 21, 30] {
      var stopped: TrainingState?
      _ = try trainer.run(onStep: { $0.runStep == step ? .stop : .proceed }, onStop: { stopped = $0 })
      let saved = SavedTraining(try #require(stopped), dataset: dataset, seed: 9, lnqVersion: "1")
      let read = try SavedTraining(bytes: saved.serialized(), file: "resume.safetensors")
      let result = try trainer.run(from: read.state)
      #expect(result?.best == whole.best && result?.last == whole.last, "stopped after step \(step)")
    }
    let plain = Network(try ModelDescription(name: "mine", text: "Linear(16, 5, fan_in=2)"), seed: 1)
    #expect(throws: TrainingError.noEdges) { try Trainer(network: plain, dataset: dataset, options: options) }
    options.sparsity = .magnitude(until: 0.5, interval: 3)
    #expect(throws: TrainingError.noFanIn(sparsity: "magnitude")) {
      try Trainer(network: Network(model, seed: 2), dataset: dataset, options: options)
    }
  }
}

/// A quantizer and additive layers, with rounding as the addition of what it added at the first parameters, so that the loss is a
/// smooth function: straight-through gradients are its derivatives.
private final class ConstantRounding {
  private enum Step { case error(Double), clamped(Double) }

  private let network: Network
  private let rows: LabelledRows
  private var steps: [Step] = []
  private var next = 0

  init(_ network: Network, _ rows: LabelledRows) { (self.network, self.rows) = (network, rows) }

  var clamped: Int { steps.count { if case .clamped = $0 { true } else { false } } }
  var inside: Int { steps.count - clamped }

  /// Scales have LSQ's factor 1 / √(features · largest code).
  func factor(ofParameter index: Int) -> Double {
    var first = 0
    for (layer, place) in zip(network.layers, network.places) {
      let count = network.numbers(at: place).values.reduce(0) { $0 + $1.count }
      defer { first += count }
      guard index == first + count - 1 else { continue }
      switch layer {
      case .quantizer(let settings): return 1 / Double(network.inputCount * settings.codes.upperBound).squareRoot()
      case .kanLinear(let shape): return 1 / Double(shape.outputCount * shape.codes.codes.upperBound).squareRoot()
      default: break
      }
    }
    return 1
  }

  /// round(v) or a bound, first as it is, later as it was.
  private func code(_ v: Double, _ codes: ClosedRange<Int>, records: Bool) -> Double {
    let (low, high) = (Double(codes.lowerBound), Double(codes.upperBound))
    if records {
      steps.append(v < low ? .clamped(low) : v > high ? .clamped(high) : .error(v.rounded(.toNearestOrEven) - v))
    }
    defer { next += 1 }
    switch steps[next] {
    case .error(let error): return v + error
    case .clamped(let code): return code
    }
  }

  func loss(_ parameters: [Double], records: Bool) -> Double {
    next = 0
    if records { steps = [] }
    var loss = 0.0
    for row in 0..<rows.count {
      var values = rows.features[row * rows.featureCount..<(row + 1) * rows.featureCount].map(Double.init)
      var rest = parameters[...]
      func take(_ count: Int) -> [Double] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
      }
      for place in network.places {
        switch place.layer {
        case .quantizer(let settings):
          let scale = exp2(take(1)[0])
          values = values.map { scale * code($0 / scale, settings.codes, records: records) }
        case .kanLinear(let shape):
          let base = take(shape.edgeCount)
          let splines = take(shape.edgeCount * shape.spline.basisCount)
          let (domain, scale) = (exp2(take(1)[0]), exp2(take(1)[0]))
          let connections = network.connections(at: place) ?? []
          values = connections.enumerated().map { output, inputs in
            let sum = inputs.reduce(0.0) { sum, input in
              let edge = output * shape.inputCount + input
              let first = edge * shape.spline.basisCount
              let function = KANEdge(
                spline: shape.spline, baseWeight: base[edge],
                coefficients: Array(splines[first..<first + shape.spline.basisCount]), domain: domain)
              return sum + code(function(values[input]) / scale, shape.codes.codes, records: records)
            }
            return scale * clamp(sum, shape.codes.codes, records: records)
          }
        default: break
        }
      }
      let total = log(values.reduce(0) { $0 + exp($1) })
      loss += (total - values[Int(rows.labels[row])]) / Double(rows.count)
    }
    return loss
  }

  /// A sum of codes is one already.
  private func clamp(_ sum: Double, _ codes: ClosedRange<Int>, records: Bool) -> Double {
    let (low, high) = (Double(codes.lowerBound), Double(codes.upperBound))
    if records { steps.append(sum < low ? .clamped(low) : sum > high ? .clamped(high) : .error(0)) }
    defer { next += 1 }
    switch steps[next] {
    case .error: return sum
    case .clamped(let code): return code
    }
  }
}
