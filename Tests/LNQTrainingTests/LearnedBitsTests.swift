import Foundation
import LNQData
import LNQRandom
import LNQTestSupport
import Testing

@testable import LNQTraining

@Suite("Quantizers that learn their widths")
struct LearnedBitsTests {
  /// Three features of a quantizer, each with a width, and a Linear.
  private func network(_ settings: QuantizerSettings, bits: [Float]) throws -> Network {
    let weights: [Float] = [0.5, -1, 0.75, -0.25, 1.5, -0.5]
    return try Network(
      name: "one",
      layers: [
        .quantizer(ActivationQuantizer(settings, log2Scale: -2, bits: bits)),
        .linear(Linear(inputCount: 3, outputCount: 2, weight: weights, bias: nil)),
      ])
  }

  @Test("have n bits and 2^(most − n) steps, n being the rounded width; 0 bits give 0")
  func forward() throws {
    for isSigned in [true, false] {
      let settings = QuantizerSettings(.identity, bits: 3, signed: isSigned, learnedWidths: 3)
      for (bits, widths) in [([0.2, 1, 1.6], [0, 1, 2]), ([2.5, 3, 0.5], [2, 3, 0])] as [([Float], [Int])] {
        let network = try network(settings, bits: bits)
        let executor = NetworkExecutor<Double>(network, batchSize: 60)
        let values = (0..<60).map { Float($0 - 30) / 16 }
        let rows = LabelledRows(
          featureCount: 3, features: values.flatMap { [$0, $0, $0] }, labels: values.map { _ in 0 })
        try executor.load(rows, at: 0..<60)
        _ = executor.evaluationPass(count: 60)
        let outputs = executor.outputs(ofLayer: 0, count: 60)
        for (row, value) in values.enumerated() {
          for (feature, width) in widths.enumerated() {
            // s = 1/4 is the step of 3 bits.
            let step = 0.25 * Double(1 << (3 - width))
            let low = isSigned && width > 0 ? -Double(1 << width) / 2 : 0
            let high = low + Double(1 << width) - 1
            let code = min(max((Double(value) / step).rounded(.toNearestOrEven), low), high)
            #expect(outputs[row * 3 + feature] == step * code)
          }
        }
      }
    }
  }

  @Test("have HGQ's gradient: that of rounding errors that halve with each bit, and of the highest code")
  func gradients() throws {
    let bits: [Float] = [1, 1.75, 2.75]
    let settings = QuantizerSettings(.identity, bits: 3, signed: false, learnedWidths: 3)
    let network = try network(settings, bits: bits)
    let rows = SampleRows.make(20, features: 3, classes: 2, seed: 4)
    let executor = NetworkExecutor<Double>(network, batchSize: 20)
    try executor.load(rows, at: 0..<20)
    var dropout = SplitMix64(seed: 1)
    let result = executor.trainingPass(count: 20, dropout: &dropout)
    let parameters = executor.parameters.values

    /// The loss where each width is moved by so much, as the surrogate has it.
    func loss(moved: [Double]) -> Double {
      var sum = 0.0
      for row in 0..<20 {
        var quantized: [Double] = []
        for feature in 0..<3 {
          let x = Double(rows.features[row * 3 + feature])
          let width = bits[feature].rounded()
          let (step, high) = (0.25 * exp2(Double(3 - width)), exp2(Double(width)) - 1)
          let code = min(max((x / step).rounded(.toNearestOrEven), 0), high)
          let share = exp2(-moved[feature])
          // In its range a number is its code and an error; what is below stays 0, the highest code goes towards 2.
          if x < 0 {
            quantized.append(0)
          } else if x - step * code < step {
            quantized.append(x - (x - step * code) * share)
          } else {
            quantized.append(2 - step * share)
          }
        }
        let logits = (0..<2).map { output in
          (0..<3).reduce(0) { $0 + parameters[4 + output * 3 + $1] * quantized[$1] }
        }
        sum += log(exp(logits[0]) + exp(logits[1])) - logits[Int(rows.labels[row])]
      }
      return sum / 20
    }
    #expect(abs(loss(moved: [0, 0, 0]) - result.loss) < 1e-12)
    for feature in 0..<3 {
      func moved(_ distance: Double) -> Double {
        loss(moved: (0..<3).map { $0 == feature ? distance : 0 })
      }
      let difference = (moved(1e-4) - moved(-1e-4)) / 2e-4
      let gradient = executor.gradients.values[1 + feature]
      #expect(abs(difference - gradient) < 1e-7, "width \(feature): \(gradient), not \(difference)")
      #expect(gradient != 0)
    }
  }

  @Test("of the edges of additive layers have the same gradient, where the sum is not clamped")
  func additive() throws {
    let text =
      "QuantIdentity(bits=4, max=2)\nKANLinear(4, 3, grid=4, bits='learned', max_bits=4, domain=2, max=0.2)\nLinear(3, 2)"
    let model = try ModelDescription(name: "mine", text: text)
    let start = Network(model, seed: 5)
    let bits: [Float] = [4, 1.75, 3.25, 0.25, 2.75, 3, 0.75, 2, 1.25, 4, 3.5, 3]
    let network = Network(model) { place in
      var numbers = start.numbers(at: place)
      guard case .kanLinear(let shape) = place.layer else { return numbers }
      numbers.values[4] = bits
      // An edge that was pruned.
      numbers.connections = (0..<3).map { output in (0..<shape.inputCount).filter { output + $0 != 4 } }
      return numbers
    }
    let rows = SampleRows.make(30, features: 4, classes: 2, seed: 4)
    let executor = NetworkExecutor<Double>(network, batchSize: 30)
    try executor.load(rows, at: 0..<30)
    var dropout = SplitMix64(seed: 1)
    _ = executor.trainingPass(count: 30, dropout: &dropout)
    let (codes, outputs) = (executor.outputs(ofLayer: 0, count: 30), executor.outputs(ofLayer: 1, count: 30))
    let layer = try #require(KANLinear(network, at: network.places[1]))
    let linear = try #require(Linear(network, at: network.places[2]))
    let channels = layer.quantizer.channels(count: 12)
    #expect(channels.map(\.width) == [4, 2, 3, 0, 3, 3, 1, 0, 1, 4, 0, 3])
    var gradients = [Double](repeating: 0, count: 12)
    let scale = layer.quantizer.scale
    var clamped = 0
    for row in 0..<30 {
      let logits = (0..<2).map { output in
        (0..<3).reduce(Double(linear.bias?[output] ?? 0)) {
          $0 + Double(linear.weight[output * 3 + $1]) * outputs[row * 3 + $1]
        }
      }
      let share = exp(logits[0]) / (exp(logits[0]) + exp(logits[1]))
      let slopes = [share, 1 - share].enumerated().map { ($1 - ($0 == Int(rows.labels[row]) ? 1 : 0)) / 30 }
      for output in 0..<3 {
        let dy = (0..<2).reduce(0.0) { $0 + slopes[$1] * Double(linear.weight[$1 * 3 + output]) }
        /// The value of an edge's code, and what a bit more would add to it.
        func quantized(_ input: Int) -> (value: Double, slope: Double) {
          let (width, step) = channels[output * 4 + input]
          let x = layer.edge(output: output, input: input)(codes[row * 4 + input])
          guard width > 0 else { return (0, min(max(x, -step), step)) }
          let high = Double(1 << width) / 2 - 1
          let code = min(max((x / step).rounded(.toNearestOrEven), -high - 1), high)
          return (step * code, x / step < -high - 1 ? 0 : min(x - step * code, step))
        }
        let edges = layer.connections[output].map { (input: $0, quantized: quantized($0)) }
        let sum = edges.reduce(0) { $0 + $1.quantized.value }
        let isInside = sum >= -8.5 * scale && sum <= 7.5 * scale
        clamped += isInside ? 0 : 1
        #expect(abs(outputs[row * 3 + output] - min(max(sum, -8 * scale), 7 * scale)) < 1e-12)
        for edge in edges where isInside { gradients[output * 4 + edge.input] += dy * log(2) * edge.quantized.slope }
      }
    }
    #expect(clamped > 3 && clamped < 60, "\(clamped)")
    let places = network.places[1].tensors[4].range
    for (gradient, expected) in zip(places.map { executor.gradients[$0] }, gradients) {
      #expect(abs(gradient - expected) < 1e-9, "\(gradient), not \(expected)")
    }
    #expect(gradients.count { $0 != 0 } == 10)
  }

  @Test("of 0 bits can get some again, towards numbers of both signs")
  func regrowth() {
    let settings = QuantizerSettings(.identity, bits: 3, signed: true, learnedWidths: 2)
    let learned = LearnedBits(count: 2, most: 3)
    let pruned = StraightThrough<Double>(settings, learned, log2Scale: -2, bits: 0.4)
    #expect([-9, -1, 0.5, 9].map { pruned.bitSlope(at: $0) } == [-1, -0.5, 0.25, 1])
    let one = StraightThrough<Double>(settings, learned, log2Scale: -2, bits: 1)
    #expect([-9, -1, -0.25, 0.5, 9].map { one.bitSlope(at: $0) } == [0, 0, -0.25, 0.5, 1])
  }

  @Test("stand in the notation and in checkpoints, and are refused where they make no sense")
  func notation() throws {
    let text = """
      QuantIdentity(bits='learned', max_bits=6, features=16)
      Linear(16, 8, fan_in=2)
      QuantReLU(bits='learned', max_bits=4, features=8, max=2.0)
      Linear(8, 5)
      QuantHardTanh(bits='learned', max_bits=5)

      """
    let model = try ModelDescription(name: "mine", text: text)
    #expect(model.description == text)
    let network = Network(model, seed: 1)
    let shapes = network.stateDict.filter { $0.name.hasSuffix("bits") }.map { "\($0.name) \($0.shape)" }
    #expect(shapes == ["seq_blocks.0.bits [16]", "seq_blocks.2.bits [8]", "seq_blocks.4.bits [1]"])
    let refused = [
      ("QuantReLU(bits=3, max_bits=4)\nLinear(16, 5)", "but lnq can only do 'learned' where max_bits is given"),
      ("QuantReLU(bits='learned', features=15)\nLinear(16, 5)", "16"),
      ("QuantReLU(bits='learnt')\nLinear(16, 5)", "a whole number"),
      ("Linear(16, 5)\nQuantReLU(bits='learned', features=5)", "a class is chosen among codes of one format"),
    ]
    for (text, sentence) in refused {
      let error = #expect(throws: ModelError.self) { try ModelDescription(name: "mine", text: text) }
      #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
    }
  }

  private static let small = """
    BatchNorm1d(16), QuantIdentity(bits='learned', max_bits=3, features=16), Linear(16, 12, fan_in=4), BatchNorm1d(12)
    QuantReLU(bits='learned', max_bits=3, features=12), Linear(12, 5, fan_in=4), BatchNorm1d(5)
    QuantIdentity(bits='learned', max_bits=4)
    """

  private func trainer(_ text: String, weight: Double?) throws -> Trainer {
    var options = TrainingOptions()
    options.optimizer = .adamW()
    (options.epochs, options.batchSize, options.learningRate, options.seed) = (4, 32, 2e-2, 9)
    options.weightDecay = 1e-2
    options.cost = weight.map { .luts(weight: $0) }
    return try Trainer(
      network: Network(try ModelDescription(name: "mine", text: text), seed: 2),
      dataset: SampleRows.dataset(train: 300), options: options)
  }

  @Test("cost less the more a LUT costs, and stay in their range")
  func cost() throws {
    var costs: [Double] = []
    for weight in [nil, 1e-3, 1.0] {
      let network = try #require(try trainer(Self.small, weight: weight).run()).last
      costs.append(LUTCost(network).value { network.parameters[$0] })
      let bits = network.stateDict.filter { $0.name.hasSuffix("bits") }
      for tensor in bits {
        guard case .float32(let values) = tensor.values else { continue }
        #expect(values.allSatisfy { (0...4).contains($0) })
      }
    }
    #expect(costs[0] > costs[1] && costs[1] > costs[2], "\(costs)")
    #expect(throws: TrainingError.noLearnedBits) {
      try trainer("QuantReLU(bits=2), Linear(16, 5, fan_in=2)", weight: 1)
    }
  }

  @Test("go on from any step as if they had not stopped, with equal bytes")
  func resumption() throws {
    let trainer = try trainer(Self.small, weight: 1e-3)
    let whole = try #require(try trainer.run())
    for step in [1, 10, 23] {
      var stopped: TrainingState?
      _ = try trainer.run(onStep: { $0.runStep == step ? .stop : .proceed }, onStop: { stopped = $0 })
      let saved = SavedTraining(try #require(stopped), dataset: trainer.dataset, seed: 9, lnqVersion: "1")
      let read = try SavedTraining(bytes: saved.serialized(), file: "resume.safetensors")
      #expect(read.serialized() == saved.serialized())
      let result = try trainer.run(from: read.state)
      #expect(result?.best == whole.best && result?.last == whole.last, "stopped after step \(step)")
      #expect(result?.bestRecord.epoch == whole.bestRecord.epoch)
    }
  }

  @Test("give equal bytes with one and with two threads, in front of an additive layer, too")
  func threads() throws {
    let additive = """
      QuantIdentity(bits='learned', max_bits=4, features=16), KANLinear(16, 6, bits='learned'), KANLinear(6, 5, bits=4)
      """
    for text in [Self.small, additive] {
      var networks: [Network?] = []
      for count in [1, 2] {
        BLASThreads.use(count)
        networks.append(try trainer(text, weight: 1e-4).run()?.last)
      }
      BLASThreads.use(1)
      #expect(networks[0] == networks[1])
    }
  }
}
