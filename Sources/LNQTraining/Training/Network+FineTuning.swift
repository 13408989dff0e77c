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
    let layers = try matching.match(
      zip(model.layers, model.lines).map { ($0, $1) }, source.layers, input: nil, line: model.lines.last ?? 1)
    self.init(model, layers: SourceValues(source, rows: rows).calibrated(layers))
  }
}

/// A layer of the new network.
private indirect enum MatchedLayer {
  /// The source's, or one without parameters.
  case known(Layer)
  /// A quantizer of what the source's layer with that number in `Network.allLayers` gives; nil for the source's input.
  case quantizer(QuantizerSettings, of: Int?)
  case branches(BranchSum.Kind, [[MatchedLayer]])
}

/// Walks through the layers of a model and of a source side by side.
private struct LayerMatching {
  /// How many of the source's layers, and of those that they hold, were passed.
  private var passed = 0

  /// - Parameters:
  ///   - input: the number of the source's layer whose output goes in.
  ///   - line: where to say that the source goes on.
  mutating func match(
    _ model: [(layer: LayerDescription, line: Int)], _ source: [Layer], input: Int?, line: Int
  ) throws(FineTuningError) -> [MatchedLayer] {
    var matched: [MatchedLayer] = []
    var value = input
    var rest = source[...]
    for (layer, line) in model {
      skip(&rest, value: &value)
      if case .dropout(let probability) = layer {
        matched.append(.known(.dropout(Dropout(probability: probability))))
        continue
      }
      if case .quantizer(let settings) = layer, settings.kind != .relu {
        matched.append(.quantizer(settings, of: value))
        continue
      }
      guard let other = rest.popFirst() else {
        throw .layer("\(layer)", line: line, source: nil)
      }
      let number = passed
      passed += 1
      switch (layer, other) {
      case (.quantizer(let settings), _) where other.rectifies:
        matched.append(.quantizer(settings, of: number))
      case (.branches(let kind, let branches), .branches(let sum))
      where kind == sum.kind && branches.count == sum.branches.count:
        var inner: [[MatchedLayer]] = []
        for (branch, layers) in zip(branches, sum.branches) {
          inner.append(try match(branch.map { ($0, line) }, layers, input: value, line: line))
        }
        matched.append(.branches(kind, inner))
      case (.relu, _) where other.rectifies: matched.append(.known(.relu))
      case _ where other.layerDescription == layer: matched.append(.known(other))
      default: throw .layer("\(layer)", line: line, source: "\(other.layerDescription)")
      }
      value = number
    }
    skip(&rest, value: &value)
    if let other = rest.first { throw .goesOn(source: "\(other.layerDescription)", line: line) }
    return matched
  }

  /// Passes what has no counterpart: Dropout, and quantizers that do not rectify.
  private mutating func skip(_ rest: inout ArraySlice<Layer>, value: inout Int?) {
    while let layer = rest.first {
      switch layer {
      case .dropout: break
      case .quantizer where !layer.rectifies: break
      default: return
      }
      value = passed
      passed += 1
      rest.removeFirst()
    }
  }
}

extension Layer {
  /// Whether it is a ReLU, quantized or not.
  fileprivate var rectifies: Bool {
    switch self {
    case .relu: true
    case .quantizer(let quantizer): quantizer.settings.kind == .relu
    default: false
    }
  }
}

/// What the layers of the source give for some rows.
private struct SourceValues {
  private let input: [Float]
  private let outputs: [[Float]]

  init(_ source: Network, rows: LabelledRows) {
    var (shape, widest) = (ActivationShape.features(source.inputCount), source.inputCount)
    for layer in source.layers {
      shape = layer.layerDescription.outputShape(of: shape)
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

  func calibrated(_ layers: [MatchedLayer]) -> [Layer] {
    layers.map { layer in
      switch layer {
      case .known(let layer): layer
      case .quantizer(let settings, let number):
        .quantizer(
          ActivationQuantizer(
            settings, log2Scale: ScaleCalibration.log2Scale(settings, for: number.map { outputs[$0] } ?? input)))
      case .branches(let kind, let branches): .branches(BranchSum(kind, branches: branches.map(calibrated)))
      }
    }
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
    let first = (log2(Double(largest) / Double(settings.largestCode)) * steps).rounded(.up) / steps
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
