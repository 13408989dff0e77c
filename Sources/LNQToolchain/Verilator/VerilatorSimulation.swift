import Foundation
import LNQHardware

/// A design that Verilator has built, ready to run.
public struct VerilatorSimulation: Sendable, Hashable {
  /// What was built.
  public let sources: VerilogSources
  /// `Verilator 5.006`.
  public let simulator: String
  /// The program.
  public let executable: URL

  /// Builds designs that differ in their labels, and shares the work between them.
  ///
  /// - Parameters:
  ///   - designs: the forms to build; each is built from its files as they are now.
  ///   - folder: where everything is built and logged; made when it does not exist. What a former build left there is
  ///     used again as far as it is up to date. No two builds may use one folder at the same time.
  ///   - jobs: how many processes run at a time.
  ///   - samples: how many will be streamed through each; more are worth a slower compilation.
  ///   - cache: where executables of the same sources are found, and kept.
  /// - Throws: `ToolchainError.toolMissing`, `.toolFailed` with the end of the log, `.sameLabel`, `.cannotWrite`.
  public static func build(
    _ designs: [VerilogSources], in folder: URL, tools: ToolSearch, jobs: Int = 2, samples: Int = 0,
    cache: SimulatorCache? = nil
  ) throws(ToolchainError) -> [VerilatorSimulation] {
    let build = try VerilatorBuild(bench: .stream(samples: samples), in: folder, tools: tools, cache: cache)
    let executables = try build.build(designs, jobs: jobs)
    return zip(designs, executables).map { design, executable in
      VerilatorSimulation(sources: design, simulator: build.simulator, executable: executable)
    }
  }

  /// Builds designs that differ in their labels and uses them. Each is made when it is its turn, while others are built: the ones that
  /// take longest come first.
  ///
  /// - Parameters:
  ///   - count: how many designs there are; the other parameters are those of `build(_:in:)`.
  ///   - failure: what is thrown for an error of a tool.
  ///   - design: makes one. Several are made at a time.
  ///   - use: gets a design's number and what was built of it. Several are used at a time, while others are built.
  ///   - beside: done once beside that, when all designs are made.
  /// - Throws: what the functions throw; an error of `build(_:in:)`, as a failure.
  package static func build<Failure: Error>(
    count: Int, in folder: URL, tools: ToolSearch, jobs: Int, samples: Int, cache: SimulatorCache?,
    failure: @Sendable (ToolchainError) -> Failure, design: @Sendable (Int) throws(Failure) -> VerilogSources,
    use: @Sendable (Int, VerilatorSimulation) throws(Failure) -> Void, beside: @Sendable () throws(Failure) -> Void
  ) throws(Failure) {
    let build: VerilatorBuild
    do throws(ToolchainError) {
      build = try VerilatorBuild(bench: .stream(samples: samples), in: folder, tools: tools, cache: cache)
    } catch { throw failure(error) }
    try build.build(
      count: count, jobs: jobs, failure: failure, design: design,
      use: { (index, sources, executable) throws(Failure) in
        try use(index, VerilatorSimulation(sources: sources, simulator: build.simulator, executable: executable))
      }, beside: beside)
  }

  /// Streams a stimulus through the design, one sample a clock with gaps.
  ///
  /// The stimulus, the response and the log are files beside the executable.
  ///
  /// - Parameter timeLimit: when to give up.
  /// - Throws: `ToolchainError.toolFailed`, `.timedOut`, `.malformedOutput`, `.cannotWrite`; `.codes` when the stimulus is
  ///   for another interface.
  public func run(_ stimulus: Stimulus, timeLimit: Duration? = nil) throws(ToolchainError) -> SimulationResponse {
    let interface = sources.interface
    guard stimulus.slices == interface.inputs else {
      throw .codes("the stimulus is for other inputs than those of \(interface.module)")
    }
    let (input, output, log) = (file("stimulus"), file("response"), file("run.log"))
    try WorkFiles.write(stimulus.fileContents, to: input)
    let program = ExternalTool(name: sources.label, path: executable.path, environment: [:])
    try program.run(
      [input.lastPathComponent, output.lastPathComponent], in: executable.deletingLastPathComponent(), log: log,
      limits: .init(time: timeLimit))
    let summary = try summary(in: log)
    let records = try BenchRecords(file: output, tool: sources.label)
    let outputWords = (interface.outputWidth + 31) / 32
    guard records.wordsPerRecord == outputWords + (interface.classWidth > 0 ? 1 : 0) else {
      throw .malformedOutput(sources.label, problem: "its response has records of another size", file: output.path)
    }
    var outputs: [UInt32] = []
    outputs.reserveCapacity(records.count * outputWords)
    var classes: [Int] = []
    for record in 0..<records.count {
      let words = records[record]
      outputs += words.prefix(outputWords)
      if interface.classWidth > 0 { classes.append(Int(words[words.startIndex + outputWords])) }
    }
    return SimulationResponse(
      outputs: PackedVectors(bitWidth: interface.outputWidth, words: outputs), classes: classes,
      samplesIn: stimulus.count, latencyCycles: summary.latencyCycles, timingViolations: summary.violations,
      firstTimingViolation: summary.first, cycles: summary.cycles, seconds: summary.seconds, simulator: simulator,
      log: log.path)
  }

  /// The line that the bench prints last.
  private struct Summary: Decodable {
    let samples: Int
    let cycles: Int
    let latencyCycles: Int
    let seconds: Double
    let violations: Int
    let first: TimingViolation?
  }

  private func summary(in log: URL) throws(ToolchainError) -> Summary {
    let line = WorkFiles.text(of: log).split(separator: "\n").last { $0.hasPrefix("{\"samples\":") }
    guard let line, let summary = try? JSONDecoder().decode(Summary.self, from: Data(line.utf8)) else {
      throw .malformedOutput(sources.label, problem: "the simulation printed no summary", file: log.path)
    }
    return summary
  }

  private func file(_ suffix: String) -> URL { executable.appendingPathExtension(suffix) }
}

/// The response file of a Verilator bench; `lnq_model.h` describes it.
struct BenchRecords {
  let wordsPerRecord: Int
  let count: Int
  private let words: [UInt32]

  private static let headerWords = 6

  /// Reads a file whole.
  init(file: URL, tool: String) throws(ToolchainError) {
    let words = try WorkFiles.read(file).words ?? []
    guard words.count >= Self.headerWords, words[0] == 0x5251_4E4C, words[1] == 1, words[5] == 0 else {
      throw .malformedOutput(tool, problem: "the simulation wrote no valid response", file: file.path)
    }
    wordsPerRecord = Int(words[2])
    count = Int(words[4])
    guard words.count == Self.headerWords + wordsPerRecord * count else {
      throw .malformedOutput(tool, problem: "the response of the simulation is incomplete", file: file.path)
    }
    self.words = words
  }

  subscript(record: Int) -> ArraySlice<UInt32> {
    let start = Self.headerWords + record * wordsPerRecord
    return words[start..<start + wordsPerRecord]
  }
}
