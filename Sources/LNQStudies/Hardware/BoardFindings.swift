import Foundation
import LNQData
import LNQFiles
import LNQHardware
import LNQMapping
import LNQTables
import LNQToolchain

/// A network on a board: what it takes of the chip, how fast it is, and what the placed and routed circuit computes.
package struct BoardFindings: Codable {
  /// What a simulation of the routed circuit found out, through the serial line.
  struct Routed: Codable {
    let samples: Int
    let mismatches: Int
    let simulator: String
  }

  let board: Board
  /// Cells of the chip, with the serial line, and how many it has; nil, like all that comes of running tools, for a project that
  /// is written only.
  var cells: Int?
  var cellsOfChip: Int?
  /// The highest frequency at which all paths are fast enough, and that of the board's oscillator.
  package var metClockMHz: Double?
  /// The same by icetime.
  var icetimeMHz: Double?
  let clockMHz: Double
  /// From a sample to its result in the network, at the highest frequency.
  var latencyNanoseconds: Double?
  /// Bits a second.
  let baud: Int
  /// Bytes of a sample and of a result.
  let sampleBytes: Int
  let resultBytes: Int
  /// nil for chips whose routed circuits are not read back.
  var routed: Routed?
  /// The project: Verilog, pins, Makefile, bitstream, logs, and these findings in `board.json`.
  let folder: String
  let bitstream: String
  /// The SHA-256 of the bitstream, and of the tables that it was made from; nil in files of older versions.
  var bitstreamSHA256: String?
  let tablesSHA256: String?

  /// The file of the project with these findings.
  static let fileName = "board.json"

  /// Adds what is known to a summary.
  func add(to summary: inout Summary) {
    guard let cells, let cellsOfChip, let metClockMHz, let latencyNanoseconds else {
      summary.add("board", board.name)
      summary.add("project", "\(folder): written, not run; `make` there makes \(bitstream)")
      return
    }
    summary.add(
      "board",
      "\(board.name): \(NumberText.count(cells)) of \(NumberText.count(cellsOfChip)) cells, with the serial line")
    summary.add(
      "clock",
      String(
        format: "%.1f MHz met after routing%@; the board has %.0f MHz; latency %.0f ns at the former", metClockMHz,
        icetimeMHz.map { String(format: " (icetime: %.1f MHz)", $0) } ?? "", clockMHz, latencyNanoseconds))
    if let routed {
      summary.add(
        "routed",
        "\(NumberText.counted(routed.mismatches, "mismatch", "mismatches")) in \(NumberText.counted(routed.samples, "sample", "samples")) "
          + "through the serial line (\(routed.simulator))")
    }
    summary.add("bitstream", "\(folder)/\(bitstream)")
  }

  /// One sentence when the routed circuit computes something else.
  var disagreement: String? {
    guard let routed, routed.mismatches > 0 else { return nil }
    return
      "the routed circuit differs from the tables in \(NumberText.counted(routed.mismatches, "result", "results")) of "
      + "\(NumberText.count(routed.samples)); look into \(folder)/verdict.log"
  }
}

/// Makes bitstreams of a run.
package struct BoardBench {
  let bench: ToolBench
  let board: Board

  /// Puts the parts together.
  package init(_ bench: ToolBench, for board: Board) {
    (self.bench, self.board) = (bench, board)
  }

  /// Checks before the work that every tool is there.
  package static func checkTools(_ tools: ToolSearch, for board: Board) throws(ToolchainError) {
    for program in board.flow.tools { _ = try tools.find(program) }
  }

  /// Checks that a folder that somebody has named holds nothing but an earlier project, since it is replaced as a whole.
  ///
  /// - Throws: `CommandError.input`.
  package static func checkFolder(_ path: String?) throws(CommandError) {
    guard let path, let files = try? FileManager.default.contentsOfDirectory(atPath: path), !files.isEmpty else {
      return
    }
    let makefile = (try? String(contentsOfFile: path + "/Makefile", encoding: .utf8)) ?? ""
    guard makefile.hasPrefix(Board.makefileHead) else {
      throw .input("\(path) has files that are no project of lnq: choose a folder that is new or empty")
    }
  }

  /// Makes the bitstream of a circuit, and simulates it after place and route.
  ///
  /// Everything stays in `path`, whatever happens.
  /// - Parameters:
  ///   - testRows: what the routed circuit gets, the first `limit` of them.
  ///   - path: the folder of the project, which is replaced as a whole.
  /// - Throws: `ToolchainError`; `CommandError.failure` with what to do for a tool that came to a limit.
  package func findings(
    on circuit: BitCircuit, _ netlist: Netlist, registers: DesignForm.Registers, testRows: LabelledRows,
    atMost limit: Int, path: String
  ) throws -> BoardFindings {
    let tables = bench.tabulated.tables
    let rows = Array(try bench.tabulated.inputCodes(of: testRows.features).prefix(limit * tables.inputs.count))
    return try bench.work(in: path) { try findings(on: circuit, netlist, registers, rows, in: $0, path: path) }
  }

  private func findings(
    on circuit: BitCircuit, _ netlist: Netlist, _ registers: DesignForm.Registers, _ rows: [Int], in folder: URL,
    path: String
  ) throws -> BoardFindings {
    let plain = try DesignForm(.luts, registers).design(of: circuit, netlist).design
    let interface = plain.interface
    let wrapper = Wrapper(.uart, result: interface.classWidth > 0 ? .class : .codes)
    let bytes = wrapper.beats(of: interface)
    var findings = BoardFindings(
      board: board, clockMHz: board.clockMHz, baud: Board.baud, sampleBytes: bytes.input, resultBytes: bytes.output,
      folder: path, bitstream: board.flow.bitstreamName(Board.module(around: interface)),
      tablesSHA256: bench.tabulated.sha256)
    let design = plain.wrapped(in: wrapper)
    if board.flow.programs == nil {
      try BoardBuild.write(design, for: board, in: folder)
    } else {
      let build = try bench.watched(board.rawValue) { meanwhile throws(ToolchainError) in
        try BoardBuild(
          design, for: board, in: folder, tools: bench.tools, limits: bench.limits, meanwhile: meanwhile)
      }
      if board.flow == .ice40 { findings.routed = try routed(build, wrapper, interface, rows) }
      guard let bits = try? Data(contentsOf: build.bitstream) else {
        throw ToolchainError.cannotRead(build.bitstream.path)
      }
      (findings.cells, findings.cellsOfChip) = (build.cells, build.cellsOfChip)
      (findings.metClockMHz, findings.icetimeMHz) = (build.clockMHz, build.icetimeMHz)
      findings.latencyNanoseconds = Double(interface.latencyCycles) * 1000 / build.clockMHz
      findings.bitstreamSHA256 = Checksums.Version(bits).sha256
    }
    try WholeFile.write(
      Data((JSONText.of(findings) + "\n").utf8), to: folder.path + "/" + BoardFindings.fileName, durability: .inSystem)
    return findings
  }

  /// What the routed circuit computes, through the serial line.
  private func routed(
    _ build: BoardBuild, _ wrapper: Wrapper, _ interface: HardwareInterface, _ rows: [Int]
  ) throws -> BoardFindings.Routed {
    let evaluator = TableEvaluator(bench.tabulated.tables)
    let outputs = try evaluator.outputs(for: rows)
    var stimulus = Stimulus(interface: interface, seed: 0)
    try stimulus.append(rows: rows)
    let testbench = try VerilogTestbench(
      of: wrapper, on: board, around: interface, stimulus: stimulus, expectedOutputs: outputs,
      expectedClasses: interface.classWidth > 0 ? evaluator.classes(of: outputs) : [], limit: stimulus.count)
    let verdict = try bench.watched("the routed circuit") { meanwhile throws(ToolchainError) in
      try build.simulate(testbench, tools: bench.tools, limits: bench.limits, meanwhile: meanwhile)
    }
    return .init(
      samples: verdict.samples, mismatches: verdict.mismatches + verdict.timingErrors, simulator: verdict.simulator)
  }
}
