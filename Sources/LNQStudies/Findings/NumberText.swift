import Foundation
import LNQReport

/// Numbers as the summaries print them.
package enum NumberText {
  /// `986,806`.
  package static func count(_ number: Int) -> String {
    var text = String(number.magnitude)
    var position = text.count - 3
    while position > 0 {
      text.insert(",", at: text.index(text.startIndex, offsetBy: position))
      position -= 3
    }
    return number < 0 ? "-" + text : text
  }

  /// `1,305 ± 12`, of counts.
  package static func count(_ statistics: MeanDeviation) -> String {
    count(Int(statistics.mean.rounded()))
      + (statistics.deviation.map { " ± " + ($0 < 10 ? rounded($0) : count(Int($0.rounded()))) } ?? "")
  }

  /// `71.66 %` of a share 0...1.
  package static func percent(_ share: Double) -> String { String(format: "%.2f %%", share * 100) }

  /// `71.32 ± 0.21 %` of shares 0...1; without a spread `71.32 %`; `–` when there is nothing.
  package static func percent(_ statistics: MeanDeviation?) -> String {
    guard let statistics else { return "–" }
    guard let deviation = statistics.deviation else { return percent(statistics.mean) }
    return String(format: "%.2f ± %.2f %%", statistics.mean * 100, deviation * 100)
  }

  /// `71.32 ± 0.21 %` of a point in percent; `–` for none.
  package static func percent(_ point: CurveChart.Point?) -> String {
    guard let point else { return "–" }
    guard let deviation = point.deviation else { return percent(point.y / 100) }
    return String(format: "%.2f ± %.2f %%", point.y, deviation)
  }

  /// `72.1 %` with as many digits as a paper gives.
  static func publishedPercent(_ share: Double, digits: Int) -> String {
    String(format: "%.\(digits)f %%", share * 100)
  }

  /// `0.8462 ± 0.0012`, losses.
  package static func loss(_ statistics: MeanDeviation?) -> String {
    guard let statistics else { return "–" }
    guard let deviation = statistics.deviation else { return loss(statistics.mean) }
    return String(format: "%.4f ± %.4f", statistics.mean, deviation)
  }

  /// `4.2 ± 0.1 s`.
  package static func seconds(_ statistics: MeanDeviation?) -> String {
    guard let statistics else { return "–" }
    guard let deviation = statistics.deviation else { return seconds(statistics.mean) }
    return String(format: statistics.mean < 100 ? "%.3g ± %.2g s" : "%.0f ± %.0f s", statistics.mean, deviation)
  }

  /// Three digits that count: `71.3`, `0.846`.
  static func rounded(_ number: Double) -> String { String(format: "%.3g", number) }

  /// `0.987` of a coefficient −1...1.
  static func correlation(_ coefficient: Double) -> String { String(format: "%.3f", coefficient) }

  /// `+0.12 points` between two shares.
  static func points(_ difference: Double) -> String { String(format: "%+.2f points", difference * 100) }

  /// `float 71.66 %, quantized 71.50 % (-0.16 points)`.
  static func accuracies(float: Double, quantized: Double) -> String {
    "float \(percent(float)), quantized \(percent(quantized)) (\(points(quantized - float)))"
  }

  /// `0.8462`, a loss.
  package static func loss(_ loss: Double) -> String { String(format: "%.4f", loss) }

  /// `4.2 s`, `3 min 5 s`.
  package static func seconds(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0 else { return "?" }
    if seconds < 60 { return String(format: seconds < 9.95 ? "%.2g s" : "%.0f s", seconds) }
    let whole = Int(min(seconds, 1e15).rounded())
    return whole < 3600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
  }

  /// `1.2 M samples/s`.
  package static func rate(_ perSecond: Double, of unit: String) -> String {
    guard perSecond.isFinite else { return "? \(unit)/s" }
    if perSecond >= 1e6 { return String(format: "%.1f M %@/s", perSecond / 1e6, unit) }
    if perSecond >= 1e3 { return String(format: "%.0f k %@/s", perSecond / 1e3, unit) }
    return String(format: "%.0f %@/s", perSecond, unit)
  }

  /// `1 mismatch`, `2 mismatches`, `986,806 samples`.
  package static func counted(_ number: Int, _ singular: String, _ plural: String) -> String {
    "\(count(number)) \(number == 1 ? singular : plural)"
  }
}

extension String {
  /// With a capital letter at the beginning and a full stop at the end.
  var asSentence: String { prefix(1).uppercased() + dropFirst() + (hasSuffix(".") ? "" : ".") }
}
