import Foundation
import LNQFiles
import LNQHardware
import LNQStudies
import LNQTables
import LNQToolchain

extension VerilogDesign {
  /// Writes the files into `folder`, each whole or not at all. Other files there are left alone.
  ///
  /// The description of the ports goes first and comes last: without it `lnq simulate --rtl` takes nothing from a folder whose
  /// writer was killed.
  func write(into folder: String) throws(RunDirectoryError) {
    Leftovers.remove(in: folder)
    let files = sources + companions
    let ports = files.filter { $0.name == interface.module + ".json" }
    for file in ports { unlink(folder + "/" + file.name) }
    for file in files.filter({ $0.name != interface.module + ".json" }) + ports {
      try OutputFile.write(Data(file.text.utf8), to: folder + "/" + file.name)
    }
  }

  /// Makes the run's own folder of Verilog hold these files and nothing else.
  func write(into run: TabulatedRun) throws(RunDirectoryError) {
    try run.writeRTL((sources + companions).map { ($0.name, $0.text) })
  }
}

extension VerilogDesign {
  /// The same design with a self-checking testbench among its companions: the corners of the input space, then random codes.
  ///
  /// Without a number of samples it is the design itself.
  func addingTestbench(sampleCount: Int?, of tables: TableNetwork) throws -> VerilogDesign {
    guard let sampleCount else { return self }
    var stimulus = Stimulus(interface: interface, seed: 0)
    let corners = Stimulus.cornerRows(of: interface).prefix(sampleCount * interface.inputs.count)
    let cornerCount = corners.count / interface.inputs.count
    let rows = corners + Stimulus.randomRows(of: interface, count: sampleCount - cornerCount, seed: 0)
    try stimulus.append(rows: Array(rows))
    let evaluator = TableEvaluator(tables)
    let outputs = try evaluator.outputs(for: Array(rows))
    let testbench = try VerilogTestbench(
      interface: interface, stimulus: stimulus, expectedOutputs: outputs,
      expectedClasses: interface.classWidth > 0 ? evaluator.classes(of: outputs) : [], limit: sampleCount)
    return VerilogDesign(
      interface: interface, sources: sources, companions: companions + testbench.files)
  }
}

extension SimulatedForm {
  /// The files in `folder` as they are, with the interface that `lnq emit-verilog` wrote beside them.
  ///
  /// - Throws: `CommandError.input` when the interface is missing, damaged, or of other tables than those of the run.
  init(folder: String, of run: TabulatedRun) throws {
    let plain = try HardwareFlow().netlist(of: run.tables)
    let expected = HardwareInterface(of: plain)
    let path = folder + "/" + expected.module + ".json"
    let data = try InputFile.data(path)
    let interface: HardwareInterface
    do {
      interface = try JSONText.decode(HardwareInterface.self, from: data)
    } catch {
      let problem = (error as? DecodingError).map { ": \($0.sentence)" } ?? ""
      throw CommandError.input("\(path) is not the interface that lnq emit-verilog writes\(problem)")
    }
    guard interface.module == expected.module, interface.inputs == expected.inputs,
      interface.outputs == expected.outputs, interface.classNames == expected.classNames
    else {
      throw CommandError.input(
        "\(folder) was made from other tables than those of \(run.run.directory.path): its ports differ; "
          + "write it again with lnq emit-verilog")
    }
    sources = try VerilogSources(
      folder: URL(fileURLWithPath: folder), interface: interface, label: "the files as they are")
    let candidates = try HardwareFlow.netlists(of: run.tables, latency: interface.latencyCycles)
    // With a latency that no flow gives, somebody placed the registers by hand.
    netlists = (candidates.isEmpty ? [plain] : candidates).map { ProbedNetlist($0) } + [ProbedNetlist(codesOf: plain)]
  }
}
