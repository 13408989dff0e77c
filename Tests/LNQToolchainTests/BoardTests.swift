import Foundation
import LNQHardware
import LNQTestSupport
import Testing

@testable import LNQToolchain

@Suite("Boards")
struct BoardTests {
  private static let log = """
    Info: Device utilisation:
    Info: 	         ICESTORM_LC:   869/ 1280    67%
    Info: 	        ICESTORM_RAM:     0/   16     0%
    Info: Max frequency for clock 'clk$SB_IO_IN_$glb_clk': 159.41 MHz (PASS at 12.00 MHz)
    Info: Max frequency for clock 'clk$SB_IO_IN_$glb_clk': 140.39 MHz (PASS at 12.00 MHz)
    """

  @Test("nextpnr's cells, and its clock after routing, are read from its log")
  func log() {
    let use = BoardBuild.use(in: Self.log)
    #expect(use?.cells == 869 && use?.of == 1280)
    #expect(BoardBuild.clock(in: Self.log) == 140.39)
    #expect(BoardBuild.use(in: "") == nil && BoardBuild.clock(in: "") == nil)
  }

  @Test("what icebox_vlog prints declares each port once")
  func readable() {
    let text = """
      // Reading file 'x.asc'..

      module top (input clk, output tx, input rx, output led);

      wire n1;
      // (0, 0, 'glb_netwk_0')
      wire clk;
      reg n3 = 0;
      reg tx = 1;
      wire rx;
      assign led = n1;
      """
    #expect(
      BoardBuild.readable(text) == """

        module top (input clk, output reg tx = 1, input rx, output led);

        wire n1;
        reg n3 = 0;
        assign led = n1;
        """)
  }

  @Test("a project has a Makefile, the pins, and its top last among what Yosys reads", arguments: Board.allCases)
  func project(board: Board) throws {
    let tiny = TinyDesign("tiny", "s3.1 u4.0", latency: 1)
    let design = tiny.design.wrapped(in: Wrapper(.uart, result: .codes))
    let files = Dictionary(uniqueKeysWithValues: board.files(for: design).map { ($0.name, $0.text) })
    #expect(files["Makefile"]?.hasPrefix(Board.makefileHead) == true)
    let pins = try #require(files[board.flow.constraintsName(board)])
    #expect(board.pins.allSatisfy { pins.contains($0.pin) && pins.contains($0.port) })
    #expect(files["tiny_board.v"]?.contains("tiny_uart #(.DIVISOR(\(board.divisor)))") == true)
    // A bit of the serial line is right to 1 %.
    #expect(abs(Double(board.divisor) * Double(Board.baud) / (board.clockMHz * 1e6) - 1) < 0.01)
    let script = try #require(files[board.flow.programs == nil ? "build.tcl" : "tiny_board.ys"])
    #expect(script.contains("tiny_uart.v") && script.contains("tiny_board.v"))
    if board.flow.programs == nil {
      let alone = try #require(files["out_of_context.tcl"])
      #expect(alone.contains("tiny_uart.v") && !alone.contains("tiny_board"))
    } else {
      #expect(script.contains("tiny_uart.v tiny_board.v\n"))
      #expect(files["Makefile"]?.contains("NEXTPNR ?= \(board.flow.programs?.placer.rawValue ?? "")\n") == true)
    }
  }

  @Test("icetime's clock is read from its log")
  func icetime() {
    #expect(BoardBuild.path(in: "// Timing estimate: 7.02 ns\nTotal path delay: 7.21 ns (138.68 MHz)\n") == 138.68)
    #expect(BoardBuild.path(in: "") == nil)
  }

  @Test("the cells of other chips are read from nextpnr's log")
  func otherCells() {
    let log = "Info: \t          TRELLIS_FF:  535/83640     0%\nInfo: \t        TRELLIS_COMB:  902/83640     1%\n"
    let use = BoardBuild.use(of: "TRELLIS_COMB", in: log)
    #expect(use?.cells == 902 && use?.of == 83640)
  }

  @Test("a design that does not fit says how many cells it takes of how many, and where the log is")
  func tooLarge() throws {
    let tiny = TinyDesign("tiny", "s3.1 u4.0", latency: 1)
    let folder = try Workspace.empty("board too large")
    func program(_ text: String) throws -> String {
      let path = folder.appending(path: "tool \(text.count)").path
      try ShellProgram.write("#!/bin/sh\n\(text)\n", to: path)
      return path
    }
    let tools = ToolSearch(
      path: "/usr/bin:/bin",
      overrides: [
        "yosys": try program("exit 0"), "icepack": try program("exit 0 #"),
        "nextpnr-ice40": try program("echo 'Info: ICESTORM_LC:  2000/ 1280   156%'; echo 'ERROR: no place'; exit 1"),
      ])
    let project = folder.appending(path: "project")
    #expect(
      throws: ToolchainError.tooLarge(
        Board.icestick.name, cells: 2000, of: 1280, log: project.appending(path: "nextpnr.log").path)
    ) {
      try BoardBuild(
        tiny.design.wrapped(in: Wrapper(.uart, result: .codes)), for: .icestick, in: project, tools: tools,
        limits: ToolLimits(time: .seconds(20)), meanwhile: {})
    }
  }
}
