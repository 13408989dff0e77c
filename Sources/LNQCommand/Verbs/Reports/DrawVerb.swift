import ArgumentParser
import Foundation
import LNQFiles
import LNQHardware
import LNQMapping
import LNQReport
import LNQStudies
import LNQToolchain
import LNQTraining

/// `lnq draw`: a network, or a neuron's table, as a picture.
struct DrawVerb: Verb {
  /// What is drawn of a run.
  enum Part: String, ExpressibleByArgument, CaseIterable {
    case layers
    case tables
  }

  static let configuration = CommandConfiguration(
    commandName: "draw", abstract: "Draw a network: its layers, its tables, or the table of a neuron.",
    discussion: """
      A model without a run is drawn as its layers, with the shapes of what flows between them. Of a quantized run the tables are drawn: \
      widths, fan-in, rows and LUTs of each layer; with what lnq synthesize found, levels and registers too. --neuron draws the table of one \
      neuron as a heat map, or each of its parts. Pictures are SVG files that fit a phone and follow light and dark. Graphviz lays out \
      networks; heat maps need nothing.
      """)

  @Argument(help: "A built-in model, the path of a .model file, or a run directory.", completion: .runs)
  var model = "jsc-tiny"

  @Option(
    help: ArgumentHelp(
      "layers or tables; the tables of a quantized run, else the layers, unless given.", valueName: "name"))
  var part: Part?

  @Option(
    help: ArgumentHelp(
      "Draw the table of this neuron, layer1.3 or the name of a class, as a heat map.", valueName: "name"))
  var neuron: String?

  @Flag(help: "Map the circuit to count the LUTs of each layer; without it the formula counts them.")
  var countLuts = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The picture, a name that ends in .svg; the model's name unless given.", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup var run: RunOptions

  func validate() throws {
    if let output, !output.hasSuffix(".svg") || output.hasSuffix("/.svg") || output == ".svg" {
      throw ValidationError("--output \(output): choose a name that ends in .svg")
    }
    if neuron != nil {
      if let part {
        throw ValidationError("--part \(part.rawValue): --neuron draws a neuron alone; leave one of both out")
      }
      if countLuts { throw ValidationError("--count-luts: --neuron draws a neuron alone; leave one of both out") }
    }
    if part == .layers, countLuts {
      throw ValidationError("--count-luts: --part layers has no LUTs; leave one of both out")
    }
  }

  func execute(_ invocation: Invocation) throws {
    let found = try? ModelArgument(text: model).run(in: run.projectDir)
    guard let found else {
      guard part != .tables, neuron == nil, !countLuts else {
        // Says why there is no run.
        _ = try invocation.trainedRun(model, in: run)
        return
      }
      let description = try ModelArgument(text: model).description()
      invocation.console.tell(notesOf: description)
      return try write(
        graph: NetworkDrawing.layers(description), of: description.name, "layers", directory: nil, invocation)
    }
    let trained = try invocation.trainedRun(model, in: run)
    let name = trained.checkpoint.network.name
    let current = try TabulatedRun.current(of: trained)
    let wantsTables = part == .tables || neuron != nil || countLuts || part == nil && current != nil
    guard wantsTables else {
      let description = try ModelDescription(name: name, layers: trained.checkpoint.network.layers)
      return try write(
        graph: NetworkDrawing.layers(description), of: name, "layers", directory: found.path, invocation)
    }
    let lock = try FolderLock(hardwareOf: trained.directory, observer: invocation.console)
    defer { lock.release() }
    let tables = try (current ?? TabulatedRun(trained, dataset: trained.dataset, observer: invocation.console)).tables
    if let neuron {
      let drawing = try NeuronDrawing.heatMap(neuron, of: tables)
      return try write(drawing.svg, of: name, "neuron \(neuron)", directory: found.path, invocation)
    }
    let circuit =
      countLuts
      ? try BitCircuit(mapping: HardwareFlow().netlist(of: tables), MappingOptions(isThorough: false)) : nil
    let graph = NetworkDrawing.tables(
      tables, tables.lutEstimates, circuit, try SynthesisReport.current(of: found))
    try write(graph: graph, of: name, "tables", directory: found.path, invocation)
  }

  private func write(
    graph: GraphDrawing, of name: String, _ what: String, directory: String?, _ invocation: Invocation
  ) throws {
    let folder = try WorkFolder(in: FileManager.default.temporaryDirectory.path)
    let text = try Graphviz.draw(
      graph.dot, in: URL(fileURLWithPath: folder.path), tools: ToolSearch(environment: invocation.environment))
    guard let svg = graph.svg(drawn: text) else {
      throw CommandError.input("dot drew no picture; try another version of Graphviz")
    }
    try write(svg, of: name, what, directory: directory, invocation)
  }

  private func write(
    _ svg: String, of name: String, _ what: String, directory: String?, _ invocation: Invocation
  ) throws {
    let path = output ?? "\(name).svg"
    try OutputFile.write(Data(svg.utf8), to: path)
    try invocation.console.print(
      DrawReport(model: name, drawn: what, file: path, bytes: svg.utf8.count, runDirectory: directory), asJSON: run.json
    )
  }
}

/// What `lnq draw` wrote.
private struct DrawReport: VerbReport {
  let model: String
  /// `layers`, `tables`, or the neuron.
  let drawn: String
  let file: String
  let bytes: Int
  /// nil for a model without a run.
  let runDirectory: String?

  var summary: Summary {
    var summary = Summary("\(model): \(drawn)")
    summary.add("file", "\(file), \(NumberText.count(bytes)) bytes")
    summary.add("run", runDirectory)
    return summary
  }
}
