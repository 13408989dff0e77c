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

  /// Puts the sizes together.
  ///
  /// - Precondition: they are within the limits of the notation.
  public init(inputCount: Int = 0, size: Int, pins: Int = LUTShape.standardPins, mapping: Mapping = .learned) {
    precondition(Self.pinCounts.contains(pins) && size > 0, "\(size) tables of \(pins) inputs")
    (self.inputCount, self.size, self.pins, self.mapping) = (inputCount, size, pins, mapping)
  }

  /// What `n` can be.
  static let pinCounts = 1...6
  /// `n` where it is not given.
  public static let standardPins = 6

  /// How many entries a table has.
  public var entryCount: Int { 1 << pins }

  var tensors: [LayerTensor] {
    let mapping =
      switch self.mapping {
      case .learned: LayerTensor("mapping", [size * pins, inputCount])
      case .random: LayerTensor("mapping", [size * pins], .index(max(1, inputCount)))
      }
    return [LayerTensor("luts", [size, entryCount]), mapping]
  }

  /// Entries uniform in ±1, weights uniform in 0 ..< 1; a random mapping goes through permutations of all inputs, one after the
  /// other.
  func start(from generator: inout SplitMix64) -> LayerNumbers {
    let entries = (0..<size * entryCount).map { _ in RandomDraws.uniform(1, from: &generator) }
    guard mapping == .random else {
      let weights = (0..<size * pins * inputCount).map { _ in
        (RandomDraws.uniform(1, from: &generator) + 1) / 2
      }
      return LayerNumbers(values: [entries, weights])
    }
    var places: [Int32] = []
    while places.count < size * pins {
      var permutation = (0..<Int32(inputCount)).map(\.self)
      RandomDraws.shuffle(&permutation, from: &generator)
      places += permutation
    }
    return LayerNumbers(values: [entries, places[..<(size * pins)].map { Float($0) }])
  }
}

extension LUTShape {
  /// `LUTLayer(300)`: keywords for what differs from the defaults.
  var notation: String {
    "LUTLayer(\(size)\(pins == Self.standardPins ? "" : ", n=\(pins)")"
      + "\(mapping == .learned ? "" : ", mapping='\(mapping.rawValue)'"))"
  }

  /// Reads a `LUTLayer(…)`.
  init(_ call: LayerCall) throws(ModelError.Problem) {
    let arguments = try call.arguments(["size", "n", "mapping"], required: 1)
    self.init(
      size: try arguments.count("size"),
      pins: try arguments.optionalCount("n", in: Self.pinCounts) ?? Self.standardPins,
      mapping: try arguments.choice("mapping", default: Mapping.learned))
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
    let mapping = shape.places(of: values[1])
    self.shape = shape
    pins = (0..<shape.size).map { Array(mapping[$0 * shape.pins..<($0 + 1) * shape.pins]) }
    bits = (0..<shape.size).map { table in
      values[0][table * shape.entryCount..<(table + 1) * shape.entryCount].map { $0 > 0 }
    }
  }
}

extension LUTShape {
  /// The input of each pin: the one of the largest weight, the first of equals, or what was drawn.
  func places(of mapping: [Float]) -> [Int] {
    guard self.mapping == .learned else { return mapping.map { Int($0) } }
    return mapping.withUnsafeBufferPointer { weights in
      (0..<size * pins).map { pin in
        let first = pin * inputCount
        var best = first
        for i in first..<first + inputCount where weights[i] > weights[best] { best = i }
        return best - first
      }
    }
  }
}

extension LUTLayer {
  /// What changing one input of a table changes, at every address: ½ (1 − 0), and the other inputs count as moved towards each
  /// other by `smoothing`. With ¼ the extended finite difference of Bacellar et al. (2024), which sums over all pairs of addresses; here
  /// it is one pass for each input.
  static func differences(of table: [Float], pin: Int, smoothing: Float) -> [Float] {
    [Float](unsafeUninitializedCapacity: table.count) { differences, initialized in
      lnq_bit_differences(table, table.count.trailingZeroBitCount, pin, smoothing, differences.baseAddress)
      initialized = table.count
    }
  }
}
