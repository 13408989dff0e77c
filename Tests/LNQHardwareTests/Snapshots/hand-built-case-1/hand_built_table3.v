// A truth table: 32 rows of s4.0.
`default_nettype none
module hand_built_table3 (
  input  wire [4:0] row_i,
  output reg  [3:0] data_o
);
  always @* begin
    case (row_i)
      5'd4, 5'd9, 5'd14, 5'd19: data_o = 4'h1;
      5'd8, 5'd13, 5'd18, 5'd23: data_o = 4'h2;
      5'd12, 5'd17, 5'd22, 5'd27: data_o = 4'h3;
      5'd16, 5'd21, 5'd26, 5'd31: data_o = 4'h4;
      5'd20, 5'd25, 5'd30: data_o = 4'h5;
      5'd24, 5'd29: data_o = 4'h6;
      5'd28: data_o = 4'h7;
      5'd3: data_o = 4'hd;
      5'd2, 5'd7: data_o = 4'he;
      5'd1, 5'd6, 5'd11: data_o = 4'hf;
      default: data_o = 4'h0;
    endcase
  end
endmodule
`default_nettype wire
