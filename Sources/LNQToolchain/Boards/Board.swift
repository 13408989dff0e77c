import LNQHardware

/// A board with an iCE40 and a serial line to a computer, which Debian's own tools make a bitstream for.
public enum Board: String, Hashable, Sendable, Codable, CaseIterable {
  /// Lattice's iCEstick, with an HX1K.
  case icestick
  /// 1BitSquared's iCEBreaker, with an UP5K.
  case icebreaker
  /// Lattice's breakout board, with an HX8K.
  case hx8k

  /// Its name in sentences.
  public var name: String {
    switch self {
    case .icestick: "iCEstick (iCE40 HX1K)"
    case .icebreaker: "iCEBreaker (iCE40 UP5K)"
    case .hx8k: "iCE40 HX8K breakout board"
    }
  }

  /// The oscillator on the board.
  public static let clockMHz = 12.0
  /// The bits a second of the serial line.
  public static let baud = 115_200
  /// The clocks that a bit takes.
  static let divisor = Int((clockMHz * 1e6 / Double(baud)).rounded())

  /// The oscillator in the letters of nextpnr and of sentences.
  static let frequency = String(Int(clockMHz))

  /// How nextpnr is told chip and package.
  private var package: [String] {
    switch self {
    case .icestick: ["--hx1k", "--package", "tq144"]
    case .icebreaker: ["--up5k", "--package", "sg48"]
    case .hx8k: ["--hx8k", "--package", "ct256"]
    }
  }

  /// What nextpnr is told to place and route the module `top`; the same words give the same circuit.
  func placement(of top: String) -> [String] {
    package + [
      "--json", "\(top).json", "--pcf", constraintsName, "--freq", Self.frequency, "--asc", "\(top).asc", "--seed", "1",
    ]
  }

  /// Which pins are the clock, and the line from and to the computer.
  private var pins: [(port: String, pin: String)] {
    switch self {
    case .icestick: [("clk", "21"), ("rx", "9"), ("tx", "8")]
    case .icebreaker: [("clk", "35"), ("rx", "6"), ("tx", "9")]
    case .hx8k: [("clk", "J3"), ("rx", "B10"), ("tx", "B12")]
    }
  }

  /// The file of the pins.
  var constraintsName: String { rawValue + ".pcf" }

  /// `set_io clk 21`, a line a pin.
  var constraints: String { pins.map { "set_io \($0.port) \($0.pin)\n" }.joined() }

  /// The program that puts a bitstream onto the board, with its options.
  var programmer: String { self == .hx8k ? "iceprog -S" : "iceprog" }
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
    let sources = (design.sources.map(\.name) + ["\(top).v"]).joined(separator: " ")
    let text = """
      // \(design.interface.module) on the \(name): \(Self.baud) baud on its serial line, from a clock of \(Self.frequency) MHz.
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
        \(Wrapper.Kind.uart.module(around: design.interface)) #(.DIVISOR(\(Self.divisor))) u_uart (
          .clk_i(clk), .rst_ni(is_awake), .rx_i(rx), .tx_o(tx)
        );
      endmodule
      `default_nettype wire

      """
    let makefile = """
      \(Self.makefileHead) \(design.interface.module) for the \(name): `make`, then `make program` with the board at hand.
      \(top).bin: \(top).asc
      \ticepack $< $@

      \(top).asc: \(top).json \(constraintsName)
      \tnextpnr-ice40 \(placement(of: top).joined(separator: " "))

      \(top).json: \(top).ys \(sources)
      \tyosys -q -l yosys.log -s \(top).ys

      program: \(top).bin
      \t\(programmer) $<

      .PHONY: program

      """
    let script = """
      read_verilog \(sources)
      synth_ice40 -abc2 -nobram -top \(top) -json \(top).json

      """
    return [
      .init(name: "\(top).v", text: text), .init(name: constraintsName, text: constraints),
      .init(name: "\(top).ys", text: script), .init(name: "Makefile", text: makefile),
    ]
  }
}
