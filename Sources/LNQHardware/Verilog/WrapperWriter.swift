/// Prints the modules of a wrapper.
struct WrapperWriter {
  private let wrapper: Wrapper
  private let interface: HardwareInterface

  init(_ wrapper: Wrapper, _ interface: HardwareInterface) { (self.wrapper, self.interface) = (wrapper, interface) }

  /// One module a file, the top last.
  var files: [VerilogDesign.File] {
    switch wrapper.kind {
    case .axiStream: [file(.axiStream, axiStream)]
    case .serial: [file(.serial, serial)]
    case .uart: [file(.serial, serial), file(.uart, uart)]
    case .tinyTapeout: [file(.serial, serial), file(.tinyTapeout, tinyTapeout)]
    }
  }

  private func file(_ kind: Wrapper.Kind, _ text: String) -> VerilogDesign.File {
    VerilogDesign.File(name: "\(kind.module(around: interface)).v", text: text)
  }

  private func name(_ kind: Wrapper.Kind) -> String { kind.module(around: interface) }

  /// What a sample and a result are, for the head of a file.
  private var layout: String {
    let (bits, beats) = (wrapper.beatBits(of: interface), wrapper.beats(of: interface))
    let result =
      wrapper.result == .class ? "the index of the class (class_o)" : "the output codes (data_o)"
    func count(_ beats: Int, _ bits: Int) -> String { "\(beats) beat\(beats == 1 ? "" : "s") of \(bits) bits" }
    return """
      // A sample is the \(interface.inputWidth) bits of data_i in \(count(beats.input, bits.input)), the lowest first; a result is
      // \(result), \(wrapper.resultWidth(of: interface)) bits in \(count(beats.output, bits.output)). \(interface.module).json says what the bits mean.
      """
  }

  // MARK: - Streams

  private var axiStream: String {
    let bits = wrapper.beatBits(of: interface)
    let user = Wrapper.userBits
    return """
      // AXI4-Stream around \(interface.module).
      \(layout)
      // tlast ends a packet, of one sample or more; tuser goes along with each sample.
      `default_nettype none
      module \(name(.axiStream)) (
        input  wire aclk,
        input  wire aresetn,
        input  wire s_axis_tvalid,
        output wire s_axis_tready,
        input  wire [\(bits.input - 1):0] s_axis_tdata,
        input  wire s_axis_tlast,
        input  wire [\(user - 1):0] s_axis_tuser,
        output wire m_axis_tvalid,
        input  wire m_axis_tready,
        output wire [\(bits.output - 1):0] m_axis_tdata,
        output wire m_axis_tlast,
        output wire [\(user - 1):0] m_axis_tuser
      );
      \(core(clock: "aclk", reset: "aresetn", userBits: user, ports: [
        "s_tvalid_i": "s_axis_tvalid", "s_tready_o": "s_axis_tready", "s_tdata_i": "s_axis_tdata",
        "s_tlast_i": "s_axis_tlast", "s_tuser_i": "s_axis_tuser", "m_tvalid_o": "m_axis_tvalid",
        "m_tready_i": "m_axis_tready", "m_tdata_o": "m_axis_tdata", "m_tlast_o": "m_axis_tlast",
        "m_tuser_o": "m_axis_tuser",
      ]))
      endmodule
      `default_nettype wire

      """
  }

  private var serial: String {
    """
    // Bytes in and out of \(interface.module): a byte goes over when its valid and its ready are high.
    \(layout)
    `default_nettype none
    module \(name(.serial)) (
      input  wire clk_i,
      input  wire rst_ni,
      input  wire valid_i,
      output wire ready_o,
      input  wire [7:0] data_i,
      output wire valid_o,
      input  wire ready_i,
      output wire [7:0] data_o
    );
      wire last, user;
      wire unused_marks = &{1'b0, last, user};
    \(core(clock: "clk_i", reset: "rst_ni", userBits: 1, ports: [
      "s_tvalid_i": "valid_i", "s_tready_o": "ready_o", "s_tdata_i": "data_i", "s_tlast_i": "1'b0",
      "s_tuser_i": "1'b0", "m_tvalid_o": "valid_o", "m_tready_i": "ready_i", "m_tdata_o": "data_o",
      "m_tlast_o": "last", "m_tuser_o": "user",
    ]))
    endmodule
    `default_nettype wire

    """
  }

  /// The network, and the stream around it.
  private func core(clock: String, reset: String, userBits: Int, ports: KeyValuePairs<String, String>) -> String {
    let bits = wrapper.beatBits(of: interface)
    let isClass = wrapper.result == .class
    var wires = ["  wire starts, done;", "  wire [\(interface.inputWidth - 1):0] sample;"]
    wires.append("  wire [\(interface.outputWidth - 1):0] codes;")
    if interface.classWidth > 0 { wires.append("  wire [\(interface.classWidth - 1):0] index;") }
    if isClass { wires.append("  wire unused_codes = &{1'b0, codes};") }
    if !isClass, interface.classWidth > 0 { wires.append("  wire unused_index = &{1'b0, index};") }
    let outputs = ["    .data_o(codes)"] + (interface.classWidth > 0 ? ["    .class_o(index)"] : [])
    return """
      \(wires.joined(separator: "\n"))
        \(interface.module) u_network (
          .clk_i(\(clock)),
          .rst_ni(\(reset)),
          .valid_i(starts),
          .data_i(sample),
          .valid_o(done),
      \(outputs.joined(separator: ",\n"))
        );
        lnq_axi_stream #(
          .SAMPLE_BITS(\(interface.inputWidth)),
          .RESULT_BITS(\(wrapper.resultWidth(of: interface))),
          .LATENCY(\(interface.latencyCycles)),
          .IN_BITS(\(bits.input)),
          .OUT_BITS(\(bits.output)),
          .USER_BITS(\(userBits))
        ) u_stream (
          .clk_i(\(clock)),
          .rst_ni(\(reset)),
          .valid_o(starts),
          .data_o(sample),
          .valid_i(done),
          .result_i(\(isClass ? "index" : "codes")),
      \(ports.map { "    .\($0)(\($1))" }.joined(separator: ",\n"))
        );
      """
  }

  // MARK: - Around the bytes

  private var uart: String {
    """
    // \(interface.module) at the end of a serial line: 8 data bits, no parity, one stop bit, DIVISOR clocks a bit. 104 is 115,200
    // baud at 12 MHz.
    \(layout)
    // Nothing can make the line wait: where a result has more bytes than a sample, send a sample when the result of the one before
    // has come.
    `default_nettype none
    module \(name(.uart)) #(
      parameter DIVISOR = 104
    ) (
      input  wire clk_i,
      input  wire rst_ni,
      input  wire rx_i,
      output wire tx_o
    );
      wire valid_in, valid_out, ready_out;
      wire [7:0] data_in, data_out;
      wire ready_in;
      wire unused_ready = &{1'b0, ready_in};
      lnq_uart_receiver #(.DIVISOR(DIVISOR)) u_receiver (
        .clk_i(clk_i), .rst_ni(rst_ni), .rx_i(rx_i), .valid_o(valid_in), .data_o(data_in)
      );
      \(name(.serial)) u_serial (
        .clk_i(clk_i), .rst_ni(rst_ni), .valid_i(valid_in), .ready_o(ready_in), .data_i(data_in),
        .valid_o(valid_out), .ready_i(ready_out), .data_o(data_out)
      );
      lnq_uart_transmitter #(.DIVISOR(DIVISOR)) u_transmitter (
        .clk_i(clk_i), .rst_ni(rst_ni), .valid_i(valid_out), .ready_o(ready_out), .data_i(data_out), .tx_o(tx_o)
      );
    endmodule
    `default_nettype wire

    """
  }

  private var tinyTapeout: String {
    """
    // \(interface.module) for Tiny Tapeout: ui_in has bytes that come in, uo_out those that go out. A byte goes over in a clock in
    // which its valid and its ready are high.
    \(layout)
    //
    //   uio[0]  in   valid of ui_in        uio[2]  out  valid of uo_out
    //   uio[1]  out  ready for ui_in       uio[3]  in   ready for uo_out
    `default_nettype none
    module \(name(.tinyTapeout)) (
      input  wire [7:0] ui_in,
      output wire [7:0] uo_out,
      input  wire [7:0] uio_in,
      output wire [7:0] uio_out,
      output wire [7:0] uio_oe,
      input  wire ena,
      input  wire clk,
      input  wire rst_n
    );
      wire ready_in, valid_out;
      wire unused = &{1'b0, ena, uio_in[7:4], uio_in[2:1]};
      assign uio_out = {5'b0, valid_out, ready_in, 1'b0};
      assign uio_oe = 8'b0000_0110;
      \(name(.serial)) u_serial (
        .clk_i(clk), .rst_ni(rst_n), .valid_i(uio_in[0]), .ready_o(ready_in), .data_i(ui_in), .valid_o(valid_out),
        .ready_i(uio_in[3]), .data_o(uo_out)
      );
    endmodule
    `default_nettype wire

    """
  }
}
