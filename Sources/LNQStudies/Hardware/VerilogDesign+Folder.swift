import Foundation
import LNQHardware
import LNQTables

extension VerilogDesign {
  /// Lowers, pipelines and prints a table network.
  package init(_ tables: TableNetwork, spelling: EmissionOptions.Spelling, pipeline: Int) throws(NetlistError) {
    self.init(
      emitting: try Netlist(lowering: tables).pipelined(every: pipeline), options: EmissionOptions(spelling: spelling))
  }

  /// Writes the files into `folder`, each whole or not at all. Other files there are left alone.
  package func write(to folder: String) throws(RunDirectoryError) {
    for file in sources + companions {
      try OutputFile.write(Data(file.text.utf8), to: folder + "/" + file.name)
    }
  }
}

extension RunDirectory {
  /// Makes `hardware/rtl` hold this design and nothing else.
  package func write(_ design: VerilogDesign) throws(RunDirectoryError) {
    let new = rtlPath + ".tmp"
    try? FileManager.default.removeItem(atPath: new)
    try design.write(to: new)
    try? FileManager.default.removeItem(atPath: rtlPath)
    do {
      try FileManager.default.moveItem(atPath: new, toPath: rtlPath)
    } catch {
      throw .cannotWrite(path: rtlPath, problem: Self.reason(error))
    }
  }
}
