import Foundation

/// Verilator's opinion about Verilog.
public enum VerilatorLint {
  /// What `verilator --lint-only -Wall` says about a design: empty when it is silent.
  ///
  /// - Parameters:
  ///   - sources: the files.
  ///   - folder: where the log is written; made when it does not exist.
  /// - Throws: `ToolchainError.toolMissing`; `.toolFailed` when the design has errors and not only warnings.
  public static func warnings(
    of sources: VerilogSources, in folder: URL, tools: ToolSearch
  ) throws(ToolchainError) -> String {
    let verilator = try tools.find(.verilator)
    try WorkFiles.create(folder)
    let log = folder.appendingPathComponent("\(sources.identifier).lint.log")
    let list = folder.appendingPathComponent("\(sources.identifier).f")
    try WorkFiles.write(Data(sources.names.map { "\($0)\n" }.joined().utf8), to: list)
    try verilator.run(
      [
        "--lint-only", "-Wall", "-Wno-fatal", "--default-language", "1364-2005", "--top-module",
        sources.interface.module, "-f", list.path,
      ], in: sources.folder, log: log)
    return WorkFiles.text(of: log)
  }
}
