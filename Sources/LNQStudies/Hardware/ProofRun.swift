import Foundation
import LNQHardware
import LNQMapping
import LNQTables
import LNQToolchain

/// Goes from pieces to a report: asks ABC, looks for a sample that shows a difference, and replays it.
package struct ProofRun {
  private let subject: ProofSubject
  private let tabulated: TabulatedRun
  private let work: URL
  private let tools: ToolSearch
  private let timeLimit: Duration

  /// Puts the parts together.
  ///
  /// - Parameters:
  ///   - work: where tools work; exists.
  ///   - timeLimit: for ABC.
  package init(
    _ subject: ProofSubject, of tabulated: TabulatedRun, in work: URL, tools: ToolSearch, timeLimit: Duration
  ) {
    (self.subject, self.tabulated, self.work, self.tools) = (subject, tabulated, work, tools)
    self.timeLimit = timeLimit
  }

  private var pieces: [CutComparison.Piece] { subject.comparison.pieces }

  /// Asks and looks.
  ///
  /// - Parameters:
  ///   - samples: rows of input codes among which a difference is looked for.
  ///   - target: what was mapped to; nil for Verilog files.
  ///   - began: when the work began.
  /// - Throws: `ToolchainError`, `BitCircuitError`, `TableError`.
  package func report(samples: [Int], target: String?, rtl: String?, began: ContinuousClock.Instant) throws
    -> ProofReport
  {
    let opinions = try PieceOpinions(subject, in: work, tools: tools, timeLimit: timeLimit)
    var (byRows, bySteps, byABC, open) = (0, 0, 0, [String]())
    var wrong: Int?
    for (index, evidence) in subject.evidence.enumerated() {
      switch (evidence, opinions.verdicts[index]) {
      case (.different, _): wrong = wrong ?? index
      case (.rows, _), (.register, _), (.dissolved, _): byRows += 1
      case (.steps, _): bySteps += 1
      case (.open, .equal): byABC += 1
      case (.open, .different): wrong = wrong ?? index
      case (.open, .undecided): open.append(subject.comparison.place(of: pieces[index]))
      }
    }
    let difference = try difference(wrong, opinions, samples: samples)
    return ProofReport(
      runDirectory: tabulated.run.directory.path, model: tabulated.run.manifest.model.name, rtl: rtl, target: target,
      latencyCycles: subject.circuit.latency, tablesSHA256: tabulated.sha256, circuitSHA256: subject.sha256,
      filledRows: tabulated.report.dontCares?.dontCareRows, rawFormats: tabulated.rawFormatNames,
      status: difference != nil ? .different : open.isEmpty ? .proved : .open,
      parts: .init(
        all: pieces.count, byRows: byRows, bySteps: bySteps, byABC: byABC, unmatched: subject.unmatched),
      open: open, difference: difference, secondOpinion: opinions.summary, seconds: began.duration(to: .now).inSeconds)
  }

  // MARK: - A difference

  private func difference(_ wrong: Int?, _ opinions: PieceOpinions, samples: [Int]) throws -> ProofReport.Difference? {
    guard let wrong else {
      guard let timing = subject.timing else { return nil }
      return .init(
        place: "registers", output: nil, problem: timing, reads: [], sample: nil, reached: "", expected: nil, got: nil,
        wrongPorts: [], simulation: nil)
    }
    let (piece, comparison) = (pieces[wrong], subject.comparison)
    var (output, codes, problem) = (Int?.none, [Int](), "it is another function")
    if case .different(let difference) = subject.evidence[wrong] {
      (output, codes, problem) = (difference.output, difference.codes, difference.problem)
    } else if case .different(let bit, _) = opinions.verdicts[wrong] {
      (output, problem) = (bit, "bit \(bit) is wrong")
    }
    let (sample, reached) = try sample(showing: piece, codes, opinions.samples[wrong], opinions.check, among: samples)
    let replay = sample.map { comparison.replay($0, of: piece) }
    if codes.isEmpty { codes = replay?.reads ?? [] }
    return .init(
      place: comparison.place(of: piece), output: output, problem: problem,
      reads: zip(piece.inputs, codes).map { .init(wire: "\(subject.netlist.place(ofWire: $0))", code: $1) },
      sample: sample, reached: reached, expected: replay?.expected, got: replay?.got,
      wrongPorts: replay?.wrongPorts ?? [], simulation: try sample.map { try simulation(of: $0) })
  }

  /// Input codes for which a piece is wrong, and where they come from; or why there are none.
  private func sample(
    showing piece: CutComparison.Piece, _ codes: [Int], _ known: [Int]?, _ check: EquivalenceCheck?,
    among samples: [Int]
  ) throws -> ([Int]?, String) {
    if let known { return (known, "a sample that ABC found shows it") }
    let width = subject.netlist.firstCellWire - 1
    if let number = try subject.comparison.firstSample(showing: piece, among: samples) {
      return (Array(samples[number * width..<(number + 1) * width]), "sample \(number) of those tried shows it")
    }
    let tried = "none of \(NumberText.counted(samples.count / width, "sample", "samples")) shows it"
    guard !codes.isEmpty, let check else { return (nil, tried) }
    guard let models = try subject.comparison.models(reaching: codes, of: piece) else { return (nil, tried) }
    let verdict = try check.verdicts(
      on: [models], pairLimit: timeLimit, timeLimit: timeLimit, jobs: 1)
    switch verdict.first {
    case .different(_, let inputs):
      return (subject.comparison.inputCodes(whenPinsAre: inputs), "a sample that ABC found shows it")
    case .equal: return (nil, "no input of the design reaches these codes, as ABC proves")
    case .undecided, nil:
      return (nil, "\(tried), and ABC did not find one within \(timeLimit.components.seconds) s")
    }
  }

  /// What Verilator says of a sample.
  private func simulation(of sample: [Int]) throws -> String {
    do throws(ToolchainError) {
      for program in [Program.verilator, .make] { _ = try tools.find(program) }
    } catch {
      return "not replayed in Verilator: \(error)"
    }
    let sources = try subject.sources(writingInto: work.appending(path: "rtl"))
    var stimulus = Stimulus(interface: sources.interface, seed: 0, gapsPer256Cycles: 0)
    try stimulus.append(rows: sample)
    let folder = work.appending(path: "replay")
    guard let simulation = try VerilatorSimulation.build([sources], in: folder, tools: tools).first else { return "" }
    let evaluator = TableEvaluator(tabulated.tables)
    let outputs = try evaluator.outputs(for: sample)
    let report = try AgreementReport(
      of: try simulation.run(stimulus, timeLimit: timeLimit), expectedOutputs: outputs,
      expectedClasses: sources.interface.classWidth > 0 ? evaluator.classes(of: outputs) : [],
      interface: sources.interface, variant: sources.label)
    var wrong = report.firstMismatches.first
    if wrong == nil {
      let netlists = [ProbedNetlist(subject.netlist), ProbedNetlist(codesOf: subject.netlist)]
      wrong = try VerilatorSimulation.innerWires(
        of: sources, netlists: netlists, samples: [0], in: stimulus, folder: folder, tools: tools
      ).firstWrong.first
    }
    guard let wrong else { return "in \(simulation.simulator) every wire that could be read is right for it" }
    return
      "in \(simulation.simulator) \(wrong.wire) is \(wrong.got.map(String.init) ?? "nothing"), not \(wrong.expected)"
  }
}
