internal import CKernels
import LNQRandom

/// The sizes of a layer of learned tables: `LUTLayer(size, n=6, mapping='learned')`.
///
/// Each of `size` tables reads n bits and gives one: entry > 0 at the address whose lowest bit is the first input. The entries are
/// real numbers, clamped to ±1, and follow gradients; so does, where it is learned, which bit a pin reads: the one with the largest
/// of its weights (Bacellar et al., 2024; `torch_dwn`). See `docs/weightless.md` for the estimators.
public struct LUTShape: Sendable, Hashable {
  /// How a pin gets its bit.
  public enum Mapping: String, CaseIterable, Sendable {
    /// Every pin has a weight for every bit.
    case learned
    /// Every pin has a weight for each of some bits that are drawn for it.
    case candidates
    /// Drawn once: every bit is read about as often as any other.
    case random
  }

  /// How many bits go in; the layer before says it.
  public internal(set) var inputCount = 0
  /// How many tables there are.
  public let size: Int
  /// n, how many bits a table reads.
  public let pins: Int
  /// How a pin gets its bit.
  public let mapping: Mapping
  /// Among how many bits a pin chooses, where it has candidates.
  public let candidates: Int

  /// Puts the sizes together.
  ///
  /// - Precondition: they are within the limits of the notation.
  public init(
    inputCount: Int = 0, size: Int, pins: Int = LUTShape.standardPins, mapping: Mapping = .learned,
    candidates: Int = LUTShape.standardCandidates
  ) {
    precondition(Self.pinCounts.contains(pins) && size > 0 && candidates > 0, "\(size) tables of \(pins) inputs")
    (self.inputCount, self.size, self.pins, self.mapping) = (inputCount, size, pins, mapping)
    self.candidates = candidates
  }

  /// What `n` can be.
  static let pinCounts = 1...6
  /// `n` where it is not given.
  public static let standardPins = 6

  /// `candidates` where it is not given.
  public static let standardCandidates = 64
  /// What `candidates` can be.
  static let candidateCounts = 1...4096
  /// How many weights a pin has.
  var choiceCount: Int {
    switch mapping {
    case .learned: inputCount
    case .candidates: min(candidates, inputCount)
    case .random: 0
    }
  }

  /// How many entries a table has.
  public var entryCount: Int { 1 << pins }

  var tensors: [LayerTensor] {
    let mapping =
      switch self.mapping {
      case .learned: [LayerTensor("mapping", [size * pins, inputCount])]
      case .candidates:
        [
          LayerTensor("mapping", [size * pins, choiceCount]),
          LayerTensor("candidates", [size * pins, choiceCount], .index(max(1, inputCount))),
        ]
      case .random: [LayerTensor("mapping", [size * pins], .index(max(1, inputCount)))]
      }
    return [LayerTensor("luts", [size, entryCount])] + mapping
  }

  /// Entries uniform in ±1, weights uniform in 0 ..< 1; a random mapping, and candidates, go through permutations of all inputs,
  /// one after the other.
  func start(from generator: inout SplitMix64) -> LayerNumbers {
    let entries = (0..<size * entryCount).map { _ in RandomDraws.uniform(1, from: &generator) }
    let weights = (0..<size * pins * choiceCount).map { _ in (RandomDraws.uniform(1, from: &generator) + 1) / 2 }
    switch mapping {
    case .learned: return LayerNumbers(values: [entries, weights])
    case .candidates:
      return LayerNumbers(values: [entries, weights, drawn(size * pins * choiceCount, from: &generator)])
    case .random: return LayerNumbers(values: [entries, drawn(size * pins, from: &generator)])
    }
  }

  private func drawn(_ count: Int, from generator: inout SplitMix64) -> [Float] {
    var places: [Int32] = []
    while places.count < count {
      var permutation = (0..<Int32(inputCount)).map(\.self)
      RandomDraws.shuffle(&permutation, from: &generator)
      places += permutation
    }
    return places[..<count].map { Float($0) }
  }
}

extension LUTShape {
  /// `LUTLayer(300)`: keywords for what differs from the defaults.
  var notation: String {
    "LUTLayer(\(size)\(pins == Self.standardPins ? "" : ", n=\(pins)")"
      + "\(mapping == .learned ? "" : ", mapping='\(mapping.rawValue)'")"
      + "\(candidates == Self.standardCandidates ? "" : ", candidates=\(candidates)"))"
  }

  /// Reads a `LUTLayer(…)`.
  init(_ call: LayerCall) throws(ModelError.Problem) {
    let arguments = try call.arguments(["size", "n", "mapping"], keywordOnly: ["candidates"], required: 1)
    let mapping = try arguments.choice("mapping", default: Mapping.learned)
    let candidates = try arguments.optionalCount("candidates", in: Self.candidateCounts)
    if candidates != nil, mapping != .candidates {
      throw .requires(call: call.text, argument: "candidates", required: "mapping='candidates'")
    }
    self.init(
      size: try arguments.count("size"),
      pins: try arguments.optionalCount("n", in: Self.pinCounts) ?? Self.standardPins,
      mapping: mapping, candidates: candidates ?? Self.standardCandidates)
  }
}

/// Learned tables as they are deployed.
public struct LUTLayer: Sendable, Equatable {
  /// The sizes.
  public let shape: LUTShape
  /// For each table which inputs its pins read.
  public let pins: [[Int]]
  /// For each table its bit at each address.
  public let bits: [[Bool]]

  /// The layer at `place`; nil when that is another one.
  public init?(_ network: Network, at place: LayerPlace) {
    guard case .luts(let shape) = place.layer else { return nil }
    let values = network.numbers(at: place).values
    let mapping = shape.places(of: values)
    self.shape = shape
    pins = (0..<shape.size).map { Array(mapping[$0 * shape.pins..<($0 + 1) * shape.pins]) }
    bits = (0..<shape.size).map { table in
      values[0][table * shape.entryCount..<(table + 1) * shape.entryCount].map { $0 > 0 }
    }
  }
}

extension LUTShape {
  /// The input of each pin: the one of the largest weight, the first of equals, or what was drawn.
  ///
  /// - Parameter values: of each of the layer's tensors its numbers.
  func places(of values: [[Float]]) -> [Int] {
    guard mapping != .random else { return values[1].map { Int($0) } }
    return values[1].withUnsafeBufferPointer { weights in
      (0..<size * pins).map { pin in
        let first = pin * choiceCount
        var best = first
        for i in first..<first + choiceCount where weights[i] > weights[best] { best = i }
        return mapping == .candidates ? Int(values[2][best]) : best - first
      }
    }
  }
}

extension LUTLayer {
  /// For each input of a table what changing it changes, at every address: ½ (1 − 0), and the other inputs count as moved towards each
  /// other by `smoothing`. With ¼ the extended finite difference of Bacellar et al. (2024), which sums over all pairs of addresses; here
  /// it is one pass for each input.
  static func differences(
    of table: [Float], smoothing: Float, kernels: BitKernelSet = .best
  ) -> [[Float]] {
    let (pins, stride) = (table.count.trailingZeroBitCount, Int(LNQ_ADDRESSES))
    var differences = [Float](repeating: 0, count: pins * stride)
    kernels.functions.differences(table, pins, smoothing, &differences)
    return (0..<pins).map { Array(differences[$0 * stride..<$0 * stride + table.count]) }
  }
}
