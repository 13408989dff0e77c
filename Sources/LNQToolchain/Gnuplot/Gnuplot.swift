import Foundation

/// Draws charts with gnuplot.
public enum Gnuplot {
  /// Runs a script.
  ///
  /// A user's own settings for gnuplot have no influence.
  /// - Parameters:
  ///   - script: gnuplot's commands; they write `<name>.svg` into the folder in which they run.
  ///   - names: the stems of the files that they write.
  ///   - folder: where gnuplot works; made when it does not exist.
  /// - Returns: the text of each file, by its stem.
  /// - Throws: `ToolchainError.toolMissing`, `.toolFailed` with the end of the log, `.timedOut`, `.cannotWrite`, and
  ///   `.cannotRead` for a file that was not written.
  public static func draw(
    _ script: String, names: [String], in folder: URL, tools: ToolSearch
  ) throws(ToolchainError) -> [String: String] {
    let gnuplot = try tools.find(.gnuplot)
    try WorkFiles.create(folder)
    let file = folder.appendingPathComponent("charts.gnuplot")
    try WorkFiles.write(Data(script.utf8), to: file)
    let log = folder.appendingPathComponent("gnuplot.log")
    try gnuplot.run(["-d", file.path], in: folder, log: log, limits: .init(time: .seconds(120)))
    var drawings: [String: String] = [:]
    for name in names {
      drawings[name] = String(decoding: try WorkFiles.read(folder.appendingPathComponent(name + ".svg")), as: UTF8.self)
    }
    return drawings
  }
}
