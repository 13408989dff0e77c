import Foundation
import LNQReport

/// Runs side by side.
package struct RunComparison: VerbReport {
  /// Something in which they differ.
  package struct Difference: Encodable, Equatable {
    let name: String
    /// Of each run.
    let values: [String]

    private enum CodingKeys: String, CodingKey {
      case name, values, first, second
    }

    /// The first two values have names of their own, too, which programs rely on.
    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(values, forKey: .values)
      try container.encode(values[0], forKey: .first)
      try container.encode(values[1], forKey: .second)
    }
  }

  /// Rows of a name, what stands for each run, and of two runs what the second has more.
  struct Group: Equatable {
    let title: String
    var isTimes = false
    let rows: [[String]]
  }

  /// All of them.
  package let runs: [ComparedRun]
  /// The settings that differ.
  package let settings: [Difference]
  /// Why not everything can be compared, or be believed; nil when it can.
  package let warning: String?

  private let findings: [RunFindings]

  private enum CodingKeys: String, CodingKey {
    case runs, settings, warning
  }

  /// - Precondition: there are at least two.
  package init(_ findings: [RunFindings]) {
    precondition(findings.count >= 2, "\(findings.count) runs are not compared")
    self.findings = findings
    runs = findings.map(ComparedRun.init)
    settings = Self.differences(of: findings)
    let rows = Set(findings.map(\.manifest.dataset.provenance.sha256))
    let labels = Self.labels(findings.count)
    let lost = zip(labels, findings).compactMap { label, run in
      LostClasses.warning(run.results?.neverChosen ?? []).map { "\(label): \($0)" }
    }
    let warnings =
      findings.flatMap(\.remarks) + lost
      + (rows.count == 1 ? [] : ["the runs were tested on different rows: their accuracies cannot be compared"])
    warning = warnings.isEmpty ? nil : warnings.joined(separator: "; ")
  }

  /// What the columns of the terminal are called.
  private static func labels(_ count: Int) -> [String] {
    count == 2 ? ["first", "second"] : (1...count).map { "\($0)" }
  }

  /// The settings in which runs differ, with the values of all.
  static func differences(of findings: [RunFindings]) -> [Difference] {
    // Layers are worth a line where models of one name may be different.
    let isOneModel = Set(findings.map(\.manifest.model.name)).count == 1
    let facts = findings.map { Self.facts($0, withLayers: isOneModel) }
    var names: [String] = []
    for fact in facts.joined() where !names.contains(fact.label) { names.append(fact.label) }
    return names.compactMap { name in
      let values = facts.map { facts in facts.first { $0.label == name }?.value ?? "–" }
      return values.allSatisfy { $0 == values[0] } ? nil : Difference(name: name, values: values)
    }
  }

  private static func facts(_ run: RunFindings, withLayers: Bool) -> [ReportFact] {
    let manifest = run.manifest
    let layers = manifest.model.text.split(separator: "\n").joined(separator: "; ")
    return [ReportFact("model", manifest.model.name)] + (withLayers ? [ReportFact("layers", layers)] : []) + [
      ReportFact("dataset", manifest.dataset.name), ReportFact("SHA-256", manifest.dataset.provenance.sha256),
    ] + manifest.settings + manifest.versions.facts
  }

  /// The columns' headlines: the runs' names.
  private var names: [String] { runs.map(\.name) }

  /// Everything but the settings.
  var groups: [Group] {
    func count(_ name: String, _ value: (ComparedRun) -> Double?) -> [String] {
      row(name, value, { NumberText.count(Int($0)) }, Self.countDifference)
    }
    func share(_ name: String, _ value: (ComparedRun) -> Double?) -> [String] {
      row(name, value, NumberText.percent, NumberText.points)
    }
    func loss(_ name: String, _ value: (ComparedRun) -> Double?) -> [String] {
      row(name, value, NumberText.loss, Self.lossDifference)
    }
    func words(_ name: String, _ value: (ComparedRun.Hardware) -> String) -> [String] {
      [name] + runs.map { $0.hardware.map(value) ?? "–" } + (runs.count == 2 ? [""] : [])
    }
    var groups = [
      Group(
        title: "Results",
        rows: [
          count("parameters", { Double($0.parameters) }),
          count("epochs", { $0.results.map { Double($0.epochs) } }),
          count("steps", { $0.results.map { Double($0.steps) } }),
          count("best epoch", { $0.results.map { Double($0.best.epoch) } }),
          share("validation accuracy", { $0.results?.best.validationAccuracy }),
          loss("validation loss", { $0.results?.best.validationLoss }),
          share("validation accuracy, last epoch", { $0.results?.last?.validationAccuracy }),
          share("training accuracy, last step", { $0.results?.last?.trainingAccuracy }),
          share("test accuracy", { $0.results?.test.accuracy }),
          loss("test loss", { $0.results?.test.loss }),
        ])
    ]
    let classes = runs.compactMap { $0.results?.test.classes?.map(\.name) }
    if classes.count == runs.count, classes.allSatisfy({ $0 == classes[0] }) {
      groups.append(
        Group(
          title: "Classes of the test rows",
          rows: classes[0].enumerated().flatMap { index, name in
            [
              share("\(name), recall", { $0.results?.test.classes?[index].recall }),
              share("\(name), precision", { $0.results?.test.classes?[index].precision }),
            ]
          }))
    }
    if runs.contains(where: { $0.hardware != nil }) {
      groups.append(
        Group(
          title: "Hardware",
          rows: [
            share("accuracy of the tables", { $0.hardware?.quantizedAccuracy }),
            count("LUTs, mapped", { $0.hardware?.mappedLUTs.map(Double.init) }),
            words("how they were counted") { $0.mapping ?? "not mapped (lnq synthesize)" },
            count("LUTs of lookups, by formula", { $0.hardware.map { Double($0.lookupLUTs) } }),
            count("adder bits", { $0.hardware.map { Double($0.adderBits) } }),
            words("don't-care design") { $0.dontCareLimit.map { "rows reached \($0) times" } ?? "no" },
            words("agrees with the reference") { $0.agrees.map { $0 ? "yes" : "NO" } ?? "not simulated" },
            count("latency in cycles", { $0.hardware?.latencyCycles.map(Double.init) }),
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
    let cells = [name] + values.map { $0.map(text) ?? "–" }
    guard runs.count == 2 else { return cells }
    return cells + [values[0].flatMap { first in values[1].map { difference(first, $0) } } ?? ""]
  }

  private static func countDifference(_ difference: Double) -> String {
    difference == 0 ? "0" : (difference > 0 ? "+" : "-") + NumberText.count(Int(abs(difference)))
  }

  private static func ratio(_ first: Double, _ second: Double) -> String {
    first > 0 ? String(format: "× %.3g", second / first) : ""
  }

  private static func lossDifference(_ difference: Double) -> String { String(format: "%+.4f", difference) }

  /// Up to so many letters a setting's value stands in a table of the terminal; a longer one has a line.
  private static let shortValue = 18

  package var summary: Summary {
    let labels = Self.labels(runs.count)
    var summary = Summary(title)
    for (label, name) in zip(labels, names) { summary.add(label, name) }
    summary.add("warning", warning)
    if settings.isEmpty { summary.add("settings", "the same") }
    let isShort = { (setting: Difference) in setting.values.allSatisfy { $0.count <= Self.shortValue } }
    for setting in settings where !isShort(setting) {
      for (label, value) in zip(labels, setting.values) { summary.add("\(setting.name), \(label)", value) }
    }
    summary.add(
      "settings", TextTable(rows: [[""] + labels] + settings.filter(isShort).map { [$0.name] + $0.values }))
    let head = [""] + labels + (runs.count == 2 ? ["difference"] : [])
    for group in groups { summary.add(group.title.lowercased(), TextTable(rows: [head] + group.rows)) }
    return summary
  }

  private var title: String { runs.count == 2 ? "\(names[0]) and \(names[1])" : "\(runs.count) runs" }

  /// The same as a report, with the curves of all.
  package var document: ReportDocument {
    let columns = [ReportTable.Column("", isNumeric: false)] + names.map { ReportTable.Column($0) }
    let caption = runs.count == 2 ? "Both runs, and how much more the second has" : "All runs"
    func table(_ group: Group) -> ReportTable {
      ReportTable(
        caption, columns: columns + (runs.count == 2 ? ["difference"] : []),
        rows: group.rows.map { $0.map { .init($0) } })
    }
    let differing = ReportTable(
      "Settings that differ", columns: ([""] + names).map { ReportTable.Column($0, isNumeric: false) },
      rows: settings.map { [.init($0.name)] + $0.values.map { .init($0) } })
    var notices: [String] = []
    for notice in findings.compactMap(\.manifest.dataset.provenance.notice) where !notices.contains(notice) {
      notices.append(notice)
    }
    let groups = groups
    return ReportDocument(
      title: title,
      sections: [
        ReportSection(
          "Settings",
          blocks: (notices + (warning.map { [$0.asSentence] } ?? [])).map { .note($0) }
            + [settings.isEmpty ? .paragraph("The settings are the same.") : .table(differing)])
      ] + groups.filter { !$0.isTimes }.map { ReportSection($0.title, blocks: [.table(table($0))]) }
        + [ReportSection("Curves", blocks: RunOverview.curveBlocks(of: findings, prefix: ""))]
        + groups.filter(\.isTimes).map { ReportSection($0.title, kind: .times, blocks: [.table(table($0))]) })
  }
}

/// One of the runs that are compared, for programs.
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
