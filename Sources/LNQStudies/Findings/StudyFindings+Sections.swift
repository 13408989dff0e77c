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
    sections += optionSections(prefix: prefix)
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
    if let hardware = HardwareFindings.section(of: finished) { sections.append(hardware) }
    sections += additions
    if let absent = absentTrials { sections.append(absent) }
    let models = manifest.plan.models.map(\.name).joined(separator: ", ")
    return SubjectReport(
      title: "Study: \(models) on \(manifest.plan.dataset.name)", subtitle: "\(manifest.plan.kind.rawValue), \(name)",
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
    let repeats = manifest.plan.repeats > 1 ? ", mean ± standard deviation over the repeats" : ""
    let head: [ReportTable.Column] =
      varied.isEmpty
      ? [.init("setting", isNumeric: false)] : varied.map { .init($0.label, isNumeric: $0.numbers != nil) }
    let losers = finished.count { $0.results?.neverChosen.isEmpty == false }
    let isMapped = finished.contains { $0.hardware?.mapped != nil }
    let table = ReportTable(
      "Every setting\(repeats)",
      columns: head + ["validation accuracy"] + (isSearch ? [] : ["test accuracy", "test loss"])
        + ["best epoch", "parameters", "runs"] + (isMapped ? ["tables' validation accuracy", "LUTs"] : [])
        + (losers == 0 ? [] : ["runs without a class"] + (isSearch ? [] : ["test accuracy of the others"])),
      rows: settings.map { setting in
        let group = setting.group
        let own: [ReportTable.Cell] =
          varied.isEmpty ? [.init(group.label)] : setting.values.map { .init($0.value) }
        let test: [ReportTable.Cell] = [
          .init(NumberText.percent(group.statistics(\.test.accuracy))),
          .init(NumberText.loss(group.statistics(\.test.loss))),
        ]
        let figures: [ReportTable.Cell] =
          [.init(NumberText.percent(group.statistics(\.best.validationAccuracy)))] + (isSearch ? [] : test) + [
            .init(group.statistics { Double($0.best.epoch) }.map { NumberText.rounded($0.mean) } ?? "–"),
            .init(group.runs.first?.results.map { NumberText.count($0.parameters) } ?? "–"),
            .init("\(group.runs.count) of \(setting.planned)"),
          ] + (isMapped ? Self.areaCells(of: group) : [])
        guard losers > 0 else { return own + figures }
        let whole = RunGroup(label: group.label, runs: group.runs.filter { $0.results?.neverChosen.isEmpty == true })
        return own + figures + [.init(NumberText.count(group.runs.count - whole.runs.count))]
          + (isSearch ? [] : [.init(NumberText.percent(whole.statistics(\.test.accuracy)))])
      })
    var blocks: [ReportBlock] = []
    if let best, settings.count > 1 {
      blocks.append(
        .paragraph(
          "The best setting, by \(isSearch ? "" : "mean ")validation accuracy, is \(best.group.label): test accuracy "
            + "\(NumberText.percent(best.group.statistics(\.test.accuracy)))."))
    }
    if losers > 0 {
      blocks.append(
        .note(
          "In \(NumberText.count(losers)) of \(NumberText.counted(finished.count, "trial", "trials")) no test row was put into some "
            + "class\(isSearch ? "" : ", which pulls the mean down"): \(TrainReport.reasonForUnchosenClasses)."
        ))
    }
    return blocks + [.table(table)]
  }

  /// The validation accuracy of tables, and LUTs, of the runs that were mapped.
  private static func areaCells(of group: RunGroup) -> [ReportTable.Cell] {
    let hardware = group.runs.compactMap(\.hardware).filter { $0.mapped != nil }
    return [
      .init(NumberText.percent(MeanDeviation(hardware.compactMap(\.quantization.validationAccuracy)))),
      .init(MeanDeviation(hardware.compactMap { $0.mapped.map { Double($0.luts) } }).map(NumberText.count) ?? "–"),
    ]
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
      let curves = curves(of: settings, prefix: prefix) { $0.group.label }
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
