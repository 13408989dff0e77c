/// The tools that make the bitstreams of a family of chips.
public enum BoardFlow: Hashable, Sendable, CaseIterable {
  /// Yosys, nextpnr-ice40, icepack: all of Debian.
  case ice40
  /// Yosys, nextpnr-ecp5, ecppack.
  case ecp5
  /// Yosys, nextpnr-himbaechel, gowin_pack.
  case gowin
  /// Yosys, nextpnr-himbaechel, gmpack.
  case gatemate
  /// AMD's Vivado, whose project is written and not run.
  case vivado
  /// Intel's Quartus, whose project is written and not run.
  case quartus

  /// What circuits are mapped for.
  public var target: SynthesisTarget {
    switch self {
    case .ice40: .ice40
    case .ecp5: .ecp5
    case .gowin, .gatemate, .quartus: .lut4
    case .vivado: .xilinx
    }
  }

  /// What places and routes, and what makes a bitstream of that; nil for projects that are not run.
  public var programs: (placer: Program, packer: Program)? {
    switch self {
    case .ice40: (.nextpnrICE40, .icepack)
    case .ecp5: (.nextpnrECP5, .ecppack)
    case .gowin: (.nextpnrGowin, .gowinPack)
    case .gatemate: (.nextpnrGateMate, .gmpack)
    case .vivado, .quartus: nil
    }
  }

  /// All that has to be there.
  public var tools: [Program] {
    guard let programs else { return [] }
    return [.yosys, programs.placer, programs.packer] + (self == .ice40 ? [.iceboxVlog, .verilator, .make] : [])
  }

  /// Yosys's command, without the module and the file.
  var synthesis: String {
    switch self {
    case .ice40, .ecp5: target.command
    case .gowin: "synth_gowin -nobram -nolutram"
    case .gatemate: "synth_gatemate -luttree -nomx8 -nomult"
    case .vivado, .quartus: ""
    }
  }

  /// The file of the pins.
  func constraintsName(_ board: Board) -> String {
    let ending =
      switch self {
      case .ice40: "pcf"
      case .ecp5: "lpf"
      case .gowin: "cst"
      case .gatemate: "ccf"
      case .vivado: "xdc"
      case .quartus: "qsf"
      }
    return "\(board.rawValue).\(ending)"
  }

  /// Its lines.
  func constraints(_ board: Board, top: String) -> String {
    let pins = board.pins
    let period = 1000 / board.clockMHz
    switch self {
    case .ice40: return pins.map { "set_io \($0.port) \($0.pin)\n" }.joined()
    case .ecp5:
      return "FREQUENCY PORT \"clk\" \(board.frequency) MHZ;\n"
        + pins.map { "LOCATE COMP \"\($0.port)\" SITE \"\($0.pin)\";\nIOBUF PORT \"\($0.port)\" IO_TYPE=LVCMOS33;\n" }
        .joined()
    case .gowin:
      return pins.map { "IO_LOC \"\($0.port)\" \($0.pin);\nIO_PORT \"\($0.port)\" IO_TYPE=LVCMOS33;\n" }.joined()
    case .gatemate: return pins.map { "Net \"\($0.port)\" Loc = \"\($0.pin)\";\n" }.joined()
    case .vivado:
      return "create_clock -name clk -period \(period) [get_ports clk]\n"
        + pins.map {
          "set_property -dict {PACKAGE_PIN \($0.pin) IOSTANDARD LVCMOS33} [get_ports \($0.port)]\n"
        }.joined()
        + "set_false_path -from [get_ports rx]\nset_false_path -to [get_ports tx]\n"
    case .quartus:
      return "set_global_assignment -name FAMILY \"MAX 10\"\nset_global_assignment -name DEVICE \(board.chip[0])\n"
        + "set_global_assignment -name TOP_LEVEL_ENTITY \(top)\nset_global_assignment -name SDC_FILE \(board.rawValue).sdc\n"
        + pins.map {
          "set_location_assignment \($0.pin) -to \($0.port)\n"
            + "set_instance_assignment -name IO_STANDARD \"3.3-V LVTTL\" -to \($0.port)\n"
        }.joined()
    }
  }

  /// What the placer is told to place and route the module `top`; the same words give the same circuit.
  func placement(of top: String, on board: Board) -> [String] {
    let pins = constraintsName(board)
    let files =
      switch self {
      case .ice40: ["--pcf", pins, "--asc", "\(top).asc"]
      case .ecp5: ["--lpf", pins, "--textcfg", "\(top).config"]
      case .gowin: ["--vopt", "cst=\(pins)", "--write", "\(top).routed.json"]
      case .gatemate: ["--vopt", "ccf=\(pins)", "--vopt", "out=\(top).txt"]
      case .vivado, .quartus: [String]()
      }
    return board.chip + ["--json", "\(top).json"] + files + ["--freq", board.frequency, "--seed", "1"]
  }

  /// What it writes.
  func routedName(_ top: String) -> String {
    switch self {
    case .ice40: "\(top).asc"
    case .ecp5: "\(top).config"
    case .gowin: "\(top).routed.json"
    case .gatemate: "\(top).txt"
    case .vivado, .quartus: "\(top).dcp"
    }
  }

  /// The file for the board's programmer.
  public func bitstreamName(_ top: String) -> String {
    switch self {
    case .ice40: "\(top).bin"
    case .ecp5, .gatemate, .vivado: "\(top).bit"
    case .gowin: "\(top).fs"
    case .quartus: "output_files/\(top).sof"
    }
  }

  /// What the packer is told.
  func packing(_ top: String, on board: Board) -> [String] {
    switch self {
    case .gowin: ["-d", board.family, "-o", bitstreamName(top), routedName(top)]
    case .ecp5: ["--compress", routedName(top), bitstreamName(top)]
    default: [routedName(top), bitstreamName(top)]
    }
  }

  /// What nextpnr calls the cells that logic takes, in its list of what is used.
  var cellName: String {
    switch self {
    case .ice40: "ICESTORM_LC"
    case .ecp5: "TRELLIS_COMB"
    case .gowin: "LUT4"
    case .gatemate, .vivado, .quartus: "CPE_LT"
    }
  }
}
