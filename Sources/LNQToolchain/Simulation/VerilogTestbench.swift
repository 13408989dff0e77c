import Foundation
import LNQHardware

/// A self-checking testbench for any simulator of Verilog-2005, with the vectors that it reads.
///
/// Three files: `<module>_tb.v`, `<module>_stimulus.hex` and `<module>_expected.hex`, in which `<module>` is the network's or its
/// wrapper's. The first explains the others.
public struct VerilogTestbench: Sendable, Hashable {
  /// The testbench, then the vectors.
  public let files: [VerilogDesign.File]
  /// The name of the testbench module.
  public let module: String
  /// How many samples it puts in.
  public let sampleCount: Int

  /// The name of the testbench's own file.
  public var fileName: String { module + ".v" }

  /// Takes the first samples of a stimulus, and what the reference computes for them.
  ///
  /// - Parameters:
  ///   - expectedOutputs: output codes, sample after sample, one for each of `interface.outputs`, for the whole stimulus.
  ///   - expectedClasses: the class of each sample; empty when the interface has no `class_o`.
  ///   - limit: how many samples the testbench has at most.
  /// - Throws: `ToolchainError.codes` when there are no samples or the expected rows do not fit.
  public init(
    interface: HardwareInterface, stimulus: Stimulus, expectedOutputs: [Int], expectedClasses: [Int], limit: Int = 2000
  ) throws(ToolchainError) {
    let width = interface.outputWidth + interface.classWidth
    try self.init(
      of: interface.module, interface, stimulus, expectedOutputs, expectedClasses, limit,
      preamble: Self.preamble(interface), body: PackageResources.lnq_testbench_v
    ) { codes, sample in
      // class_o stands above data_o; it may be too wide for a slice, so it is written as bits of its own.
      interface.classWidth == 0
        ? codes.hexadecimal(at: sample)
        : PackedVectors(
          bitWidth: width, vector: codes[sample], with: UInt32(truncatingIfNeeded: expectedClasses[sample]),
          at: interface.outputWidth
        ).hexadecimal(at: 0)
    }
  }

  /// The same for a design in a wrapper, which sends and takes beats.
  ///
  /// - Parameter board: where the wrapper is on one, with a serial line; the testbench is that of the board then.
  /// - Throws: as above.
  public init(
    of wrapper: Wrapper, on board: Board? = nil, around interface: HardwareInterface, stimulus: Stimulus,
    expectedOutputs: [Int],
    expectedClasses: [Int], limit: Int = 2000
  ) throws(ToolchainError) {
    try self.init(
      of: board == nil ? wrapper.module(around: interface) : Board.module(around: interface), interface, stimulus,
      expectedOutputs, expectedClasses, limit,
      preamble: Self.preamble(wrapper, board, interface), body: PackageResources.lnq_wrapper_testbench_v
    ) { codes, sample in
      wrapper.result == .class
        ? String(expectedClasses[sample], radix: 16) : codes.hexadecimal(at: sample)
    }
  }

  /// - Parameters:
  ///   - top: the module that is tested.
  ///   - line: what a result is in the file, of the output codes and the number of a sample.
  private init(
    of top: String, _ interface: HardwareInterface, _ stimulus: Stimulus, _ expectedOutputs: [Int],
    _ expectedClasses: [Int], _ limit: Int, preamble: String, body: [UInt8],
    line: (PackedVectors, Int) -> String
  ) throws(ToolchainError) {
    let count = min(stimulus.count, limit)
    guard count > 0 else { throw .codes("a testbench needs at least one sample") }
    guard expectedOutputs.count == stimulus.count * interface.outputs.count,
      expectedClasses.count == (interface.classWidth > 0 ? stimulus.count : 0)
    else {
      throw .codes(
        "\(expectedOutputs.count) expected codes and \(expectedClasses.count) classes for \(stimulus.count) samples")
    }
    let expected = try PackedVectors(
      rows: Array(expectedOutputs.prefix(count * interface.outputs.count)), slices: interface.outputs)
    let digits = (0..<count).map { line(expected, $0) }
    module = "\(top)_tb"
    sampleCount = count
    let stimulusName = "\(top)_stimulus.hex"
    let expectedName = "\(top)_expected.hex"
    files = [
      VerilogDesign.File(
        name: module + ".v",
        text: """
          // Self-checking testbench of \(top).
          //
          //   iverilog -g2005 -s \(module) -o \(module).vvp *.v && vvp -n \(module).vvp
          //
          // in the folder of the Verilog files, or any other simulator. It reads \(stimulusName)
          // and \(expectedName).

          `define LNQ_TESTBENCH \(module)
          \(preamble)`define LNQ_LATENCY \(interface.latencyCycles)
          `define LNQ_SAMPLES \(count)
          `define LNQ_SEED \(stimulus.seed & 0x7FFF_FFFF)
          `define LNQ_STIMULUS "\(stimulusName)"
          `define LNQ_EXPECTED "\(expectedName)"


          """ + String(decoding: body, as: UTF8.self)),
      VerilogDesign.File(
        name: stimulusName, text: (0..<count).map { stimulus.vectors.hexadecimal(at: $0) + "\n" }.joined()),
      VerilogDesign.File(name: expectedName, text: digits.map { $0 + "\n" }.joined()),
    ]
  }

  /// Writes the files into a folder, which is made when it does not exist.
  ///
  /// - Throws: `ToolchainError.cannotWrite`.
  public func write(into folder: URL) throws(ToolchainError) {
    try WorkFiles.create(folder)
    for file in files { try WorkFiles.write(Data(file.text.utf8), to: folder.appendingPathComponent(file.name)) }
  }

  /// The names of the testbenches that a folder of the design can have.
  static func fileNames(for interface: HardwareInterface) -> [String] {
    ([interface.module, Board.module(around: interface)] + Wrapper.Kind.allCases.map { $0.module(around: interface) })
      .map { $0 + "_tb.v" }
  }

  private static func preamble(_ interface: HardwareInterface) -> String {
    let classBits = interface.classWidth > 0 ? "`define LNQ_CLASS_BITS \(interface.classWidth)\n" : ""
    return """
      `define LNQ_TOP \(interface.module)
      `define LNQ_INPUT_BITS \(interface.inputWidth)
      `define LNQ_OUTPUT_BITS \(interface.outputWidth)
      \(classBits)
      """
  }

  /// What the testbench has to know of a wrapper, and a module that gives all of them the same ports.
  private static func preamble(_ wrapper: Wrapper, _ board: Board?, _ interface: HardwareInterface) -> String {
    let (bits, beats) = (wrapper.beatBits(of: interface), wrapper.beats(of: interface))
    // Where nothing can wait, a sample whose result is longer goes out when the one before has come back.
    let window = wrapper.kind != .uart ? 1_000_000 : beats.output > beats.input ? 1 : 4
    let port = wrapper.module(around: interface) + "_port"
    return """
      `define LNQ_PORT \(port)
      `define LNQ_SAMPLE_BITS \(interface.inputWidth)
      `define LNQ_RESULT_BITS \(wrapper.resultWidth(of: interface))
      `define LNQ_IN_BITS \(bits.input)
      `define LNQ_OUT_BITS \(bits.output)
      `define LNQ_HAS_MARKS \(wrapper.kind == .axiStream ? 1 : 0)
      `define LNQ_CAN_WAIT \(wrapper.kind == .uart ? 0 : 1)
      `define LNQ_WINDOW \(window)

      `default_nettype none
      module \(port) (
        input wire clk, rst_n, in_valid, in_last, out_ready,
        input wire [\(bits.input - 1):0] in_data,
        input wire [7:0] in_user,
        output wire in_ready, out_valid, out_last,
        output wire [\(bits.output - 1):0] out_data,
        output wire [7:0] out_user
      );
      \(instance(of: wrapper, board, interface))
      endmodule
      `default_nettype wire


      """
  }

  private static func instance(of wrapper: Wrapper, _ board: Board?, _ interface: HardwareInterface) -> String {
    let name = wrapper.module(around: interface)
    let noMarks = "  assign out_last = 1'b0;\n  assign out_user = 8'd0;\n"
    switch wrapper.kind {
    case .axiStream:
      return """
          \(name) u_design (
            .aclk(clk), .aresetn(rst_n), .s_axis_tvalid(in_valid), .s_axis_tready(in_ready), .s_axis_tdata(in_data),
            .s_axis_tlast(in_last), .s_axis_tuser(in_user), .m_axis_tvalid(out_valid), .m_axis_tready(out_ready),
            .m_axis_tdata(out_data), .m_axis_tlast(out_last), .m_axis_tuser(out_user)
          );
        """
    case .serial:
      return noMarks + """
          \(name) u_design (
            .clk_i(clk), .rst_ni(rst_n), .valid_i(in_valid), .ready_o(in_ready), .data_i(in_data), .valid_o(out_valid),
            .ready_i(out_ready), .data_o(out_data)
          );
        """
    case .uart:
      let divisor = board == nil ? 8 : Board.divisor
      let design =
        board == nil
        ? "\(name) #(.DIVISOR(\(divisor))) u_design (.clk_i(clk), .rst_ni(rst_n), .rx_i(to_design), .tx_o(from_design));"
        : "\(Board.module(around: interface)) u_design (.clk(clk), .rx(to_design), .tx(from_design));"
      return noMarks + """
          // The other end of the line, which begins when the design is awake.
          reg [5:0] clocks;
          wire begins = &clocks;
          always @(posedge clk or negedge rst_n) begin
            if (!rst_n) clocks <= 6'd0;
            else if (!begins) clocks <= clocks + 6'd1;
          end
          wire to_design, from_design, ready;
          assign in_ready = ready & begins;
          lnq_uart_transmitter #(.DIVISOR(\(divisor))) u_sender (
            .clk_i(clk), .rst_ni(rst_n), .valid_i(in_valid & begins), .ready_o(ready), .data_i(in_data), .tx_o(to_design)
          );
          \(design)
          lnq_uart_receiver #(.DIVISOR(\(divisor))) u_taker (
            .clk_i(clk), .rst_ni(rst_n), .rx_i(from_design), .valid_o(out_valid), .data_o(out_data)
          );
        """
    case .tinyTapeout:
      return noMarks + """
          wire [7:0] both, enabled;
          assign in_ready = both[1] & enabled[1];
          assign out_valid = both[2] & enabled[2];
          \(name) u_design (
            .ui_in(in_data), .uo_out(out_data), .uio_in({4'b0, out_ready, 2'b0, in_valid}), .uio_out(both),
            .uio_oe(enabled), .ena(1'b1), .clk(clk), .rst_n(rst_n)
          );
        """
    }
  }
}
