import ArgumentParser
import Foundation
import LNQData
import LNQStudies
import LNQTraining

/// `lnq test`: how well a trained network classifies rows.
struct TestVerb: Verb {
  enum Split: String, ExpressibleByArgument, CaseIterable {
    case train
    case validation
    case test
    case all
  }

  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Classify rows with the best network of a run.",
    discussion: """
      Without DATASET it takes the test part of the rows that the run was trained on. Another dataset is taken whole: its \
      columns and classes are found by their names, and it is standardised as the training rows were.
      """)

  @Argument(help: "A built-in model, the path of a .model file, or a run directory.")
  var model = "jsc-tiny"

  @Argument(help: "jsc-synth, the name of an imported dataset, or the path of a file of rows.")
  var dataset: String?

  @Option(
    help: ArgumentHelp(
      "train, validation, test or all: which of the run's own rows; test unless given.", valueName: "part"))
  var split: Split?

  @Option(
    help: ArgumentHelp("Write features and outputs of rows to this JSON file.", valueName: "file"), completion: .file())
  var logits: String?

  @Option(help: ArgumentHelp("How many rows --logits writes at most; 1000 unless given.", valueName: "n"))
  var logitsRows: Int?

  @Option(help: ArgumentHelp("How many rows DATASET jsc-synth has; 986806 unless given.", valueName: "n"))
  var rows: Int?

  @Option(help: ArgumentHelp("The column of a file that has the classes.", valueName: "name"))
  var classColumn: String?

  @OptionGroup var data: DataOptions

  @OptionGroup var run: RunOptions

  func validate() throws {
    if dataset == nil, rows != nil || classColumn != nil {
      throw ValidationError("--rows and --class-column belong to a DATASET, and none is given")
    }
    if let logitsRows {
      guard logits != nil else { throw ValidationError("--logits-rows belongs to --logits, which is not given") }
      guard logitsRows > 0 else { throw ValidationError("--logits-rows \(logitsRows): choose 1 or more") }
    }
  }

  func execute(_ invocation: Invocation) throws {
    let trained = try TrainedRun(ModelArgument(text: model), in: run.projectDir, observer: invocation.console)
    let request =
      try dataset.map {
        try DatasetRequest(
          argument: $0, rows: rows, classColumn: classColumn, cache: { try data.cache(invocation.environment) })
      }
      ?? trained.manifest.dataset.request
    let table = try request.table(for: trained.checkpoint.featureNames)
    let (part, chosen) = try chosenRows(of: table, trained)
    let evaluation = try Evaluation(of: trained.checkpoint.network, over: chosen)
    if let logits { try write(chosen, of: trained, to: logits) }
    let tables = try TabulatedRun.current(of: trained)?.accuracy(of: chosen)
    try invocation.console.print(
      TestReport(
        evaluation, run: trained, dataset: table.name, notice: table.provenance.notice, part: part.rawValue,
        tables: tables), asJSON: run.json)
  }

  private func chosenRows(of table: RawTable, _ trained: TrainedRun) throws -> (Split, LabelledRows) {
    let checkpoint = trained.checkpoint
    let isOwn = trained.isOwn(table)
    let part = split ?? (isOwn || dataset == nil ? .test : .all)
    if part == .all {
      return (
        part,
        try table.labelledRows(
          standardizedBy: checkpoint.standardization, featureNames: checkpoint.featureNames,
          classNames: checkpoint.classNames)
      )
    }
    guard isOwn || dataset == nil else {
      throw CommandError.usage(
        "--split \(part.rawValue) is a part of the rows that the run was trained on, and \(table.provenance.source) is not them"
      )
    }
    let divided = try trained.dataset(of: table)
    switch part {
    case .train: return (part, divided.train)
    case .validation: return (part, divided.validation)
    case .test, .all: return (part, divided.test)
    }
  }

  private func write(_ rows: LabelledRows, of trained: TrainedRun, to path: String) throws {
    let count = min(rows.count, logitsRows ?? 1000)
    let width = rows.featureCount
    let chosen = LabelledRows(
      featureCount: width, features: Array(rows.features[..<(count * width)]), labels: Array(rows.labels[..<count]))
    let outputs = try trained.checkpoint.network.logits(of: chosen)
    let classes = trained.checkpoint.network.outputCount
    let file = LogitsFile(
      features: (0..<count).map { Array(chosen.features[$0 * width..<($0 + 1) * width]) },
      logits: (0..<count).map { Array(outputs[$0 * classes..<($0 + 1) * classes]) },
      labels: chosen.labels)
    try OutputFile.write(json: file, to: path)
  }
}

/// What `--logits` writes: standardised features, the network's outputs and the classes, row by row.
private struct LogitsFile: Encodable {
  let features: [[Float]]
  let logits: [[Float]]
  let labels: [Int32]
}

/// What `lnq test` found out.
struct TestReport: VerbReport {
  let runDirectory: String
  let model: String
  let dataset: String
  let notice: String?
  /// Which of the rows: `test`, or `all` of another dataset.
  let split: String
  let samples: Int
  let accuracy: Double
  /// That of the run's tables; nil when it was not quantized, or trained again since.
  let tablesAccuracy: Double?
  let loss: Double
  let classes: [ClassFigures]

  init(
    _ evaluation: Evaluation, run: TrainedRun, dataset: String, notice: String?, part: String, tables: Double?
  ) {
    runDirectory = run.directory.path
    model = run.manifest.model.name
    self.dataset = dataset
    self.notice = notice
    split = part
    samples = evaluation.count
    accuracy = evaluation.accuracy
    tablesAccuracy = tables
    loss = evaluation.loss
    classes = ClassFigures.of(evaluation, names: run.checkpoint.classNames)
  }

  var summary: Summary {
    var summary = Summary("\(model) on \(dataset) (\(split) rows)")
    summary.addWrapped("note", notice)
    summary.add("samples", NumberText.count(samples))
    summary.add("accuracy", NumberText.percent(accuracy))
    summary.add("as tables", tablesAccuracy.map { NumberText.percent($0) })
    summary.add("loss", NumberText.loss(loss))
    summary.add("classes", confusionTable)
    summary.add("run", runDirectory)
    return summary
  }

  /// Rows: true classes; columns: what the network chose, unless there are too many for a line.
  private var confusionTable: String {
    let isWide = classes.count > RunGroup.matrixLimit
    let header = [""] + (isWide ? ["rows"] : classes.map { "→ \($0.name)" }) + ["recall", "precision"]
    let lines = classes.map { row in
      [row.name] + (isWide ? [row.rows] : row.chosen).map(NumberText.count)
        + [row.recall, row.precision].map { $0.map(NumberText.percent) ?? "–" }
    }
    return TextTable(rows: [header] + lines).text
  }
}
