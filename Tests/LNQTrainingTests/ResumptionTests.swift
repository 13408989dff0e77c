import LNQData
import LNQTraining
import Testing

@Suite("Runs that go on from a saved state")
struct ResumptionTests {
  private func trainer(
    _ text: String, optimizer: Optimizer = .adam(), change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> Trainer {
    var options = TrainingOptions()
    options.optimizer = optimizer
    options.epochs = 4
    options.batchSize = 32
    options.learningRate = 1e-2
    options.seed = 9
    change(&options)
    return try Trainer(
      network: Network(try ModelDescription(name: "mine", text: text), seed: 2),
      dataset: SampleRows.dataset(train: 300), options: options)
  }

  private static let dropout = "BatchNorm1d(16)\nLinear(16, 12, fan_in=4)\nReLU()\nDropout(0.3)\nLinear(12, 5)"

  /// The figures without the times.
  private func figures(_ result: TrainingResult?) -> [[Double]]? {
    result?.history.map {
      [
        Double($0.epoch), $0.learningRate, $0.trainLoss, $0.trainAccuracy, $0.validationLoss, $0.validationAccuracy,
      ]
    }
  }

  private func expectEqual(_ result: TrainingResult?, _ whole: TrainingResult) {
    #expect(result?.best == whole.best)
    #expect(result?.last == whole.last)
    #expect(figures(result) == figures(whole))
    #expect(result?.bestRecord.epoch == whole.bestRecord.epoch)
    #expect(result?.samples == whole.samples)
    #expect(result?.ending == whole.ending)
  }

  /// Stops after the given step of the run, by way of a file, as often as there are steps.
  private func interrupted(_ trainer: Trainer, after steps: [Int]) throws -> TrainingResult? {
    var state: TrainingState?
    for step in steps {
      var stopped: TrainingState?
      _ = try trainer.run(
        from: state, onStep: { $0.runStep == step ? .stop : .proceed }, onStop: { stopped = $0 })
      let saved = SavedTraining(try #require(stopped), dataset: trainer.dataset, seed: 9, lnqVersion: "1")
      let read = try SavedTraining(bytes: saved.serialized(), file: "resume.safetensors")
      #expect(read == saved)
      #expect(read.serialized() == saved.serialized())
      #expect(read.last.network == stopped?.network)
      state = read.state
    }
    return try trainer.run(from: state)
  }

  @Test(
    "after any step end as those that were never stopped",
    arguments: [Optimizer.adam(), .adamW(beta1: 0.5), .sgd(), .lion()])
  func everyStep(optimizer: Optimizer) throws {
    let trainer = try trainer(Self.dropout, optimizer: optimizer) { $0.weightDecay = 1e-3 }
    let whole = try #require(try trainer.run())
    for step in 1...40 { expectEqual(try interrupted(trainer, after: [step]), whole) }
  }

  @Test("with quantizers and table neurons end as those that were never stopped")
  func quantized() throws {
    let text = """
      BatchNorm1d(16), QuantIdentity(bits=4), Linear(16, 8, fan_in=3), BatchNorm1d(8), QuantReLU(bits=2)
      Linear(8, 5, fan_in=2, degree=2, adders=2), BatchNorm1d(5), QuantHardTanh(bits=4, scale='power_of_two')
      """
    let trainer = try trainer(text, optimizer: .adamW(beta1: 0.5)) { $0.weightDecay = 1e-2 }
    let whole = try #require(try trainer.run())
    for step in [1, 9, 10, 23] { expectEqual(try interrupted(trainer, after: [step]), whole) }
  }

  @Test("keep warming up")
  func warmUp() throws {
    let trainer = try trainer(Self.dropout) { $0.warmupSteps = 15 }
    let whole = try #require(try trainer.run())
    for step in [1, 7, 14, 15, 16] { expectEqual(try interrupted(trainer, after: [step]), whole) }
  }

  @Test("may be stopped again and again")
  func again() throws {
    let trainer = try trainer(Self.dropout)
    let whole = try #require(try trainer.run())
    expectEqual(try interrupted(trainer, after: [1, 2, 9, 10, 11, 25, 40]), whole)
  }

  @Test("keep accumulating, clipping, smoothing and schedules that look back")
  func options() throws {
    let trainer = try trainer(Self.dropout) {
      $0.accumulatedBatches = 3
      $0.gradientClipping = 0.3
      $0.labelSmoothing = 0.1
      $0.schedule = .plateau(factor: 0.5, patience: 0)
      $0.learningRate = 0.3
      $0.epochs = 6
    }
    let whole = try #require(try trainer.run())
    #expect(Set(whole.history.map(\.learningRate)).count > 1)
    for step in [1, 4, 7, 15, 23] { expectEqual(try interrupted(trainer, after: [step]), whole) }
  }

  @Test("end where the limit of steps or patience ends them")
  func endings() throws {
    let limited = try trainer(Self.dropout) { $0.maxSteps = 27 }
    let whole = try #require(try limited.run())
    #expect(whole.ending == .steps)
    for step in [3, 20, 21, 26] { expectEqual(try interrupted(limited, after: [step]), whole) }
    let patient = try trainer(Self.dropout) {
      $0.patience = 1
      $0.epochs = 100
      $0.learningRate = 0.3
    }
    let early = try #require(try patient.run())
    #expect(early.ending == .patience)
    expectEqual(try interrupted(patient, after: [5]), early)
  }

  @Test("after the last epoch have nothing to do")
  func over() throws {
    let trainer = try trainer("Linear(16, 5)")
    var last: TrainingState?
    let whole = try #require(
      try trainer.run(onEpoch: {
        last = $0.state
        return .proceed
      }))
    var steps = 0
    let result = try trainer.run(
      from: last,
      onStep: { _ in
        steps += 1
        return .proceed
      })
    #expect(steps == 0)
    expectEqual(result, whole)
  }

  @Test("with the state of another network or of other rows are refused")
  func misfits() throws {
    var state: TrainingState?
    _ = try trainer(Self.dropout).run(onStep: { $0.runStep == 8 ? .stop : .proceed }, onStop: { state = $0 })
    let other = try trainer("Linear(16, 5)")
    #expect(throws: TrainingError.state) { try other.run(from: state) }
    let small = try Trainer(
      network: try #require(state?.network), dataset: SampleRows.dataset(train: 100), options: other.options)
    #expect(throws: TrainingError.state) { try small.run(from: state) }
  }

  @Test("refuse a position within the epoch that no epoch has")
  func impossiblePositions() throws {
    let trainer = try trainer("Linear(16, 5)")
    var stopped: TrainingState?
    _ = try trainer.run(onStep: { $0.runStep == 13 ? .stop : .proceed }, onStop: { stopped = $0 })
    let state = try #require(stopped)
    for change: (inout PartialEpoch) -> Void in [
      { $0.steps = 1 << 40 }, { $0.rows = 1 << 40 }, { $0.correct = $0.rows + 1 }, { $0.rows = 0 }, { $0.steps = 0 },
    ] {
      var partial = state.partial
      change(&partial)
      let impossible = TrainingState(
        network: state.network, best: state.best, bestEpoch: state.bestEpoch, history: state.history, partial: partial,
        optimizer: state.optimizer, samples: state.samples, trainingSeconds: state.trainingSeconds)
      #expect(throws: TrainingError.state) { try trainer.run(from: impossible) }
    }
  }

  @Test("say which tensor of a damaged state is wrong")
  func damage() throws {
    let trainer = try trainer("BatchNorm1d(16)\nLinear(16, 5)")
    var state: TrainingState?
    _ = try trainer.run(onStep: { $0.runStep == 13 ? .stop : .proceed }, onStop: { state = $0 })
    let saved = SavedTraining(try #require(state), dataset: trainer.dataset, seed: 9, lnqVersion: "1")
    let intact = try Safetensors(bytes: saved.serialized(), file: "x")
    func sentence(
      without name: String? = nil, replacing other: String? = nil, shape: [Int]? = nil,
      by values: Safetensors.Values? = nil, adding added: String? = nil
    ) -> String? {
      var tensors = intact.tensors.compactMap { tensor -> Safetensors.Tensor? in
        if tensor.name == name { return nil }
        guard tensor.name == other, let values else { return tensor }
        return Safetensors.Tensor(name: tensor.name, shape: shape ?? tensor.shape, values: values)
      }
      if let added { tensors.append(Safetensors.Tensor(name: added, shape: [1], values: .float32([0]))) }
      let bytes = Safetensors(tensors: tensors, metadata: intact.metadata).serialized()
      return #expect(throws: CheckpointError.self) { try SavedTraining(bytes: bytes, file: "resume.safetensors") }?
        .description
    }
    for tensor in intact.tensors {
      let name = tensor.name.hasPrefix("best.") ? String(tensor.name.dropFirst(5)) : tensor.name
      #expect(sentence(without: tensor.name) == "resume.safetensors: tensor \(name) is missing")
    }
    #expect(
      sentence(replacing: "history", shape: [2, 6], by: .float64(Array(repeating: 1, count: 12)))
        == "resume.safetensors: tensor history has the shape [2, 6], but the model's is [1, 6]")
    #expect(
      sentence(replacing: "history", by: .float64([1, 1, .nan, 1, 1, 1]))
        == "resume.safetensors: tensor history has nan at index 2, but it has to be a finite number")
    #expect(
      sentence(replacing: "history", by: .float32([1, 1, 1, 1, 1, 1]))?.contains("tensor history has the dtype F32")
        == true)
    #expect(
      sentence(replacing: "partial.steps", by: .int64([-1]))
        == "resume.safetensors: tensor partial.steps has -1 at index 0, but it has to be 0 to 1099511627776")
    for counter in ["optimizer.steps", "partial.rows", "samples", "seq_blocks.0.num_batches_tracked"] {
      #expect(
        sentence(replacing: counter, by: .int64([.max]))
          == "resume.safetensors: tensor \(counter) has \(Int64.max) at index 0, but it has to be 0 to 1099511627776")
    }
    #expect(sentence(adding: "best.__metadata__")?.contains("best.__metadata__ does not belong to the model") == true)
    let cut = Array(saved.serialized().dropLast())
    #expect(throws: CheckpointError.self) { try SavedTraining(bytes: cut, file: "x") }
    let checkpoint = saved.last.serialized()
    #expect(throws: CheckpointError.self) { try SavedTraining(bytes: checkpoint, file: "x") }
  }
}

@Suite("Silent outputs")
struct RevivalTests {
  private func options(_ revivals: Int?) -> TrainingOptions {
    var options = TrainingOptions()
    (options.epochs, options.batchSize, options.learningRate, options.seed) = (4, 32, 1e-2, 0)
    options.revivals = revivals
    return options
  }

  /// A network two of whose outputs are 0 on every row.
  private func network() throws -> Network {
    let model = try ModelDescription(name: "silent", text: "Linear(16, 5)\nReLU()")
    return Network(model) { place in
      var numbers = Network(model, seed: 3).numbers(at: place)
      guard case .linear = place.layer else { return numbers }
      for output in [1, 3] {
        for input in 0..<16 { numbers.values[0][output * 16 + input] = 0 }
        numbers.values[1][output] = -5
      }
      return numbers
    }
  }

  @Test("are drawn anew after the first epoch, and live then; without the option they stay as they are")
  func revived() throws {
    let dataset = SampleRows.dataset()
    let silent = try #require(try Trainer(network: network(), dataset: dataset, options: options(nil)).run())
    #expect(silent.revivals == [])
    let evaluation = try Evaluation(of: silent.last, over: dataset.train)
    #expect(evaluation.matrix.chosen[1] == 0 && evaluation.matrix.chosen[3] == 0)
    let result = try #require(try Trainer(network: network(), dataset: dataset, options: options(3)).run())
    #expect(result.revivals.first == Revival(epoch: 1, outputs: [1, 3]))
    for output in [1, 3] { #expect(result.revivals.count { $0.outputs.contains(output) } <= 3) }
    let chosen = try Evaluation(of: result.last, over: dataset.train).matrix.chosen
    #expect(chosen.allSatisfy { $0 > 0 }, "\(chosen)")
  }

  @Test("a run that stops and goes on draws the same, within the epoch too", arguments: [1, 15, 25])
  func resumed(step: Int) throws {
    let dataset = SampleRows.dataset()
    let trainer = try Trainer(network: network(), dataset: dataset, options: options(1))
    let whole = try #require(try trainer.run())
    var state: TrainingState?
    _ = try trainer.run(
      onStep: { $0.runStep == step ? .stop : .proceed }, onStop: { state = $0 })
    let saved = SavedTraining(try #require(state), dataset: dataset, seed: 0, lnqVersion: "1")
    let read = try SavedTraining(bytes: saved.serialized(), file: "resume")
    #expect(read.state == state)
    let resumed = try #require(try trainer.run(from: read.state))
    #expect(resumed.last == whole.last)
    #expect(resumed.revivals == whole.revivals)
  }
}
