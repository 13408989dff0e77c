// One stage of the valid chain: valid_o is valid_i of the clock cycle before, and 0 while rst_ni is low.
//
//   cycle    0  1  2  3  4
//   rst_ni   0  0  1  1  1
//   valid_i  1  1  1  0  1
//   valid_o  0  0  0  1  0
`default_nettype none
module lnq_valid_register (
  input  wire clk_i,
  input  wire rst_ni,
  input  wire valid_i,
  output reg  valid_o
);
  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) valid_o <= 1'b0;
    else valid_o <= valid_i;
  end
endmodule
`default_nettype wire
