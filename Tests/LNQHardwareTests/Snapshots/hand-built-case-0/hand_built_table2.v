// A truth table: 8 rows of s5.2.
`default_nettype none
module hand_built_table2 (
  input  wire [2:0] row_i,
  output reg  [4:0] data_o
);
  always @* begin
    case (row_i)
      3'd1: data_o = 5'h03;
      3'd2: data_o = 5'h06;
      3'd3: data_o = 5'h09;
      3'd4: data_o = 5'h14;
      3'd5: data_o = 5'h17;
      3'd6: data_o = 5'h1a;
      3'd7: data_o = 5'h1d;
      default: data_o = 5'h00;
    endcase
  end
endmodule
`default_nettype wire
