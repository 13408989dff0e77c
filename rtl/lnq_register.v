// A D-type register without reset: data_o is data_i of the clock cycle before.
//
//   cycle   0  1  2  3
//   data_i  a  b  c  d
//   data_o  -  a  b  c
`default_nettype none
module lnq_register #(
  parameter WIDTH = 1
) (
  input  wire             clk_i,
  input  wire [WIDTH-1:0] data_i,
  output reg  [WIDTH-1:0] data_o
);
  always @(posedge clk_i) data_o <= data_i;
endmodule
`default_nettype wire
