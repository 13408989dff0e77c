import ArgumentParser
import Foundation
import LNQHardware
import LNQMapping
import LNQStudies
import LNQToolchain

/// `lnq synthesize`: the arrow from `Netlist` to `BitCircuit`, and its proof.
struct SynthesizeVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "synthesize", abstract: "Map the tables of a run into LUTs, and prove the circuit.",
    discussion: """
      Each neuron becomes the smallest circuit that lnq finds: a cover of its table, a threshold of a sum, or a tree of \
      compressors. Registers are put in, and the circuit is proved equal to the tables for every input, neuron by neuron. The \
      counts are of LUTs before placement.

      With --tool yosys a real Yosys synthesizes the same tables as case statements, and the circuit that lnq found, for the \
      same target; for ice40 and ecp5 nextpnr places and routes that circuit, behind registers at all ports, with three seeds, \
      and the best clock is reported. Scripts and logs are kept in hardware/synthesis.

      With --board the circuit becomes a bitstream that reads samples and writes results on a serial line. What came out of place \
      and route of an iCE40 is read back and simulated in Verilator, through that line, and has to be the tables. hardware/board, or \
      the folder of --output, has the Verilog, the pins, a Makefile, the bitstream and the logs; for Vivado and Quartus scripts instead, \
      which lnq does not run.
      """)

  @Argument(help: "A built-in model, the path of a .model file, or a run directory.", completion: .runs)
  var model = "jsc-tiny"

  @Option(
    help: ArgumentHelp("A register after every this many levels of the circuit; 0 for none.", valueName: "n"))
  var pipeline = 0

  @OptionGroup var mapping: MappingArguments

  @Option(
    help: ArgumentHelp("Who synthesizes: lnq's own mapping, or yosys beside it.", valueName: "name"))
  var tool = SynthesisTool.own

  @Option(
    help: ArgumentHelp(
      "Make the bitstream of icestick, icebreaker, hx8k, ulx3s, tangnano9k or gatemate; or write a project for arty or de10lite.",
      valueName: "name"))
  var board: Board?

  @Option(
    help: ArgumentHelp(
      "With --board: how many test rows the routed circuit gets; \(Self.standardSamples) unless given.", valueName: "n")
  )
  var samples: Int?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "With --board: the folder to write to; hardware/board in the run unless given.", valueName: "dir"),
    completion: .directory)
  var output: String?

  @Option(
    help: ArgumentHelp(
      "With --tool yosys or --board: end a tool that runs longer; \(Self.standardTimeLimit) unless given.",
      valueName: "seconds"))
  var timeLimit: Int?

  @Option(
    help: ArgumentHelp(
      "With --tool yosys or --board: the memory that a tool may have, on Linux; \(Self.standardMemoryLimit) unless given.",
      valueName: "GB"))
  var memoryLimit: Double?

  @OptionGroup var encoding: EncoderArguments

  @OptionGroup var run: RunOptions

  private static let standardSamples = 1000
  private static let standardTimeLimit = 1200
  private static let standardMemoryLimit = 8

  private var limits: ToolLimits {
    ToolLimits(
      time: .seconds(timeLimit ?? Self.standardTimeLimit),
      memory: Int((memoryLimit ?? Double(Self.standardMemoryLimit)) * 1e9))
  }

  func validate() throws {
    try mapping.validate(pipeline: pipeline)
    try encoding.validate()
    if tool == .own, board == nil,
      let option = timeLimit != nil ? "--time-limit" : memoryLimit != nil ? "--memory-limit" : nil
    {
      throw ValidationError("\(option) would change nothing: it is for --tool yosys and --board")
    }
    if board == nil, let option = samples.map({ _ in "--samples" }) ?? output.map({ _ in "--output" }) {
      throw ValidationError("\(option) would change nothing: it is for --board")
    }
    if let samples, !(1...1_000_000).contains(samples) {
      throw ValidationError("--samples \(samples): choose 1 to 1000000")
    }
    if let board, let target = mapping.target, target != board.flow.target {
      throw ValidationError(
        "--board \(board.rawValue) is mapped for \(board.flow.target.rawValue): leave --target out, or write --target "
          + board.flow.target.rawValue)
    }
    if let board, board.flow != .ice40, samples != nil {
      throw ValidationError("--samples would change nothing: routed circuits are read back of iCE40 boards alone")
    }
    if let timeLimit, !(1...1_000_000).contains(timeLimit) {
      throw ValidationError("--time-limit \(timeLimit): choose 1 to 1000000 seconds")
    }
    if let memoryLimit, !(0.01...10_000).contains(memoryLimit) {
      throw ValidationError("--memory-limit \(memoryLimit): choose 0.01 to 10000 GB")
    }
  }

  private var target: SynthesisTarget { board?.flow.target ?? mapping.chosenTarget }

  func execute(_ invocation: Invocation) throws {
    let tools = ToolSearch(environment: invocation.environment)
    if let board {
      try BoardBench.checkTools(tools, for: board)
      try BoardBench.checkFolder(output)
    }
    if tool == .yosys { try YosysBench.checkTools(tools, for: target) }
    let trained = try invocation.trainedRun(model, in: run)
    let lock = try FolderLock(hardwareOf: trained.directory, observer: invocation.console)
    defer { lock.release() }
    let tabulated = try encoding.encoded(
      TabulatedRun(trained, dataset: trained.dataset, observer: invocation.console), dataset: trained.dataset)
    var options = mapping.options
    options.lutSize = target.lutSize
    let registers = mapping.registers(every: pipeline)
    // What tools made of another circuit.
    try? FileManager.default.removeItem(atPath: trained.directory.synthesisWorkPath)
    var (report, circuit, netlist) = try SynthesisReport.make(
      tabulated, options: options, target: target, registers: registers)
    try tabulated.write(report)
    let bench = ToolBench(tabulated, tools: tools, limits: limits, observer: invocation.console)
    if tool == .yosys {
      let findings = try YosysBench(bench, for: target).findings(on: circuit, netlist, registers: registers)
      (report.yosys, report.clockMHz) = (findings, findings.clockMHz)
      try tabulated.write(report)
    }
    if let board {
      let findings = try BoardBench(bench, for: board).findings(
        on: circuit, netlist, registers: registers, testRows: trained.dataset().test,
        atMost: samples ?? Self.standardSamples, path: output ?? trained.directory.boardPath)
      report.board = findings
      // The chip that Yosys was asked about comes first.
      report.clockMHz = report.clockMHz ?? findings.metClockMHz
      try tabulated.write(report)
    }
    try invocation.console.print(report, asJSON: run.json)
    if let sentence = report.disagreement { throw CommandError.disagreement(sentence) }
  }
}

/// Who synthesizes.
enum SynthesisTool: String, CaseIterable, ExpressibleByArgument {
  case own, yosys
}

extension Board: ExpressibleByArgument {}
