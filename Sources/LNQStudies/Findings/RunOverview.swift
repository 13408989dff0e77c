import LNQReport

/// Several runs in one table and one chart of each kind: what a report of them begins with.
struct RunOverview {
  let runs: [RunFindings]

  /// What stands before the single runs; nil for less than two.
  ///
  /// - Parameter prefix: what the figures' names begin with.
  func section(prefix: String) -> ReportSection? {
    guard runs.count > 1 else { return nil }
    let lost = runs.compactMap { run in
      LostClasses.warning(run.results?.neverChosen ?? []).map { ReportBlock.note("\(run.name): \($0.asSentence)") }
    }
    return ReportSection(
      "All runs", blocks: lost + [.table(table)] + Self.curveBlocks(of: runs, prefix: prefix))
  }

  /// A row for each run: the settings in which they differ, and what came of them.
  private var table: ReportTable {
    // What has a value of its own in a long line is said with the run itself.
    let settings = RunComparison.differences(of: runs).filter { setting in
      setting.values.allSatisfy { $0.count <= 24 }
    }
    func percent(_ share: Double?) -> ReportTable.Cell { .init(share.map { NumberText.percent($0) } ?? "–") }
    let figures: [(title: String, cell: (RunFindings) -> ReportTable.Cell)] = [
      ("parameters", { .init(NumberText.count($0.manifest.model.parameters)) }),
      ("best epoch", { .init($0.results.map { NumberText.count($0.best.epoch) } ?? "–") }),
      ("validation accuracy", { percent($0.results?.best.validationAccuracy) }),
      ("validation accuracy, last epoch", { percent($0.results?.last?.validationAccuracy) }),
      ("training accuracy, last step", { percent($0.results?.last?.trainingAccuracy) }),
      ("test accuracy", { percent($0.results?.test.accuracy) }),
      ("test loss", { .init($0.results.map { NumberText.loss($0.test.loss) } ?? "–") }),
    ]
    return ReportTable(
      "Each run: the settings in which they differ, and what came of it",
      columns: [.init("run", isNumeric: false)] + settings.map { .init($0.name) } + figures.map { .init($0.title) },
      rows: runs.enumerated().map { index, run in
        [.init(run.name)] + settings.map { .init($0.values[index]) } + figures.map { $0.cell(run) }
      })
  }

  /// How long each took.
  var timeTable: ReportTable? {
    guard runs.count > 1 else { return nil }
    return ReportTable(
      "Training and validation of each run", columns: [.init("run", isNumeric: false), "time", "rows a second"],
      rows: runs.map { run in
        [
          .init(run.name), .init(run.results.map { NumberText.seconds($0.seconds) } ?? "–"),
          .init(run.results.map { NumberText.rate($0.samplesPerSecond, of: "rows") } ?? "–"),
        ]
      })
  }

  /// Curves with a line for each run, of those with the highest validation accuracy where there are more than can be told apart.
  static func curveBlocks(of runs: [RunFindings], prefix: String) -> [ReportBlock] {
    let trained = runs.filter { !$0.epochs.isEmpty }
    let limit = RunGroup.curveLimit
    let ranked = trained.indices.sorted { one, other in
      let (first, second) = (
        trained[one].results?.best.validationAccuracy ?? 0, trained[other].results?.best.validationAccuracy ?? 0
      )
      return first == second ? one < other : first > second
    }
    let shown = ranked.prefix(limit).sorted().map { trained[$0] }
    // Runs of one name lie in several folders.
    let groups = shown.enumerated().map { index, run in
      let isUnique = shown.count { $0.name == run.name } == 1
      return RunGroup(label: isUnique ? run.name : "\(run.name) (\(index + 1))", runs: [run])
    }
    let figures = RunGroup.curveFigures(of: groups, prefix: prefix)
    guard !figures.isEmpty else { return [] }
    let omission =
      "The curves are those of the \(limit) of \(trained.count) runs with the highest validation accuracy."
    return [.figures(figures)] + (trained.count > limit ? [.paragraph(omission)] : [])
  }
}
