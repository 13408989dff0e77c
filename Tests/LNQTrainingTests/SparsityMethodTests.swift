import LNQData
import LNQTraining
import Testing

@Suite("Ways to sparsity")
struct SparsityMethodTests {
  private static let methods: [SparsityMethod] = [
    .magnitude(until: 0.5, interval: 3), .regrow(.random, dropFraction: 0.5, until: 0.8, interval: 3),
    .regrow(.gradient, dropFraction: 0.5, until: 0.8, interval: 3), .groupLasso(penalty: 1, until: 0.5),
  ]
  private static let text =
    "BatchNorm1d(16)\nLinear(16, 12, fan_in=3)\nReLU()\nResidual(Linear(12, 12, fan_in=2))\nLinear(12, 5)"

  private func trainer(
    _ method: SparsityMethod?, text: String = Self.text, isDense: Bool? = nil,
    change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> Trainer {
    var options = TrainingOptions()
    options.epochs = 4
    options.batchSize = 32
    options.learningRate = 1e-2
    options.weightDecay = 1e-3
    options.seed = 9
    options.sparsity = method
    change(&options)
    let network = Network(
      try ModelDescription(name: "mine", text: text), seed: 2, isDense: isDense ?? method?.startsDense ?? false)
    return try Trainer(network: network, dataset: SampleRows.dataset(train: 300), options: options)
  }

  private func connections(of network: Network) -> [[[Int]]] {
    network.allPlaces.compactMap { Linear(network, at: $0)?.connections }
  }

  private func isExact(_ network: Network) -> Bool {
    zip(connections(of: network), [3, 2]).allSatisfy { outputs, fanIn in outputs.allSatisfy { $0.count == fanIn } }
  }

  @Test("end with the fan-in of each layer, also in the best network", arguments: methods)
  func fanIn(method: SparsityMethod) throws {
    let trainer = try trainer(method)
    var isFinal: [Bool] = []
    let result = try #require(
      try trainer.run(onEpoch: { report in
        isFinal.append(isExact(report.network))
        #expect(report.isBest ? isFinal.last == true : true)
        return .proceed
      }))
    #expect(isExact(result.best))
    #expect(isExact(result.last))
    #expect(isFinal == (method.startsDense ? [false, false, true, true] : [true, true, true, true]))
    #expect(result.bestRecord.epoch > (method.startsDense ? 2 : 0))
    #expect(result.last.modelText == trainer.network.modelText)
    #expect(connections(of: result.last) != connections(of: trainer.network))
    #expect(result.last.modelText.contains("fan_in=3"))
    #expect(result.best.parameterCount == 32 + (12 * 3 + 12) + (12 * 2 + 12) + (12 * 5 + 5))
  }

  @Test("start with all connections where they prune, drawn as those of a dense layer")
  func denseStart() throws {
    let network = Network(try ModelDescription(name: "mine", text: Self.text), seed: 2, isDense: true)
    let dense = Network(
      try ModelDescription(name: "mine", text: Self.text.replacing(", fan_in=3", with: "")), seed: 2, isDense: true)
    guard let layer = Linear(network, at: network.places[1]), let other = Linear(dense, at: dense.places[1]) else {
      Issue.record("no Linear")
      return
    }
    #expect(layer.connections == Array(repeating: Array(0..<16), count: 12))
    #expect(layer.fanIn == 3)
    #expect(layer.weight.allSatisfy { abs($0) <= 0.25 && $0 != 0 })
    #expect(other.connections == nil)
    #expect(network.modelText == Self.text + "\n")
  }

  @Test("that prune open the connections of a network that has fewer")
  func sparseStart() throws {
    let trainer = try trainer(.magnitude(until: 0.5, interval: 3), isDense: false)
    var first: Network?
    _ = try trainer.run(onStep: { $0.runStep == 2 ? .stop : .proceed }, onStop: { first = $0.network })
    let opened = connections(of: try #require(first))
    #expect(opened.map { $0[0].count } == [16, 12])
  }

  @Test("prune along a cubic schedule")
  func cubic() throws {
    let trainer = try trainer(.magnitude(until: 0.5, interval: 4))
    var counts: [Int] = []
    for step in [4, 5, 9, 13, 17, 21] {
      var network: Network?
      _ = try trainer.run(onStep: { $0.runStep == step ? .stop : .proceed }, onStop: { network = $0.network })
      counts.append(connections(of: try #require(network))[0].map(\.count).max() ?? 0)
    }
    // 40 steps: pruned before steps 5, 9, 13, 17 and, at the end, 21; 3 + ⌈13 (1 − t/20)³⌉.
    #expect(counts == [16, 10, 6, 4, 4, 3])
  }

  @Test("keep the largest weights when they prune")
  func magnitude() throws {
    let trainer = try trainer(.magnitude(until: 0.01, interval: 100)) { $0.maxSteps = 1 }
    let last = try #require(try trainer.run()).last
    guard let before = Linear(trainer.network, at: trainer.network.places[1]),
      let after = Linear(last, at: last.places[1])
    else {
      Issue.record("no Linear")
      return
    }
    for output in 0..<12 {
      let row = before.weight[output * 16..<output * 16 + 16].map(abs)
      let largest = row.indices.sorted { row[$0] > row[$1] }.prefix(3).sorted()
      #expect(after.connections?[output] == largest)
    }
  }

  @Test("exchange about the share of the connections that they are told, and no more")
  func exchange() throws {
    let method = SparsityMethod.regrow(.random, dropFraction: 0.5, until: 0.9, interval: 10)
    let trainer = try trainer(method, text: "Linear(16, 200, fan_in=3)\nReLU()\nLinear(200, 5)")
    var networks: [Network] = []
    for step in [10, 11] {
      _ = try trainer.run(onStep: { $0.runStep == step ? .stop : .proceed }, onStop: { networks.append($0.network) })
    }
    let (before, after) = (connections(of: networks[0])[0], connections(of: networks[1])[0])
    let kept = zip(before, after).map { Set($0).intersection($1).count }
    #expect(kept.allSatisfy { (1...2).contains($0) || $0 == 3 })
    // 0.5 · (1 + cos(10/36 π)) / 2 of 600.
    let lost = kept.reduce(600) { $0 - $1 }
    #expect((215...278).contains(lost), "\(lost)")
  }

  @Test("find the input that says the class by its gradient")
  func gradient() throws {
    // Input 9 alone says the class.
    var features = SampleRows.make(40, seed: 3).features
    for row in 0..<40 { features[row * 16 + 9] = row.isMultiple(of: 2) ? 1 : -1 }
    let rows = LabelledRows(featureCount: 16, features: features, labels: (0..<40).map { Int32($0 % 2) })
    let sample = SampleRows.dataset(train: 300)
    let dataset = Dataset(
      name: "nine", featureNames: sample.featureNames, classNames: ["a", "b"], train: rows, validation: rows,
      test: rows, standardization: sample.standardization, provenance: sample.provenance)
    var options = TrainingOptions()
    options.epochs = 100
    options.batchSize = 20
    options.learningRate = 0.05
    options.sparsity = .regrow(.gradient, dropFraction: 0.5, until: 0.5, interval: 10)
    let network = Network(try ModelDescription(name: "mine", text: "Linear(16, 2, fan_in=2)"), seed: 3)
    let trainer = try Trainer(network: network, dataset: dataset, options: options)
    let result = try #require(try trainer.run())
    #expect(connections(of: result.last)[0].allSatisfy { $0.contains(9) })
  }

  @Test("pull all but the strongest weights to 0 with a group penalty before they are cut")
  func groupLasso() throws {
    let trainer = try trainer(.groupLasso(penalty: 20, until: 0.5))
    var network: Network?
    _ = try trainer.run(onStep: { $0.runStep == 20 ? .stop : .proceed }, onStop: { network = $0.network })
    let stopped = try #require(network)
    guard let layer = Linear(stopped, at: stopped.places[1]) else {
      Issue.record("no Linear")
      return
    }
    for output in 0..<12 {
      #expect(layer.weight[output * 16..<output * 16 + 16].count { $0 != 0 } == 3)
    }
  }

  @Test("give equal runs when they are stopped and go on, after any step", arguments: methods)
  func resumption(method: SparsityMethod) throws {
    let trainer = try trainer(method)
    let whole = try #require(try trainer.run())
    for step in [1, 3, 9, 10, 11, 19, 20, 21, 24, 30, 33, 39] {
      var stopped: TrainingState?
      _ = try trainer.run(onStep: { $0.runStep == step ? .stop : .proceed }, onStop: { stopped = $0 })
      let saved = SavedTraining(try #require(stopped), dataset: trainer.dataset, seed: 9, lnqVersion: "1")
      let read = try SavedTraining(bytes: saved.serialized(), file: "resume.safetensors")
      #expect(read == saved)
      #expect(read.serialized() == saved.serialized())
      let result = try trainer.run(from: read.state)
      #expect(result?.best == whole.best, "step \(step)")
      #expect(result?.last == whole.last)
      #expect(result?.bestRecord.epoch == whole.bestRecord.epoch)
    }
  }

  private static let neurons =
    "Linear(16, 6, fan_in=3, degree=2)\nBatchNorm1d(6)\nQuantReLU(bits=2)\nLinear(6, 8, fan_in=2, adders=2)\n"
    + "Linear(8, 5, fan_in=3, hidden=4, depth=2, skip=1)"

  @Test("exchange the inputs of neurons of all kinds, and go on after any step", arguments: Array(methods[1...2]))
  func neurons(method: SparsityMethod) throws {
    let trainer = try trainer(method, text: Self.neurons)
    let whole = try #require(try trainer.run())
    let (before, after) = (trainer.network.connections, whole.last.connections)
    for (old, new) in zip(before, after) { #expect(old != new) }
    // The sub-neurons of an output see different inputs as far as there are enough.
    for connections in [after[0], after[2]] {
      #expect(connections.allSatisfy { $0.count == 3 && Set($0).count == 3 })
    }
    for step in [3, 4, 13, 27] {
      var stopped: TrainingState?
      _ = try trainer.run(onStep: { $0.runStep == step ? .stop : .proceed }, onStop: { stopped = $0 })
      let saved = SavedTraining(try #require(stopped), dataset: trainer.dataset, seed: 9, lnqVersion: "1")
      let state = try SavedTraining(bytes: saved.serialized(), file: "resume.safetensors").state
      let result = try trainer.run(from: state)
      #expect(result?.best == whole.best)
      #expect(result?.last == whole.last)
    }
    let dense = #expect(throws: TrainingError.self) {
      try self.trainer(.magnitude(until: 0.5, interval: 3), text: Self.neurons)
    }
    #expect(
      dense?.description
        == "the sparsity is magnitude, which starts with all connections, but a Linear of the network has degree, adders "
        + "or hidden, and so too many parameters for that: choose the sparsity random, set or rigl")
  }

  @Test("are refused for networks without a fan-in; and networks with more connections than that need to be pruned")
  func errors() throws {
    let sentence = #expect(throws: TrainingError.self) {
      try trainer(.groupLasso(penalty: 1, until: 0.5), text: "Linear(16, 5)")
    }
    #expect(
      sentence?.description
        == "the sparsity is group-lasso, but no Linear of the network has a fan_in: write Linear(…, fan_in=k), "
        + "or leave it out")
    for method in [nil, SparsityMethod.regrow(.random, dropFraction: 0.5, until: 0.5, interval: 3)] {
      let dense = #expect(throws: TrainingError.self) { try trainer(method, isDense: true) }
      #expect(
        dense?.description
          == "the network has more connections than its fan_in allows, since the run that it comes from was stopped "
          + "before it pruned them: choose the sparsity magnitude or group-lasso, or another checkpoint")
    }
  }

  @Test("have the names that users type")
  func names() {
    #expect(["random"] + Self.methods.map(\.name.rawValue) == ["random", "magnitude", "set", "rigl", "group-lasso"])
    #expect(SparsityMethod.Name.names == ["random", "magnitude", "set", "rigl", "group-lasso", "threshold"])
  }
}
