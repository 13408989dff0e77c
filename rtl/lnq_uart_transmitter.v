// Bytes to a serial line, as lnq_uart_receiver reads them. A byte is taken when valid_i and ready_o are high.
`default_nettype none
module lnq_uart_transmitter #(
  parameter DIVISOR = 104
) (
  input  wire       clk_i,
  input  wire       rst_ni,
  input  wire       valid_i,
  output wire       ready_o,
  input  wire [7:0] data_i,
  output wire       tx_o
);
  localparam COUNT = $clog2(DIVISOR);
  localparam [COUNT-1:0] WHOLE = DIVISOR[COUNT-1:0] - 1'b1;

  reg [COUNT-1:0] clocks;
  // Bits that are still to go, the one on the line among them.
  reg [3:0] left;
  reg [9:0] bits;
  assign ready_o = left == 4'd0;
  assign tx_o = bits[0];

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      clocks <= {COUNT{1'b0}};
      left <= 4'd0;
      bits <= 10'h3ff;
    end else if (ready_o) begin
      clocks <= WHOLE;
      if (valid_i) begin
        bits <= {1'b1, data_i, 1'b0};
        left <= 4'd10;
      end
    end else if (clocks != 0) begin
      clocks <= clocks - 1'b1;
    end else begin
      clocks <= WHOLE;
      bits <= {1'b1, bits[9:1]};
      left <= left - 4'd1;
    end
  end
endmodule
`default_nettype wire
