internal import Foundation
import LNQRandom

/// The sizes and constants of an additive layer: `KANLinear(16, 8, grid=5, order=3, bits=8, domain=1.0, max=1.0)`.
///
/// See `KANLinear` for what it computes.
public struct KANShape: Sendable, Hashable {
  /// How many features go in: codes of a quantizer, or of a layer of this kind.
  public let inputCount: Int
  /// How many features come out.
  public let outputCount: Int
  /// The splines of all edges.
  public let spline: SplineShape
  /// d at the start: the splines' grid lies over −d … d.
  public let domain: Float
  /// What an edge's value and the sums become: signed codes of one scale, of fewer bits where edges learn their widths.
  public let codes: QuantizerSettings

  /// Puts the sizes together.
  ///
  /// - Parameter learnsWidths: whether each edge learns its width, up to `bits`.
  /// - Precondition: they are within the limits of the notation.
  public init(
    inputCount: Int, outputCount: Int, spline: SplineShape = SplineShape(grid: 5, order: 3), bits: Int = 8,
    domain: Float = 1, maximum: Float = 1, learnsWidths: Bool = false
  ) {
    precondition(inputCount > 0 && outputCount > 0 && Self.domains.contains(domain), "a KANLinear up to \(domain)")
    (self.inputCount, self.outputCount, self.spline, self.domain) = (inputCount, outputCount, spline, domain)
    codes = QuantizerSettings(
      .identity, bits: bits, maximum: maximum, learnedWidths: learnsWidths ? inputCount * outputCount : nil)
  }

  /// What `domain` can be.
  static let domains: ClosedRange<Float> = 1e-9...1e9

  /// How many edges there are before any is pruned.
  public var edgeCount: Int { inputCount * outputCount }
  /// How many numbers an edge has of its own.
  private static func parametersPerEdge(_ spline: SplineShape) -> Int { spline.basisCount + 1 }

  var tensors: [LayerTensor] {
    let own = [
      LayerTensor("base_weight", [outputCount, inputCount]),
      LayerTensor("spline_weight", [outputCount, inputCount, spline.basisCount]),
      LayerTensor("log2_domain", [1], .log2Scale, start: Float(log2(Double(domain)))),
    ]
    return own
      + ActivationQuantizer.tensors(codes).map { tensor in
        tensor.count == 1
          ? tensor : LayerTensor(tensor.name, [outputCount, inputCount], tensor.role, start: tensor.start)
      }
  }

  /// Base weights uniform in ±1/√inputs, as those of a `Linear`; coefficients uniform in a tenth of that. All edges are there.
  func start(from generator: inout SplitMix64) -> LayerNumbers {
    let bound = 1 / Float(inputCount).squareRoot()
    let tensors = tensors
    let base = (0..<tensors[0].count).map { _ in RandomDraws.uniform(bound, from: &generator) }
    let spline = (0..<tensors[1].count).map { _ in RandomDraws.uniform(bound / 10, from: &generator) }
    return LayerNumbers(
      values: [base, spline] + tensors[2...].map { Array(repeating: $0.start, count: $0.count) },
      connections: Array(repeating: Array(0..<inputCount), count: outputCount))
  }
}

extension KANShape {
  /// Where in the layer's parameters the numbers of an edge lie: its base weight, and its coefficients.
  func places(output: Int, input: Int) -> (base: Int, spline: Range<Int>) {
    let edge = output * inputCount + input
    let first = edgeCount + edge * spline.basisCount
    return (edge, first..<first + spline.basisCount)
  }

  /// The places of all numbers that pruned edges have.
  func prunedPlaces(_ connections: [[Int]]) -> [Int] {
    connections.enumerated().flatMap { output, inputs in
      let kept = Set(inputs)
      return (0..<inputCount).filter { !kept.contains($0) }.flatMap { input in
        let places = places(output: output, input: input)
        // Its width stands behind the two scales.
        let width = codes.learned.map { _ in edgeCount * Self.parametersPerEdge(spline) + 2 + places.base }
        return [places.base] + Array(places.spline) + (width.map { [$0] } ?? [])
      }
    }
  }

  /// `KANLinear(16, 8, grid=5, order=3, bits=6)`: keywords for what differs from the defaults.
  var notation: String {
    let standard = KANShape(inputCount: 1, outputCount: 1)
    func keyword<Value: Equatable>(_ name: String, _ path: KeyPath<KANShape, Value>) -> String {
      self[keyPath: path] == standard[keyPath: path] ? "" : ", \(name)=\(self[keyPath: path])"
    }
    return "KANLinear(\(inputCount), \(outputCount)\(keyword("grid", \.spline.grid))\(keyword("order", \.spline.order))"
      + "\(codes.learned.map { _ in ", bits='\(QuantizerSettings.learnedName)', max_bits=\(codes.bits)" } ?? keyword("bits", \.codes.bits))\(keyword("domain", \.domain))\(keyword("max", \.codes.maximum)))"
  }

  /// Reads a `KANLinear(…)`.
  init(_ call: LayerCall) throws(ModelError.Problem) {
    let standard = KANShape(inputCount: 1, outputCount: 1)
    let arguments = try call.arguments(
      ["in_features", "out_features", "grid", "order", "bits"], keywordOnly: ["domain", "max", "max_bits"], required: 2)
    let (inputCount, outputCount) = (try arguments.count("in_features"), try arguments.count("out_features"))
    let spline = SplineShape(
      grid: try arguments.optionalCount("grid", in: SplineShape.grids) ?? standard.spline.grid,
      order: try arguments.optionalCount("order", in: SplineShape.orders) ?? standard.spline.order)
    // Three counts of at most 2^16, 2^16 and 2^9 do not overflow.
    let count = inputCount * outputCount * Self.parametersPerEdge(spline)
    guard count <= Layer.weightLimit else {
      throw .outOfRange(
        call: call.text, argument: "in_features × out_features × (grid + order + 1)", value: "\(count)",
        allowed: "at most \(Layer.weightLimit)")
    }
    let (bits, isLearned) = try arguments.width(default: standard.codes.bits)
    self.init(
      inputCount: inputCount, outputCount: outputCount, spline: spline, bits: bits,
      domain: try arguments.number("domain", in: Self.domains, default: standard.domain),
      maximum: try arguments.number("max", in: QuantizerSettings.maxima, default: standard.codes.maximum),
      learnsWidths: isLearned)
  }
}
