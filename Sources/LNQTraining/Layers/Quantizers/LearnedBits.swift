internal import Foundation

/// Widths that are trained: `bits='learned'`. Each is one trainable number b, PyTorch's name for them `bits`.
///
/// A channel of width n = round(b), halves to even, has the codes of n bits and the step s · 2^(most − n), s being the step of the widest
/// code. So the range stays as it is, a width less leaves every second code out, and a code of 0 bits is always 0: the channel is pruned.
/// Source: HGQ, "Gradient-based Automatic Mixed Precision Quantization", Sun et al., 2024, arXiv 2405.00645, whose widths are those
/// of fractions, too, as the range of a code is fixed.
public struct LearnedBits: Sendable, Hashable {
  /// How many widths there are: 1 for all features together, else one for each feature (of channels for each channel, of a `KANLinear`
  /// for each edge).
  public let count: Int
  /// The largest width, at which training starts.
  public let most: Int

  /// - Precondition: `count` > 0, and `most` is among `QuantizerSettings.bitCounts`.
  public init(count: Int, most: Int) {
    precondition(count > 0 && QuantizerSettings.bitCounts.contains(most), "\(count) widths of up to \(most) bits")
    (self.count, self.most) = (count, most)
  }

  /// `max_bits` unless given.
  static let standardMost = 4

  /// The smallest width: a channel can be pruned, a whole layer cannot.
  public var least: Int { count == 1 ? 1 : 0 }

  /// What b can be: a step does not leave this range.
  var range: ClosedRange<Float> { Float(least)...Float(most) }

  /// n for b.
  public func width(_ bits: Float) -> Int {
    Int(min(max(bits, range.lowerBound), range.upperBound).rounded(.toNearestOrEven))
  }
}

extension Network {
  /// All widths that were learned, layer after layer; those of edges that were pruned are left out.
  public var learnedWidths: [Int] {
    allPlaces.flatMap { place in
      let layer = KANLinear(self, at: place)
      guard let quantizer = ActivationQuantizer(self, at: place) ?? layer?.quantizer,
        let learned = quantizer.settings.learned
      else { return [Int]() }
      let widths = quantizer.bits.map(learned.width)
      guard let layer else { return widths }
      return layer.connections.enumerated().flatMap { output, inputs in
        inputs.map { widths[output * layer.shape.inputCount + $0] }
      }
    }
  }
}

/// Keeps widths where they have a meaning, so that one that has left the range is not lost.
struct BitLimits {
  private let ranges: [(places: Range<Int>, limits: ClosedRange<Float>)]

  init(_ network: Network) {
    ranges = network.allPlaces.flatMap(\.tensors).compactMap { tensor, range in
      if case .bits(let limits) = tensor.role { (range, limits) } else { nil }
    }
  }

  /// Whether nothing is limited.
  var isEmpty: Bool { ranges.isEmpty }

  /// Moves widths into their ranges. NaN stays, so that a diverged run is noticed.
  func apply(to parameters: ScalarBuffer<Float>) {
    for (places, limits) in ranges {
      for place in places {
        let bits = parameters.pointer[place]
        if bits < limits.lowerBound { parameters.pointer[place] = limits.lowerBound }
        if bits > limits.upperBound { parameters.pointer[place] = limits.upperBound }
      }
    }
  }
}

extension StraightThrough {
  /// For a channel of the width that the settings make of `bits`, at `log2Scale`.
  init(_ settings: QuantizerSettings, _ learned: LearnedBits, log2Scale: Scalar, bits: Scalar) {
    let (least, most) = (Scalar(learned.least), Scalar(learned.most))
    // NaN stays NaN.
    let width = (bits < least ? least : bits > most ? most : bits).rounded(.toNearestOrEven)
    ratio = Scalar(exp2(Double(most - width)))
    scale = Scalar(settings.step(log2Scale: Double(log2Scale))) * ratio
    let count = Scalar(exp2(Double(width)))
    let isPruned = width == 0
    low = settings.isSigned && !isPruned ? -count / 2 : 0
    high = (settings.isSigned && !isPruned ? count / 2 : count) - 1
    lowestError = settings.isSigned && isPruned ? -1 : 0
  }

  /// dy/db in units of s · ln 2, at x: the rounding error x − y, in steps. A bit more halves the error and keeps its sign, so
  /// |x − y| = c · 2^−b and dy/db = ln 2 · (x − y) (HGQ). Above the highest code a bit more adds at most a step; below
  /// the lowest one, which is the same for all widths but 0, nothing.
  func bitSlope(at x: Scalar) -> Scalar {
    let v = x / scale
    let error = v - code(x)
    if v < low { return error < lowestError ? lowestError : error }
    return error > 1 ? 1 : error
  }
}

extension ActivationQuantizer {
  /// Forward and backward of a quantizer whose widths are learned, where the memory belongs to a `NetworkExecutor`.
  ///
  /// Shapes: x, y, dx and dy rows × F; F is a multiple of the number of widths, whose channels lie one after the other.
  struct LearnedPasses<Scalar: BLASScalar> {
    let featureCount: Int
    let settings: QuantizerSettings
    let learned: LearnedBits
    /// t, and b.
    let log2Scale: TensorMemory<Scalar>
    let bits: TensorMemory<Scalar>

    private var channels: [StraightThrough<Scalar>] {
      (0..<learned.count).map {
        StraightThrough(settings, learned, log2Scale: log2Scale.values.pointee, bits: bits.values[$0])
      }
    }

    /// y = s · clamp(round(x / s)), s and the codes being those of the channel.
    func forward(_ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int) {
      let (channels, length) = (self.channels, featureCount / learned.count)
      for row in 0..<rows {
        for feature in 0..<featureCount {
          let i = row * featureCount + feature
          y[i] = channels[feature / length](x[i])
        }
      }
    }

    /// dx as of other quantizers, and dt, s following the channel; db = ln 2 · s · Σ dy · `bitSlope`.
    func backward(
      _ x: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, into dx: UnsafeMutablePointer<Scalar>?, rows: Int
    ) {
      let (channels, length) = (self.channels, featureCount / learned.count)
      var scaleSum: Scalar = 0
      for (number, channel) in channels.enumerated() {
        var (ownScale, ownBits): (Scalar, Scalar) = (0, 0)
        for row in 0..<rows {
          for feature in number * length..<(number + 1) * length {
            let i = row * featureCount + feature
            let slope = channel.derivatives(at: x[i])
            ownScale += dy[i] * slope.scale
            ownBits += dy[i] * channel.bitSlope(at: x[i])
            dx?[i] = dy[i] * slope.x
          }
        }
        scaleSum += ownScale * channel.ratio
        bits.gradients[number] = ownBits * channel.scale * .naturalLogarithmOf2
      }
      let layer = StraightThrough(settings, log2Scale: log2Scale.values.pointee)
      log2Scale.gradients.pointee = scaleSum * layer.log2ScaleFactor(settings, featureCount: featureCount)
    }
  }
}
