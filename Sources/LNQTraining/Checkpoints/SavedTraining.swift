import LNQData

/// A run in the middle, as a file: the contents of `resume.safetensors`.
///
/// The file is a checkpoint of the network as it is, with more tensors: the best network under `best.…`, what the
/// optimizer remembers, the figures of every epoch, and the position within the epoch that was begun.
public struct SavedTraining: Sendable, Equatable {
  /// The network as it is, and what belongs to it: `last.safetensors`. Its `epoch` counts the complete epochs.
  public let last: Checkpoint
  /// Where the run stands.
  public let state: TrainingState

  /// What a run on this dataset saves.
  public init(_ state: TrainingState, dataset: Dataset, seed: UInt64, lnqVersion: String) {
    self.state = state
    last = Checkpoint(
      network: state.network, dataset: dataset, epoch: state.history.count, seed: seed, lnqVersion: lnqVersion)
  }

  /// The file. Equal states give equal bytes.
  public func serialized() -> [UInt8] {
    let file = last.safetensors
    let best = state.best.map { $0.stateDict.map { $0.renamed(Self.bestPrefix + $0.name) } } ?? []
    let (optimizer, partial) = (state.optimizer, state.partial)
    let history = state.history.flatMap {
      [$0.learningRate, $0.trainLoss, $0.trainAccuracy, $0.validationLoss, $0.validationAccuracy, $0.seconds]
    }
    let own: [Safetensors.Tensor] = [
      Self.counter(.optimizerSteps, optimizer.stepCount), Self.counter(.partialSteps, partial.steps),
      Self.counter(.partialRows, partial.rows), Self.counter(.partialCorrect, partial.correct),
      Self.counter(.samples, state.samples), Self.counter(.bestEpoch, state.bestEpoch ?? 0),
      .init(name: Name.times.rawValue, shape: [2], values: .float64([state.trainingSeconds, partial.seconds])),
      .init(name: Name.partialLossSum.rawValue, shape: [1], values: .float64([partial.lossSum])),
      .init(name: Name.history.rawValue, shape: [state.history.count, 6], values: .float64(history)),
      .init(name: Name.optimizerFirst.rawValue, shape: [optimizer.first.count], values: .float32(optimizer.first)),
      .init(name: Name.optimizerSecond.rawValue, shape: [optimizer.second.count], values: .float32(optimizer.second)),
    ]
    let revivals = state.revivals.flatMap { revival in revival.outputs.flatMap { [Double(revival.epoch), Double($0)] } }
    let revived =
      revivals.isEmpty
      ? []
      : [
        Safetensors.Tensor(
          name: Name.revivals.rawValue, shape: [revivals.count / 2, 2], values: .float64(revivals))
      ]
    // Long numbers first: then every number lies at a multiple of its size.
    let tensors = own + revived + file.tensors + best
    let sorted = tensors.filter { $0.values.dtype != "F32" } + tensors.filter { $0.values.dtype == "F32" }
    var metadata = file.metadata
    // They may have changed since.
    metadata[MetadataKey.bestConnections.rawValue] = state.best.flatMap { Checkpoint.connections(of: $0) }
    return Safetensors(tensors: sorted, metadata: metadata).serialized()
  }

  /// Reads a file that `serialized` made.
  ///
  /// - Parameter file: what error sentences call it.
  /// - Throws: `CheckpointError` with the file, and the tensor or the metadata that is damaged.
  public init(bytes: [UInt8], file: String) throws(CheckpointError) {
    let safetensors = try Safetensors(bytes: bytes, file: file)
    do {
      try self.init(safetensors)
    } catch {
      throw CheckpointError(file: file, problem: error)
    }
  }

  private init(_ file: Safetensors) throws(CheckpointError.Problem) {
    let (own, networks) = file.tensors.divided { Name(rawValue: $0.name) != nil }
    let (best, last) = networks.divided { $0.name.hasPrefix(Self.bestPrefix) }
    self.last = try Checkpoint(Safetensors(tensors: last, metadata: file.metadata))
    let epochs = self.last.epoch
    var bestNetwork: Network?
    if let first = best.first {
      guard epochs > 0 else { throw .extra(tensor: first.name) }
      let tensors = best.map { $0.renamed(String($0.name.dropFirst(Self.bestPrefix.count))) }
      if let index = tensors.firstIndex(where: { $0.name == Safetensors.metadataName }) {
        throw .extra(tensor: best[index].name)
      }
      var metadata = file.metadata
      metadata[MetadataKey.connections.rawValue] = metadata[MetadataKey.bestConnections.rawValue]
      bestNetwork = try Checkpoint(Safetensors(tensors: tensors, metadata: metadata)).network
    }
    var reader = StateDictReader(own)
    func counter(_ name: Name) throws(CheckpointError.Problem) -> Int { try reader.counter(name.rawValue) }
    func doubles(_ name: Name, _ shape: [Int]) throws(CheckpointError.Problem) -> [Double] {
      try reader.doubles(name.rawValue, shape)
    }
    let figures = try doubles(.history, [epochs, 6])
    let times = try doubles(.times, [2])
    // Whether there are as many numbers as the network has parameters is checked where the run goes on.
    let count = own.first { $0.name == Name.optimizerFirst.rawValue }?.values.count ?? 0
    let revivalCount = own.first { $0.name == Name.revivals.rawValue }?.values.count ?? 0
    let revivals =
      revivalCount == 0
      ? [] : try Self.revivals(doubles(.revivals, [revivalCount / 2, 2]), epochs, self.last.network.outputCount)
    let bestEpoch = try counter(.bestEpoch)
    guard (bestEpoch > 0) == (bestNetwork != nil), bestEpoch <= epochs else {
      throw .value(
        tensor: Name.bestEpoch.rawValue, index: 0, value: "\(bestEpoch)",
        expected: bestNetwork == nil ? "0 without a best network" : "1 to \(epochs)")
    }
    state = TrainingState(
      network: self.last.network, best: bestNetwork, bestEpoch: bestNetwork == nil ? nil : bestEpoch,
      history: (0..<epochs).map { EpochRecord(epoch: $0 + 1, figures: figures[(6 * $0)..<(6 * $0 + 6)]) },
      partial: PartialEpoch(
        steps: try counter(.partialSteps), rows: try counter(.partialRows), correct: try counter(.partialCorrect),
        lossSum: try doubles(.partialLossSum, [1])[0], seconds: times[1]),
      optimizer: OptimizerMemory(
        stepCount: try counter(.optimizerSteps), first: try reader.floats(Name.optimizerFirst.rawValue, [count]),
        second: try reader.floats(Name.optimizerSecond.rawValue, [count])),
      revivals: revivals, samples: try counter(.samples), trainingSeconds: times[0])
    try reader.finish()
  }

  /// Pairs of an epoch and an output, those of an epoch together.
  private static func revivals(
    _ pairs: [Double], _ epochs: Int, _ outputs: Int
  ) throws(CheckpointError.Problem) -> [Revival] {
    var revivals: [Revival] = []
    for index in stride(from: 0, to: pairs.count, by: 2) {
      func whole(_ index: Int, _ range: ClosedRange<Int>) throws(CheckpointError.Problem) -> Int {
        guard let number = Int(exactly: pairs[index]), range.contains(number) else {
          throw .value(
            tensor: Name.revivals.rawValue, index: index, value: "\(pairs[index])",
            expected: "\(range.lowerBound) to \(range.upperBound)")
        }
        return number
      }
      let epoch = try whole(index, 1...max(1, epochs))
      let output = try whole(index + 1, 0...max(0, outputs - 1))
      if let last = revivals.last, last.epoch == epoch {
        revivals[revivals.count - 1] = Revival(epoch: epoch, outputs: last.outputs + [output])
      } else {
        revivals.append(Revival(epoch: epoch, outputs: [output]))
      }
    }
    return revivals
  }

  private static let bestPrefix = "best."

  /// The tensors beside those of the networks.
  private enum Name: String {
    case optimizerSteps = "optimizer.steps"
    case optimizerFirst = "optimizer.first"
    case optimizerSecond = "optimizer.second"
    /// A row an epoch: learning rate, training loss and accuracy, validation loss and accuracy, seconds.
    case history
    case partialSteps = "partial.steps"
    case partialRows = "partial.rows"
    case partialCorrect = "partial.correct"
    case partialLossSum = "partial.loss_sum"
    case samples
    /// A row for each output that was drawn anew: after how many epochs, and its index; absent while there is none.
    case revivals
    /// From 1; 0 while there is none.
    case bestEpoch = "best_epoch"
    /// Seconds of training in complete epochs, seconds of the epoch that was begun.
    case times
  }

  private static func counter(_ name: Name, _ value: Int) -> Safetensors.Tensor {
    Safetensors.Tensor(name: name.rawValue, shape: [], values: .int64([Int64(value)]))
  }
}

extension Safetensors.Tensor {
  fileprivate func renamed(_ name: String) -> Safetensors.Tensor {
    Safetensors.Tensor(name: name, shape: shape, values: values)
  }
}

extension [Safetensors.Tensor] {
  /// Those that `belongs` is true of, and the others.
  fileprivate func divided(_ belongs: (Element) -> Bool) -> ([Element], [Element]) {
    (filter(belongs), filter { !belongs($0) })
  }
}

extension EpochRecord {
  /// In the order of the file.
  fileprivate init(epoch: Int, figures: ArraySlice<Double>) {
    let figures = Array(figures)
    self.init(
      epoch: epoch, learningRate: figures[0], trainLoss: figures[1], trainAccuracy: figures[2],
      validationLoss: figures[3], validationAccuracy: figures[4], seconds: figures[5])
  }
}
