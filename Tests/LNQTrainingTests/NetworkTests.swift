import LNQTestSupport
@testable import LNQTraining
import Testing

@Suite("Networks")
struct NetworkTests {
  @Test("start as PyTorch's: uniform within ±1/√fan-in, batch normalization as the identity")
  func initialisation() throws {
    let model = try ModelDescription(name: "wide", text: "BatchNorm1d(64)\nLinear(64, 100)\nLinear(100, 90, fan_in=4)")
    let network = Network(model, seed: 7)
    guard let norm = BatchNorm1d(network, at: network.places[0]), let dense = Linear(network, at: network.places[1]),
      let sparse = Linear(network, at: network.places[2])
    else {
      Issue.record("other layers than in the description")
      return
    }
    #expect(norm == BatchNorm1d(featureCount: 64))
    for (linear, bound) in [(dense, Float(1) / 8), (sparse, 0.5)] {
      let numbers = linear.weight.filter { $0 != 0 } + (linear.bias ?? [])
      #expect(numbers.allSatisfy { abs($0) <= bound })
      let largest = numbers.map(abs).max() ?? 0
      #expect(largest > 0.97 * bound)
      // The standard deviation of a uniform number in ±b is b/√3, the mean 0; four standard errors are allowed.
      let mean = numbers.reduce(0, +) / Float(numbers.count)
      let variance = numbers.reduce(0) { $0 + $1 * $1 } / Float(numbers.count)
      #expect(abs(mean) < 4 * bound / (3 * Float(numbers.count)).squareRoot())
      #expect(abs(variance / (bound * bound / 3) - 1) < 4 * (0.8 / Float(numbers.count)).squareRoot())
    }
  }

  @Test("start convolutions as PyTorch does: uniform within ±1/√(channels of a group · kernel size)")
  func convolution() throws {
    let text = "Unflatten(1, (8, 10))\nConv1d(8, 400, 4, groups=2)\nFlatten()\nLinear(2800, 2)"
    let network = Network(try ModelDescription(name: "wide", text: text), seed: 7)
    guard let conv = Conv1d(network, at: network.places[1]) else {
      Issue.record("other layers than in the description")
      return
    }
    let numbers = conv.weight + (conv.bias ?? [])
    #expect(numbers.count == 400 * 16 + 400)
    #expect(numbers.allSatisfy { abs($0) <= 0.25 })
    let largest = numbers.map(abs).max() ?? 0
    #expect(largest > 0.249)
    // The mean of n uniform numbers in ±b has the standard error b/√(3 n).
    let mean = numbers.reduce(0, +) / Float(numbers.count)
    let limit = 4 * 0.25 / (3 * Float(numbers.count)).squareRoot()
    #expect(abs(mean) < limit)
  }

  @Test("with a fan-in have that many distinct, ascending inputs, and no weights elsewhere")
  func connections() throws {
    let model = try ModelDescription(name: "sparse", text: "Linear(16, 200, fan_in=3)")
    let network = Network(model, seed: 1)
    guard let linear = Linear(network, at: network.places[0]), let connections = linear.connections else {
      Issue.record("no connections")
      return
    }
    #expect(connections.count == 200)
    var used = Set<Int>()
    for (output, inputs) in connections.enumerated() {
      #expect(inputs.count == 3)
      #expect(zip(inputs, inputs.dropFirst()).allSatisfy { $0 < $1 })
      #expect(inputs.allSatisfy { (0..<16).contains($0) })
      for input in 0..<16 {
        #expect((linear.weight[output * 16 + input] != 0) == inputs.contains(input))
      }
      used.formUnion(inputs)
    }
    #expect(used.count == 16)
    #expect(network.parameterCount == 200 * 3 + 200)
  }

  @Test("of equal seeds are equal, of others not")
  func seeds() throws {
    let model = try BuiltInModel.jscCustom.modelDescription()
    #expect(Network(model, seed: 3) == Network(model, seed: 3))
    #expect(Network(model, seed: 3) != Network(model, seed: 4))
  }

  @Test("print the canonical text of their description")
  func modelText() throws {
    let text = "ReLU()\nLinear(4, 3, bias=False, fan_in=2)\nDropout(0.2)\nBatchNorm1d(3, eps=0.001)\n"
    #expect(Network(try ModelDescription(name: "mine", text: text), seed: 0).modelText == text)
  }

  @Test("refuse layers that do not fit")
  func misfit() {
    let error = #expect(throws: ModelError.self) {
      try Network(
        name: "mine",
        layers: [
          .batchNorm1d(BatchNorm1d(featureCount: 3)), .relu,
          .linear(Linear(inputCount: 4, outputCount: 1, weight: [1, 2, 3, 4], bias: nil)),
        ])
    }
    #expect(
      error?.description == "mine:3: Linear(4, 1, bias=False) takes 4 features, but line 1, BatchNorm1d(3), gives 3: "
        + "make the two numbers equal")
  }

  @Test("have PyTorch's state_dict names, numbered by the position in the Sequential")
  func stateDictNames() throws {
    let network = Network(try BuiltInModel.jscTiny.modelDescription(), seed: 0)
    #expect(
      network.stateDict.map { "\($0.name) \($0.shape)" } == [
        "seq_blocks.0.weight [16]", "seq_blocks.0.bias [16]", "seq_blocks.0.running_mean [16]",
        "seq_blocks.0.running_var [16]", "seq_blocks.0.num_batches_tracked []", "seq_blocks.2.weight [5, 16]",
        "seq_blocks.2.bias [5]",
      ])
  }

  @Test("name the layers of a residual block after its body and its shortcut")
  func residualStateDictNames() throws {
    let text = """
      Unflatten(1, (2, 8))
      Residual(
        Conv1d(2, 4, 3, padding=1, groups=2), Residual(Conv1d(4, 4, 1, bias=False)),
        shortcut=Sequential(ReLU(), Conv1d(2, 4, 1), BatchNorm1d(4))
      )
      Flatten(), Linear(32, 5)
      """
    let network = Network(try ModelDescription(name: "mine", text: text), seed: 0)
    #expect(
      network.stateDict.map { "\($0.name) \($0.shape)" } == [
        "seq_blocks.1.body.0.weight [4, 1, 3]", "seq_blocks.1.body.0.bias [4]",
        "seq_blocks.1.body.1.body.0.weight [4, 4, 1]", "seq_blocks.1.shortcut.1.weight [4, 2, 1]",
        "seq_blocks.1.shortcut.1.bias [4]", "seq_blocks.1.shortcut.2.weight [4]", "seq_blocks.1.shortcut.2.bias [4]",
        "seq_blocks.1.shortcut.2.running_mean [4]", "seq_blocks.1.shortcut.2.running_var [4]",
        "seq_blocks.1.shortcut.2.num_batches_tracked []", "seq_blocks.3.weight [5, 32]", "seq_blocks.3.bias [5]",
      ])
    #expect(network.allPlaces.map(\.layer.description).filter { $0.hasPrefix("Conv1d") }.count == 3)
  }

  @Test("lie in flat arrays, of which places say what is whose")
  func places() throws {
    let text =
      "BatchNorm1d(4)\nResidual(Linear(4, 4, fan_in=2), ReLU(), shortcut=Sequential(Linear(4, 4, bias=False)))\n"
      + "Linear(4, 3, fan_in=2, adders=2)"
    let network = Network(try ModelDescription(name: "mine", text: text), seed: 0)
    let places = network.allPlaces
    #expect(places.map(\.index) == Array(0..<6))
    #expect(places.map(\.path) == ["0", "1", "1.body.0", "1.body.1", "1.shortcut.0", "2"])
    #expect(network.places.map(\.index) == [0, 1, 5])
    #expect(network.places[1].branches.map { $0.map(\.index) } == [[2, 3], [4]])
    #expect(network.connections.count == 2 && network.connections(at: places[5]) == network.connections[1])
    // γ and β; W and b; W without bias; 6 × (2 weights and a bias) and the scale of the sub-neurons' codes.
    #expect(network.parameters.count == 8 + 20 + 16 + 19)
    #expect(network.parameterCount == network.parameters.count - 8)
    #expect(network.statistics == [0, 0, 0, 0, 1, 1, 1, 1] && network.batchesTracked == [0])
    let tensors = network.stateDict.compactMap { if case .float32(let values) = $0.values { values } else { nil } }
    #expect(tensors.joined().elementsEqual(network.parameters[..<8] + network.statistics + network.parameters[8...]))
    for place in places {
      #expect(network.numbers(at: place).values.count == place.layer.tensors.count { $0.shape != [] })
    }
  }
}
