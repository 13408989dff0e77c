import Foundation
import LNQReport

/// Two runs side by side.
package struct RunComparison: VerbReport {
  /// Something in which they differ.
  package struct Difference: Encodable, Equatable {
    let name: String
    let first: String
    let second: String
  }

  /// Rows of a name, what stands for each run, and what the second has more.
  struct Group: Equatable {
    let title: String
    var isTimes = false
    let rows: [[String]]
  }

  /// Both.
  package let runs: [ComparedRun]
  /// The settings that differ.
  package let settings: [Difference]
  /// Why not everything can be compared, or be believed; nil when it can.
  package let warning: String?

  private let findings: [RunFindings]

  private enum CodingKeys: String, CodingKey {
    case runs, settings, warning
  }

  package init(_ first: RunFindings, _ second: RunFindings) {
    findings = [first, second]
    runs = findings.map(ComparedRun.init)
    let isOneModel = first.manifest.model.name == second.manifest.model.name
    let facts = findings.map { Self.facts($0, withLayers: isOneModel) }
    var names: [String] = []
    for fact in facts.joined() where !names.contains(fact.label) { names.append(fact.label) }
    settings = names.compactMap { name in
      let values = facts.map { facts in facts.first { $0.label == name }?.value ?? "–" }
      return values[0] == values[1] ? nil : Difference(name: name, first: values[0], second: values[1])
    }
    let sameRows = first.manifest.dataset.provenance.sha256 == second.manifest.dataset.provenance.sha256
    let warnings =
      first.remarks + second.remarks
      + (sameRows ? [] : ["the runs were tested on different rows: their accuracies cannot be compared"])
    warning = warnings.isEmpty ? nil : warnings.joined(separator: "; ")
  }

  /// - Parameter withLayers: whether the layers are worth a line: where models of one name may be different.
  private static func facts(_ run: RunFindings, withLayers: Bool) -> [ReportFact] {
    let manifest = run.manifest
    let layers = manifest.model.text.split(separator: "\n").joined(separator: "; ")
    return [ReportFact("model", manifest.model.name)] + (withLayers ? [ReportFact("layers", layers)] : []) + [
      ReportFact("dataset", manifest.dataset.name), ReportFact("SHA-256", manifest.dataset.provenance.sha256),
    ] + manifest.settings + manifest.versions.facts
  }

  /// The two columns' headlines: the runs' names.
  private var names: [String] { runs.map(\.name) }

  /// Everything but the settings.
  var groups: [Group] {
    var groups = [
      Group(
        title: "Results",
        rows: [
          row("parameters", { Double($0.parameters) }, { NumberText.count(Int($0)) }, Self.countDifference),
          row("epochs", { $0.results.map { Double($0.epochs) } }, { NumberText.count(Int($0)) }, Self.countDifference),
          row("steps", { $0.results.map { Double($0.steps) } }, { NumberText.count(Int($0)) }, Self.countDifference),
          row(
            "best epoch", { $0.results.map { Double($0.best.epoch) } }, { NumberText.count(Int($0)) },
            Self.countDifference),
          row("validation accuracy", { $0.results?.best.validationAccuracy }, NumberText.percent, NumberText.points),
          row("validation loss", { $0.results?.best.validationLoss }, NumberText.loss, Self.lossDifference),
          row("test accuracy", { $0.results?.test.accuracy }, NumberText.percent, NumberText.points),
          row("test loss", { $0.results?.test.loss }, NumberText.loss, Self.lossDifference),
        ])
    ]
    let classes = runs.compactMap { $0.results?.test.classes?.map(\.name) }
    if classes.count == 2, classes[0] == classes[1] {
      groups.append(
        Group(
          title: "Classes of the test rows",
          rows: classes[0].enumerated().flatMap { index, name in
            [
              row(
                "\(name), recall", { $0.results?.test.classes?[index].recall }, NumberText.percent, NumberText.points),
              row(
                "\(name), precision", { $0.results?.test.classes?[index].precision }, NumberText.percent,
                NumberText.points),
            ]
          }))
    }
    if runs.contains(where: { $0.hardware != nil }) {
      groups.append(
        Group(
          title: "Hardware",
          rows: [
            row("accuracy of the tables", { $0.hardware?.quantizedAccuracy }, NumberText.percent, NumberText.points),
            row(
              "LUTs, mapped", { $0.hardware?.mappedLUTs.map(Double.init) }, { NumberText.count(Int($0)) },
              Self.countDifference),
            ["how they were counted"]
              + runs.map { $0.hardware.map { $0.mapping ?? "not mapped (lnq synthesize)" } ?? "–" } + [""],
            row(
              "LUTs of lookups, by formula", { $0.hardware.map { Double($0.lookupLUTs) } },
              { NumberText.count(Int($0)) },
              Self.countDifference),
            row(
              "adder bits", { $0.hardware.map { Double($0.adderBits) } }, { NumberText.count(Int($0)) },
              Self.countDifference),
            ["don't-care design"]
              + runs.map { $0.hardware.map { $0.dontCareLimit.map { "rows reached \($0) times" } ?? "no" } ?? "–" } + [
                ""
              ],
            ["agrees with the reference"]
              + runs.map { $0.hardware?.agrees.map { $0 ? "yes" : "NO" } ?? "not simulated" } + [""],
            row(
              "latency in cycles", { $0.hardware?.latencyCycles.map(Double.init) }, { NumberText.count(Int($0)) },
              Self.countDifference),
          ]))
    }
    groups.append(
      Group(
        title: "Times", isTimes: true,
        rows: [
          row("training and validation", { $0.results?.seconds }, NumberText.seconds, of: Self.ratio),
          row("speed", { $0.results?.samplesPerSecond }, { NumberText.rate($0, of: "rows") }, of: Self.ratio),
        ]))
    return groups
  }

  private func row(
    _ name: String, _ value: (ComparedRun) -> Double?, _ text: (Double) -> String, _ difference: (Double) -> String
  ) -> [String] {
    row(name, value, text, of: { difference($1 - $0) })
  }

  private func row(
    _ name: String, _ value: (ComparedRun) -> Double?, _ text: (Double) -> String,
    of difference: (Double, Double) -> String
  ) -> [String] {
    let values = runs.map(value)
    let last = if let first = values[0], let second = values[1] { difference(first, second) } else { "" }
    return [name] + values.map { $0.map(text) ?? "–" } + [last]
  }

  private static func countDifference(_ difference: Double) -> String {
    difference == 0 ? "0" : (difference > 0 ? "+" : "-") + NumberText.count(Int(abs(difference)))
  }

  private static func ratio(_ first: Double, _ second: Double) -> String {
    first > 0 ? String(format: "× %.3g", second / first) : ""
  }

  private static func lossDifference(_ difference: Double) -> String { String(format: "%+.4f", difference) }

  package var summary: Summary {
    var summary = Summary("\(names[0]) and \(names[1])")
    if let warning { summary.addWrapped("warning", warning) }
    let head = ["", "first", "second", "difference"]
    let different = settings.map { [$0.name, $0.first, $0.second, ""] }
    summary.add("first", names[0])
    summary.add("second", names[1])
    if different.isEmpty {
      summary.add("settings", "the same")
    } else {
      summary.add("settings", TextTable(rows: different.map { Array($0.dropLast()) }).text)
    }
    for group in groups { summary.add(group.title.lowercased(), TextTable(rows: [head] + group.rows).text) }
    return summary
  }

  /// The same as a report, with the curves of both.
  package var document: ReportDocument {
    let columns = [ReportTable.Column("", isNumeric: false)] + names.map { ReportTable.Column($0) }
    func table(_ group: Group) -> ReportTable {
      ReportTable(
        "Both runs, and how much more the second has", columns: columns + ["difference"],
        rows: group.rows.map { $0.map { .init($0) } })
    }
    let differing = ReportTable(
      "Settings that differ", columns: ([""] + names).map { ReportTable.Column($0, isNumeric: false) },
      rows: settings.map { [.init($0.name), .init($0.first), .init($0.second)] })
    var notices: [String] = []
    for notice in findings.compactMap(\.manifest.dataset.provenance.notice) where !notices.contains(notice) {
      notices.append(notice)
    }
    let labels = names[0] == names[1] ? ["first", "second"] : names
    let figures = RunGroup.curveFigures(
      of: zip(labels, findings).map { RunGroup(label: $0, runs: [$1]) }, prefix: "")
    let groups = groups
    return ReportDocument(
      title: "\(names[0]) and \(names[1])",
      sections: [
        ReportSection(
          "Settings",
          blocks: (notices + (warning.map { [$0] } ?? [])).map { .note($0) }
            + [settings.isEmpty ? .paragraph("The settings are the same.") : .table(differing)])
      ] + groups.filter { !$0.isTimes }.map { ReportSection($0.title, blocks: [.table(table($0))]) }
        + [ReportSection("Curves", blocks: [.figures(figures)])]
        + groups.filter(\.isTimes).map { ReportSection($0.title, kind: .times, blocks: [.table(table($0))]) })
  }
}

/// One of two runs that are compared, for programs.
package struct ComparedRun: Encodable, Equatable {
  /// What is known of its hardware.
  struct Hardware: Encodable, Equatable {
    let quantizedAccuracy: Double
    /// Of the mapped circuit; nil, like the next one, when nobody mapped it.
    let mappedLUTs: Int?
    /// How they were counted.
    let mapping: String?
    /// What rows of tables may be anything that so many training rows reach at most; nil where all rows count.
    let dontCareLimit: Int?
    /// By formula.
    let lookupLUTs: Int
    /// By formula.
    let adderBits: Int
    /// nil when it was not simulated.
    let agrees: Bool?
    let latencyCycles: Int?
  }

  let name: String
  let model: String
  let dataset: String
  let parameters: Int
  /// nil when it was not trained to its end.
  let results: TrainReport?
  /// nil when it was not quantized.
  let hardware: Hardware?

  init(_ run: RunFindings) {
    name = run.name
    model = run.manifest.model.name
    dataset = run.manifest.dataset.name
    parameters = run.manifest.model.parameters
    results = run.results
    hardware = run.hardware.map {
      Hardware(
        quantizedAccuracy: $0.quantization.quantizedAccuracy, mappedLUTs: $0.mapped?.luts, mapping: $0.mapped?.how,
        dontCareLimit: $0.quantization.dontCares?.limit, lookupLUTs: $0.estimate.lookups,
        adderBits: $0.estimate.adderBits, agrees: $0.simulation?.agrees, latencyCycles: $0.simulation?.latencyCycles)
    }
  }
}
