import Foundation
import LNQReport

extension StudyFindings {
  /// The report of this study.
  ///
  /// - Parameters:
  ///   - prefix: what the figures' names begin with, so that the parts of a document have different ones.
  ///   - additions: what else there is to say, before the trials that are not here.
  func subjectReport(prefix: String, additions: [ReportSection] = []) -> SubjectReport {
    let groups = isSearch ? (best.map { [$0.group] } ?? []) : settings.map(\.group)
    var sections = [whatWasRun, ReportSection("Results", blocks: resultBlocks)]
    if let figure = gridFigure(prefix: prefix) {
      sections.append(ReportSection("Both options together", blocks: [.figures([figure])]))
    }
    sections += optionSections(prefix: prefix)
    if let section = importanceSection(prefix: prefix) { sections.append(section) }
    let classes = [
      RunGroup.classTable("Recall: the share of each class's test rows that was found", of: groups, \.recall),
      RunGroup.classTable(
        "Precision: the share of the rows put into a class that belong there", of: groups, \.precision),
    ].compactMap { $0 }
    if !classes.isEmpty { sections.append(ReportSection("Classes", blocks: classes.map { .table($0) })) }
    if let best {
      let confusion = best.group.confusionBlocks(prefix: prefix)
      if !confusion.isEmpty {
        sections.append(
          ReportSection(
            "Confusion matrix", blocks: [.paragraph("Of the best setting: \(best.group.label).")] + confusion))
      }
    }
    if let hardware = HardwareFindings.section(of: finished, prefix: prefix) { sections.append(hardware) }
    sections += additions
    if let absent = absentTrials { sections.append(absent) }
    let models = manifest.plan.models.map(\.name).joined(separator: ", ")
    return SubjectReport(
      name: name, title: "Study: \(models) on \(manifest.plan.dataset.name)",
      subtitle: "\(manifest.plan.kind.rawValue), \(name)",
      sections: sections, times: timeBlocks)
  }

  private var whatWasRun: ReportSection {
    let plan = manifest.plan
    let command = (["lnq"] + manifest.command).joined(separator: " ")
    let last = plan.seed &+ UInt64(max(1, plan.repeats) - 1)
    var facts = [
      ReportFact("command", command, isCode: true), ReportFact("kind", plan.kind.rawValue),
      ReportFact(
        "models",
        plan.models.map { "\($0.name) (\(NumberText.count($0.parameters)) parameters)" }.joined(separator: ", ")),
    ]
    facts += plan.dataset.facts
    facts += plan.options.map { ReportFact($0.label, $0.values.joined(separator: ", ")) }
    if !plan.baseline.isEmpty, varied.count > 1 {
      facts.append(ReportFact("while others vary", plan.baseline.map(\.shown).joined(separator: ", ")))
    }
    facts += [
      ReportFact("repeats", NumberText.count(plan.repeats)),
      ReportFact("seeds", last == plan.seed ? "\(plan.seed)" : "\(plan.seed) to \(last)"),
      ReportFact(
        "trials", "\(NumberText.count(finished.count)) of \(NumberText.count(trials.count)) were trained to their end"),
    ]
    return ReportSection(
      "What was run", blocks: plan.dataset.noticeBlocks + remarkBlocks + [.facts(facts + manifest.versions.facts)],
      sections: plan.models.map { ReportSection($0.name, blocks: [.code($0.text.trimmingCharacters(in: .newlines))]) })
  }

  /// What a reader has to know of the files of the study and of its trials.
  private var remarkBlocks: [ReportBlock] {
    let remarks = finished.flatMap(\.remarks)
    let own = remark.map { [ReportBlock.note($0)] } ?? []
    guard let first = remarks.first else { return own }
    return own + [.note(first)]
      + (remarks.count > 1
        ? [
          .note("There are \(NumberText.count(remarks.count - 1)) more notes like this one, of other trials.")
        ] : [])
  }

  private var resultBlocks: [ReportBlock] {
    guard !finished.isEmpty else { return [.note("No trial was trained to its end yet.")] }
    let losers = finished.count { $0.results?.neverChosen.isEmpty == false }
    let repeats = manifest.plan.repeats > 1 ? ", mean ± standard deviation over the repeats" : ""
    let head: [ReportTable.Column] =
      varied.isEmpty
      ? [.init("setting", isNumeric: false)] : varied.map { .init($0.label, isNumeric: $0.numbers != nil) }
    let columns = figureColumns(losers: losers)
    let table = ReportTable(
      "Every setting\(repeats)", columns: head + columns.map { .init($0.title) },
      rows: settings.map { setting in
        (varied.isEmpty ? [.init(setting.group.label)] : setting.values.map { .init($0.value) })
          + columns.map { .init($0.text(setting)) }
      })
    var blocks =
      LostClasses.headline(trials: losers, of: finished.count).map { [ReportBlock.note($0.asSentence)] } ?? []
    if let best, settings.count > 1 {
      blocks.append(
        .paragraph(
          "The best setting, by \(isSearch ? "" : "mean ")validation accuracy, is \(best.group.label): test accuracy "
            + "\(NumberText.percent(best.group.statistics(\.test.accuracy)))."))
    }
    if losers > 0 {
      blocks.append(
        .note(
          LostClasses.warning(
            trials: losers, of: finished.count, marked: "the table says which settings they belong to",
            isMean: !isSearch
          )?.asSentence ?? ""))
    }
    return blocks + [.table(table)]
  }

  /// What the table of settings says of each, beside its options.
  private func figureColumns(losers: Int) -> [(title: String, text: (Setting) -> String)] {
    func mean(_ title: String, _ figure: @escaping (TrainReport) -> Double?) -> (String, (Setting) -> String) {
      (title, { NumberText.percent(MeanDeviation($0.group.runs.compactMap(\.results).compactMap(figure))) })
    }
    func whole(_ setting: Setting) -> RunGroup {
      RunGroup(
        label: setting.group.label, runs: setting.group.runs.filter { $0.results?.neverChosen.isEmpty == true })
    }
    var columns: [(title: String, text: (Setting) -> String)] = [mean("validation accuracy", \.best.validationAccuracy)]
    if !isSearch {
      columns += [
        mean("test accuracy", \.test.accuracy),
        ("test loss", { NumberText.loss($0.group.statistics(\.test.loss)) }),
      ]
    }
    if finished.contains(where: { $0.results?.last != nil }) {
      columns += [
        mean("validation accuracy, last epoch") { $0.last?.validationAccuracy },
        mean("training accuracy, last step") { $0.last?.trainingAccuracy },
      ]
    }
    columns += [
      ("best epoch", { $0.group.statistics { Double($0.best.epoch) }.map { NumberText.rounded($0.mean) } ?? "–" }),
      ("parameters", { $0.group.runs.first?.results.map { NumberText.count($0.parameters) } ?? "–" }),
      ("runs", { "\($0.group.runs.count) of \($0.planned)" }),
    ]
    if finished.contains(where: { $0.hardware?.mapped != nil }) {
      columns += [
        ("tables' validation accuracy", { NumberText.percent($0.group.mapped(\.quantization.validationAccuracy)) }),
        (
          "LUTs",
          { $0.group.mapped { $0.mapped.map { Double($0.luts) } }.map(NumberText.count) ?? "–" }
        ),
      ]
    }
    if losers > 0 {
      columns.append(("runs without a class", { NumberText.count($0.group.runs.count - whole($0).runs.count) }))
      if !isSearch {
        columns.append(
          ("test accuracy of the others", { NumberText.percent(whole($0).statistics(\.test.accuracy)) }))
      }
    }
    return columns
  }

  /// A section for each option, with its accuracies, and with its curves where it is varied alone; else the curves of the best.
  private func optionSections(prefix: String) -> [ReportSection] {
    let options = varied.filter { $0.name != Self.model }
    let isVaryOne = manifest.plan.kind == .varyOne
    var sections = options.compactMap { option -> ReportSection? in
      let accuracy = accuracyFigure(of: option, prefix: prefix).map { [$0] } ?? []
      let curves =
        isVaryOne
        ? curves(of: settings(varying: option), prefix: "\(prefix)\(option.name)-") { setting in
          let model = varied.contains { $0.name == Self.model } ? "\(setting.value(of: Self.model) ?? ""), " : ""
          return model + (setting.value(of: option.name) ?? "")
        } : (figures: [], blocks: [])
      guard !(accuracy + curves.figures).isEmpty else { return nil }
      return ReportSection(
        "By \(option.label)",
        blocks: [.figures(accuracy + curves.figures)] + curves.blocks
          + (accuracyTable(of: option).map { [.table($0)] } ?? []))
    }
    if !isVaryOne || options.isEmpty {
      let curves = curves(of: settings, prefix: prefix) { setting in
        // The settings of a trial of a search are many; they stand in the table.
        isSearch ? setting.group.runs.first?.name ?? "" : setting.group.label
      }
      if !curves.figures.isEmpty {
        sections.append(ReportSection("Curves", blocks: [.figures(curves.figures)] + curves.blocks))
      }
    }
    return sections
  }

  /// Curves of at most as many settings as can be told apart, the best first chosen, in the order of the study.
  private func curves(
    of settings: [Setting], prefix: String, label: (Setting) -> String
  ) -> (figures: [ReportFigure], blocks: [ReportBlock]) {
    let known = settings.filter { !$0.group.runs.isEmpty }
    let limit = RunGroup.curveLimit
    let ranked = known.indices.sorted {
      let (first, second) = (known[$0].group.validationAccuracy ?? 0, known[$1].group.validationAccuracy ?? 0)
      return first == second ? $0 < $1 : first > second
    }
    let shown = ranked.prefix(limit).sorted().map { RunGroup(label: label(known[$0]), runs: known[$0].group.runs) }
    let omission =
      "The curves are those of the \(limit) of \(known.count) settings with the highest validation accuracy."
    return (
      RunGroup.curveFigures(of: shown, prefix: prefix), known.count > limit ? [.paragraph(omission)] : []
    )
  }

  private var absentTrials: ReportSection? {
    var failed: [String] = []
    var missing: [String] = []
    for (trial, state) in trials {
      switch state {
      case .finished: break
      case .failed(let sentence): failed.append("\(trial.name): \(sentence)")
      case .missing: missing.append(trial.name)
      }
    }
    guard !failed.isEmpty || !missing.isEmpty else { return nil }
    var blocks: [ReportBlock] = []
    if !failed.isEmpty {
      blocks += [.note("\(NumberText.counted(failed.count, "trial", "trials")) failed."), .list(failed)]
    }
    if !missing.isEmpty {
      blocks += [
        .paragraph(
          "\(NumberText.counted(missing.count, "trial was", "trials were")) not run, or not to the end; the study's command "
            + "line, given again, runs what is missing."),
        .list(missing),
      ]
    }
    return ReportSection("Trials that are not in the figures", blocks: blocks)
  }

  private var timeBlocks: [ReportBlock] {
    let seconds = finished.compactMap(\.results?.seconds).reduce(0, +)
    let bySetting = ReportTable(
      "Training and validation of one run",
      columns: [.init("setting", isNumeric: false), "time", "rows a second"],
      rows: settings.map { setting in
        let speed = setting.group.statistics(\.samplesPerSecond).map { NumberText.rate($0.mean, of: "rows") } ?? "–"
        return [
          .init(setting.group.label), .init(NumberText.seconds(setting.group.statistics(\.seconds))), .init(speed),
        ]
      })
    let byTrial = ReportTable(
      "Every trial", columns: [.init("trial", isNumeric: false), .init("started", isNumeric: false), "time", "stops"],
      rows: trials.compactMap { trial, state in
        guard case .finished(let run) = state else { return nil }
        return [
          .init(trial.name), .init(run.manifest.started),
          .init(run.results.map { NumberText.seconds($0.seconds) } ?? "–"),
          .init(NumberText.count(run.manifest.resumptions?.count ?? 0)),
        ]
      })
    return [
      .facts([
        ReportFact("study began", manifest.started),
        ReportFact("training of all trials together", NumberText.seconds(seconds)),
      ]), .table(bySetting), .table(byTrial),
    ]
  }
}
