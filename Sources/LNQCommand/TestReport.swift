import LNQTraining

/// What `lnq test` found out.
struct TestReport: Report {
  /// One class.
  struct Class: Encodable {
    let name: String
    /// How many rows are of it.
    let rows: Int
    /// The share of them that were found; nil without rows.
    let recall: Double?
    /// The share of what was put into it that belongs there; nil when nothing was.
    let precision: Double?
    /// How many of its rows were put into each class.
    let chosen: [Int]
  }

  let runDirectory: String
  let model: String
  let dataset: String
  let notice: String?
  /// Which of the rows: `test`, or `all` of another dataset.
  let split: String
  let samples: Int
  let accuracy: Double
  let loss: Double
  let classes: [Class]

  init(_ evaluation: Evaluation, run: TrainedRun, dataset: String, notice: String?, part: String) {
    runDirectory = run.directory.path
    model = run.manifest.model.name
    self.dataset = dataset
    self.notice = notice
    split = part
    samples = evaluation.count
    accuracy = evaluation.accuracy
    loss = evaluation.loss
    classes = run.checkpoint.classNames.enumerated().map { index, name in
      Class(
        name: name, rows: evaluation.support[index], recall: evaluation.recall[index],
        precision: evaluation.precision[index], chosen: evaluation.confusion[index])
    }
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
    let widths = header.indices.map { column in ([header] + lines).map { $0[column].count }.max() ?? 0 }
    return ([header] + lines).map { line in
      zip(line, widths).enumerated().map { column, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + padding : padding + cell.0
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
