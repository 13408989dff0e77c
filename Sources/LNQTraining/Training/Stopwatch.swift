/// Measures the time since it was made.
struct Stopwatch {
  private let start = ContinuousClock.now

  /// Seconds since then, never 0.
  var seconds: Double {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return max(1e-9, Double(seconds) + Double(attoseconds) * 1e-18)
  }
}
