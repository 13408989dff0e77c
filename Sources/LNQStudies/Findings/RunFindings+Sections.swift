import Foundation
import LNQData
import LNQReport

extension RunFindings {
  /// The report of this run.
  ///
  /// - Parameter prefix: what the figures' names begin with, so that the parts of a document have different ones.
  func reportPart(prefix: String) -> ReportPart {
    let group = RunGroup(label: manifest.model.name, runs: results == nil ? [] : [self])
    let curves = RunGroup.curveFigures(of: [RunGroup(label: "training", runs: [self])], prefix: prefix)
      .filter { $0.name == prefix + "training-accuracy" }
    let figures = epochFigures(prefix: prefix) + curves
    var sections = [
      ReportSection(
        "What was run",
        blocks: manifest.dataset.noticeBlocks
          + [
            .facts(
              [ReportFact("command", words, isCode: true)] + manifest.dataset.facts + manifest.settings
                + manifest.versions.facts),
            .code(manifest.model.lines),
          ]),
      ReportSection("Results", blocks: resultBlocks + (group.classTable().map { [.table($0)] } ?? [])),
      ReportSection("Curves", blocks: curveBlocks(figures, hasSteps: !curves.isEmpty)),
    ]
    let confusion = group.confusionBlocks(prefix: prefix)
    if !confusion.isEmpty { sections.append(ReportSection("Confusion matrix", blocks: confusion)) }
    if let section = HardwareFindings.section(of: [self]) { sections.append(section) }
    return ReportPart(
      title: "\(manifest.model.name) on \(manifest.dataset.name)", subtitle: "Run \(name)", sections: sections,
      times: timeBlocks)
  }

  private var words: String { (["lnq"] + manifest.command).joined(separator: " ") }

  private func curveBlocks(_ figures: [ReportFigure], hasSteps: Bool) -> [ReportBlock] {
    if epochs.isEmpty { return [.paragraph("No epoch is complete yet.")] }
    let every = manifest.training.logEveryNSteps
    let absence = "There is no curve per step: no step was logged (--log-every-n-steps \(every))."
    return [.figures(figures)] + (hasSteps ? [] : [.paragraph(absence)])
  }

  private var resultBlocks: [ReportBlock] {
    guard let results else {
      return [.note("The run was not trained to its end; lnq train --resume \(name) goes on with it.")]
    }
    let table = ReportTable(
      "Figures of the best epoch, the one with the lowest validation loss",
      columns: [.init("", isNumeric: false), "accuracy", "loss"],
      rows: [
        [
          "validation", .init(Figure.percent(results.best.validationAccuracy)),
          .init(Figure.loss(results.best.validationLoss)),
        ],
        ["test", .init(Figure.percent(results.test.accuracy)), .init(Figure.loss(results.test.loss))],
      ])
    var blocks: [ReportBlock] = [
      .facts([
        ReportFact("parameters", Figure.count(results.parameters)),
        ReportFact(
          "trained",
          "\(Figure.counted(results.epochs, "epoch", "epochs")), \(Figure.counted(results.steps, "step", "steps"))"),
        ReportFact("best epoch", Figure.count(results.best.epoch)),
      ]), .table(table),
    ]
    if !results.neverChosen.isEmpty {
      blocks.append(.note("No test row was put into \(results.neverChosen.joined(separator: ", "))."))
    }
    return blocks
  }

  private var timeBlocks: [ReportBlock] {
    var facts = [ReportFact("started", manifest.started)]
    for resumption in manifest.resumptions ?? [] {
      facts.append(
        ReportFact("went on", "\(resumption.moment), after \(Figure.counted(resumption.steps, "step", "steps"))"))
    }
    if let results {
      facts.append(ReportFact("training and validation", Figure.seconds(results.seconds)))
      facts.append(ReportFact("speed of training", Figure.rate(results.samplesPerSecond, of: "rows")))
    }
    if let simulation = hardware?.simulation {
      facts.append(ReportFact("speed of simulation", Figure.rate(simulation.vectorsPerSecond, of: "vectors")))
    }
    return [.facts(facts)]
  }
}

extension RunManifest.Model {
  /// Its notation without the last line's end.
  fileprivate var lines: String { text.trimmingCharacters(in: .newlines) }
}

extension RunManifest.Data {
  /// What has to be said about the rows.
  var noticeBlocks: [ReportBlock] { provenance.notice.map { [.note($0)] } ?? [] }

  /// Which rows they were.
  package var facts: [ReportFact] {
    [
      ReportFact("dataset", name), ReportFact("source", provenance.source),
      ReportFact("SHA-256", provenance.sha256, isCode: true),
      ReportFact(
        "rows",
        "\(Figure.count(rows.train)) for training, \(Figure.count(rows.validation)) for validation, "
          + "\(Figure.count(rows.test)) for the test"),
    ]
  }
}

extension Versions {
  /// The programs, one a line.
  package var facts: [ReportFact] {
    [ReportFact("lnq", lnq), ReportFact("Swift", "\(swift), \(platform)")]
      + (products.map { [ReportFact("matrix products", $0)] } ?? [])
      + (kernels.map { [ReportFact("kernels", $0)] } ?? [])
  }
}
