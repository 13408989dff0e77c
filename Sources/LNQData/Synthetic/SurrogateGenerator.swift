internal import CSurrogate
import LNQRandom

/// `SurrogateParameters` laid out for drawing rows fast.
///
/// Rows come in blocks of 4,096. Block b takes stream b of the seed, so a block does not depend on the others, on the
/// number of rows or on the thread. A row takes one number for its component, one for each latent feature and one for
/// its class, in this order. Only operations are used that IEEE 754 rounds the same everywhere: equal seeds give equal
/// bytes on every machine, whatever vectors it has (`CSurrogate`).
struct SurrogateGenerator: Sendable {
  /// Counts the changes of what is drawn from the same parameters and seed; part of the provenance.
  static let version = 1
  static let blockSize = 4096

  /// How many instruction sets the processor has, of those that `CSurrogate` is compiled for.
  static let levelCount: Int = (0...).prefix { lnq_draw_at($0) != nil }.count

  let featureCount: Int
  private let layout: SurrogateLayout
  /// Which of the instruction sets draws, the best being 0.
  private let level: Int

  /// - Precondition: the parameters are checked (every `SurrogateParameters` is); the level is below `levelCount`.
  init(_ parameters: SurrogateParameters, level: Int = 0) {
    precondition(level < Self.levelCount, "level \(level) of \(Self.levelCount)")
    featureCount = parameters.features.count
    layout = SurrogateLayout(parameters)
    self.level = level
  }

  /// Draws rows `block` · 4096 ..< `block` · 4096 + `rowCount` of a seed.
  /// - Precondition: `rowCount` ≤ 4096; there is room for that many labels and rows of features.
  func draw(
    block: Int, seed: UInt64, rowCount: Int, features: UnsafeMutablePointer<Float>,
    labels: UnsafeMutablePointer<Int32>
  ) {
    guard let draw = lnq_draw_at(level) else { preconditionFailure("an instruction set that was there is not") }
    let state = SplitMix64(seed: seed, stream: UInt64(block)).position
    layout.withSurrogate { draw($0, state, rowCount, features, labels) }
  }
}
