extension HardwareInterface {
  /// The name of the module of `registerFrame`.
  public var registerFrameModule: String { "\(module)_frame" }

  /// A module around the top module for measuring how fast it is: all its ports but the clock and the reset are behind registers,
  /// and six pins are enough. The bits of a sample are shifted in one a clock, the lowest last, and the last result is shifted out,
  /// the highest bit first.
  public var registerFrame: VerilogDesign.File {
    let outputs = [("data_o", outputWidth)] + (classWidth > 0 ? [("class_o", classWidth)] : [])
    let width = outputs.reduce(0) { $0 + $1.1 }
    let ports = outputs.map { "    .\($0.0)(\($0.0))" } + ["    .valid_o(valid)"]
    let text = """
      // Registers around \(module), which make all of its paths count in a timing analysis.
      `default_nettype none
      module \(registerFrameModule) (
        input  wire clk_i,
        input  wire rst_ni,
        input  wire valid_i,
        input  wire bit_i,
        output reg  valid_o,
        output wire bit_o
      );
        reg valid_q;
        reg [\(inputWidth - 1):0] data_q;
        wire valid;
      \(outputs.map { "  wire [\($0.1 - 1):0] \($0.0);" }.joined(separator: "\n"))
        reg [\(width - 1):0] result_q, shift_q;
        \(module) u_top (
          .clk_i(clk_i),
          .rst_ni(rst_ni),
          .valid_i(valid_q),
          .data_i(data_q),
      \(ports.joined(separator: ",\n"))
        );
        always @(posedge clk_i) begin
          valid_q <= valid_i;
          data_q <= \(inputWidth > 1 ? "{data_q[\(inputWidth - 2):0], bit_i}" : "bit_i");
          result_q <= {\(outputs.reversed().map(\.0).verilogList)};
          valid_o <= valid;
          shift_q <= valid_o ? result_q : \(width > 1 ? "{shift_q[\(width - 2):0], 1'b0}" : "1'b0");
        end
        assign bit_o = shift_q[\(width - 1)];
      endmodule
      `default_nettype wire

      """
    return VerilogDesign.File(name: "\(registerFrameModule).v", text: text)
  }
}
