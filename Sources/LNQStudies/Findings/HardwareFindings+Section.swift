import LNQData
import LNQReport

extension HardwareFindings {
  /// Agreement, accuracy and area of runs that were quantized; nil when none was.
  package static func section(of runs: [RunFindings]) -> ReportSection? {
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
          .init(Figure.percent(report.floatAccuracy)), .init(Figure.percent(report.quantizedAccuracy)),
          .init(Figure.points(report.quantizedAccuracy - report.floatAccuracy)),
          .init(report.agreement.map(Figure.percent) ?? "–"), .init(Figure.count(report.rows)),
        ]
      })
    return ReportSection(
      "Hardware", blocks: [.table(accuracies)],
      sections: [agreement(of: quantized), area(of: quantized)])
  }

  private static func agreement(of runs: [(run: RunFindings, hardware: HardwareFindings)]) -> ReportSection {
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
                  .init(name), .init(variant.variant), .init(variant.simulator), .init(Figure.count(variant.samples)),
                  .init(Figure.count(variant.mismatches)), .init(Figure.count(variant.latencyCycles)),
                ]
              }
                + (simulation.secondOpinion.map { opinion in
                  [
                    [
                      .init(name), .init(opinion.variant), .init(opinion.simulator),
                      .init(Figure.count(opinion.samples)),
                      .init(Figure.count(opinion.mismatches)), "–",
                    ]
                  ]
                } ?? [])
            })))
      blocks += simulations.compactMap { name, simulation in
        simulation.noSecondOpinion.map { .paragraph("\(name): \($0)") }
      }
    }
    if !missing.isEmpty {
      blocks.append(.paragraph("Not simulated (lnq simulate does it): \(missing.joined(separator: ", "))."))
    }
    return ReportSection("Agreement of hardware and reference", blocks: blocks)
  }

  private static func area(of runs: [(run: RunFindings, hardware: HardwareFindings)]) -> ReportSection {
    let own: [[ReportTable.Cell]] = runs.map { run, hardware in
      [
        .init(run.name), .init(run.manifest.dataset.name),
        .init(Figure.percent(hardware.quantization.quantizedAccuracy)),
        .init(Figure.count(hardware.luts)),
        .init(
          "by formula: \(Figure.count(hardware.estimate.lookups)) of lookups, "
            + "\(Figure.count(hardware.estimate.adderBits)) adder bits"),
      ]
    }
    let tasks = PublishedDesign.Task.allCases.filter { task in
      runs.contains { task.suits($0.run.manifest.dataset, classes: $0.run.results?.test.classes?.map(\.name)) }
    }
    let published: [[ReportTable.Cell]] = PublishedDesign.all.filter { tasks.contains($0.task) }.map { design in
      [
        .init(design.name), .init(design.task.rawValue), .init(Figure.publishedPercent(design.accuracy)),
        .init(Figure.count(design.luts)), .init("published" + (design.note.map { "; \($0)" } ?? "")),
      ]
    }
    var blocks: [ReportBlock] = [
      .paragraph(
        "Six-input look-up tables, by the formula of the LogicNets paper for every lookup of a live neuron, and one for each "
          + "adder bit where a neuron is assembled from parts.")
    ]
    if !published.isEmpty {
      blocks.append(.note(PublishedDesign.caveat))
      if runs.contains(where: { if case .synthetic = $0.run.manifest.dataset.request { true } else { false } }) {
        blocks.append(.note("jsc-synth is not the real data: its accuracies cannot be set beside the published ones."))
      }
    }
    blocks.append(
      .table(
        ReportTable(
          published.isEmpty ? "Area" : "Area beside published designs",
          columns: [
            .init("design", isNumeric: false), .init("data", isNumeric: false), "accuracy", "LUTs",
            .init("how it was counted", isNumeric: false),
          ], rows: own + published)))
    return ReportSection("Area", blocks: blocks)
  }
}

extension PublishedDesign.Task {
  /// Whether designs for this task belong beside a run on these rows.
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
