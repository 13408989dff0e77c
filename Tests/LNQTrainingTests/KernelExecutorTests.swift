import LNQData
import LNQRandom
import LNQTraining
import Testing

@Suite("What both executors with kernels of their own have in common")
struct KernelExecutorTests {
  /// The two.
  enum Kind: CaseIterable {
    case rows
    case columns

    func executor(_ network: Network, batchSize: Int) -> KernelExecutor? {
      switch self {
      case .rows: RowExecutor(network, batchSize: batchSize)
      case .columns: ColumnExecutor(network, batchSize: batchSize)
      }
    }
  }

  @Test(
    "Weights outside of the fan-in stay exactly 0", arguments: Kind.allCases, [Optimizer.adamW(), .adam(), .sgd()])
  func masks(kind: Kind, optimizer: Optimizer) throws {
    let model = try ModelDescription(name: "m", text: "Linear(16, 20, fan_in=3)\nReLU()\nLinear(20, 5, fan_in=4)")
    let executor = try #require(kind.executor(Network(model, seed: 4), batchSize: 50))
    let state = OptimizerState<Float>(optimizer, weightDecay: 0.1, parameterCount: executor.parameters.count)
    var random = SplitMix64(seed: 0)
    for _ in 0..<5 {
      try executor.load(SampleRows.make(50, seed: 1), range: 0..<50)
      _ = executor.trainingPass(count: 50, dropout: &random)
      state.step(executor.parameters, gradients: executor.gradients, learningRate: 0.05)
    }
    for layer in executor.network.places.compactMap({ Linear(executor.network, at: $0) }) {
      let connections = try #require(layer.connections)
      for output in 0..<layer.outputCount {
        for input in 0..<layer.inputCount where !connections[output].contains(input) {
          #expect(layer.weight[output * layer.inputCount + input] == 0)
        }
      }
    }
  }

  // 40 rows, so that the kernels' vectors hold neither one row nor all.
  @Test("Rows that do not suit the network are refused", arguments: Kind.allCases)
  func misfits(kind: Kind) throws {
    let network = Network(try BuiltInModel.jscTiny.modelDescription(), seed: 0)
    let executor = try #require(kind.executor(network, batchSize: 40))
    let narrow = #expect(throws: TrainingError.self) {
      try executor.load(SampleRows.make(4, features: 15, seed: 0), range: 0..<4)
    }
    #expect(narrow == .featureCount(network: 16, rows: 15))
    for label: Int32 in [-1, 5] {
      let rows = LabelledRows(
        featureCount: 16, features: Array(repeating: 0, count: 640), labels: Array(repeating: 0, count: 39) + [label])
      #expect(
        #expect(throws: TrainingError.self) { try executor.load(rows, range: 0..<40) }
          == .label(row: 39, label: Int(label), outputs: 5))
      // A slice that does not begin at 0: the row is what it lists, not where.
      #expect(
        #expect(throws: TrainingError.self) { try executor.load(rows, at: [7, 0, 39, 0][1...]) }
          == .label(row: 39, label: Int(label), outputs: 5))
    }
  }
}
