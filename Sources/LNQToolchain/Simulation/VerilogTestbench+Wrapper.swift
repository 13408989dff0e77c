import LNQHardware

/// A testbench of a network in a wrapper.
extension VerilogTestbench {
  /// Takes the first samples of a stimulus for a design in a wrapper, which sends and takes beats.
  ///
  /// - Parameters:
  ///   - board: where the wrapper is on one, with a serial line; the testbench is that of the board then.
  ///   - expectedOutputs: as of the network itself, as `expectedClasses` and `limit`.
  /// - Throws: `ToolchainError.codes` when there are no samples or the expected rows do not fit.
  public init(
    of wrapper: Wrapper, on board: Board? = nil, around interface: HardwareInterface, stimulus: Stimulus,
    expectedOutputs: [Int], expectedClasses: [Int], limit: Int = 2000
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
      let divisor = board?.divisor ?? 8
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
