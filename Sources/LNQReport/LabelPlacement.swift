import Foundation

/// Where a drawing has its axes, in shares of its width and height: fixed, so that no text takes room from them.
enum ChartFrame {
  static let (left, right, bottom, top) = (0.15, 0.97, 0.17, 0.955)
}

/// Finds places for the texts of points, so that none covers another text or point. A text that finds none becomes a number, and the
/// legend says what it means.
struct LabelPlacement: Equatable, Sendable {
  /// A text in the drawing.
  struct Label: Equatable, Sendable {
    let text: String
    /// Its left end and its middle, in shares of the drawing's width and height from below.
    let x: Double
    let y: Double
  }

  /// A box in points of the drawing.
  private struct Box {
    let (left, bottom, width, height): (Double, Double, Double, Double)

    func overlaps(_ other: Box) -> Bool {
      left < other.left + other.width && other.left < left + width && bottom < other.bottom + other.height
        && other.bottom < bottom + height
    }

    /// How much of it lies outside of the axes.
    var isInside: Bool {
      let size = GnuplotScript.size
      return left >= ChartFrame.left * Double(size.width) && left + width <= Double(size.width) - 2
        && bottom >= ChartFrame.bottom * Double(size.height) && bottom + height <= Double(size.height)
    }
  }

  /// What stands in the drawing.
  private(set) var labels: [Label] = []
  /// What numbers mean.
  private(set) var legend: [LegendEntry] = []

  /// The height of a text, and the width of a letter.
  private static let (height, letter) = (13.0, 6.4)

  init(_ chart: CurveChart) {
    var labels: [Label] = []
    var legend: [LegendEntry] = []
    let points = chart.series.flatMap(\.points)
    guard points.contains(where: { $0.label != nil }), let xRange = chart.xRange, let yRange = chart.yRange else {
      return
    }
    let shown = chart.x.shown(xRange)
    func place(_ x: Double) -> Double { chart.x.isLogarithmic ? log(x) : x }
    let size = (width: Double(GnuplotScript.size.width), height: Double(GnuplotScript.size.height))
    func screen(_ point: CurveChart.Point) -> (x: Double, y: Double) {
      let across = (place(point.x) - place(shown.lowerBound)) / (place(shown.upperBound) - place(shown.lowerBound))
      let up = (point.y - yRange.lowerBound) / (yRange.upperBound - yRange.lowerBound)
      return (
        (ChartFrame.left + across * (ChartFrame.right - ChartFrame.left)) * size.width,
        (ChartFrame.bottom + up * (ChartFrame.top - ChartFrame.bottom)) * size.height
      )
    }
    var taken = points.map { point in
      let place = screen(point)
      return Box(left: place.x - 4, bottom: place.y - 4, width: 8, height: 8)
    }
    /// The first free place beside a point; nil where there is none.
    func free(_ text: String, at point: CurveChart.Point) -> Box? {
      let (center, width, height) = (screen(point), Double(text.count) * Self.letter, Self.height)
      let places = [
        (7.0, -height / 2), (-7 - width, -height / 2), (-width / 2, 6), (-width / 2, -6 - height), (5, 4),
        (5, -4 - height), (-5 - width, 4), (-5 - width, -4 - height), (-width / 2, 16), (-width / 2, -16 - height),
      ]
      for (x, y) in places {
        let box = Box(left: center.x + x, bottom: center.y + y, width: width, height: height)
        if box.isInside, !taken.contains(where: box.overlaps) { return box }
      }
      return nil
    }
    func add(_ text: String, _ box: Box) {
      taken.append(box)
      labels.append(Label(text: text, x: box.left / size.width, y: (box.bottom + box.height / 2) / size.height))
    }
    var crowded: [CurveChart.Point] = []
    for point in points {
      guard let text = point.label else { continue }
      if let box = free(text, at: point) { add(text, box) } else { crowded.append(point) }
    }
    for (index, point) in crowded.enumerated() {
      guard let text = point.label else { continue }
      legend.append(LegendEntry(sample: .number(index + 1), text: text))
      let number = "\(index + 1)"
      let center = screen(point)
      let width = Double(number.count) * Self.letter
      add(
        number,
        free(number, at: point) ?? Box(left: center.x + 5, bottom: center.y, width: width, height: Self.height))
    }
    (self.labels, self.legend) = (labels, legend)
  }
}
