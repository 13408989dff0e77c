import Foundation
import LNQReport

extension HardwareFindings {
  /// Up to so many points of own runs have their names beside them.
  private static let nameLimit = 8
  /// How far below the least accurate published design the charts reach.
  private static let marginBelow = 0.05

  /// Accuracy against LUTs on a logarithmic axis, own runs and published designs of one task as points with their names: a chart for
  /// each version of the data, since their accuracies cannot be compared.
  ///
  /// - Parameters:
  ///   - runs: those that were quantized; only mapped ones have a point.
  ///   - tasks: those that suit some run.
  static func areaFigures(
    of runs: [(run: RunFindings, hardware: HardwareFindings)], tasks: [PublishedDesign.Task]
  ) -> [ReportFigure] {
    let mapped = runs.compactMap { run, hardware in hardware.mapped.map { (run, hardware, $0.luts) } }
    guard !mapped.isEmpty else { return [] }
    let isSynthetic = mapped.contains { run, _, _ in
      if case .synthetic = run.manifest.dataset.request { true } else { false }
    }
    let names = mapped.map { run, _, _ in run.name.count <= 18 ? run.name : run.manifest.model.name }
    return tasks.map { task in
      let designs = PublishedDesign.all.filter { $0.task == task }
      // Networks that learned little would leave the others a strip at the top.
      let lowest = (designs.map(\.accuracy).min() ?? 0) - Self.marginBelow
      let shown = zip(mapped, names).filter { $0.0.1.quantization.quantizedAccuracy >= lowest }
      let own = Self.series(of: mapped.map { $0.0.manifest.model.name }).map { title, isPart in
        let points = shown.filter { isPart($0.0.0.manifest.model.name) }
        let omitted = mapped.count { isPart($0.0.manifest.model.name) } - points.count
        return CurveChart.Series(
          (title.map { "own runs of \($0)" } ?? "own runs")
            + (isSynthetic ? ", on jsc-synth" + (title == nil ? ", which is not these rows" : "") : "")
            + (omitted > 0 ? "; \(omitted) of less than \(NumberText.percent(lowest)) are left out" : ""),
          points: points.map { entry, name in
            .init(
              x: Double(max(1, entry.2)), y: entry.1.quantization.quantizedAccuracy * 100,
              label: shown.count <= nameLimit ? name : nil)
          })
      }
      let encoders: [PublishedDesign.Encoder] = [.counted, .codes, .notCounted, .unstated]
      let published = encoders.map { encoder in
        CurveChart.Series(
          "published, \(encoder.rawValue)",
          points: designs.filter { $0.encoder == encoder }.map {
            .init(x: Double($0.luts), y: $0.accuracy * 100, label: $0.name)
          })
      }
      let chart = CurveChart(
        x: ChartAxis("LUTs (logarithmic)", isLogarithmic: true), yLabel: "test accuracy (%)", series: own + published,
        joinsPoints: false)
      let stem = "\(task)".filter { $0.isASCII && $0.isLetter }
      return ReportFigure(
        name: "area-\(stem)", title: "Accuracy against LUTs: own runs and published designs, \(task.rawValue)",
        description: zip(names, mapped).map { name, entry in
          "\(name): \(NumberText.percent(entry.1.quantization.quantizedAccuracy)) with \(NumberText.count(entry.2)) LUTs"
        }.joined(separator: "; "), chart: .curves(chart))
    }
  }

  /// The series of own points: one for each model where some have several points and not too many have any, as in a search over several
  /// kinds of networks; else one for all, whose title is nil.
  private static func series(of models: [String]) -> [(title: String?, isPart: (String) -> Bool)] {
    var names: [String] = []
    for name in models where !names.contains(name) { names.append(name) }
    guard (2...modelLimit).contains(names.count), models.count > nameLimit else { return [(nil, { _ in true })] }
    return names.map { name in (name, { $0 == name }) }
  }

  /// So many models have series of their own at most, since a chart's signs are few.
  private static let modelLimit = 6
}
