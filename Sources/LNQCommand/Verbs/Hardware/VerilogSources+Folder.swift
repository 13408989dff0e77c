import Foundation
import LNQHardware
import LNQToolchain
import LNQStudies

extension VerilogSources {
  /// The files in `folder` as they are, with the interface that `lnq emit-verilog` wrote beside them.
  ///
  /// - Throws: `CommandError.input` when the interface is missing, damaged, or of other tables than the run's.
  init(folder: String, of run: TabulatedRun) throws {
    let expected = try VerilogDesign(run.tables, spelling: .packed, pipeline: 0).interface
    let path = folder + "/" + expected.module + ".json"
    let data = try InputFile.data(path)
    let interface: HardwareInterface
    do {
      interface = try JSONText.decode(HardwareInterface.self, from: data)
    } catch {
      throw CommandError.input("\(path) is not the interface that lnq emit-verilog writes")
    }
    guard interface.module == expected.module, interface.inputs == expected.inputs,
      interface.outputs == expected.outputs, interface.classNames == expected.classNames
    else {
      throw CommandError.input(
        "\(folder) was made from other tables than those of \(run.run.directory.path): its ports differ; "
          + "write it again with lnq emit-verilog")
    }
    try self.init(folder: URL(fileURLWithPath: folder), interface: interface, label: "the files as they are")
  }
}
