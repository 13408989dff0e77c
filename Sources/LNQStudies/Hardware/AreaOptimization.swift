import LNQData
import LNQHardware
import LNQMapping
import LNQQuantization
import LNQTables
import LNQTraining

/// Chooses the options of quantization that make the mapped circuit small: `lnq quantize --optimize luts`.
///
/// Options are lowered step by step, each layer by itself: first the step that saves the most LUTs for the accuracy that it costs on the
/// validation rows, until every further step would cost more than is allowed. The test rows are not looked at. What a step is
/// worth is believed until it is the best one, and measured again then (lazy greedy selection; Minoux 1978).
struct AreaOptimization {
  private let checkpoint: Checkpoint
  private let dataset: Dataset
  private let allowedLoss: Double
  private var mapper = CircuitMapper(MappingOptions(isThorough: false))
  private var steps: [AreaReport.Step] = []

  /// What came of some options.
  private struct Candidate {
    let options: QuantizationOptions
    let quantized: QuantizedNetwork
    let tables: TableNetwork
    let accuracy: Double
    let luts: Int
  }

  /// An option that can be lowered.
  private struct Lever {
    let option: AreaReport.Option
    /// The values that are left, the next one first.
    var values: [Int]
    /// LUTs saved for the accuracy lost, as far as is known.
    var worth = Double.infinity
    /// What its next value gives, and how many steps were taken before that was measured.
    var next: (candidate: Candidate, taken: Int, step: Int)?
  }

  /// Chooses.
  ///
  /// - Parameter points: what the accuracy on the validation rows may lose, in points of a hundred.
  /// - Returns: the options, and what was tried.
  /// - Throws: what quantizing and mapping with `options` throw; `CommandError.usage` when nothing can be chosen.
  static func choose(
    for checkpoint: Checkpoint, dataset: Dataset, options: QuantizationOptions, losing points: Double,
    observer: any WorkObserver
  ) throws -> (options: QuantizationOptions, report: AreaReport) {
    var search = AreaOptimization(checkpoint: checkpoint, dataset: dataset, allowedLoss: points / 100 + 1e-9)
    var progress = observer.progress(doneBefore: 0)
    defer { progress.clear() }
    guard let start = try search.candidate(options, smallerThan: nil) else {
      preconditionFailure("what there is at the start has nothing to be compared with")
    }
    var (best, taken) = (start, 0)
    var levers = Self.levers(of: start.quantized, options)
    while let index = levers.indices.max(by: { levers[$0].worth < levers[$1].worth }) {
      if let next = levers[index].next, next.taken == taken {
        best = next.candidate
        taken += 1
        search.steps[next.step].isTaken = true
        levers[index].values.removeFirst()
        levers[index].worth = .infinity
      } else {
        try search.measure(&levers[index], after: taken, of: best, than: start)
      }
      levers.removeAll { $0.values.isEmpty }
      let (tried, luts) = (search.steps.count, best.luts)
      progress.update(
        "optimizing", done: Double(tried) / Double(tried + levers.reduce(0) { $0 + $1.values.count }),
        facts: "\(tried) tried  \(NumberText.count(luts)) LUTs")
    }
    guard !search.steps.isEmpty else {
      throw CommandError.usage(
        "--optimize luts would change nothing: the network's own quantizers and the other options set the bits of all codes, and no "
          + "neuron is a sum that can be split; leave it out")
    }
    let report = AreaReport(
      accuracyLoss: points, before: try search.figures(of: start), after: try search.figures(of: best),
      steps: search.steps)
    return (best.options, report)
  }

  private init(checkpoint: Checkpoint, dataset: Dataset, allowedLoss: Double) {
    (self.checkpoint, self.dataset, self.allowedLoss) = (checkpoint, dataset, allowedLoss)
  }

  /// Tries the next value of a lever; values that cannot become a step are removed.
  private mutating func measure(
    _ lever: inout Lever, after taken: Int, of best: Candidate, than start: Candidate
  ) throws {
    lever.next = nil
    let value = lever.values[0]
    let layerCount = best.quantized.layers.count { !$0.isExactSums }
    let options = lever.option.lowered(in: best.options, to: value, layerCount: layerCount)
    guard let candidate = try candidate(options, smallerThan: best, atLeast: start.accuracy - allowedLoss) else {
      // Another value has no effect either.
      lever.values = []
      return
    }
    steps.append(
      AreaReport.Step(
        option: lever.option, value: value, validationAccuracy: candidate.accuracy,
        luts: candidate.luts == .max ? nil : candidate.luts))
    if candidate.luts == .max {
      lever.values = []
    } else if candidate.luts >= best.luts {
      lever.values.removeFirst()
    } else {
      // Less than this cannot be told from chance.
      let least = max(1 / Double(max(1, dataset.validation.count)), allowedLoss / 32)
      lever.worth = Double(best.luts - candidate.luts) / max(best.accuracy - candidate.accuracy, least)
      lever.next = (candidate, taken, steps.count - 1)
    }
  }

  /// Quantizes and measures. What is not accurate enough has `Int.max` LUTs, since it is not mapped.
  ///
  /// - Returns: nil when the network cannot be quantized so, or is the same as `other` then.
  private mutating func candidate(
    _ options: QuantizationOptions, smallerThan other: Candidate?, atLeast lowest: Double = 0
  ) throws -> Candidate? {
    let quantized: QuantizedNetwork
    do throws(QuantizationError) {
      quantized = try QuantizedNetwork(
        quantizing: checkpoint.network, calibration: dataset.train, featureNames: checkpoint.featureNames,
        classNames: checkpoint.classNames, options: options)
    } catch {
      guard other == nil else { return nil }
      throw error
    }
    if quantized == other?.quantized { return nil }
    let tables = try TableNetwork(tabulating: quantized)
    let accuracy = dataset.validation.accuracy(of: try tables.classes(of: dataset.validation))
    let luts = accuracy < lowest ? .max : try mapper.circuit(of: HardwareFlow().netlist(of: tables)).lutCount
    return Candidate(options: options, quantized: quantized, tables: tables, accuracy: accuracy, luts: luts)
  }

  private func figures(of candidate: Candidate) throws -> AreaReport.Figures {
    AreaReport.Figures(
      luts: candidate.luts, validationAccuracy: candidate.accuracy,
      accuracy: dataset.test.accuracy(of: try candidate.tables.classes(of: dataset.test)))
  }

  /// What can be lowered and was not asked for.
  private static func levers(of network: QuantizedNetwork, _ options: QuantizationOptions) -> [Lever] {
    func bits(_ option: AreaReport.Option, of signals: some Sequence<Signal>, asked: Int?) -> Lever {
      let width = asked == nil ? signals.map(\.format.width).max() ?? 0 : 0
      return Lever(option: option, values: Array(stride(from: width - 1, through: 2, by: -1)))
    }
    var levers = [bits(AreaReport.Option(name: .inputBits), of: network.inputs, asked: options.inputBits)]
    let layers = network.layers.filter { !$0.isExactSums }
    for (index, layer) in layers.enumerated() {
      var highest = 0
      if options.partFractionBits == nil {
        for neuron in layer.neurons {
          let isSplit = neuron.parts.count > 1
          let canBeSplit = options.tableLimit == nil && neuron.parts.contains { $0.isSplittable }
          highest = max(highest, isSplit ? neuron.requantization?.shift ?? 0 : canBeSplit ? 5 : 0)
        }
      }
      levers.append(
        Lever(
          option: AreaReport.Option(name: .partFractionBits, layer: index),
          values: [8, 4, 2, 1, 0].filter { $0 < highest }))
      levers.append(
        bits(
          AreaReport.Option(name: .codeBits, layer: index), of: layer.neurons.map(\.output),
          asked: index == layers.count - 1 ? options.outputBits : options.activationBits))
    }
    return levers.filter { !$0.values.isEmpty }
  }
}

extension NeuronPart {
  /// Whether it is a weighted sum of several signals, and so can be divided.
  fileprivate var isSplittable: Bool {
    if case .sum = function, activation.isEmpty, terms.count > 1 { true } else { false }
  }
}

extension AreaReport.Option {
  /// `options` with this one at `value`.
  fileprivate func lowered(in options: QuantizationOptions, to value: Int, layerCount: Int) -> QuantizationOptions {
    var options = options
    guard let layer else {
      options.inputBits = value
      return options
    }
    var layers = options.layers ?? Array(repeating: QuantizationOptions.LayerOptions(), count: layerCount)
    switch name {
    case .partFractionBits: layers[layer].partFractionBits = value
    case .codeBits, .inputBits: layers[layer].codeBits = value
    }
    options.layers = layers
    return options
  }
}
