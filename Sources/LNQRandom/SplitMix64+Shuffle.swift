extension SplitMix64 {
  /// Puts the elements into a random order, all equally probable: Fisher and Yates's exchanges, from the end.
  ///
  /// The standard library's `shuffle(using:)` may change its algorithm from release to release; this may not.
  @inlinable
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    var last = elements.count - 1
    while last > 0 {
      elements.swapAt(last, uniform(below: last + 1))
      last -= 1
    }
  }
}
