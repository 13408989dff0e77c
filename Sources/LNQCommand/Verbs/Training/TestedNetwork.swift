import LNQData
import LNQStudies
import LNQTraining

/// A network to test, and the rows that belong to it: those of a run, or what a file holds.
struct TestedNetwork {
  let network: Network
  let featureNames: [String]
  let classNames: [String]
  /// What opens the rows.
  let request: DatasetRequest
  /// The run's folder; nil without one.
  let runPath: String?
  /// The file that was named; nil for a run.
  let file: String?
  /// The tables of the run, where it is quantized.
  let tables: () throws -> TabulatedRun?
  /// nil for weights of another program, which are tested on rows as they would be trained on.
  private let standardization: Standardization?
  private let datasetSHA256: String?
  /// The rows of the run, divided as they were then.
  private let dataset: (RawTable) throws -> Dataset

  /// A run, and other rows than its own.
  init(_ trained: TrainedRun, _ request: DatasetRequest?) {
    self.init(
      trained.checkpoint, request ?? trained.manifest.dataset.request, runPath: trained.directory.path, file: nil,
      dataset: trained.dataset(of:)
    ) { try TabulatedRun.current(of: trained) }
  }

  private init(
    _ checkpoint: Checkpoint, _ request: DatasetRequest, runPath: String?, file: String?,
    dataset: @escaping (RawTable) throws -> Dataset, tables: @escaping () throws -> TabulatedRun? = { nil }
  ) {
    self.tables = tables
    (network, featureNames, classNames) = (checkpoint.network, checkpoint.featureNames, checkpoint.classNames)
    (standardization, datasetSHA256) = (checkpoint.standardization, checkpoint.datasetSHA256)
    (self.request, self.runPath, self.file, self.dataset) = (request, runPath, file, dataset)
  }

  /// Weights of another program, for rows as they would be trained on.
  private init(_ network: Network, _ dataset: Dataset, _ request: DatasetRequest, file: String) {
    (self.network, featureNames, classNames) = (network, dataset.featureNames, dataset.classNames)
    (self.request, runPath, self.file, standardization, datasetSHA256) = (request, nil, file, nil, nil)
    self.dataset = { _ in dataset }
    tables = { nil }
  }

  /// What `path` holds; of weights of another program the network is that of `model`.
  static func loading(
    _ path: String, for model: String?, _ dataset: String?, _ rowOptions: RowOptions, _ invocation: Invocation
  ) throws -> TestedNetwork {
    let loaded = try LoadedNetwork(path: path)
    if case .checkpoint(let checkpoint) = loaded.content {
      let rows = try rowOptions.request(dataset, invocation.environment)
      if let model {
        let wanted = try ModelArgument(text: model).source().description(
          for: DataSizes(features: checkpoint.network.inputCount, classes: checkpoint.network.outputCount))
        guard wanted.description == checkpoint.network.modelText else {
          throw CommandError.input(
            "\(path) holds another network than \(wanted.name): its layers are\n\(checkpoint.network.modelText)")
        }
      }
      return TestedNetwork(checkpoint, rows, runPath: nil, file: path) { try Dataset($0) }
    }
    let foreign = try ForeignNetwork(
      loaded, model: model,
      orElse: "\(path) says nothing of the layers: name the model before it, lnq test MODEL --load \(path)", dataset,
      rowOptions, invocation)
    return TestedNetwork(foreign.network, foreign.dataset, foreign.request, file: path)
  }

  /// The rows to test on, and which part of `table` they are.
  ///
  /// - Parameter isNamed: whether the rows were named on the command line.
  func rows(of table: RawTable, part: TestVerb.Split?, named isNamed: Bool) throws -> (TestVerb.Split, LabelledRows) {
    let isOwn = standardization == nil || table.provenance.sha256 == datasetSHA256
    let part = part ?? (isOwn || runPath != nil && !isNamed ? .test : .all)
    guard part != .all else {
      let standardization = try standardization ?? dataset(table).standardization
      return (
        part,
        try table.labelledRows(standardizedBy: standardization, featureNames: featureNames, classNames: classNames)
      )
    }
    guard isOwn || runPath != nil && !isNamed else {
      throw CommandError.usage(
        "--split \(part.rawValue) is a part of the rows that the run was trained on, and \(table.provenance.source) is not them"
      )
    }
    let divided = try dataset(table)
    switch part {
    case .train: return (part, divided.train)
    case .validation: return (part, divided.validation)
    case .test, .all: return (part, divided.test)
    }
  }
}
