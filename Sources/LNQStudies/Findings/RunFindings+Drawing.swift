import LNQReport
import LNQTraining

extension RunFindings {
  /// The network as `lnq draw` draws it: its layers, and its tables where it was quantized. None where the checkpoint cannot be read.
  func drawingSections(prefix: String) -> [ReportSection] {
    var figures: [ReportFigure] = []
    if let network = bestNetwork, let model = try? ModelDescription(name: network.name, layers: network.layers) {
      figures.append(
        ReportFigure(
          name: prefix + "network-layers", title: "The layers, and the shapes of what flows between them",
          description: "layers from the input to the output", chart: .graph(NetworkDrawing.layers(model))))
    }
    if let hardware {
      figures.append(
        ReportFigure(
          name: prefix + "network-tables", title: "The tables, and the codes that flow between them",
          description: "layers of tables from the inputs to the class", chart: .graph(hardware.drawing)))
    }
    return figures.isEmpty ? [] : [ReportSection("Network", blocks: [.figures(figures)])]
  }
}
