import Foundation

/// Long curves as a few points: each point is the mean of its neighbours.
public enum CurveThinning {
  /// How many points a curve has at most.
  public static let pointCount = 50

  /// The mean x and y of each of `count` parts of the axis, in the order of x; parts without points are left out.
  ///
  /// The parts have equal lengths, or equal factors where the axis is logarithmic (every x is positive there). A curve of at
  /// most `count` points stays as it is.
  public static func thinned(
    _ points: [CurveChart.Point], isLogarithmic: Bool = false, count: Int = pointCount
  ) -> [CurveChart.Point] {
    guard points.count > count, let low = points.map(\.x).min(), let high = points.map(\.x).max(), low < high else {
      return points
    }
    func place(_ x: Double) -> Double { isLogarithmic ? log(x) : x }
    let (start, width) = (place(low), place(high) - place(low))
    var sums = Array(repeating: (x: 0.0, y: 0.0, count: 0), count: count)
    for point in points {
      let part = min(count - 1, max(0, Int((place(point.x) - start) / width * Double(count))))
      sums[part].x += point.x
      sums[part].y += point.y
      sums[part].count += 1
    }
    return sums.filter { $0.count > 0 }.map { .init(x: $0.x / Double($0.count), y: $0.y / Double($0.count)) }
  }

  /// The mean of curves over the xs that all of them have.
  public static func mean(of curves: [[CurveChart.Point]]) -> [CurveChart.Point] {
    guard let first = curves.first, curves.count > 1 else { return curves.first ?? [] }
    let others = curves.dropFirst().map { curve in
      Dictionary(curve.map { ($0.x, $0.y) }, uniquingKeysWith: { old, _ in old })
    }
    return first.compactMap { point in
      let values = [point.y] + others.compactMap { $0[point.x] }
      guard values.count == curves.count else { return nil }
      return .init(x: point.x, y: values.reduce(0, +) / Double(values.count))
    }
  }
}
