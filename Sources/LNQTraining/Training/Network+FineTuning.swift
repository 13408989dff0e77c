internal import Foundation
import LNQData

extension Network {
  /// A network with Quant layers that begins with the parameters of one without, or with other Quant layers.
  ///
  /// Layers are matched in order. `Dropout` may stand in either; a `QuantReLU` takes the place of a `ReLU`, other Quant layers
  /// that of nothing; all other layers have to be equal, a `fan_in` included, whose connections come along. Each scale is chosen
  /// by what the source gives at that place: the one with the smallest squared error over the first rows, at most 1024 of them
  /// and at most 2^20 numbers a layer. Where all of these are 0, the scale is the one at which training starts otherwise.
  /// - Throws: `FineTuningError` with the first layer that does not match.
  public init(
    _ model: ModelDescription, fineTuning source: Network, over rows: LabelledRows
  ) throws(FineTuningError) {
    guard rows.count > 0 else { throw .noRows }
    guard rows.featureCount == source.inputCount else {
      throw .featureCount(network: source.inputCount, rows: rows.featureCount)
    }
    var matching = LayerMatching()
    try matching.match(
      zip(model.layers, model.lines).map { ($0, $1) }, source.places, input: nil, line: model.lines.last ?? 1)
    let values = SourceValues(source, rows: rows)
    self.init(model) { place in
      switch (matching.matches[place.index], place.layer) {
      case (.numbers(let other), _): return source.numbers(at: other)
      case (.scale(let index), .quantizer(let settings)):
        let log2Scale = ScaleCalibration.log2Scale(settings, for: index.map { values.outputs[$0] } ?? values.input)
        var numbers = LayerNumbers(startOf: place.layer)
        if let log2Scale { numbers.values[0] = [log2Scale] }
        return numbers
      case (.scale, _): return LayerNumbers(startOf: place.layer)
      }
    }
  }
}

/// Walks through the layers of a model and of a source side by side.
private struct LayerMatching {
  /// From where a layer of the new network gets its numbers.
  enum Match {
    /// From a layer of the source with the same tensors, or none.
    case numbers(LayerPlace)
    /// From what the source's layer with that index gives; nil for the source's input. Layers without numbers get none.
    case scale(of: Int?)
  }

  /// In the order of `Network.allPlaces`.
  private(set) var matches: [Match] = []

  /// - Parameters:
  ///   - input: the index of the source's layer whose output goes in.
  ///   - line: where to say that the source goes on.
  mutating func match(
    _ model: [(layer: Layer, line: Int)], _ source: [LayerPlace], input: Int?, line: Int
  ) throws(FineTuningError) {
    var value = input
    var rest = source[...]
    for (layer, line) in model {
      skip(&rest, value: &value)
      if layer.mayBeExtra {
        matches.append(.scale(of: value))
        continue
      }
      guard let other = rest.popFirst() else {
        throw .layer("\(layer)", line: line, source: nil)
      }
      switch (layer, other.layer) {
      case _ where layer.rectifies && other.layer.rectifies: matches.append(.scale(of: other.index))
      case (.branches(let sum, let branches), .branches(let otherSum, _))
      where sum == otherSum && branches.count == other.branches.count:
        matches.append(.numbers(other))
        for (branch, places) in zip(branches, other.branches) {
          try match(branch.map { ($0, line) }, places, input: value, line: line)
        }
      case _ where other.layer == layer: matches.append(.numbers(other))
      default: throw .layer("\(layer)", line: line, source: "\(other.layer)")
      }
      value = other.index
    }
    skip(&rest, value: &value)
    if let other = rest.first { throw .goesOn(source: "\(other.layer)", line: line) }
  }

  /// Passes what has no counterpart.
  private func skip(_ rest: inout ArraySlice<LayerPlace>, value: inout Int?) {
    while let place = rest.first, place.layer.mayBeExtra {
      value = place.index
      rest.removeFirst()
    }
  }
}

extension Layer {
  /// Whether it is a ReLU, quantized or not.
  fileprivate var rectifies: Bool {
    switch self {
    case .relu: true
    case .quantizer(let settings): settings.kind == .relu
    default: false
    }
  }

  /// Whether it may stand in one of the two networks alone: Dropout, and quantizers that do not rectify.
  fileprivate var mayBeExtra: Bool {
    switch self {
    case .dropout: true
    case .quantizer: !rectifies
    default: false
    }
  }
}

/// What the layers of the source give for some rows.
private struct SourceValues {
  let input: [Float]
  /// In the order of `Network.allPlaces`.
  let outputs: [[Float]]

  init(_ source: Network, rows: LabelledRows) {
    var (shape, widest) = (ActivationShape.features(source.inputCount), source.inputCount)
    for layer in source.layers {
      shape = layer.outputShape(of: shape)
      widest = max(widest, shape.count)
    }
    let count = min(rows.count, 1024, max(1, (1 << 20) / widest))
    input = Array(rows.features[..<(count * rows.featureCount)])
    let executor = NetworkExecutor<Float>(source, batchSize: count)
    let unlabelled = LabelledRows(
      featureCount: rows.featureCount, features: input, labels: Array(repeating: 0, count: count))
    // Label 0 is an output of every network, and the number of features was checked.
    try? executor.load(unlabelled, range: 0..<count)
    _ = executor.evaluationPass(count: count)
    outputs = executor.allOutputs(count: count)
  }
}

/// Why a quantized network cannot begin with the parameters of another one.
public enum FineTuningError: Error, Hashable, Sendable {
  /// A layer of the model, with its line, meets another layer in the source; nil when the source has no more.
  case layer(String, line: Int, source: String?)
  /// The source goes on after the model's last layer, or after the last one within the layer of this line.
  case goesOn(source: String, line: Int)
  /// There are no rows to choose the scales by.
  case noRows
  /// The rows have another number of features than the network takes.
  case featureCount(network: Int, rows: Int)
}

extension FineTuningError: CustomStringConvertible {
  /// One sentence: what is wrong, and what to do.
  public var description: String {
    switch self {
    case .layer(let layer, let line, let source):
      "line \(line), \(layer), meets \(source ?? "the end of its network"): \(Self.rule)"
    case .goesOn(let source, let line): "it goes on with \(source) after line \(line): \(Self.rule)"
    case .noRows: "there are no training rows to choose the scales by"
    case .featureCount(let network, let rows):
      "the network takes \(network) features, but the rows have \(rows): choose another model or dataset"
    }
  }

  private static var rule: String {
    "fine-tuning needs the same layers but for Dropout and Quant layers, and a ReLU or QuantReLU for each QuantReLU"
  }
}

/// Chooses the scale of a quantizer by the values that it will get.
enum ScaleCalibration {
  /// How far below the largest value's scale the search goes, in powers of two.
  static let octaves = 6

  /// The t with the smallest Σ (Q(x) − x)² over the values, of equals the largest; nil when all values are 0.
  ///
  /// The candidates are log2(max |x| / largest code) and smaller ones, down to 6 less: multiples of 1/8 for a learned scale,
  /// whole numbers for a power of two; the first one is rounded up. Of a `QuantReLU`, x is max(x, 0).
  static func log2Scale(_ settings: QuantizerSettings, for values: [Float]) -> Float? {
    let values = settings.kind == .relu ? values.map { max($0, 0) } : values
    let largest = values.reduce(0) { max($0, abs($1)) }
    guard largest > 0, largest.isFinite else { return nil }
    let steps = settings.scale == .learned ? 8.0 : 1
    let limits = ActivationQuantizer.log2Scales
    let first =
      (log2(Double(largest) / Double(settings.largestCode) / Double(settings.unit)) * steps).rounded(.up) / steps
    var best: (log2Scale: Float, error: Double)?
    for step in 0...Int(steps) * octaves {
      let log2Scale = min(max(Float(first - Double(step) / steps), limits.lowerBound), limits.upperBound)
      let quantize = StraightThrough<Float>(settings, log2Scale: log2Scale)
      var error = 0.0
      for value in values {
        let distance = Double(quantize(value) - value)
        error += distance * distance
      }
      if best.map({ error < $0.error }) ?? true { best = (log2Scale, error) }
    }
    return best?.log2Scale
  }
}
