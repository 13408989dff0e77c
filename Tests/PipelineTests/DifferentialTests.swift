import Foundation
import LNQData
import LNQHardware
import LNQMapping
import LNQQuantization
import LNQTables
import LNQTestSupport
import LNQToolchain
import LNQTraining
import Testing

/// The heart: from `QuantizedNetwork` on, every rung gives the same integers, on every sample and in every form.
@Suite("Differential matrix", .serialized)
struct DifferentialTests {
  /// Each spelling with registers of two kinds, or without; each kind of registers in two spellings, and all passes in one.
  static func forms(of specimen: Specimen) throws -> [VerilogSources] {
    let circuit = try BitCircuit(
      mapping: HardwareFlow().netlist(of: specimen.tables), MappingOptions(isThorough: false))
    return [
      try specimen.form(.packed, levels: 0), try specimen.form(.packed, levels: 2),
      try specimen.form(.case, levels: 0, passes: NetlistPass.all), try specimen.form(.case, levels: 1),
      try specimen.form(mapped: circuit, every: 1, of: .neurons, .none),
      try specimen.form(mapped: circuit, every: 2, of: .luts, .xilinx),
    ]
  }

  func check(_ specimen: Specimen) throws {
    let forms = try Self.forms(of: specimen)
    for form in forms {
      let warnings = try VerilatorLint.warnings(
        of: form, in: specimen.folder.appending(path: "lint"), tools: ExternalTools.search)
      #expect(warnings.isEmpty, "\(form.label): \(warnings)")
    }
    for report in try specimen.simulate(forms) {
      #expect(report.agrees && report.samples == specimen.stimulus.count, "\(report)")
      #expect(report.latencyCycles == report.expectedLatencyCycles)
    }
    try specimen.discard()
  }

  @Test(
    "quantized network = tables = netlist = Verilog, single-table and assembled neurons", .needsVerilator,
    arguments: [FloatNetworkGenerator.Kind.dense, .residual, .convolutional].flatMap { kind in
      (1...2).map { (kind, UInt64($0)) }
    }, [12, 3])
  func fromFloat(network: (kind: FloatNetworkGenerator.Kind, seed: UInt64), tableLimit: Int) throws {
    try check(network.kind, seed: network.seed, tableLimit: tableLimit)
  }

  @Test(
    "quantized network = tables = netlist = Verilog, with quantizers, polynomials, networks, sums, ensembles, functions",
    .needsVerilator,
    arguments: [FloatNetworkGenerator.Kind.quantized, .mixed, .elementwise], 1...3 as ClosedRange<UInt64>)
  func withQuantizers(kind: FloatNetworkGenerator.Kind, seed: UInt64) throws {
    try check(kind, seed: seed, tableLimit: 12)
  }

  @Test(
    "weightless network = quantized network = tables = Verilog, with its encoder and without", .needsVerilator,
    arguments: [
      ("Thermometer(3, features=4)\nLUTLayer(8)\nGroupSum(4, tau=1)", false),
      (
        "Thermometer(2, 'uniform', features=4, code_bits=5, keep=6)\nLUTLayer(9, n=4)\nLUTLayer(6, n=3)\nGroupSum(3)",
        true
      ),
    ])
  func weightless(text: String, hasEncoder: Bool) throws {
    let model = try ModelDescription(name: "bits", text: text)
    var generator = FloatNetworkGenerator(seed: 4)
    let rows = generator.rows(200, for: Network(model, seed: 1))
    let (features, classes) = ((0..<4).map { "x\($0)" }, (0..<model.outputCount).map { "class \($0)" })
    let dataset = Dataset(
      name: "random", featureNames: features, classNames: classes, train: rows, validation: rows, test: rows,
      standardization: Standardization(scale: 1, featureCount: 4),
      provenance: Provenance(source: "a test", sha256: "abc", notice: nil))
    var training = TrainingOptions()
    (training.learningRate, training.epochs, training.batchSize) = (0.05, 3, 32)
    let trained = try Trainer(network: Network(model, training), dataset: dataset, options: training).run()
    let network = try #require(trained).best
    var options = QuantizationOptions()
    options.withoutEncoder = hasEncoder ? nil : true
    let quantized = try QuantizedNetwork(
      quantizing: network, calibration: rows, featureNames: features, classNames: classes, options: options)
    #expect(quantized.inputs.allSatisfy { ($0.quantizer.format.width == 1) == !hasEncoder })
    let specimen = try Specimen(
      "weightless \(model.layers.count) \(hasEncoder)", tables: try TableNetwork(tabulating: quantized),
      codes: try quantized.inputEncoder.codes(of: rows.features), bench: "differential")
    let logits = try network.logits(of: rows)
    for row in 0..<rows.count {
      let own = logits[row * classes.count..<(row + 1) * classes.count].map { Double($0) }
      #expect(specimen.classes[row] == own.firstIndex(of: own.max() ?? 0))
    }
    for (sample, row) in specimen.rows.enumerated() where sample.isMultiple(of: 5) {
      let signals = try quantized.signalCodes(for: row)
      #expect(
        quantized.outputs.map { signals[$0] }
          == Array(specimen.outputs[sample * classes.count..<(sample + 1) * classes.count]))
    }
    try check(specimen)
  }

  func check(_ kind: FloatNetworkGenerator.Kind, seed: UInt64, tableLimit: Int) throws {
    var generator = FloatNetworkGenerator(seed: seed)
    let network = try generator.network(kind)
    let rows = generator.rows(300, for: network)
    var options = QuantizationOptions()
    (options.inputBits, options.activationBits, options.outputBits) = (3, 3, 5)
    (options.tableLimit, options.partialBits) = (tableLimit, min(tableLimit, 6))
    let quantized = try QuantizedNetwork(quantizing: network, rows: rows, applicable: options)
    let specimen = try Specimen(
      "float \(kind) seed \(seed) limit \(tableLimit)", tables: try TableNetwork(tabulating: quantized),
      codes: try quantized.inputEncoder.codes(of: rows.features), bench: "differential")
    var simulator = NetlistSimulator(try Netlist(lowering: specimen.tables))
    for (sample, row) in specimen.rows.enumerated() {
      let count = specimen.tables.outputs.count
      let expected = Array(specimen.outputs[sample * count..<(sample + 1) * count])
      let signals = try quantized.signalCodes(for: row)
      #expect(quantized.outputs.map { signals[$0] } == expected)
      #expect(simulator.step(inputs: row, valid: true).codes == expected)
    }
    try check(specimen)
  }

  @Test(
    "tables = Verilog for random tables, dead neurons and skipped layers included", .needsVerilator,
    arguments: TableNetworkGenerator.Neurons.allCases, [5, 6] as [UInt64])
  func randomTables(neurons: TableNetworkGenerator.Neurons, seed: UInt64) throws {
    var generator = TableNetworkGenerator(seed: seed)
    let network = try generator.network(neurons)
    try check(
      try Specimen(
        "random \(neurons) seed \(seed)", tables: network, codes: generator.inputCodes(for: network, count: 200),
        bench: "differential"))
  }

  @Test("Icarus Verilog agrees about mapped LUTs, with their registers and as primitives", .needsIcarus)
  func icarus() throws {
    var generator = TableNetworkGenerator(seed: 7)
    let specimen = try Specimen(
      "icarus luts", tables: try generator.network(.mixed), codes: [], bench: "differential")
    let netlist = try HardwareFlow().netlist(of: specimen.tables)
    for lutSize in [4, 6] {
      let circuit = try BitCircuit(mapping: netlist, MappingOptions(lutSize: lutSize, isThorough: false))
      for primitives in EmissionOptions.Primitives.allCases {
        let form = try specimen.form(mapped: circuit, every: 2, of: .luts, primitives)
        let testbench = try VerilogTestbench(
          interface: form.interface, stimulus: specimen.stimulus, expectedOutputs: specimen.outputs,
          expectedClasses: specimen.classes, limit: 300)
        let verdict = try IcarusSimulation.run(
          testbench, with: form, in: specimen.folder.appending(path: "\(lutSize) \(primitives)"),
          tools: ExternalTools.search)
        #expect(verdict.passed && verdict.samples == 300, "\(verdict)")
      }
    }
    try specimen.discard()
  }

  @Test("the hand-built network gives in Verilog what paper and pencil give", .needsVerilator)
  func handBuilt() throws {
    let network = try HandBuiltNetwork.network()
    let specimen = try Specimen(
      "hand-built", tables: network, codes: (0...3).flatMap { a in (-4...3).flatMap { [a, $0] } },
      bench: "differential")
    for (row, sample) in zip(specimen.rows, 0...) {
      let (n0, n1) = ((row[0] + 1) & 3, min(7, max(0, (4 * row[0] + 3 * row[1] + 2) >> 2)))
      #expect(Array(specimen.outputs[2 * sample...2 * sample + 1]) == [n1 - n0, n0 - n1])
      #expect(specimen.classes[sample] == (n0 > n1 ? 1 : 0))
    }
    try check(specimen)
  }

  @Test(
    "netlist = Verilog for random netlists, without their dead cells", .needsVerilator,
    arguments: 1...3 as ClosedRange<UInt64>)
  func randomNetlists(seed: UInt64) throws {
    var generator = NetlistGenerator(seed: seed)
    let netlist = try generator.netlist().removingDeadCells()
    let folder = try ExternalTools.emptyFolder("netlist \(seed)")
    let forms = try EmissionOptions.Spelling.allCases.map { spelling in
      let levels = spelling == .packed ? 0 : 2
      let design = VerilogDesign(
        emitting: try netlist.pipelined(every: levels), options: EmissionOptions(spelling: spelling))
      return try VerilogSources(
        writing: design, into: folder.appending(path: spelling.rawValue), label: "netlist \(seed) \(spelling)")
    }
    let samples = generator.samples(for: netlist, count: 300)
    var stimulus = Stimulus(interface: forms[0].interface, seed: seed)
    try stimulus.append(rows: samples.flatMap { $0 })
    var simulator = NetlistSimulator(netlist)
    let expected = samples.map { simulator.step(inputs: $0, valid: true) }
    let bench = try ExternalTools.folder("bench differential")
    for simulation in try VerilatorSimulation.build(forms, in: bench, tools: ExternalTools.search) {
      let report = try AgreementReport(
        of: try simulation.run(stimulus), expectedOutputs: expected.flatMap(\.codes),
        expectedClasses: expected.compactMap(\.classIndex), interface: simulation.sources.interface,
        variant: simulation.sources.label)
      #expect(report.agrees && report.samples == samples.count, "\(report)")
    }
    try FileManager.default.removeItem(at: folder)
  }
}
