import Foundation
import LNQHardware
import LNQMapping
import LNQQuantization
import LNQTables
import LNQToolchain

/// What `lnq synthesize` found out; also the contents of `hardware/synthesis.json`.
package struct SynthesisReport: VerbReport, Codable {
  /// LUTs of one part of the design.
  struct Parts: Codable {
    /// What turns raw values into input codes, and the codes of features into bits: the thresholds of a thermometer.
    let encoder: Int
    /// The layers.
    let layers: Int
    /// What chooses the class.
    let head: Int
  }

  /// How far the circuit is proved to compute the tables.
  struct Proof: Codable {
    let status: ProofReport.Status
    /// Parts that were tried for all rows of what they read.
    let byRows: Int
    /// Parts that were checked step by step.
    let bySteps: Int
    /// Codes that are no wires, checked with those that read them; nil in files of older versions.
    let byReaders: Int?
    /// Parts that were not proved.
    let open: [String]
    /// The first part that is wrong, and how.
    let difference: String?
    let seconds: Double
  }

  let runDirectory: String
  let model: String
  /// `lut6`, `ice40`, ….
  let target: String
  /// Whether the mapping searched less; nil, like the next one, in files of older versions.
  let isFast: Bool?
  /// What rows of tables may be anything that so many training rows reach at most; nil where all rows count.
  let dontCareLimit: Int?
  /// LUTs with one output each.
  @Count var luts: Int
  /// How many have 1, 2, …, K inputs.
  let lutsBySize: [Int]
  /// Pairs that fit into one LUT of six inputs with two outputs, found greedily.
  let lutPairs: Int
  let carryBits: Int
  let flipFlops: Int
  /// LUTs on the longest path between registers.
  let depth: Int
  /// Levels between registers; nil, like the next two, in files of older versions, and 0 for no registers.
  let pipeline: Int?
  /// What a level is.
  let level: BitCircuit.Level?
  /// Clock cycles from input to output.
  let latencyCycles: Int?
  /// What raw values come as, where the design encodes them; nil where it takes input codes.
  let rawFormats: [String]?
  /// What the formula says of the tables.
  let formulaLuts: Int
  let parts: Parts
  let proof: Proof
  /// Of the mapping.
  let seconds: Double
  /// The most memory that lnq had at a time for it, in bytes; nil in files of older versions.
  let peakBytes: Int?
  /// With `--tool yosys` what Yosys makes of the same tables.
  package var yosys: YosysFindings?
  /// With `--board` what became of it there.
  package var board: BoardFindings?
  /// The highest frequency of the placed and routed circuit; nil when it was not placed.
  package var clockMHz: Double?

  /// Maps the tables of a run, and proves the circuit.
  ///
  /// - Returns: the report, and the circuit without registers for further tools.
  package static func make(
    _ tabulated: TabulatedRun, options: MappingOptions, target: SynthesisTarget, registers: DesignForm.Registers
  ) throws -> (report: SynthesisReport, circuit: BitCircuit, netlist: Netlist) {
    let netlist = try HardwareFlow().netlist(of: tabulated.tables)
    let start = ContinuousClock.now
    let plain = try BitCircuit(mapping: netlist, options)
    let circuit = try plain.pipelined(every: registers.every, of: registers.level)
    let seconds = start.duration(to: .now) / .seconds(1)
    let proof = try Proof(of: circuit, netlist, latency: plain.latency(every: registers.every, of: registers.level))
    let report = SynthesisReport(
      tabulated, circuit, options, target: target, registers: registers, proof: proof, seconds: seconds)
    return (report, plain, netlist)
  }

  private init(
    _ tabulated: TabulatedRun, _ circuit: BitCircuit, _ options: MappingOptions, target: SynthesisTarget,
    registers: DesignForm.Registers, proof: Proof, seconds: Double
  ) {
    let statistics = BitStatistics(circuit)
    let head = BitStatistics(circuit) { $0.place == .classIndex }.luts
    runDirectory = tabulated.run.directory.path
    model = tabulated.run.manifest.model.name
    self.target = target.rawValue
    isFast = !options.isThorough
    dontCareLimit = tabulated.report.dontCares?.limit
    luts = statistics.luts
    lutsBySize = statistics.lutsBySize
    lutPairs = statistics.lutPairs
    carryBits = statistics.carryBits
    flipFlops = statistics.flipFlops
    depth = statistics.depth
    (pipeline, level, latencyCycles) = (registers.every, registers.level, circuit.latency)
    rawFormats = tabulated.rawFormatNames
    formulaLuts = tabulated.tables.lutEstimate.lookups
    let encoder = BitStatistics(circuit) { $0.place.neuron?.layer == QuantizedNetwork.encoderName }.luts
    parts = Parts(encoder: encoder, layers: statistics.luts - encoder - head, head: head)
    (self.proof, self.seconds, peakBytes) = (proof, seconds, ThisProcess.peakBytes)
  }

  package var summary: Summary {
    var summary = Summary("\(model) in LUTs of at most \(lutsBySize.count) inputs (\(target))")
    summary.add(
      "LUTs",
      "\(NumberText.count(luts)): "
        + (parts.encoder > 0 ? "\(NumberText.count(parts.encoder)) of the encoder, " : "")
        + "\(NumberText.count(parts.layers)) of the layers, \(NumberText.count(parts.head)) of the class; "
        + "\(NumberText.counted(lutPairs, "pair", "pairs")) would share one with two outputs")
    summary.add("formula", "\(NumberText.counted(formulaLuts, "six-input LUT", "six-input LUTs")) for the tables alone")
    summary.add("don't care", dontCareLimit.map(QuantizeReport.DontCares.notice))
    summary.addEncoder(rawFormats)
    summary.add("depth", NumberText.counted(depth, "LUT", "LUTs") + (flipFlops > 0 ? " between registers" : ""))
    if let latencyCycles, flipFlops > 0 {
      summary.add(
        "registers",
        "\(NumberText.counted(flipFlops, "flip-flop", "flip-flops")), \(NumberText.counted(latencyCycles, "clock cycle", "clock cycles")) of latency"
      )
    }
    let checked = [
      (proof.byRows, "for every row"), (proof.bySteps, "step by step"),
      (proof.byReaders ?? 0, "with the codes that read them"),
    ].filter { $0.0 > 0 }
    let how = checked.map { "\(NumberText.counted($0, "code", "codes")) \($1)" }.joined(separator: ", ")
    switch proof.status {
    case .proved: summary.add("proof", "equal to the tables for every input: \(how)")
    case .open:
      summary.add("proof", "\(how); not proved: \(proof.open.joined(separator: ", "))")
    case .different: summary.add("proof", "DIFFERENT from the tables: \(proof.difference ?? "")")
    }
    let memory = peakBytes.map { String(format: ", %.2f GB of memory", Double($0) / 1e9) } ?? ""
    summary.add("time", String(format: "%.1f s to map, %.1f s to prove", seconds, proof.seconds) + memory)
    yosys?.add(to: &summary, beside: self)
    board?.add(to: &summary)
    return summary
  }

  /// Whether it is what `lnq synthesize` gives without an option.
  var isStandard: Bool { target == "lut6" && isFast == false && flipFlops == 0 && rawFormats == nil }

  /// Whether some of the LUTs are those of an encoder.
  var countsEncoder: Bool { rawFormats != nil || parts.encoder > 0 }

  /// How the LUTs were counted: `mapped, proved`, `mapped to lut4, fast, proved`.
  var method: String {
    let status =
      switch proof.status {
      case .proved: "proved"
      case .open: "not wholly proved"
      case .different: "DIFFERENT from the tables"
      }
    return "mapped" + (rawFormats == nil ? "" : " with the encoder of raw values")
      + (target == "lut6" ? "" : " to \(target)") + (isFast == true ? ", fast, " : ", ") + status
  }

  /// One sentence when a part is wrong, which is a fault of lnq.
  package var disagreement: String? {
    proof.difference.map { "the mapped circuit differs from the tables: \($0); this is a fault of lnq" }
      ?? board?.disagreement
  }
}

extension SynthesisReport.Proof {
  fileprivate init(of circuit: BitCircuit, _ netlist: Netlist, latency: Int) throws(BitCircuitError) {
    let start = ContinuousClock.now
    let proof = try EquivalenceProof(circuit, computes: netlist, latency: latency)
    var (byRows, bySteps, byReaders, open) = (0, 0, 0, [String]())
    for (part, evidence) in zip(circuit.parts, proof.evidence) {
      switch evidence {
      case .rows: byRows += 1
      case .steps: bySteps += 1
      case .open: open.append("\(part.place)")
      case .dissolved: byReaders += 1
      case .register, .different: break
      }
    }
    difference = proof.firstDifference.map { "\(circuit.parts[$0].place): \($1.problem)" }
    status = difference != nil ? .different : open.isEmpty ? .proved : .open
    (self.byRows, self.bySteps, self.byReaders, self.open) = (byRows, bySteps, byReaders, open)
    seconds = start.duration(to: .now) / .seconds(1)
  }
}

extension TabulatedRun {
  /// Writes the findings of a synthesis of these tables.
  package func write(_ report: SynthesisReport) throws(RunDirectoryError) {
    try run.directory.write(json: report, to: .synthesis, madeFrom: [RunFile.tables.path: sha256])
  }
}
