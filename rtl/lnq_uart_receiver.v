// Bytes from a serial line: 8 data bits, the lowest first, no parity, one stop bit. A bit takes DIVISOR clocks (4 or more):
// 104 is 115,200 baud at 12 MHz. A byte is there for one clock, when valid_o is high; nobody can make the line wait. A byte
// without a stop bit is dropped.
`default_nettype none
module lnq_uart_receiver #(
  parameter DIVISOR = 104
) (
  input  wire       clk_i,
  input  wire       rst_ni,
  input  wire       rx_i,
  output reg        valid_o,
  output wire [7:0] data_o
);
  localparam COUNT = $clog2(DIVISOR);
  localparam [COUNT-1:0] WHOLE = DIVISOR[COUNT-1:0] - 1'b1;
  localparam [COUNT-1:0] HALF = WHOLE >> 1;

  // The line is another clock's: two registers before anything looks at it.
  reg [1:0] line;
  reg [COUNT-1:0] clocks;
  // 0 waits for a start bit; 1 is in it; 2 to 9 are the data bits; 10 is the stop bit.
  reg [3:0] place;
  reg [7:0] bits;
  assign data_o = bits;

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      line <= 2'b11;
      clocks <= {COUNT{1'b0}};
      place <= 4'd0;
      bits <= 8'd0;
      valid_o <= 1'b0;
    end else begin
      line <= {line[0], rx_i};
      valid_o <= 1'b0;
      if (place == 4'd0) begin
        clocks <= HALF;
        if (!line[1]) place <= 4'd1;
      end else if (clocks != 0) begin
        clocks <= clocks - 1'b1;
      end else begin
        // The middle of a bit.
        clocks <= WHOLE;
        if (place == 4'd1) place <= line[1] ? 4'd0 : 4'd2;
        else if (place == 4'd10) begin
          place <= 4'd0;
          valid_o <= line[1];
        end else begin
          place <= place + 4'd1;
          bits <= {line[1], bits[7:1]};
        end
      end
    end
  end
endmodule
`default_nettype wire
