import Foundation
import LNQReport
import LNQTables

extension CodeReport {
  /// How many layers have a histogram of their own.
  private static let figureLimit = 12

  /// Which codes occur, and how many values are at the ends of their formats.
  func section(prefix: String) -> ReportSection? {
    let counted = layers.filter { $0.values > 0 }
    guard !counted.isEmpty else { return nil }
    func share(_ count: Int, _ usage: CodeUsage) -> Double { Double(count) / Double(usage.values) }
    let saturation = BarChart(
      names: counted.map { $0.layer.hasPrefix("layer") ? String($0.layer.dropFirst(5)) : $0.layer }, label: "layer",
      series: [
        .init("at the lowest code", values: counted.map { share($0.atLowest, $0) * 100 }),
        .init("at the highest code", values: counted.map { share($0.atHighest, $0) * 100 }),
      ], yLabel: "share of the values (%)")
    let figures = counted.prefix(Self.figureLimit).enumerated().map { index, usage in
      ReportFigure(
        name: "\(prefix)codes-\(index + 1)", title: "Codes of \(usage.layer)",
        description:
          "codes \(usage.lowestCode) to \(usage.highestCode), \(usage.codesPerBar == 1 ? "a bar each" : "\(usage.codesPerBar) a bar")",
        chart: .bars(usage.histogram))
    }
    let table = ReportTable(
      "Codes of each layer",
      columns: [
        .init("layer", isNumeric: false), "values a row", "codes", "used", "at the lowest code", "at the highest code",
      ],
      rows: counted.map { usage in
        [
          .init(usage.layer), .init(NumberText.count(usage.signals)), .init(NumberText.count(usage.codes)),
          .init(
            "\(NumberText.count(usage.usedCodes)) (\(NumberText.percent(Double(usage.usedCodes) / Double(max(1, usage.codes)))))"
          ),
          .init(NumberText.percent(share(usage.atLowest, usage))),
          .init(NumberText.percent(share(usage.atHighest, usage))),
        ]
      })
    let which =
      rows < validationRows
      ? "The first \(NumberText.count(rows)) of \(NumberText.count(validationRows)) validation rows"
      : "All \(NumberText.count(rows)) validation rows"
    return ReportSection(
      "Codes",
      blocks: [
        .paragraph(
          "\(which), computed with the tables. A code that is not used costs bits for nothing; many values at the highest code, or at both "
            + "ends, say that the range of the format is too small. Codes without a sign begin with 0, where ReLU puts every negative value."
        ),
        .table(table),
        .figures(
          [
            ReportFigure(
              name: prefix + "saturation", title: "Saturation: values at the ends of their formats, layer by layer",
              description: counted.map {
                "\($0.layer): \(NumberText.percent(share($0.atLowest, $0))) lowest, \(NumberText.percent(share($0.atHighest, $0))) highest"
              }.joined(separator: "; "), chart: .bars(saturation))
          ] + figures),
      ])
  }
}

extension CodeUsage {
  /// Shares of the values over the codes: with a logarithmic axis where they are very different, so that a code that hardly occurs can be
  /// told from one that never does.
  fileprivate var histogram: BarChart {
    let counts = bars.filter { $0 > 0 }
    let isLogarithmic = (counts.max() ?? 1) / (counts.min() ?? 1) >= 30
    return BarChart(
      from: Double(lowestCode) + Double(codesPerBar - 1) / 2, step: Double(codesPerBar),
      label: codesPerBar == 1 ? "code" : "code, \(codesPerBar) a bar",
      values: bars.map { Double($0) / Double(values) * 100 },
      yLabel: "share of the values (%\(isLogarithmic ? ", logarithmic" : ""))", isLogarithmic: isLogarithmic)
  }
}
