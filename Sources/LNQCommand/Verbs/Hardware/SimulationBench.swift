import Foundation
import LNQData
import LNQHardware
import LNQTables
import LNQToolchain
import LNQStudies
import Synchronization

/// One form of a design, and what it was printed from.
struct SimulatedForm: Sendable {
  let sources: VerilogSources
  /// The netlist, and where its wires are; several when only the latency tells which one it is. They are asked for only when something
  /// is wrong.
  let netlists: @Sendable () throws -> [ProbedNetlist]
}

/// A form that is made when it is its turn.
struct PlannedForm: Sendable {
  /// Forms of a higher rank take longer to make and to build, and are begun earlier.
  let rank: Int
  /// Makes it; several are made at a time.
  let make: @Sendable () throws -> SimulatedForm
}

/// Builds forms of a design with Verilator, streams the samples through each and compares.
struct SimulationBench {
  let tables: TableNetwork
  let samples: SimulationSamples
  /// Where everything is built and logged.
  let work: URL
  let tools: ToolSearch
  /// Where simulators are kept; nil where nothing says where the user's files are.
  let cache: SimulatorCache?

  /// How many failing samples are looked into.
  private static let locatedSamples = 3

  /// What came of all forms.
  struct Results {
    let forms: [SimulatedForm]
    /// A report for each form.
    let reports: [AgreementReport]
    /// What the inner wires say of the first form that computes something wrong.
    let innerWires: InnerWires?
    /// The form that is emitted unless told otherwise, if it is among those simulated.
    let registered: SimulatedForm
    /// What Icarus Verilog says of it, or why it says nothing.
    let second: (opinion: SimulateReport.SecondOpinion?, absence: String?)
  }

  /// Simulates all forms, and asks for a second opinion.
  func run(_ planned: [PlannedForm], console: Console) throws -> Results {
    let forms = Mutex([SimulatedForm?](repeating: nil, count: planned.count))
    let reports = Mutex([AgreementReport?](repeating: nil, count: planned.count))
    let second = Mutex<(opinion: SimulateReport.SecondOpinion?, absence: String?)>((nil, nil))
    let ticker = ticker(on: console, count: planned.count) { reports.withLock { $0.count { $0 != nil } } }
    defer { ticker.stop() }
    let samples = samples
    let order = planned.indices.sorted { (-planned[$0].rank, $0) < (-planned[$1].rank, $1) }
    try VerilatorSimulation.build(
      count: planned.count, in: work, tools: tools, jobs: ProcessInfo.processInfo.activeProcessorCount,
      samples: samples.count, cache: cache, failure: { $0 as any Error },
      design: { step throws(any Error) in
        let form = try planned[order[step]].make()
        forms.withLock { $0[order[step]] = form }
        return form.sources
      },
      use: { step, simulation throws(any Error) in
        let report = try AgreementReport(
          of: simulation.run(samples.stimulus), expectedOutputs: samples.outputs, expectedClasses: samples.classes,
          interface: simulation.sources.interface, variant: simulation.sources.label)
        reports.withLock { $0[order[step]] = report }
      },
      beside: { () throws(any Error) in
        let opinion = try secondOpinion(on: Self.registered(forms.withLock { $0.compactMap(\.self) }).sources)
        second.withLock { $0 = opinion }
      })
    let (made, given) = (forms.withLock { $0.compactMap(\.self) }, reports.withLock { $0.compactMap(\.self) })
    let wrong = zip(made, given).first { $0.1.mismatches > 0 }
    return Results(
      forms: made, reports: given, innerWires: try wrong.map(look(into:after:)), registered: Self.registered(made),
      second: second.withLock { $0 })
  }

  /// The form that is emitted unless told otherwise, if it is among those simulated.
  private static func registered(_ forms: [SimulatedForm]) -> SimulatedForm {
    forms.first { $0.sources.interface.latencyCycles > 0 } ?? forms[0]
  }

  /// Shows how many forms Verilator, and how many the compiler has begun, and how many are simulated.
  private func ticker(on console: Console, count: Int, simulated: @escaping @Sendable () -> Int) -> Ticker {
    let work = work
    return Ticker(on: console) {
      func logs(_ ending: String) -> Int {
        FileManager.default.enumerator(atPath: work.path)?.count { ($0 as? String)?.hasSuffix(ending) ?? false } ?? 0
      }
      let (translated, compiled) = (min(count, logs(".verilate.log")), min(count, logs(".compile.log")))
      return
        "building simulations: translating \(translated), compiling \(compiled), simulated \(simulated()) of \(count)"
    }
  }

  /// Reads the inner wires for the first failing samples.
  private func look(into form: SimulatedForm, after report: AgreementReport) throws -> InnerWires {
    var failing: [Int] = []
    for mismatch in report.firstMismatches where !failing.contains(mismatch.sample) { failing.append(mismatch.sample) }
    return try VerilatorSimulation.innerWires(
      of: form.sources, netlists: form.netlists(), samples: Array(failing.prefix(Self.locatedSamples)),
      in: samples.stimulus, folder: work, tools: tools)
  }

  /// Designs with more lookups keep Icarus Verilog busy for minutes, and Verilator's compiler too.
  static let largeDesignLookups = 5000

  /// As many samples as Icarus Verilog simulates in a second or two: its time goes with the statements of the design, whether they are
  /// tables or the LUTs of a mapped circuit.
  private static func secondOpinionSamples(of form: VerilogSources) throws -> Int {
    max(50, min(2000, 1_300_000 / max(1, try form.statementCount)))
  }

  /// Runs the self-checking testbench with the first samples in Icarus Verilog, which shares no code with Verilator.
  ///
  /// - Returns: its opinion, or why there is none.
  private func secondOpinion(
    on form: VerilogSources
  ) throws -> (opinion: SimulateReport.SecondOpinion?, absence: String?) {
    guard (try? tools.find(.iverilog)) != nil, (try? tools.find(.vvp)) != nil else {
      return (nil, "iverilog is not installed, so there is no second opinion")
    }
    guard tables.lookupCount <= Self.largeDesignLookups else {
      return (
        nil,
        "\(NumberText.count(tables.lookupCount)) lookups are too many for a second opinion in Icarus Verilog"
          + " (at most \(NumberText.count(Self.largeDesignLookups)))"
      )
    }
    let testbench = try VerilogTestbench(
      interface: form.interface, stimulus: samples.stimulus, expectedOutputs: samples.outputs,
      expectedClasses: samples.classes, limit: Self.secondOpinionSamples(of: form))
    let verdict = try IcarusSimulation.run(
      testbench, with: form, in: work.appendingPathComponent("icarus"), tools: tools)
    let opinion = SimulateReport.SecondOpinion(
      simulator: verdict.simulator, variant: form.label, passed: verdict.passed, samples: verdict.samples,
      mismatches: verdict.mismatches, timingErrors: verdict.timingErrors, messages: verdict.messages)
    return (opinion, nil)
  }

  /// Simulates some samples in Icarus Verilog and writes the waveforms of all signals of a form.
  ///
  /// - Parameter path: the file, whose name ends in `.vcd` or `.fst`.
  /// - Throws: `ToolchainError.toolMissing` without Icarus Verilog; `RunDirectoryError.cannotWrite`.
  func trace(_ form: VerilogSources, samples numbers: [Int], to path: String, console: Console) throws {
    var progress = ProgressLine(on: console)
    defer { progress.clear() }
    progress.update("tracing", done: 1, facts: form.label)
    let (outputs, classes) = (form.interface.outputs.count, samples.classes)
    let testbench = try VerilogTestbench(
      interface: form.interface, stimulus: samples.stimulus.selecting(numbers),
      expectedOutputs: numbers.flatMap { samples.outputs[$0 * outputs..<($0 + 1) * outputs] },
      expectedClasses: classes.isEmpty ? [] : numbers.map { classes[$0] }, limit: numbers.count)
    let folder = work.appendingPathComponent("trace")
    let file = folder.appendingPathComponent("trace." + URL(fileURLWithPath: path).pathExtension)
    _ = try IcarusSimulation.run(testbench, with: form, in: folder, tools: tools, trace: file)
    guard let data = try? Data(contentsOf: file) else { throw ToolchainError.cannotRead(file.path) }
    try OutputFile.write(data, to: path)
    try? FileManager.default.removeItem(at: folder)
  }

  /// The numbers of the samples around the first that came out wrong; nil when none did.
  func window(around report: AgreementReport) -> [Int]? {
    guard let wrong = report.firstMismatches.first?.sample ?? report.firstTimingViolation?.sample else {
      return nil
    }
    let radius = 8 + report.expectedLatencyCycles
    return Array(max(0, min(wrong, samples.count - 1) - radius)..<min(samples.count, wrong + radius + 1))
  }
}
