import LNQHardware
import LNQTables
import LNQToolchain
import LNQStudies

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
      interface: interface, sources: sources, companions: companions + testbench.files, probes: probes)
  }
}
