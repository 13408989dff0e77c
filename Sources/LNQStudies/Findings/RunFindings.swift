import Foundation
import LNQData
import LNQReport
import LNQText
import LNQTraining

/// Everything that a report says about one run, read from its folder.
package struct RunFindings {
  /// The folder's name.
  package let name: String
  package let manifest: RunManifest
  /// The complete epochs.
  package let epochs: [EpochRecord]
  /// The logged steps; empty in runs of older versions and in those that are shorter than `--log-every-n-steps`.
  package let steps: [StepRecord]
  /// Signal against background of each class; empty in runs of older versions.
  let receiverCurves: [ReceiverCurve]
  /// What became of it in hardware; nil when it was not quantized, or when the checkpoint is another one since.
  package let hardware: HardwareFindings?
  /// What a reader has to know of the files: that they could not be checked, or do not belong together.
  let remarks: [String]
  private let directory: RunDirectory
  /// The SHA-256 of the files that the findings are of.
  private let madeFrom: [ReportFact]

  /// What came of it; nil when it was not trained to its end.
  package var results: TrainReport? { manifest.results }

  /// The network of the best epoch; nil where it cannot be read.
  var bestNetwork: Network? {
    let path = directory.bestCheckpointPath
    return try? directory.contents(of: .best) { data throws(CheckpointError) in
      try Checkpoint(bytes: Array(data), file: path)
    }.value.get().network
  }

  /// - Throws: `RunDirectoryError.damaged` for a file that lnq did not write so.
  package init(reading run: RunDirectory) throws(RunDirectoryError) {
    name = run.name
    manifest = try run.manifest()
    epochs = try run.epochRecords()
    steps = try run.stepRecords()
    directory = run
    var remarks = run.remark.map { [$0] } ?? []
    // What was made from another checkpoint is left out, and said.
    func current<Value>(_ read: () throws(RunDirectoryError) -> Value?) throws(RunDirectoryError) -> Value? {
      do throws(RunDirectoryError) {
        return try read()
      } catch {
        guard case .stale = error else { throw error }
        remarks.append("\(error)")
        return nil
      }
    }
    let classes = manifest.results?.test.classes?.map(\.name) ?? []
    receiverCurves = try current { () throws(RunDirectoryError) in try run.receiverCurves(names: classes) } ?? []
    hardware = try current { () throws(RunDirectoryError) in try HardwareFindings(reading: run) }
    self.remarks = remarks
    var facts: [ReportFact] = []
    for file in RunFile.ofFindings where run.contains(file) {
      facts.append(ReportFact(file.path, Checksums.Version(try run.bytes(of: file)).sha256, isCode: true))
    }
    madeFrom = facts
  }
}

extension RunFindings {
  /// The report of this run.
  ///
  /// - Parameter prefix: what the figures' names begin with, so that the parts of a document have different ones.
  func subjectReport(prefix: String) -> SubjectReport {
    let group = RunGroup(label: manifest.model.name, runs: results == nil ? [] : [self])
    let curves = RunGroup.curveFigures(of: [RunGroup(label: "training", runs: [self])], prefix: prefix)
      .filter { $0.name == prefix + "training-accuracy" }
    let figures = epochFigures(prefix: prefix) + curves
    var sections =
      [
        ReportSection(
          "What was run",
          blocks: manifest.dataset.noticeBlocks + remarks.map { .note($0) }
            + [
              .facts(
                [ReportFact("command", words, isCode: true)] + manifest.dataset.facts + manifest.settings
                  + manifest.versions.facts),
              .code(manifest.model.lines),
            ])
      ] + drawingSections(prefix: prefix) + [
        ReportSection("Results", blocks: resultBlocks + (group.classTable().map { [.table($0)] } ?? [])),
        ReportSection("Curves", blocks: curveBlocks(figures, hasSteps: !curves.isEmpty)),
      ]
    let confusion = group.confusionBlocks(prefix: prefix)
    if !confusion.isEmpty { sections.append(ReportSection("Confusion matrix", blocks: confusion)) }
    let receiver = receiverBlocks(prefix: prefix)
    if !receiver.isEmpty { sections.append(ReportSection("Signal and background", blocks: receiver)) }
    if let figure = weightFigure(prefix: prefix) {
      sections.append(ReportSection("Weights", blocks: [.figures([figure])]))
    }
    if let section = HardwareFindings.section(of: [self], prefix: prefix) { sections.append(section) }
    return SubjectReport(
      name: name, title: "\(manifest.model.name) on \(manifest.dataset.name)", subtitle: "Run \(name)",
      sections: sections,
      times: timeBlocks)
  }

  private var words: String { (["lnq"] + manifest.command).joined(separator: " ") }

  private func curveBlocks(_ figures: [ReportFigure], hasSteps: Bool) -> [ReportBlock] {
    guard let training = manifest.training else { return [.paragraph("It was imported, not trained.")] }
    if epochs.isEmpty { return [.paragraph("No epoch is complete yet.")] }
    let every = training.logEveryNSteps
    let absence = "There is no curve per step: no step was logged (--log-every-n-steps \(every))."
    return [.figures(figures)] + (hasSteps ? [] : [.paragraph(absence)])
  }

  private var resultBlocks: [ReportBlock] {
    if let imported = manifest.imported {
      return [
        .facts([
          ReportFact("parameters", NumberText.count(imported.parameters)),
          ReportFact("test accuracy", NumberText.percent(imported.test.accuracy)),
          ReportFact("test loss", NumberText.loss(imported.test.loss)),
        ])
      ]
    }
    guard let results else {
      return [.note("The run was not trained to its end; lnq train --resume \(name) goes on with it.")]
    }
    let table = ReportTable(
      "Figures of the best epoch, the one with the \(manifest.model.bestBy)",
      columns: [.init("", isNumeric: false), "accuracy", "loss"],
      rows: [
        [
          "validation", .init(NumberText.percent(results.best.validationAccuracy)),
          .init(NumberText.loss(results.best.validationLoss)),
        ],
        ["test", .init(NumberText.percent(results.test.accuracy)), .init(NumberText.loss(results.test.loss))],
      ]
        + (results.last.map { last in
          [
            [
              "validation, last epoch", .init(NumberText.percent(last.validationAccuracy)),
              .init(NumberText.loss(last.validationLoss)),
            ],
            [
              "training, last step", .init(NumberText.percent(last.trainingAccuracy)),
              .init(NumberText.loss(last.trainingLoss)),
            ],
          ]
        } ?? []))
    var facts = [ReportFact("parameters", NumberText.count(results.parameters))]
    if let edges = results.edges {
      facts.append(ReportFact("edges", "\(NumberText.count(edges.left)) of \(NumberText.count(edges.all))"))
    }
    if let widths = results.widths { facts.append(ReportFact("widths", widths.text)) }
    facts += [
      ReportFact(
        "trained",
        "\(NumberText.counted(results.epochs, "epoch", "epochs")), \(NumberText.counted(results.steps, "step", "steps"))"
      ),
      ReportFact("best epoch", NumberText.count(results.best.epoch)),
    ]
    var blocks: [ReportBlock] = [
      .facts(facts), .table(table),
    ]
    if let revived = results.revived {
      let list = revived.map { "\($0.name) after epoch \($0.epoch)" }.joined(separator: ", ")
      blocks.append(.paragraph("Outputs that were 0 on every training row were drawn anew: \(list)."))
    }
    blocks += [LostClasses.warning(results.neverChosen), results.advice].compactMap { $0.map { .note($0.asSentence) } }
    return blocks
  }

  private var timeBlocks: [ReportBlock] {
    var facts = [ReportFact("started", manifest.started)]
    for resumption in manifest.resumptions ?? [] {
      facts.append(
        ReportFact("went on", "\(resumption.moment), after \(NumberText.counted(resumption.steps, "step", "steps"))"))
    }
    if let results {
      facts.append(ReportFact("training and validation", NumberText.seconds(results.seconds)))
      facts.append(ReportFact("speed of training", NumberText.rate(results.samplesPerSecond, of: "rows")))
    }
    if let simulation = hardware?.simulation {
      facts.append(ReportFact("speed of simulation", NumberText.rate(simulation.vectorsPerSecond, of: "vectors")))
    }
    return [.facts(facts), .paragraph("SHA-256 of the files that this was read from:"), .facts(madeFrom)]
  }
}

extension RunManifest.Model {
  /// Its notation without the last newline.
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
        "\(NumberText.count(rows.train)) for training, \(NumberText.count(rows.validation)) for validation, "
          + "\(NumberText.count(rows.test)) for the test"),
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

extension RunManifest {
  /// How it was trained: every option that has an influence, in the order of the table.
  package var settings: [ReportFact] {
    let origin =
      origin.map {
        [
          ReportFact("numbers from", "\($0.file), \($0.format)\($0.producer.map { " of \($0)" } ?? "")"),
          ReportFact("its SHA-256", $0.sha256, isCode: true),
        ]
      } ?? []
    guard let training else { return origin }
    let recipe = TrainingRecipe(training.options)
    var facts = recipe.options.compactMap { option in
      recipe[option].map { value in
        if case .count(let count) = value {
          ReportFact(option.label, NumberText.count(count))
        } else {
          ReportFact(option.label, value.text())
        }
      }
    }
    if let load = training.load { facts.insert(ReportFact("began with", load), at: facts.count - 1) }
    return facts + origin
  }
}
