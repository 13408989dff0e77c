import Foundation

/// Lays out graphs with Graphviz.
public enum Graphviz {
  /// What `dot` draws of a graph in its language, as SVG.
  ///
  /// - Parameter folder: where dot works; made when it does not exist.
  /// - Throws: `ToolchainError.toolMissing`, `.toolFailed` with the end of the log, `.timedOut`, `.cannotWrite`, `.cannotRead`.
  public static func draw(_ graph: String, in folder: URL, tools: ToolSearch) throws(ToolchainError) -> String {
    let dot = try tools.find(.dot)
    try WorkFiles.create(folder)
    let file = folder.appendingPathComponent("graph.dot")
    try WorkFiles.write(Data(graph.utf8), to: file)
    let (log, drawing) = (folder.appendingPathComponent("dot.log"), folder.appendingPathComponent("graph.svg"))
    try dot.run(["-Tsvg", "-o", drawing.path, file.path], in: folder, log: log, limits: .init(time: .seconds(120)))
    return String(decoding: try WorkFiles.read(drawing), as: UTF8.self)
  }
}
