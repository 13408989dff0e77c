import ArgumentParser
import Foundation
import LNQData
import LNQStudies
import LNQTables
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

      --load tests a file of weights without making a run: a checkpoint of lnq, whose network is in it, or weights of another program \
      for MODEL, on the rows of DATASET as lnq standardises them.
      """)

  @Argument(
    help: "A built-in model, the path of a .model file, or a run directory; jsc-tiny unless given.", completion: .runs)
  var model: String?

  @Argument(help: "jsc-synth, the name of an imported dataset, or the path of a file of rows.", completion: .datasets)
  var dataset: String?

  @Option(
    help: ArgumentHelp(
      "Test this file instead of a run: a checkpoint of lnq, safetensors or a .pt, .pth or .ckpt of PyTorch.",
      valueName: "file"), completion: .file())
  var load: String?

  @Option(
    help: ArgumentHelp(
      "train, validation, test or all: which of the run's own rows; test unless given.", valueName: "part"))
  var split: Split?

  @Option(
    help: ArgumentHelp(
      "Write features and outputs of rows, and the codes of the tables, to this JSON file.", valueName: "file"),
    completion: .file())
  var logits: String?

  @Option(help: ArgumentHelp("How many rows --logits writes at most; 1000 unless given.", valueName: "n"))
  var logitsRows: Int?

  @OptionGroup var rowOptions: RowOptions

  @OptionGroup var run: RunOptions

  func validate() throws {
    if dataset == nil, load == nil, let option = rowOptions.given.first {
      throw ValidationError("\(option) belongs to a DATASET, and none is given")
    }
    if let logitsRows {
      guard logits != nil else { throw ValidationError("--logits-rows belongs to --logits, which is not given") }
      guard logitsRows > 0 else { throw ValidationError("--logits-rows \(logitsRows): choose 1 or more") }
    }
  }

  func execute(_ invocation: Invocation) throws {
    let subject =
      try load.map { try TestedNetwork.loading($0, for: model, dataset, rowOptions, invocation) }
      ?? testedRun(invocation)
    let table = try subject.request.table(for: subject.featureNames)
    let (part, chosen) = try subject.rows(of: table, part: split, named: dataset != nil)
    let evaluation = try Evaluation(of: subject.network, over: chosen)
    if let logits { try write(chosen, of: subject, to: logits) }
    let tables = try subject.tables()?.accuracy(of: chosen)
    try invocation.console.print(
      TestReport(
        evaluation, of: subject, dataset: table.name, notice: table.provenance.notice, part: part.rawValue,
        tables: tables), asJSON: run.json)
  }

  /// The run that MODEL means, and DATASET or its own rows.
  private func testedRun(_ invocation: Invocation) throws -> TestedNetwork {
    let trained = try invocation.trainedRun(model ?? "jsc-tiny", in: run)
    return TestedNetwork(trained, try dataset.map { try rowOptions.request($0, invocation.environment) })
  }

  private func write(_ rows: LabelledRows, of subject: TestedNetwork, to path: String) throws {
    let network = subject.network
    let count = min(rows.count, logitsRows ?? 1000)
    let width = rows.featureCount
    let chosen = LabelledRows(
      featureCount: width, features: Array(rows.features[..<(count * width)]), labels: Array(rows.labels[..<count]))
    let outputs = try network.logits(of: chosen)
    let classes = network.outputCount
    let file = LogitsFile(
      features: (0..<count).map { Array(chosen.features[$0 * width..<($0 + 1) * width]) },
      logits: (0..<count).map { Array(outputs[$0 * classes..<($0 + 1) * classes]) },
      labels: chosen.labels, codes: try subject.tables()?.tables.outputRows(of: chosen))
    try OutputFile.write(json: file, to: path)
  }
}

/// What `--logits` writes: standardised features, the network's outputs, the classes, and of a run with tables their output codes,
/// row by row.
private struct LogitsFile: Encodable {
  let features: [[Float]]
  let logits: [[Float]]
  let labels: [Int32]
  let codes: [[Int]]?
}

extension TableNetwork {
  /// The output codes of standardised rows.
  fileprivate func outputRows(of rows: LabelledRows) throws -> [[Int]] {
    let codes = try TableEvaluator(self).outputs(for: inputEncoder.codes(of: rows.features))
    return (0..<rows.count).map { Array(codes[$0 * outputs.count..<($0 + 1) * outputs.count]) }
  }
}

/// What `lnq test` found out.
struct TestReport: VerbReport {
  /// nil when a file was tested that is in no run.
  let runDirectory: String?
  /// That file.
  let file: String?
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
  /// Classes that no row was put into.
  let neverChosen: [String]

  init(
    _ evaluation: Evaluation, of subject: TestedNetwork, dataset: String, notice: String?, part: String, tables: Double?
  ) {
    runDirectory = subject.runPath
    file = subject.file
    model = subject.network.name
    self.dataset = dataset
    self.notice = notice
    split = part
    samples = evaluation.count
    accuracy = evaluation.accuracy
    tablesAccuracy = tables
    loss = evaluation.loss
    classes = ClassFigures.of(evaluation.matrix, names: subject.classNames)
    neverChosen = LostClasses.names(in: classes)
  }

  var summary: Summary {
    var summary = Summary("\(model) on \(dataset) (\(split) rows)")
    summary.add("samples", NumberText.count(samples))
    summary.add("accuracy", NumberText.percent(accuracy))
    summary.add("as tables", tablesAccuracy.map { NumberText.percent($0) })
    summary.add("loss", NumberText.loss(loss))
    summary.add("classes", confusionTable)
    summary.add("warning", LostClasses.warning(neverChosen, rows: "row"))
    summary.add("run", runDirectory)
    summary.add("file", file)
    return summary
  }

  /// Rows: true classes; columns: what the network chose, unless there are too many for a line.
  private var confusionTable: TextTable {
    let isWide = classes.count > RunGroup.matrixLimit
    let header = [""] + (isWide ? ["rows"] : classes.map { "→ \($0.name)" }) + ["recall", "precision"]
    let lines = classes.map { row in
      [row.name] + (isWide ? [row.rows] : row.chosen).map(NumberText.count)
        + [row.recall, row.precision].map { $0.map(NumberText.percent) ?? "–" }
    }
    return TextTable(rows: [header] + lines)
  }
}
