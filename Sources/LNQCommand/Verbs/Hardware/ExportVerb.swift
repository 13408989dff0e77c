import ArgumentParser
import Foundation
import LNQData
import LNQInterchange
import LNQStudies

/// `lnq export`: the network of a run as a file of another program.
struct ExportVerb: Verb {
  /// What kinds of files there are.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case onnx
    case qonnx
    case torch
    case safetensors
    case numpy
    case c
    case python

    /// How files of it end.
    var ending: String {
      switch self {
      case .onnx: "onnx"
      case .qonnx: "qonnx.onnx"
      case .torch: "pt"
      case .safetensors: "safetensors"
      case .numpy: "npz"
      case .c: "c"
      case .python: "py"
      }
    }

    /// Which of the run's networks it can hold; the first one unless told otherwise.
    var networks: [Part] {
      switch self {
      case .onnx: [.tables, .float]
      case .numpy, .c: [.tables]
      case .qonnx, .torch, .safetensors, .python: [.float]
      }
    }
  }

  /// Which network of the run is written.
  enum Part: String, ExpressibleByArgument, CaseIterable {
    case tables
    case float
  }

  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write the network of a run as a file of another program.",
    discussion: """
      onnx: the tables as integer operations, whose classes are those of the hardware for every row, or the float network; rows go in as \
      they are in the data, in double precision. qonnx: the float network with Quant nodes; standardised rows go in. torch and safetensors: \
      the state_dict; python: the nn.Module that it belongs to. numpy: the tables as arrays in an .npz. c: the tables as one file of C99; \
      -DLNQ_MAIN makes it a program that reads rows and prints classes. docs/interchange.md says more.
      """)

  @Argument(help: "A built-in model, the path of a .model file, or a run directory.", completion: .runs)
  var model = "jsc-tiny"

  @Option(
    help: ArgumentHelp("onnx, qonnx, torch, safetensors, numpy, c or python.", valueName: "name"))
  var format: Format

  @Option(
    help: ArgumentHelp("With --format onnx: tables or float; tables unless given.", valueName: "name"))
  var network: Part?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file to write; the model's name and the format's ending unless given.", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup var run: RunOptions

  func validate() throws {
    if let network, !format.networks.contains(network) {
      throw ValidationError(
        "--network \(network.rawValue): \(format.rawValue) is written of the \(format.networks[0].rawValue) alone; leave it out"
      )
    }
  }

  func execute(_ invocation: Invocation) throws {
    let trained = try invocation.trainedRun(model, in: run)
    let part = network ?? format.networks[0]
    var tabulated: TabulatedRun?
    if part == .tables {
      let lock = try FolderLock(hardwareOf: trained.directory, observer: invocation.console)
      defer { lock.release() }
      tabulated = try TabulatedRun(trained, dataset: trained.dataset, observer: invocation.console)
    }
    let subject = ExportSubject(trained.checkpoint, tables: tabulated?.tables)
    let data = Data(try bytes(of: subject, part))
    let path = output ?? "\(trained.checkpoint.network.name).\(format.ending)"
    try OutputFile.write(data, to: path)
    try invocation.console.print(
      ExportReport(
        runDirectory: trained.directory.path, model: trained.manifest.model.name, format: format.rawValue,
        network: part.rawValue, file: path, bytes: data.count, sha256: Checksums.Version(data).sha256), asJSON: run.json
    )
  }

  private func bytes(of subject: ExportSubject, _ part: Part) throws -> [UInt8] {
    switch format {
    case .onnx: try part == .float ? subject.floatONNX(isQONNX: false) : subject.tableONNX ?? []
    case .qonnx: try subject.floatONNX(isQONNX: true)
    case .torch: subject.torchStateDict
    case .safetensors: subject.safetensors
    case .numpy: subject.numPyTables ?? []
    case .c: Array(subject.cSource.utf8)
    case .python: Array(try subject.pythonSource().utf8)
    }
  }
}

/// What `lnq export` wrote.
private struct ExportReport: VerbReport {
  let runDirectory: String
  let model: String
  let format: String
  /// `tables` or `float`.
  let network: String
  let file: String
  let bytes: Int
  let sha256: String

  var summary: Summary {
    var summary = Summary("\(model) as \(format)")
    summary.add("network", network == "tables" ? "the tables" : "in float")
    summary.add("file", "\(file), \(NumberText.count(bytes)) bytes")
    summary.add("SHA-256", sha256)
    summary.add("run", runDirectory)
    return summary
  }
}
