import Foundation

/// Numbers as the summaries print them.
enum Figure {
  /// `986,806`.
  static func count(_ number: Int) -> String {
    var text = String(number.magnitude)
    var position = text.count - 3
    while position > 0 {
      text.insert(",", at: text.index(text.startIndex, offsetBy: position))
      position -= 3
    }
    return number < 0 ? "-" + text : text
  }

  /// `71.66 %` of a share 0...1.
  static func percent(_ share: Double) -> String { String(format: "%.2f %%", share * 100) }

  /// `71.66 ± 0.12 %` of shares; without `±` for a single one.
  static func percent(_ shares: MeanDeviation) -> String {
    guard let deviation = shares.deviation else { return percent(shares.mean) }
    return String(format: "%.2f ± %.2f %%", shares.mean * 100, deviation * 100)
  }

  /// `0.8462 ± 0.0031`, losses.
  static func loss(_ losses: MeanDeviation) -> String {
    loss(losses.mean) + (losses.deviation.map { " ± " + loss($0) } ?? "")
  }

  /// `+0.12 points` between two shares.
  static func points(_ difference: Double) -> String { String(format: "%+.2f points", difference * 100) }

  /// `0.8462`, a loss.
  static func loss(_ loss: Double) -> String { String(format: "%.4f", loss) }

  /// `4.2 s`, `3 min 5 s`.
  static func seconds(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0 else { return "?" }
    if seconds < 60 { return String(format: seconds < 9.95 ? "%.2g s" : "%.0f s", seconds) }
    let whole = Int(min(seconds, 1e15).rounded())
    return whole < 3600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
  }

  /// `1.2 M samples/s`.
  static func rate(_ perSecond: Double, of unit: String) -> String {
    guard perSecond.isFinite else { return "? \(unit)/s" }
    if perSecond >= 1e6 { return String(format: "%.1f M %@/s", perSecond / 1e6, unit) }
    if perSecond >= 1e3 { return String(format: "%.0f k %@/s", perSecond / 1e3, unit) }
    return String(format: "%.0f %@/s", perSecond, unit)
  }

  /// `1 mismatch`, `2 mismatches`, `986,806 samples`.
  static func counted(_ number: Int, _ singular: String, _ plural: String) -> String {
    "\(count(number)) \(number == 1 ? singular : plural)"
  }
}
