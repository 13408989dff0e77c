// A truth table: 4 rows of u2.0.
`default_nettype none
module hand_built_table0 (
  input  wire [1:0] row_i,
  output reg  [1:0] data_o
);
  always @* begin
    case (row_i)
      2'd0: data_o = 2'h1;
      2'd1: data_o = 2'h2;
      2'd2: data_o = 2'h3;
      default: data_o = 2'h0;
    endcase
  end
endmodule
`default_nettype wire
