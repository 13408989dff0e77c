import Foundation
import LNQReport
import LNQTraining

extension RunFindings {
  /// How many parts a histogram has.
  private static let binCount = 21

  /// How the weights of each layer are distributed, as lines over their values; nil for a network without weights, and for one whose
  /// checkpoint cannot be read.
  func weightFigure(prefix: String) -> ReportFigure? {
    guard let network = bestNetwork else { return nil }
    let layers = network.allPlaces.compactMap { place -> (name: String, weights: [Float])? in
      let weights: [Float]
      switch place.layer {
      case .linear(let inputCount, _, _, _):
        let all = network.numbers(at: place).values[0]
        weights =
          network.connections(at: place).map { connections in
            connections.enumerated().flatMap { output, inputs in inputs.map { all[output * inputCount + $0] } }
          } ?? all
      case .conv1d, .neurons: weights = network.numbers(at: place).values[0]
      default: return nil
      }
      let kind = "\(place.layer)".prefix { $0 != "(" }
      return ("layer \(place.path), \(kind)", weights.filter(\.isFinite))
    }.filter { !$0.weights.isEmpty }
    let shown = layers.prefix(RunGroup.curveLimit)
    guard let limit = shown.flatMap({ $0.weights.map(abs) }).max(), limit > 0 else { return nil }
    let width = 2 * Double(limit) / Double(Self.binCount)
    let chart = CurveChart(
      x: ChartAxis("weight", isWhole: false), yLabel: "share of the layer's weights (%)",
      series: shown.map { name, weights in
        var counts = [Int](repeating: 0, count: Self.binCount)
        for weight in weights {
          counts[min(Self.binCount - 1, max(0, Int((Double(weight) + Double(limit)) / width)))] += 1
        }
        return .init(
          "\(name), \(NumberText.count(weights.count)) weights",
          points: counts.enumerated().map { index, count in
            .init(
              x: -Double(limit) + (Double(index) + 0.5) * width, y: Double(count) / Double(weights.count) * 100)
          })
      })
    return ReportFigure(
      name: prefix + "weights", title: "Weights of the best epoch, layer by layer",
      description: shown.map { name, weights in
        "\(name): from \(NumberText.rounded(Double(weights.min() ?? 0))) to \(NumberText.rounded(Double(weights.max() ?? 0)))"
      }.joined(separator: "; "), chart: .curves(chart))
  }

  /// Signal against background for each class; nil in runs of older versions, and for many classes.
  func receiverBlocks(prefix: String) -> [ReportBlock] {
    guard !receiverCurves.isEmpty else { return [] }
    let chart = CurveChart(
      x: ChartAxis("background that is kept (%, logarithmic)", isLogarithmic: true), yLabel: "signal that is kept (%)",
      series: receiverCurves.map { curve in
        .init(
          curve.name,
          points: zip(curve.background, ReceiverCurve.signal).map { .init(x: $0 * 100, y: $1 * 100) })
      })
    let table = ReportTable(
      "Each class against all others, on the test rows",
      columns: [.init("class", isNumeric: false), "area under the curve", "background rejection at 50 % signal"],
      rows: receiverCurves.map { curve in
        [
          .init(curve.name), .init(String(format: "%.4f", curve.area)),
          .init(curve.rejection.map { NumberText.rounded($0) } ?? "no background left"),
        ]
      })
    return [
      .figures([
        ReportFigure(
          name: prefix + "roc", title: "Receiver operating characteristic of each class",
          description: receiverCurves.map {
            "\($0.name): rejection \($0.rejection.map { NumberText.rounded($0) } ?? "of all")"
          }.joined(separator: "; "), chart: .curves(chart))
      ]), .table(table),
    ]
  }
}
