extension SplitMix64 {
  /// Where the generator stands: `SplitMix64(seed: position)` goes on as this one does.
  public var position: UInt64 { state }
}
