import ArgumentParser
import LNQData
import LNQStudies
import LNQTraining

/// `lnq import`: a network that another program trained becomes a run.
struct ImportVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Make a run of a network that another program trained.",
    discussion: """
      FILE is a state_dict as safetensors, or a .pt, .pth or .ckpt of PyTorch; nothing in it is executed. Its tensors are matched with \
      MODEL's parameters by their names, whatever stands before them, else by their order and shapes. The run has no training; test, \
      quantize, simulate and all that follows work on it. Rows are standardised by the training part of the data set, so the network \
      has to have been trained on standardised rows. docs/interchange.md says more; lnq data import imports rows.
      """)

  @Argument(help: "The file with the network's weights.", completion: .file())
  var file: String

  @Option(
    help: ArgumentHelp(
      "The network: a built-in model, or the path of a .model or .py file; that of an ONNX file unless given.",
      valueName: "model"))
  var model: String?

  @Option(
    help: ArgumentHelp(
      "jsc-synth, the name of an imported dataset, or the path of a file of rows; jsc-synth or what the model's recipe says unless "
        + "given.", valueName: "dataset"))
  var dataset: String?

  @OptionGroup var rowOptions: RowOptions

  @Option(
    help: ArgumentHelp("The name of the run directory instead of one made of model, data and date.", valueName: "name"))
  var project: String?

  @OptionGroup var run: RunOptions

  func validate() throws { try run.check(project: project) }

  func execute(_ invocation: Invocation) throws {
    let report = try Self.importing(file, model: model, dataset, rowOptions, project: project, run, invocation)
    try invocation.console.print(report, asJSON: run.json)
  }

  /// Makes the run.
  ///
  /// - Parameter dataset: DATASET, else that of the model's recipe.
  static func importing(
    _ file: String, model: String?, _ dataset: String?, _ rowOptions: RowOptions, project: String?, _ run: RunOptions,
    _ invocation: Invocation
  ) throws -> ImportReport {
    let loaded = try LoadedNetwork(path: file)
    if case .checkpoint = loaded.content {
      throw CommandError.usage(
        "\(file) is a checkpoint of lnq: its run is one already; lnq test --load tests it, lnq train --load goes on with it"
      )
    }
    let foreign = try ForeignNetwork(
      loaded, model: model, orElse: "\(file) says nothing of the layers: name the model with --model", dataset,
      rowOptions, invocation)
    guard let origin = foreign.origin else { preconditionFailure("weights of another program have an origin") }
    return try RunDirectory.importing(
      foreign.network, from: origin, foreign.description, foreign.dataset, foreign.request, command: invocation.words,
      in: run.projectDir, project: project)
  }
}
