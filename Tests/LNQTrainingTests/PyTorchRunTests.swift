import LNQTraining
import Testing

@Suite("Training steps agree with PyTorch's")
struct PyTorchRunTests {
  static let names = [
    "jsc-custom.adam", "jsc-custom.sgd", "jsc-tiny.adam", "jsc-tiny.adamw", "jsc-tiny.sgd", "jsc-medium.adamw",
    "jsc-medium.sgd", "fan-in.adamw", "convolution.adam", "residual.sgd", "jsc-rs1923.adam",
    "quantized.adamw", "neurons.sgd",
  ]

  // Parameters are compared in Double only: the bias of a Linear before a BatchNorm1d has the gradient 0, of which Float
  // leaves noise, and Adam makes whole steps of it. The batch's mean takes them out of the loss again.
  @Test("in Float: losses within 1e-4", arguments: names)
  func float(name: String) throws {
    let run = try PyTorchRun.read(name)
    let (losses, _, _) = try repeated(run, as: Float.self)
    #expect(losses.count == run.losses32.count)
    for (loss, expected) in zip(losses, run.losses32) { #expect(abs(loss / expected - 1) < 1e-4) }
  }

  @Test("in the kernels for small networks: losses within 1e-4", arguments: names)
  func kernels(name: String) throws {
    let run = try PyTorchRun.read(name)
    guard try run.network.suitsKernels else { return }
    for kernels in KernelSet.available {
      let executor = try #require(RowExecutor(try run.network, batchSize: 64, kernels: kernels))
      let optimizer = OptimizerState<Float>(
        run.lnqOptimizer, weightDecay: run.settings.weightDecay ?? (run.optimizer == "adamw" ? 0.01 : 0),
        parameterCount: executor.parameters.count)
      var losses: [Double] = []
      for (batch, masks) in zip(run.batches, run.masks) {
        var generator = RecordedMasks(masks)
        try executor.load(run.rows, at: batch[...])
        losses.append(executor.trainingPass(count: batch.count, dropout: &generator).loss)
        #expect(generator.isUsedUp)
        optimizer.step(executor.parameters, gradients: executor.gradients, learningRate: run.settings.lr)
      }
      #expect(losses.count == run.losses32.count)
      for (loss, expected) in zip(losses, run.losses32) { #expect(abs(loss / expected - 1) < 1e-4) }
      // Adam moves biases without a gradient, see above, and the running means follow late: only the loss is left.
      guard run.optimizer == "sgd" else { continue }
      try executor.load(run.rows, range: 0..<8)
      _ = executor.evaluationPass(count: 8)
      let logits = executor.logits(count: 8)
      #expect(logits.count == run.logits64.count)
      for (logit, expected) in zip(logits, run.logits64) { #expect(abs(Double(logit) - expected) < 1e-3) }
    }
  }

  // The constants eps, momentum and p are Float in lnq, which limits the agreement to about 1e-8.
  @Test("in Double, to many digits: losses, parameters, running statistics, logits", arguments: names)
  func double(name: String) throws {
    let run = try PyTorchRun.read(name)
    let (losses, logits, executor) = try repeated(run, as: Double.self)
    #expect(losses.count == run.losses64.count)
    for (loss, expected) in zip(losses, run.losses64) { #expect(abs(loss / expected - 1) < 1e-6) }
    #expect(logits.count == run.logits64.count)
    for (logit, expected) in zip(logits, run.logits64) { #expect(abs(logit - expected) < 1e-5) }
    let (parameters, statistics) = final(of: run, network: executor.network)
    #expect(parameters.count == executor.parameters.count)
    for (number, expected) in zip(executor.parameters.values, parameters) { #expect(abs(number - expected) < 1e-6) }
    #expect(statistics.count == executor.runningStatistics.count)
    for (number, expected) in zip(executor.runningStatistics.values, statistics) {
      #expect(abs(number - expected) < 1e-6 * max(1, abs(expected)))
    }
    for norm in executor.network.allPlaces.compactMap({ BatchNorm1d(executor.network, at: $0) }) {
      #expect(norm.batchesTracked == run.batches.count)
    }
  }

  /// Makes the run's steps and evaluates its first 8 rows.
  private func repeated<Scalar: BLASScalar>(
    _ run: PyTorchRun, as: Scalar.Type
  ) throws -> (losses: [Double], logits: [Scalar], executor: NetworkExecutor<Scalar>) {
    let network = try run.network
    let executor = NetworkExecutor<Scalar>(network, batchSize: 64)
    let optimizer = OptimizerState<Scalar>(
      run.lnqOptimizer, weightDecay: run.settings.weightDecay ?? (run.optimizer == "adamw" ? 0.01 : 0),
      parameterCount: executor.parameters.count, undecayed: network.undecayedIndices)
    var losses: [Double] = []
    for (batch, masks) in zip(run.batches, run.masks) {
      var generator = RecordedMasks(masks)
      try executor.load(run.rows, at: batch)
      losses.append(executor.trainingPass(count: batch.count, dropout: &generator).loss)
      #expect(generator.isUsedUp)
      optimizer.step(executor.parameters, gradients: executor.gradients, learningRate: run.settings.lr)
    }
    try executor.load(run.rows, at: Int32(0)..<8)
    _ = executor.evaluationPass(count: 8)
    return (losses, executor.outputs(ofLayer: network.layers.count - 1, count: 8), executor)
  }

  /// PyTorch's parameters and running statistics after the last step, in the executor's order.
  private func final(of run: PyTorchRun, network: Network) -> (parameters: [Double], statistics: [Double]) {
    var (parameters, statistics): ([Double], [Double]) = ([], [])
    for tensor in network.stateDict {
      guard let values = run.final64[tensor.name] else {
        Issue.record("PyTorch has no \(tensor.name)")
        continue
      }
      if tensor.name.hasSuffix(".num_batches_tracked") {
        #expect(values == [Double(run.batches.count)])
      } else if tensor.name.contains(".running_") {
        statistics += values
      } else {
        parameters += values
      }
    }
    return (parameters, statistics)
  }
}
