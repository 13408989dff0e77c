import Foundation
import LNQData
import LNQHardware
import LNQInterchange
import LNQQuantization
import LNQReport
import LNQStudies
import LNQTables
import LNQTraining

/// A file that verbs read, and what they do with it. Errors are what is wanted; a crash ends the process.
struct FuzzedFile {
  let name: String
  let kind: Mutator.Kind
  /// An intact one.
  let original: [UInt8]
  /// Where it lies among files that belong to it; nil for one that is read alone.
  private let place: FuzzCopy?
  /// Reads changed bytes, those of `place` if it has one, and uses what was read.
  private let use: ([UInt8]) throws -> Void

  init(name: String, kind: Mutator.Kind, original: [UInt8], use: @escaping ([UInt8]) throws -> Void) {
    (self.name, self.kind, self.original, place, self.use) = (name, kind, original, nil, use)
  }

  /// A text in a folder that lnq has made.
  private init(_ place: FuzzCopy, kind: Mutator.Kind = .text, in folder: String, use: @escaping () throws -> Void) {
    (name, self.kind, original) = ("\(place.file)-\(folder)", kind, place.original)
    self.place = place
    self.use = { _ in try use() }
  }

  /// Whether another program wrote it: what its header claims must not cost memory.
  var isForeign: Bool { name.hasPrefix("foreign-") || name.hasPrefix("forged-") }

  /// Lets the verbs' code read `bytes`.
  ///
  /// - Parameter renewing: whether the checksums that lnq keeps of the file become those of `bytes`, so that what reads behind
  ///   them is reached.
  func read(_ bytes: [UInt8], renewing: Bool) throws {
    try place?.write(bytes, renewing: renewing)
    try use(bytes)
  }
}

extension FuzzedFile {
  /// Every file that a verb reads, from the folder that `FuzzFolder` made.
  static func all(in folder: FuzzFolder) throws -> [FuzzedFile] {
    try models + networks(in: folder) + foreign() + runs(in: folder) + studies(in: folder) + datasets(in: folder) + rows
  }

  // MARK: - Models

  private static var models: [FuzzedFile] {
    (["jsc-tiny", "jsc-s", "jsc-m-lite-add2", "jsc-2l"].compactMap { BuiltInModel(rawValue: $0)?.text }
      + [FuzzFolder.quantizedModel, FuzzFolder.convolution, pastedClass, printedModel])
      .enumerated().map { index, text in
        FuzzedFile(name: "model-\(index)", kind: .text, original: Array(text.utf8)) { bytes in
          let source = try ModelSource(name: "m", text: String(decoding: bytes, as: UTF8.self))
          let model = try source.description(for: DataSizes(features: 4, classes: 3))
          _ = (model.description, model.fileText)
          guard model.parameterCount < 5000 else { return }
          let network = Network(model, seed: 1)
          try train(network, from: nil, options: try model.recipe.trainingOptions())
          try quantize(network)
        }
      }
  }

  /// Three steps at most.
  private static func train(_ network: Network, from state: TrainingState?, options: TrainingOptions) throws {
    var options = options
    options.batchSize = min(options.batchSize, 64)
    let trainer = try Trainer(network: network, dataset: FuzzFolder.dataset, options: options)
    var steps = 0
    _ = try trainer.run(
      from: state,
      onStep: { _ in
        steps += 1
        return steps < 3 ? .proceed : .stop
      })
  }

  private static func quantize(_ network: Network) throws {
    var options = QuantizationOptions()
    (options.inputBits, options.activationBits, options.outputBits, options.tableLimit) = (1, 2, 4, 6)
    let rows = FuzzFolder.dataset.train
    let quantized = try QuantizedNetwork(
      quantizing: network, calibration: rows, featureNames: (0..<network.inputCount).map { "x\($0)" }, classNames: [],
      options: options)
    try use(TableNetwork(tabulating: quantized))
  }

  private static func use(_ tables: TableNetwork) throws {
    _ = tables.lutEstimate
    guard tables.rowCount < 100_000, tables.signalCount < 10_000 else { return }
    let codes = tables.inputs.map(\.format.maximumCode)
    let evaluator = TableEvaluator(tables)
    _ = evaluator.classes(of: try evaluator.outputs(for: codes))
    let netlist = try HardwareFlow(levelsPerStage: 1).netlist(of: tables)
    // What the text of many rows costs is no test of what the file says.
    guard tables.rowCount < 2000 else { return }
    for spelling in EmissionOptions.Spelling.allCases {
      _ = VerilogDesign(emitting: netlist, options: EmissionOptions(spelling: spelling))
    }
  }

  // MARK: - Checkpoints and tables

  private static func networks(in folder: FuzzFolder) throws -> [FuzzedFile] {
    try folder.runs.flatMap { run in
      [
        FuzzedFile(
          name: "checkpoint-\(run)", kind: .safetensors,
          original: try folder.bytes(run, "software/training_ckpts/best.safetensors")
        ) { bytes in
          let checkpoint = try Checkpoint(bytes: bytes, file: "best.safetensors")
          _ = checkpoint.serialized()
          guard checkpoint.network.parameterCount < 5000 else { return }
          _ = try checkpoint.network.logits(of: FuzzFolder.dataset.test)
          try quantize(checkpoint.network)
        },
        FuzzedFile(
          name: "resume-\(run)", kind: .safetensors,
          original: try folder.bytes(run + "-stopped", "software/training_ckpts/resume.safetensors")
        ) { bytes in
          let saved = try SavedTraining(bytes: bytes, file: "resume.safetensors")
          _ = saved.serialized()
          var options = TrainingOptions()
          options.epochs = 3
          try train(saved.last.network, from: saved.state, options: options)
        },
        FuzzedFile(name: "tables-\(run)", kind: .text, original: try folder.bytes(run, "hardware/tables.json")) {
          try use(JSONText.decode(TableNetwork.self, from: Data($0)))
        },
        FuzzedFile(name: "interface-\(run)", kind: .text, original: try folder.interface(of: run)) { bytes in
          let interface = try JSONText.decode(HardwareInterface.self, from: Data(bytes))
          _ = (interface.json, interface.cHeader)
          _ = try HardwareFlow.netlists(of: folder.tables(of: run), latency: interface.latencyCycles)
        },
      ]
    }
  }

  // MARK: - Files of other programs

  private static let pastedClass =
    "class Net(nn.Module):\n  def __init__(self, info, width=2 * 4):\n    n = info.num_features\n    self.fc1 = nn.Linear(n, width)\n"
    + "    self.act = nn.Sequential(OrderedDict([('a', nn.ReLU()), ('d', nn.Dropout(0.1))]))\n"
    + "    self.fc2 = nn.Linear(width, info.num_classes)\n  def forward(self, x: Tensor):\n    y = self.act(self.fc1(x))\n"
    + "    y = y + torch.tanh(y)\n    return F.softmax(self.fc2(y.flatten(1)), dim=1)\n"
  private static let printedModel =
    "Net(\n  (blocks): Sequential(\n    (0): BatchNorm1d(4, eps=1e-05)\n    (1-2): 2 x ReLU(inplace=True)\n"
    + "    (3): Linear(in_features=4, out_features=3, bias=True)\n  )\n)\n"

  /// Weights and graphs; `foreign-…`, and `forged-…` those that claim more than they have. Pickles are changed within an archive whose checksums fit.
  static func foreign() throws -> [FuzzedFile] {
    let model = try ModelDescription(
      name: "m",
      text: "Unflatten(1, (1, 4))\nConv1d(1, 2, 3, padding=1)\nBatchNorm1d(2)\nLeakyReLU(0.1)\nFlatten()\n"
        + "Residual(Linear(8, 8), QuantReLU(bits=2))\nLinear(8, 3, fan_in=4)")
    let names = (classes: ["a", "b", "c"], features: (0..<4).map { "x\($0)" })
    let network = Network(model, seed: 1)
    let subject = ExportSubject(
      Checkpoint(
        network: network, featureNames: names.features, classNames: names.classes,
        standardization: Standardization(mean: [0, 0, 0, 0], scale: [1, 1, 1, 1]), datasetName: "d",
        datasetSHA256: "0", epoch: 1, seed: 1, lnqVersion: "1"))
    func use(_ bytes: [UInt8]) throws {
      let file = try WeightFile(bytes: bytes, file: "net")
      _ = try WeightMatching(file, to: model, named: "net").network(model, file: "net")
    }
    let torch = subject.torchStateDict
    let members = try torch.withUnsafeBufferPointer { bytes in
      let archive = try ZipArchive(bytes, path: "net")
      return try archive.members.map { (name: $0.name, bytes: try archive.unpack($0)) }
    }
    func graph(_ bytes: [UInt8]) throws {
      _ = try ONNXImport(bytes: bytes, name: "m", file: "net") { $0 == "net.data" ? [1, 2, 3] : nil }
    }
    return [
      FuzzedFile(name: "foreign-torch", kind: .binary, original: torch, use: use),
      FuzzedFile(name: "foreign-pickle", kind: .binary, original: members[0].bytes) { bytes in
        try use(ZipArchive.storing([(members[0].name, bytes)] + members.dropFirst()))
      },
      FuzzedFile(
        name: "foreign-safetensors", kind: .safetensors, original: Safetensors(tensors: network.stateDict).serialized(),
        use: use),
      FuzzedFile(name: "foreign-onnx", kind: .binary, original: try subject.floatONNX(isQONNX: false), use: graph),
      FuzzedFile(name: "foreign-qonnx", kind: .binary, original: try subject.floatONNX(isQONNX: true), use: graph),
    ]
      + ForgedFiles.all.map {
        FuzzedFile(name: "forged-\($0.name)", kind: $0.kind, original: $0.bytes, use: $0.isGraph ? graph : use)
      }
  }

  // MARK: - Runs and studies

  /// The files that a report and a comparison read.
  private static func runs(in folder: FuzzFolder) throws -> [FuzzedFile] {
    let other = try RunFindings(reading: RunDirectory(path: folder.path(of: folder.runs[0])))
    return try (folder.runs + folder.runs.map { $0 + "-stopped" }).flatMap { run in
      try [
        "run.json", "checksums.json", "software/metrics.csv", "software/steps.csv", "hardware/checksums.json",
        "hardware/tables.json", "hardware/quantization.json", "hardware/codes.json",
        "hardware/simulation.json", "hardware/synthesis.json", "hardware/proof.json",
      ]
      .filter { folder.has(run, $0) }.map { file in
        let copy = try folder.copy(of: run, changing: file)
        return FuzzedFile(copy, in: run) {
          let findings = try RunFindings(reading: RunDirectory(path: copy.path))
          try print(ReportSubject.document(of: [.run(RunDirectory(path: copy.path))]))
          let comparison = RunComparison([findings, other])
          _ = (comparison.summary.text, try JSONText.of(comparison))
          try print(comparison.document)
        }
      }
    }
  }

  private static func studies(in folder: FuzzFolder) throws -> [FuzzedFile] {
    try folder.studies.flatMap { study in
      let trial = try folder.trial(of: study)
      return try [
        "study.json", "trials/\(trial)/run.json", "trials/\(trial)/checksums.json", "trials/\(trial).failure.json",
      ].map { file in
        let isFailure = file.hasSuffix(".failure.json")
        let copy = try folder.copy(of: study, changing: file, insteadOf: isFailure ? "trials/\(trial)" : nil)
        return FuzzedFile(copy, in: study) {
          try print(ReportSubject.document(of: [.study(StudyDirectory(path: copy.path))]))
        }
      }
    }
  }

  private static func print(_ document: ReportDocument) throws {
    let drawings = ReportDrawings.absent(reason: "none")
    _ = (document.html(drawings), document.markdown(drawings, folder: "x"), GnuplotScript(document.figures).text)
  }

  // MARK: - Rows

  private static func datasets(in folder: FuzzFolder) throws -> [FuzzedFile] {
    try FuzzFolder.datasetFiles.map { name, file in
      let copy = try folder.copy(of: "cache", changing: name + "/" + file)
      return FuzzedFile(copy, kind: file.hasSuffix("json") ? .text : .binary, in: "cache") {
        _ = try DatasetCache(folder: copy.path).dataset(name)
      }
    }
  }

  private static var rows: [FuzzedFile] {
    let csv = "x,\"z,\",class\n1,2.5e-3,a\n-4,.5,\"b \"\"c\"\"\"\n7,8,a\r\n9,1e3,c\n"
    let arff = "@relation r\n@attribute 'x y' real\n@attribute class {a,'b c'}\n@data\n1,a\n% c\n2,'b c'\n3,a\n"
    func npy(_ type: String, _ shape: String) -> [UInt8] {
      let header = "{'descr': \(type), 'fortran_order': False, 'shape': \(shape), }"
      let padded = header + String(repeating: " ", count: 117 - header.utf8.count) + "\n"
      return [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(padded.utf8) + [UInt8](repeating: 1, count: 32)
    }
    // Two images of 2 × 2 pixels.
    let idx: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8]
    let files: [(String, Mutator.Kind, [UInt8])] = [
      ("r.csv", .text, Array(csv.utf8)), ("r.arff", .text, Array(arff.utf8)),
      ("r.npy", .binary, npy("'<f4'", "(4, 2)")),
      ("records.npy", .binary, npy("[('a', '<f4'), ('v', '|u1', (2,)), ('y', '|S2')]", "(4,)")),
      ("r.txt", .text, Array("# a b class\n1.0e+00  2 x\n 3 4 y # c\n5 6 x\n".utf8)),
      ("r-idx3-ubyte", .binary, idx), ("r.npz", .binary, Self.archive),
    ]
    return files.map { name, kind, original in
      FuzzedFile(name: name, kind: kind, original: original) { bytes in
        _ = try Dataset(RawTable.table(bytes, path: name))
      }
    }
  }

  /// `numpy.savez` of X (6 × 2 floats, deflated) and y (6 labels, stored).
  private static let archive =
    Data(
      base64Encoded: """
        UEsDBBQAAAAIAAAAIQCrngsWZgAAALAAAAAFAAAAWC5ucHmb7BfqGxDJyFDGUK2eklqcXKRupaBuk2airqOgnpZfVFKUmBefX5SSChJ3S8wpTgWK\
        F2ckFqQC+RpmOgpGmjoKtQpkAy4GMGiwBxIOQATEDUC8AIgPAPEDIGZwZGAQAGIFIDZwBABQSwMEFAAAAAAAAAAhACQyOQqYAAAAmAAAAAUAAAB5\
        Lm5weZNOVU1QWQEAdgB7J2Rlc2NyJzogJzxpNCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICg2LCksIH0gICAgICAgICAgICAg\
        ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAEAAAAAAAAAAQAAAAIAAAACAAAAUEsBAhQDFAAAAAgA\
        AAAhAKueCxZmAAAAsAAAAAUAAAAAAAAAAAAAAIABAAAAAFgubnB5UEsBAhQDFAAAAAAAAAAhACQyOQqYAAAAmAAAAAUAAAAAAAAAAAAAAIABiQAA\
        AHkubnB5UEsFBgAAAAACAAIAZgAAAEQBAAAAAA==
        """
    ).map { Array($0) } ?? []
}
