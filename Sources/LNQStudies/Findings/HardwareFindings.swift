import Foundation
import LNQData
import LNQReport
import LNQTables

/// What is known of a run's hardware.
package struct HardwareFindings {
  let quantization: QuantizeReport
  /// nil when it was not simulated.
  let simulation: SimulateReport?
  /// nil when it was not mapped by `lnq synthesize`.
  let synthesis: SynthesisReport?
  /// nil when `lnq prove` was not asked.
  let proof: ProofReport?
  /// nil in runs of older versions.
  let codes: CodeReport?
  /// Lookups and adders by formula.
  let estimate: TableNetwork.LUTEstimate
  /// The tables as a graph.
  let drawing: GraphDrawing

  /// Mapped LUTs, and how they were counted: those of `lnq synthesize`, else those of `lnq quantize`; nil when nobody mapped the
  /// circuit.
  var mapped: (luts: Int, how: String)? {
    if let synthesis { return (synthesis.luts, synthesis.method) }
    return quantization.mapped.map { ($0.luts, "mapped, fast") }
  }

  /// Whether an encoder is in the LUTs: that of raw values, or that of a thermometer.
  var encoder: PublishedDesign.Encoder { (synthesis?.countsEncoder ?? false) ? .counted : .codes }

  /// Reads them; nil when the run was not quantized.
  ///
  /// - Throws: `RunDirectoryError.damaged`; `.stale` when something was made from another checkpoint, or from other tables.
  init?(reading run: RunDirectory) throws(RunDirectoryError) {
    guard run.contains(.quantization), run.contains(.tables) else { return nil }
    quantization = try run.decode(QuantizeReport.self, from: .quantization).value
    let tables = try run.decode(TableNetwork.self, from: .tables).value
    let estimates = tables.lutEstimates
    estimate = estimates.total
    simulation =
      run.contains(.simulation) ? try run.decode(SimulateReport.self, from: .simulation).value : nil
    synthesis = run.contains(.synthesis) ? try run.decode(SynthesisReport.self, from: .synthesis).value : nil
    proof = run.contains(.proof) ? try run.decode(ProofReport.self, from: .proof).value : nil
    codes = run.contains(.codes) ? try run.decode(CodeReport.self, from: .codes).value : nil
    drawing = NetworkDrawing.tables(tables, estimates, nil, synthesis)
  }
}

extension HardwareFindings {
  /// Agreement, accuracy and area of runs that were quantized, of a single one its codes too; nil when none was.
  package static func section(of runs: [RunFindings], prefix: String = "") -> ReportSection? {
    let quantized = runs.compactMap { run in run.hardware.map { (run: run, hardware: $0) } }
    guard !quantized.isEmpty else { return nil }
    let accuracies = ReportTable(
      "Accuracy on the test rows before and after quantization",
      columns: [
        .init("run", isNumeric: false), "bits in / inside / out", "float", "tables", "difference", "same class",
        "tables' rows",
      ],
      rows: quantized.map { run, hardware in
        let report = hardware.quantization
        let widths = [report.inputWidths, report.activationWidths, report.outputWidths].map { $0?.text ?? "–" }
        return [
          .init(run.name), .init(widths.joined(separator: " / ")),
          .init(NumberText.percent(report.floatAccuracy)), .init(NumberText.percent(report.quantizedAccuracy)),
          .init(NumberText.points(report.quantizedAccuracy - report.floatAccuracy)),
          .init(report.agreement.map(NumberText.percent) ?? "–"), .init(NumberText.count(report.rows)),
        ]
      })
    let notices = quantized.compactMap { run, hardware in
      hardware.quantization.dontCares.map {
        ReportBlock.note("\(run.name) is a don't-care design: \(QuantizeReport.DontCares.notice($0.limit)).")
      }
    }
    return ReportSection(
      "Hardware", blocks: [.table(accuracies)] + notices,
      sections: [agreement(of: quantized, prefix: prefix), area(of: quantized, prefix: prefix)]
        // Of a single run; many have no room for them.
        + (quantized.count == 1 ? [quantized[0].hardware.codes?.section(prefix: prefix)].compactMap { $0 } : []))
  }

  private static func agreement(
    of runs: [(run: RunFindings, hardware: HardwareFindings)], prefix: String
  ) -> ReportSection {
    let simulations = runs.compactMap { run, hardware in hardware.simulation.map { (run.name, $0) } }
    let missing = runs.filter { $0.hardware.simulation == nil }.map(\.run.name)
    var blocks: [ReportBlock] = []
    if !simulations.isEmpty {
      let disagreeing = simulations.filter { !$0.1.agrees }.map(\.0)
      blocks.append(
        disagreeing.isEmpty
          ? .paragraph("Every output bit of the simulated Verilog is that of the reference, on every sample.")
          : .note("Hardware and reference DISAGREE in \(disagreeing.joined(separator: ", "))."))
      blocks.append(
        .table(
          ReportTable(
            "Simulated forms of the design",
            columns: [
              .init("run", isNumeric: false), .init("form", isNumeric: false), .init("simulator", isNumeric: false),
              "samples", "mismatches", "latency (cycles)",
            ],
            rows: simulations.flatMap { name, simulation in
              simulation.variants.map { variant in
                [
                  .init(name), .init(variant.variant), .init(variant.simulator),
                  .init(NumberText.count(variant.samples)),
                  .init(NumberText.count(variant.mismatches)), .init(NumberText.count(variant.latencyCycles)),
                ]
              }
                + (simulation.secondOpinion.map { opinion in
                  [
                    [
                      .init(name), .init(opinion.variant), .init(opinion.simulator),
                      .init(NumberText.count(opinion.samples)),
                      .init(NumberText.count(opinion.mismatches)), "–",
                    ]
                  ]
                } ?? [])
            })))
      let diagrams = timingFigures(of: simulations, prefix: prefix)
      if !diagrams.isEmpty { blocks.append(.figures(diagrams)) }
      blocks += simulations.compactMap { name, simulation in
        simulation.noSecondOpinion.map { .paragraph("\(name): \($0)") }
      }
    }
    blocks += runs.compactMap { run, hardware in
      hardware.proof.map { proof in
        let text = "\(run.name): \(proof.finding)"
        return proof.status == .proved && proof.disagreement == nil ? .paragraph(text) : .note(text)
      }
    }
    if !missing.isEmpty {
      blocks.append(.paragraph("Not simulated (lnq simulate does it): \(missing.joined(separator: ", "))."))
    }
    return ReportSection("Agreement of hardware and reference", blocks: blocks)
  }

  private static func area(
    of runs: [(run: RunFindings, hardware: HardwareFindings)], prefix: String
  ) -> ReportSection {
    let own: [[ReportTable.Cell]] = runs.map { run, hardware in
      [
        .init(run.name), .init(run.manifest.dataset.name),
        .init(NumberText.percent(hardware.quantization.quantizedAccuracy)),
        .init(hardware.mapped.map { NumberText.count($0.luts) } ?? "–"),
        .init(NumberText.count(hardware.estimate.lookups)),
        .init(NumberText.count(hardware.estimate.adderBits)),
        .init(hardware.encoder.rawValue.replacing("encoder ", with: "")),
        .init(hardware.mapped?.how ?? "not mapped"),
      ]
    }
    let tasks = PublishedDesign.Task.allCases.filter { task in
      runs.contains { task.suits($0.run.manifest.dataset, classes: $0.run.results?.test.classes?.map(\.name)) }
    }
    let published: [[ReportTable.Cell]] = PublishedDesign.all.filter { tasks.contains($0.task) }.map { design in
      [
        .init(design.name), .init(design.task.rawValue),
        .init(NumberText.publishedPercent(design.accuracy, digits: design.digits)),
        .init(NumberText.count(design.luts)), "–", "–",
        .init(design.encoder.rawValue.replacing("encoder ", with: "")),
        .init(
          (["published"] + [design.device.map { "on \($0)" }, design.note].compactMap { $0 }).joined(separator: "; ")),
      ]
    }
    var blocks: [ReportBlock] = [
      .paragraph(
        "LUTs are those of the mapped circuit, before placement, with those that choose the class. Beside them stand the six-input LUTs "
          + "that the formula of the LogicNets paper gives for every lookup of a live neuron, and the bits of the adders where a neuron is "
          + "assembled from parts.")
    ]
    let missing = runs.filter { $0.hardware.mapped == nil }.map(\.run.name)
    if !missing.isEmpty {
      blocks.append(.paragraph("Not mapped (lnq synthesize does it): \(missing.joined(separator: ", "))."))
    }
    if !published.isEmpty {
      blocks.append(.note(PublishedDesign.caveat))
      if runs.contains(where: { if case .synthetic = $0.run.manifest.dataset.request { true } else { false } }) {
        blocks.append(.note("jsc-synth is not the real data: its accuracies cannot be set beside the published ones."))
      }
    }
    var figures = areaFigures(of: runs, tasks: tasks)
    for index in figures.indices { figures[index].name = prefix + figures[index].name }
    if !figures.isEmpty { blocks.append(.figures(figures)) }
    blocks.append(
      .table(
        ReportTable(
          published.isEmpty ? "Area" : "Area beside published designs",
          columns: [
            .init("design", isNumeric: false), .init("data", isNumeric: false), "accuracy", "LUTs",
            "LUTs by formula", "adder bits", .init("input encoder", isNumeric: false),
            .init("how it was counted", isNumeric: false),
          ], rows: own + published)))
    return ReportSection("Area", blocks: blocks)
  }
}

extension PublishedDesign.Task {
  /// Whether designs for this task can be compared with a run on these rows.
  fileprivate func suits(_ data: RunManifest.Data, classes: [String]?) -> Bool {
    let name = data.name.lowercased()
    switch self {
    case .jetsCERNBox, .jetsOpenML:
      if name.hasPrefix(PublicDataset.jscCERNBox.rawValue) { return self == .jetsCERNBox }
      if name.hasPrefix(PublicDataset.jscOpenML.rawValue) { return self == .jetsOpenML }
      if case .synthetic = data.request { return true }
      return classes?.sorted() == ["g", "q", "t", "w", "z"]
    case .digits: return name.contains("mnist")
    case .intrusion: return name.contains("unsw") || name.hasPrefix("nid")
    }
  }
}
