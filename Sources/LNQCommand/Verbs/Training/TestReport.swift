import LNQTraining
import LNQStudies

/// What `lnq test` found out.
struct TestReport: Report {
  let runDirectory: String
  let model: String
  let dataset: String
  let notice: String?
  /// Which of the rows: `test`, or `all` of another dataset.
  let split: String
  let samples: Int
  let accuracy: Double
  let loss: Double
  let classes: [ClassFigures]

  init(_ evaluation: Evaluation, run: TrainedRun, dataset: String, notice: String?, part: String) {
    runDirectory = run.directory.path
    model = run.manifest.model.name
    self.dataset = dataset
    self.notice = notice
    split = part
    samples = evaluation.count
    accuracy = evaluation.accuracy
    loss = evaluation.loss
    classes = ClassFigures.of(evaluation, names: run.checkpoint.classNames)
  }

  var summary: Summary {
    var summary = Summary("\(model) on \(dataset) (\(split) rows)")
    summary.addWrapped("note", notice)
    summary.add("samples", Figure.count(samples))
    summary.add("accuracy", Figure.percent(accuracy))
    summary.add("loss", Figure.loss(loss))
    summary.add("classes", confusionTable)
    summary.add("run", runDirectory)
    return summary
  }

  /// Rows: true classes; columns: what the network chose.
  private var confusionTable: String {
    let header = [""] + classes.map { "→ \($0.name)" } + ["recall", "precision"]
    let lines = classes.map { row in
      [row.name] + row.chosen.map(Figure.count)
        + [row.recall, row.precision].map { $0.map(Figure.percent) ?? "–" }
    }
    return TextTable(rows: [header] + lines).text
  }
}
