import LNQData
import LNQHardware
import LNQTables
import LNQToolchain

/// What goes into a simulation, and what the reference says should come out.
package struct SimulationSamples {
  /// How many samples are test rows; they come first.
  let testCount: Int
  /// How many are random codes; they come second.
  package let randomCount: Int
  /// How many are corners of the input space; they come last.
  package let cornerCount: Int
  /// All of them.
  package let stimulus: Stimulus
  /// The reference's output codes, row after row.
  package let outputs: [Int]
  /// The reference's classes; empty when the design has no `class_o`.
  package let classes: [Int]

  package var count: Int { testCount + randomCount + cornerCount }

  package init(tables: TableNetwork, testRows: LabelledRows, randomCount: Int, seed: UInt64) throws {
    let interface = HardwareInterface(of: try HardwareFlow().netlist(of: tables))
    let corners = Stimulus.cornerRows(of: interface)
    let codes =
      try tables.inputCodes(of: testRows)
      + Stimulus.randomRows(of: interface, count: randomCount, seed: seed) + corners
    var stimulus = Stimulus(interface: interface, seed: seed)
    try stimulus.append(rows: codes)
    self.stimulus = stimulus
    testCount = testRows.count
    self.randomCount = randomCount
    cornerCount = corners.count / tables.inputs.count
    let evaluator = TableEvaluator(tables)
    outputs = try evaluator.outputs(for: codes)
    classes = interface.classWidth > 0 ? evaluator.classes(of: outputs) : []
  }

  /// What a sample is, for people: `test row 17`.
  package func meaning(of sample: Int) -> String {
    if sample < testCount { return "test row \(sample)" }
    return sample < testCount + randomCount
      ? "random vector \(sample - testCount)" : "corner \(sample - testCount - randomCount)"
  }
}
