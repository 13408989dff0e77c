// A truth table: 4 rows of u4.2.
`default_nettype none
module hand_built_table1 (
  input  wire [1:0] row_i,
  output reg  [3:0] data_o
);
  always @* begin
    case (row_i)
      2'd1: data_o = 4'h4;
      2'd2: data_o = 4'h8;
      2'd3: data_o = 4'hc;
      default: data_o = 4'h0;
    endcase
  end
endmodule
`default_nettype wire
