import Foundation
import LNQData
import LNQRandom
import Testing

@testable import LNQTraining

@Suite("Kernels over bits")
struct BitExecutorTests {
  @Test("the extended finite difference is DWN's sum of 64 terms", arguments: [1, 2, 4, 6], BitKernelSet.available)
  func differences(pins: Int, kernels: BitKernelSet) {
    var generator = SplitMix64(seed: 3)
    let size = 1 << pins
    let table = (0..<size).map { _ in RandomDraws.uniform(1, from: &generator) }
    let alpha = 0.5 * pow(0.75, Double(pins - 1))
    for (pin, fast) in LUTLayer.differences(of: table, smoothing: 0.25, kernels: kernels).enumerated() {
      for a in 0..<size {
        let sum = (0..<size).reduce(0.0) { sum, other in
          let distance = ((a ^ other) & ~(1 << pin)).nonzeroBitCount
          return sum + (other >> pin & 1 == 1 ? 1 : -1) * Double(table[other]) * alpha * pow(1.0 / 3, Double(distance))
        }
        #expect(abs(Double(fast[a]) - sum) < 1e-6)
      }
    }
    // Without smoothing the multilinear extension where the inputs are: half of what the bit changes.
    for (pin, plain) in LUTLayer.differences(of: table, smoothing: 0, kernels: kernels).enumerated() {
      let own = 1 << pin
      let halves: [Float] = (0..<size).map { a in (table[a | own] - table[a & ~own]) / 2 }
      #expect(plain == halves)
    }
  }

  /// One layer as it is defined, in Double: the loss, and its derivatives by the formulas of `docs/weightless.md`.
  private struct Reference {
    let bits: [[Bool]]
    let labels: [Int32]
    let pins: [[Int]]
    let classes: Int
    let tau: Double
    let sharpness: Double

    func worth(_ entry: Double) -> Double { 1 / (1 + exp(-sharpness * entry)) }

    func address(_ table: Int, _ row: Int) -> Int {
      pins[table].enumerated().reduce(0) { $0 | (bits[row][$1.element] ? 1 : 0) << $1.offset }
    }

    func shares(_ entries: [[Double]], _ row: Int) -> [Double] {
      let group = pins.count / classes
      let logits = (0..<classes).map { c in
        (c * group..<(c + 1) * group).reduce(0) { $0 + worth(entries[$1][address($1, row)]) } / tau
      }
      let sum = logits.reduce(0) { $0 + exp($1) }
      return logits.map { exp($0) / sum }
    }

    func loss(_ entries: [[Double]]) -> Double {
      labels.indices.reduce(0) { $0 - log(shares(entries, $1)[Int(labels[$1])]) } / Double(labels.count)
    }

    /// Σ (2 x − 1) · ∂loss/∂output · ½ (worth with the pin − worth without it).
    func mappingGradient(_ entries: [[Double]], table: Int, pin: Int, input: Int) -> Double {
      let c = table / (pins.count / classes)
      return labels.indices.reduce(0) { sum, row in
        let slope = (shares(entries, row)[c] - (Int(labels[row]) == c ? 1 : 0)) / Double(labels.count) / tau
        let a = address(table, row)
        let step = (worth(entries[table][a | 1 << pin]) - worth(entries[table][a & ~(1 << pin)])) / 2
        return sum + (bits[row][input] ? 1 : -1) * slope * step
      }
    }
  }

  @Test(
    "gradients of sigmoid tables are finite differences, those of the mapping their formula",
    arguments: BitKernelSet.available)
  func gradients(kernels: BitKernelSet) throws {
    let trainer = try WeightlessSample.trainer { $0.mappingInterval = 1 }
    let (network, rows) = (trainer.network, trainer.dataset.train)
    let parts = try #require(network.weightless)
    let thermometer = try #require(Thermometer(network, at: parts.thermometer.place))
    let (shape, place) = parts.layers[0]
    let layer = try #require(LUTLayer(network, at: place))
    let executor = try #require(BitExecutor(network, batchSize: 100, options: trainer.options, kernels: kernels))
    try executor.load(rows, range: 0..<100)
    executor.beginStep(share: 0)
    var generator = SplitMix64(seed: 1)
    let result = executor.trainingPass(count: 100, dropout: &generator)
    let optimizer = OptimizerState<Float>(.adam(), weightDecay: 0, parameterCount: executor.parameters.count)
    executor.step(optimizer, gradients: executor.gradients, learningRate: 1e-2)
    // After Adam's first step m is a tenth of the gradient.
    let gradients = optimizer.memory.first.map { Double($0) * 10 }

    let entries = network.numbers(at: place).values[0].map(Double.init)
    let tables = (0..<shape.size).map { Array(entries[$0 * 64..<($0 + 1) * 64]) }
    let reference = Reference(
      bits: (0..<100).map { row in
        thermometer.kept.map { rows.features[row * 16 + $0 / 4] > thermometer.threshold($0) }
      }, labels: Array(rows.labels[..<100]), pins: layer.pins, classes: 5, tau: 1.5, sharpness: 2)
    #expect(abs(result.loss - reference.loss(tables)) < 2e-3)
    let largest = gradients[..<(20 * 64)].reduce(0) { max($0, abs($1)) }
    for table in [0, 7, 19] {
      for row in 0..<8 {
        let a = reference.address(table, row)
        var (above, below) = (tables, tables)
        above[table][a] += 1e-4
        below[table][a] -= 1e-4
        let difference = (reference.loss(above) - reference.loss(below)) / 2e-4
        #expect(abs(gradients[table * 64 + a] - difference) < 0.01 * largest)
      }
      for pin in [0, 5] {
        let weights = (0..<64).map { gradients[20 * 64 + (table * 6 + pin) * 64 + $0] }
        let expected = (0..<64).map { reference.mappingGradient(tables, table: table, pin: pin, input: $0) }
        let largest = expected.reduce(0) { max($0, abs($1)) }
        #expect(zip(weights, expected).allSatisfy { abs($0 - $1) < 0.03 * largest })
      }
    }
  }

  /// Some steps of training.
  private func trained(
    _ trainer: Trainer, threads: Int?, kernels: BitKernelSet = .best, steps: Int = 6
  ) throws -> (network: Network, losses: [Double]) {
    let executor = try #require(
      BitExecutor(trainer.network, batchSize: 128, options: trainer.options, threads: threads, kernels: kernels))
    let optimizer = OptimizerState<Float>(.adam(), weightDecay: 0, parameterCount: executor.parameters.count)
    var (losses, generator) = ([Double](), SplitMix64(seed: 1))
    for step in 0..<steps {
      try executor.load(trainer.dataset.train, range: step * 20..<step * 20 + 128)
      executor.beginStep(share: Double(step) / Double(steps))
      losses.append(executor.trainingPass(count: 128, dropout: &generator).loss)
      executor.step(optimizer, gradients: executor.gradients, learningRate: 3e-2)
    }
    return (executor.network, losses)
  }

  @Test(
    "any number of threads gives equal bytes",
    arguments: [WeightlessSample.text, WeightlessSample.deep, WeightlessSample.candidates])
  func threads(text: String) throws {
    let wide = text.replacing("LUTLayer(20)", with: "LUTLayer(60)").replacing("LUTLayer(40)", with: "LUTLayer(90)")
      .replacing("LUTLayer(20, m", with: "LUTLayer(60, m")
    let trainer = try WeightlessSample.trainer(wide) {
      $0.mappingInterval = 2
      $0.augment = .shift
    }
    let one = try trained(trainer, threads: 1)
    #expect(one.network != trainer.network)
    for threads in [2, 3, 7] {
      let other = try trained(trainer, threads: threads)
      #expect(other.network == one.network)
      #expect(other.losses == one.losses)
    }
  }

  @Test(
    "all kernels compute the same, but for the last bits",
    arguments: [WeightlessSample.text, WeightlessSample.deep, WeightlessSample.candidates])
  func kernels(text: String) throws {
    let trainer = try WeightlessSample.trainer(text)
    let best = try trained(trainer, threads: 1, steps: 3)
    for kernels in BitKernelSet.available.dropFirst() {
      let other = try trained(trainer, threads: 1, kernels: kernels, steps: 3)
      #expect(zip(best.losses, other.losses).allSatisfy { abs($0 - $1) < 1e-4 })
      #expect(zip(best.network.parameters, other.network.parameters).allSatisfy { abs($0 - $1) < 1e-2 })
    }
  }

  @Test("pins with candidates read one of these, and learn which")
  func candidates() throws {
    let trainer = try WeightlessSample.trainer(WeightlessSample.candidates)
    let place = trainer.network.places[1]
    let candidates = trainer.network.numbers(at: place).values[2].map { Int($0) }
    let after = try trained(trainer, threads: 1).network
    let (first, last) = (try #require(LUTLayer(trainer.network, at: place)), try #require(LUTLayer(after, at: place)))
    #expect(after.numbers(at: place).values[2].map { Int($0) } == candidates)
    for (pin, input) in last.pins.joined().enumerated() {
      #expect(candidates[pin * 20..<(pin + 1) * 20].contains(input))
    }
    #expect(first.pins != last.pins && Set(candidates[..<20]).count == 20)
  }

  @Test("other estimators read bits, and learn")
  func estimators() throws {
    var networks: [Network] = []
    for estimator in [Estimator.finiteDifference, .multilinear] {
      let trainer = try WeightlessSample.trainer {
        $0.estimator = estimator
        $0.epochs = 12
      }
      let result = try #require(try trainer.run())
      #expect(result.bestRecord.validationAccuracy > 0.4)
      networks.append(result.last)
    }
    #expect(networks[0] != networks[1])
  }

  @Test("an evaluation is that of bits: what the tables say, row by row")
  func bits() throws {
    for text in [WeightlessSample.text, WeightlessSample.deep] {
      let trainer = try WeightlessSample.trainer(text)
      let network = try #require(try trainer.run()).best
      let rows = trainer.dataset.validation
      let parts = try #require(network.weightless)
      let thermometer = try #require(Thermometer(network, at: parts.thermometer.place))
      let layers = parts.layers.compactMap { LUTLayer(network, at: $0.place) }
      let bias = network.numbers(at: parts.sum.place).values[0]
      let logits = try network.logits(of: rows)
      for row in 0..<rows.count {
        var bits = thermometer.kept.map { rows.features[row * 16 + $0 / 4] > thermometer.threshold($0) }
        for layer in layers {
          bits = zip(layer.pins, layer.bits).map { pins, table in
            table[pins.enumerated().reduce(0) { $0 | (bits[$1.element] ? 1 : 0) << $1.offset }]
          }
        }
        let size = bits.count / 5
        for c in 0..<5 {
          let count = Float(bits[c * size..<(c + 1) * size].count { $0 })
          #expect(logits[row * 5 + c] == (count + bias[c]) / parts.sum.shape.tau)
        }
      }
    }
  }

  @Test("a moved image reads the neighbours' pixels, and nothing from outside")
  func shift() throws {
    let text =
      "Thermometer(1, 'fixed', features=9, thresholds=(0.5,), range=(0, 1), code_bits=1)\nLUTLayer(4)\nGroupSum(2)"
    let network = Network(try ModelDescription(name: "image", text: text), seed: 1)
    let rows = LabelledRows(featureCount: 9, features: (0..<18).map { Float($0 % 2) }, labels: [0, 1])
    let dataset = Dataset(
      name: "images", featureNames: (0..<9).map { "x\($0)" }, classNames: ["a", "b"], train: rows, validation: rows,
      test: rows, standardization: Standardization(scale: 1, featureCount: 9),
      provenance: Provenance(source: "a test", sha256: "abc", notice: nil))
    let fitted = network.fitted(to: dataset)
    let parts = try #require(fitted.weightless)
    #expect(BitEncoding(fitted, parts, augment: false).ways.count == 1)
    let ways = BitEncoding(fitted, parts, augment: true).ways
    #expect(ways.count == 9)
    #expect(ways[0].feature == Array(0..<9))
    // Up and left: each pixel is what stood above it, to the left.
    #expect(ways[1].feature[4] == 0 && ways[1].feature[8] == 4)
    #expect(ways[1].threshold[..<4].allSatisfy { $0 == .infinity })
    #expect(ways[1].threshold[4] == ways[0].threshold[0])
  }
}
