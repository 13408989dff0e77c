import LNQReport
import LNQTraining

extension RunGroup {
  /// The most lines in one chart: as many as there are colours that can be told apart.
  static let curveLimit = 12
  /// The most single repeats that are drawn beside their means.
  private static let repeatLimit = 24

  /// Training accuracy per step, and validation accuracy and loss per epoch, a line for each group: means over repeats, with a band of
  /// one standard deviation and the repeats as thin lines.
  ///
  /// - Parameter prefix: what the figures' names begin with.
  static func curveFigures(of groups: [RunGroup], prefix: String) -> [ReportFigure] {
    [
      figure(
        of: groups,
        Curve(
          name: prefix + "training-accuracy", title: "Training accuracy per step", axis: "step",
          yLabel: "training accuracy (%)", unit: "%"
        ) { run in run.steps.map { .init(x: Double($0.step), y: Double($0.accuracy) * 100) } }),
      figure(
        of: groups,
        Curve(
          name: prefix + "validation-accuracy", title: "Validation accuracy per epoch", axis: "epoch",
          yLabel: "validation accuracy (%)", unit: "%"
        ) { run in run.epochs.map { .init(x: Double($0.epoch), y: $0.validationAccuracy * 100) } }),
      figure(
        of: groups,
        Curve(
          name: prefix + "validation-loss", title: "Validation loss per epoch", axis: "epoch",
          yLabel: "validation loss (cross-entropy)", unit: ""
        ) { run in run.epochs.map { .init(x: Double($0.epoch), y: $0.validationLoss) } }),
    ].compactMap { $0 }
  }

  /// What is drawn of each run.
  private struct Curve {
    let name: String
    let title: String
    let axis: String
    let yLabel: String
    let unit: String
    let points: (RunFindings) -> [CurveChart.Point]
  }

  private static func figure(of groups: [RunGroup], _ curve: Curve) -> ReportFigure? {
    let curves = groups.map { group -> (label: String, mean: [CurveChart.Point], repeats: [[CurveChart.Point]]) in
      let repeats = group.runs.map(curve.points)
      return (group.label, CurveThinning.mean(of: repeats), repeats.count > 1 ? repeats : [])
    }.filter { !$0.mean.isEmpty }
    let ends = curves.compactMap(\.mean.last?.x)
    guard let longest = ends.max(), let shortest = ends.min() else { return nil }
    // Where batches have different sizes, the longest curve has many times the steps of the shortest.
    let isLogarithmic = longest / shortest >= 6
    let count = curves.count > 1 ? CurveThinning.pointCount / 2 : CurveThinning.pointCount
    func thinned(_ points: [CurveChart.Point]) -> [CurveChart.Point] {
      CurveThinning.thinned(points, isLogarithmic: isLogarithmic, count: count)
    }
    let showsRepeats = curves.reduce(0) { $0 + $1.repeats.count } <= repeatLimit
    let chart = CurveChart(
      x: ChartAxis(isLogarithmic ? "\(curve.axis) (logarithmic)" : curve.axis, isLogarithmic: isLogarithmic),
      yLabel: curve.yLabel,
      series: curves.map { label, mean, repeats in
        .init(label, points: thinned(mean), repeats: showsRepeats ? repeats.map(thinned) : [])
      })
    let isMean = groups.contains { $0.runs.count > 1 }
    return ReportFigure(
      name: curve.name, title: curve.title + (isMean ? ", means over repeats ± standard deviation" : ""),
      description: description(of: chart, unit: curve.unit), chart: .curves(chart))
  }

  /// Where each line begins and ends, in words.
  package static func description(of chart: CurveChart, unit: String = "%") -> String {
    chart.series.map { series in
      guard let first = series.points.first, let last = series.points.last else { return series.label }
      return
        "\(series.label): from \(NumberText.rounded(first.y)) to \(NumberText.rounded(last.y))\(unit.isEmpty ? "" : " " + unit)"
    }.joined(separator: "; ")
  }
}

extension RunFindings {
  /// Accuracy and loss of training and validation per epoch, the best epoch with a ring.
  func epochFigures(prefix: String) -> [ReportFigure] {
    guard !epochs.isEmpty else { return [] }
    let best = results?.best.epoch
    func chart(_ label: String, _ train: (EpochRecord) -> Double, _ validation: (EpochRecord) -> Double) -> CurveChart {
      let mark = epochs.first { $0.epoch == best }.map {
        CurveChart.Mark(x: Double($0.epoch), y: validation($0), text: "best epoch, \($0.epoch)")
      }
      return CurveChart(
        x: ChartAxis("epoch"), yLabel: label,
        series: [
          .init("validation", points: epochs.map { .init(x: Double($0.epoch), y: validation($0)) }, mark: mark),
          .init("training", points: epochs.map { .init(x: Double($0.epoch), y: train($0)) }),
        ])
    }
    let accuracy = chart("accuracy (%)", { $0.trainAccuracy * 100 }, { $0.validationAccuracy * 100 })
    let loss = chart("loss (cross-entropy)", \.trainLoss, \.validationLoss)
    return [
      ReportFigure(
        name: prefix + "validation-accuracy", title: "Validation and training accuracy per epoch",
        description: RunGroup.description(of: accuracy), chart: .curves(accuracy)),
      ReportFigure(
        name: prefix + "loss", title: "Validation and training loss per epoch",
        description: RunGroup.description(of: loss, unit: ""), chart: .curves(loss)),
    ]
  }
}
