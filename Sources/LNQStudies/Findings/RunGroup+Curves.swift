import LNQReport

extension RunGroup {
  /// The most lines in one chart: as many as there are colours that can be told apart.
  static let curveLimit = 7

  /// Training accuracy per step and validation accuracy per epoch, a line for each group, means over repeats.
  ///
  /// - Parameter prefix: what the figures' names begin with.
  static func curveFigures(of groups: [RunGroup], prefix: String) -> [ReportFigure] {
    [stepFigure(of: groups, prefix: prefix), epochFigure(of: groups, prefix: prefix)].compactMap { $0 }
  }

  private static func stepFigure(of groups: [RunGroup], prefix: String) -> ReportFigure? {
    let curves = groups.map { group in
      let repeats = group.runs.map {
        $0.steps.map { CurveChart.Point(x: Double($0.step), y: Double($0.accuracy) * 100) }
      }
      return CurveChart.Series(group.label, points: CurveThinning.mean(of: repeats))
    }.filter { !$0.points.isEmpty }
    let ends = curves.compactMap(\.points.last?.x)
    guard let longest = ends.max(), let shortest = ends.min() else { return nil }
    // Where batches have different sizes, the longest curve has many times the steps of the shortest.
    let isLogarithmic = longest / shortest >= 6
    let chart = CurveChart(
      x: ChartAxis(isLogarithmic ? "step (logarithmic)" : "step", isLogarithmic: isLogarithmic),
      yLabel: "training accuracy (%)",
      series: curves.map { curve in
        let count = curves.count > 1 ? CurveThinning.pointCount / 2 : CurveThinning.pointCount
        return .init(
          curve.label, points: CurveThinning.thinned(curve.points, isLogarithmic: isLogarithmic, count: count))
      })
    return ReportFigure(
      name: prefix + "training-accuracy", title: "Training accuracy per step" + suffix(groups),
      description: description(of: chart), chart: .curves(chart))
  }

  private static func epochFigure(of groups: [RunGroup], prefix: String) -> ReportFigure? {
    let curves = groups.map { group in
      let repeats = group.runs.map {
        $0.epochs.map { CurveChart.Point(x: Double($0.epoch), y: $0.validationAccuracy * 100) }
      }
      return CurveChart.Series(group.label, points: CurveThinning.mean(of: repeats))
    }
    let ends = curves.compactMap(\.points.last?.x)
    guard let longest = ends.max(), let shortest = ends.min() else { return nil }
    let isLogarithmic = longest / shortest >= 6
    let chart = CurveChart(
      x: ChartAxis(isLogarithmic ? "epoch (logarithmic)" : "epoch", isLogarithmic: isLogarithmic),
      yLabel: "validation accuracy (%)", series: curves)
    return ReportFigure(
      name: prefix + "validation-accuracy", title: "Validation accuracy per epoch" + suffix(groups),
      description: description(of: chart), chart: .curves(chart))
  }

  private static func suffix(_ groups: [RunGroup]) -> String {
    groups.contains { $0.runs.count > 1 } ? ", means over repeats" : ""
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
  /// Accuracy and loss of training and validation per epoch.
  func epochFigures(prefix: String) -> [ReportFigure] {
    guard !epochs.isEmpty else { return [] }
    func chart(_ label: String, _ train: (Int) -> Double, _ validation: (Int) -> Double) -> CurveChart {
      CurveChart(
        x: ChartAxis("epoch"), yLabel: label,
        series: [
          .init("validation", points: epochs.indices.map { .init(x: Double(epochs[$0].epoch), y: validation($0)) }),
          .init("training", points: epochs.indices.map { .init(x: Double(epochs[$0].epoch), y: train($0)) }),
        ])
    }
    let accuracy = chart(
      "accuracy (%)", { epochs[$0].trainAccuracy * 100 }, { epochs[$0].validationAccuracy * 100 })
    let loss = chart("loss (cross-entropy)", { epochs[$0].trainLoss }, { epochs[$0].validationLoss })
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
