import LNQHardware

/// A board with a serial line to a computer: its chip, its oscillator and its pins.
public enum Board: String, Hashable, Sendable, Codable, CaseIterable {
  /// Lattice's iCEstick, with an iCE40 HX1K.
  case icestick
  /// 1BitSquared's iCEBreaker, with an iCE40 UP5K.
  case icebreaker
  /// Lattice's breakout board, with an iCE40 HX8K.
  case hx8k
  /// Radiona's ULX3S, with an ECP5 85F.
  case ulx3s
  /// Sipeed's Tang Nano 9K, with a Gowin GW1NR-9.
  case tangnano9k
  /// Cologne Chip's evaluation board, with a GateMate A1; the serial line is at PMODA, for a Pmod USBUART.
  case gatemate
  /// Digilent's Arty A7-35, with an Artix-7: for Vivado.
  case arty
  /// Terasic's DE10-Lite, with a MAX 10: for Quartus. The serial line is at GPIO 0 and 1.
  case de10lite

  /// Its name in sentences.
  public var name: String {
    switch self {
    case .icestick: "iCEstick (iCE40 HX1K)"
    case .icebreaker: "iCEBreaker (iCE40 UP5K)"
    case .hx8k: "iCE40 HX8K breakout board"
    case .ulx3s: "ULX3S (ECP5 85F)"
    case .tangnano9k: "Tang Nano 9K (GW1NR-9)"
    case .gatemate: "GateMate evaluation board (A1)"
    case .arty: "Arty A7-35 (Artix-7)"
    case .de10lite: "DE10-Lite (MAX 10)"
    }
  }

  /// Who makes its bitstreams.
  public var flow: BoardFlow {
    switch self {
    case .icestick, .icebreaker, .hx8k: .ice40
    case .ulx3s: .ecp5
    case .tangnano9k: .gowin
    case .gatemate: .gatemate
    case .arty: .vivado
    case .de10lite: .quartus
    }
  }

  /// The family that Gowin's tools know the chip by; that of the Tang Nano 9K, the only such board.
  var family: String { "GW1N-9C" }

  /// The chip in the words of its tools.
  var chip: [String] {
    switch self {
    case .icestick: ["--hx1k", "--package", "tq144"]
    case .icebreaker: ["--up5k", "--package", "sg48"]
    case .hx8k: ["--hx8k", "--package", "ct256"]
    case .ulx3s: ["--85k", "--package", "CABGA381"]
    case .tangnano9k: ["--device", "GW1NR-LV9QN88PC6/I5", "--vopt", "family=\(family)"]
    case .gatemate: ["--device", "CCGM1A1", "--router", "router2"]
    case .arty: ["xc7a35ticsg324-1L"]
    case .de10lite: ["10M50DAF484C7G"]
    }
  }

  /// The oscillator on the board.
  public var clockMHz: Double {
    switch self {
    case .icestick, .icebreaker, .hx8k: 12
    case .ulx3s: 25
    case .tangnano9k: 27
    case .gatemate: 10
    case .arty: 100
    case .de10lite: 50
    }
  }

  /// Which pins are the clock, and the line from and to the computer.
  var pins: [(port: String, pin: String)] {
    let (clock, from, to) =
      switch self {
      case .icestick: ("21", "9", "8")
      case .icebreaker: ("35", "6", "9")
      case .hx8k: ("J3", "B10", "B12")
      case .ulx3s: ("G2", "M1", "L4")
      case .tangnano9k: ("52", "18", "17")
      case .gatemate: ("IO_SB_A8", "IO_NB_A2", "IO_NB_A1")
      case .arty: ("E3", "A9", "D10")
      case .de10lite: ("PIN_P11", "PIN_V10", "PIN_W10")
      }
    return [("clk", clock), ("rx", from), ("tx", to)]
  }

  /// The words that put the file `bitstream` onto the board.
  func programming(_ bitstream: String) -> String {
    switch self {
    case .icestick, .icebreaker: "iceprog \(bitstream)"
    case .hx8k: "iceprog -S \(bitstream)"
    case .ulx3s, .tangnano9k: "openFPGALoader -b \(rawValue) \(bitstream)"
    case .gatemate: "openFPGALoader -b gatemate_evb_jtag \(bitstream)"
    case .arty: "openFPGALoader -b arty_a7_35t \(bitstream)"
    case .de10lite: "quartus_pgm -m jtag -o \"p;\(bitstream)\""
    }
  }

  /// The bits a second of the serial line.
  public static let baud = 115_200
  /// The clocks that a bit takes.
  var divisor: Int { Int((clockMHz * 1e6 / Double(Self.baud)).rounded()) }
  /// The oscillator in the letters of tools and of sentences.
  var frequency: String { String(Int(clockMHz)) }
}

extension Board {
  /// The module for a network: `jsc_s_board`.
  public static func module(around interface: HardwareInterface) -> String { "\(interface.module)_board" }

  /// How the Makefile of a project begins.
  public static let makefileHead = "# The bitstream of"

  /// The files of a project: the top with its pins, the pins, and a Makefile that makes the bitstream with the same tools.
  ///
  /// - Parameter design: a network in a wrapper for a serial line.
  func files(for design: VerilogDesign) -> [VerilogDesign.File] {
    let top = Self.module(around: design.interface)
    let text = """
      // \(design.interface.module) on the \(name): \(Self.baud) baud on its serial line, from a clock of \(frequency) MHz.
      `default_nettype none
      module \(top) (
        input  wire clk,
        input  wire rx,
        output wire tx
      );
        // Flip-flops are 0 when the chip wakes up: a reset of 15 clocks.
        reg [3:0] awake = 4'd0;
        wire is_awake = awake == 4'd15;
        always @(posedge clk) if (!is_awake) awake <= awake + 4'd1;
        \(Wrapper.Kind.uart.module(around: design.interface)) #(.DIVISOR(\(divisor))) u_uart (
          .clk_i(clk), .rst_ni(is_awake), .rx_i(rx), .tx_o(tx)
        );
      endmodule
      `default_nettype wire

      """
    return [.init(name: "\(top).v", text: text)]
      + BoardProject(self, design, sources: design.sources.map(\.name) + ["\(top).v"]).files
  }
}
