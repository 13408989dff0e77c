import Foundation
import LNQData
import LNQFiles
import LNQHardware
import LNQStudies
import LNQTables
import LNQToolchain

extension VerilogDesign {
  /// The files, and a list of their SHA-256 and that of the tables that they were printed from.
  func files(madeFromTables sha256: String) -> [(name: String, content: Data)] {
    let files = (sources + companions).map { (name: $0.name, content: Data($0.text.utf8)) }
    var list = Checksums()
    for file in files {
      list.files[file.name] = [Checksums.Version(file.content, madeFrom: [EmittedFolder.tablesName: sha256])]
    }
    return files + [(EmittedFolder.listName(of: interface.module), list.serialized())]
  }

  /// Writes the files into `folder`, each whole or not at all. Other files there are left alone.
  ///
  /// The description of the ports goes first and comes last: without it `lnq simulate --rtl` takes nothing from a folder whose
  /// writer was killed.
  func write(into folder: String, madeFromTables sha256: String) throws(RunDirectoryError) {
    Leftovers.remove(in: folder)
    let files = files(madeFromTables: sha256)
    let ports = files.filter { $0.name == interface.module + ".json" }
    for file in ports { unlink(folder + "/" + file.name) }
    for file in files.filter({ $0.name != interface.module + ".json" }) + ports {
      try OutputFile.write(file.content, to: folder + "/" + file.name)
    }
  }

  /// Makes the run's own folder of Verilog hold these files and nothing else.
  func write(into run: TabulatedRun) throws(RunDirectoryError) {
    try run.writeRTL(files(madeFromTables: run.sha256))
  }
}

extension VerilogDesign {
  /// The same design with a self-checking testbench among its companions: the corners of the input space, then random codes.
  ///
  /// In a wrapper it is the wrapper that is tested. Without a number of samples it is the design itself.
  func addingTestbench(
    sampleCount: Int?, in wrapper: Wrapper?, of tables: TableNetwork
  ) throws -> VerilogDesign {
    guard let sampleCount else { return self }
    var stimulus = Stimulus(interface: interface, seed: 0)
    let corners = Stimulus.cornerRows(of: interface).prefix(sampleCount * interface.inputs.count)
    let cornerCount = corners.count / interface.inputs.count
    let rows = corners + Stimulus.randomRows(of: interface, count: sampleCount - cornerCount, seed: 0)
    try stimulus.append(rows: Array(rows))
    let evaluator = TableEvaluator(tables)
    let outputs = try evaluator.outputs(for: Array(rows))
    let classes = interface.classWidth > 0 ? evaluator.classes(of: outputs) : []
    let testbench =
      if let wrapper {
        try VerilogTestbench(
          of: wrapper, around: interface, stimulus: stimulus, expectedOutputs: outputs, expectedClasses: classes,
          limit: sampleCount)
      } else {
        try VerilogTestbench(
          interface: interface, stimulus: stimulus, expectedOutputs: outputs, expectedClasses: classes,
          limit: sampleCount
        )
      }
    return VerilogDesign(
      interface: interface, sources: sources, companions: companions + testbench.files)
  }
}

/// A folder that `lnq emit-verilog` wrote, perhaps some time ago.
struct EmittedFolder {
  let path: String
  /// The top module.
  let module: String

  static let tablesName = "tables.json"

  /// The list of the files' SHA-256; a folder may have several designs.
  static func listName(of module: String) -> String { module + "." + Checksums.fileName }

  /// What is not as it was written there, or not of the tables with this SHA-256, as a sentence; nil when all is, and when the
  /// folder has no list, since lnq did not write it or an older version did.
  func remark(tables sha256: String) -> String? {
    let listName = Self.listName(of: module)
    guard let data = try? InputFile.data(path + "/" + listName) else { return nil }
    guard let list = Checksums(serialized: data) else { return "not as lnq emit-verilog wrote it: \(listName)" }
    let changed = list.files.keys.sorted().filter { name in
      (try? InputFile.data(path + "/" + name)).flatMap { list.version(of: name, content: $0) } == nil
    }
    if !changed.isEmpty {
      return "not as lnq emit-verilog wrote \(changed.count == 1 ? "it" : "them"): "
        + changed.prefix(Self.nameLimit).joined(separator: ", ")
        + (changed.count > Self.nameLimit ? " and \(changed.count - Self.nameLimit) more" : "")
    }
    let isOfThese = list.files.values.joined().allSatisfy { $0.madeFrom?[Self.tablesName] == sha256 }
    return isOfThese ? nil : "lnq emit-verilog wrote it from other tables than those of the run"
  }

  private static let nameLimit = 5
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
    netlists = {
      (candidates.isEmpty ? [plain] : candidates).map { ProbedNetlist($0) } + [ProbedNetlist(codesOf: plain)]
    }
  }
}
