// layer2 of hand-built: by hand
`default_nettype none
module hand_built_layer2 (
  input  wire clk_i,
  input  wire [4:0] data_i,
  output wire [7:0] data_o
);
  wire [2:0] x8 = data_i[2:0];  // u3.0 layer1, neuron 1
  wire [1:0] x9 = data_i[4:3];  // u2.0 layer1, neuron 0, 1 cycle later

  function [3:0] table_3;
    input [4:0] row;
    case (row)
      5'd1: table_3 = 4'hf;
      5'd2: table_3 = 4'he;
      5'd3: table_3 = 4'hd;
      5'd4: table_3 = 4'h1;
      5'd6: table_3 = 4'hf;
      5'd7: table_3 = 4'he;
      5'd8: table_3 = 4'h2;
      5'd9: table_3 = 4'h1;
      5'd11: table_3 = 4'hf;
      5'd12: table_3 = 4'h3;
      5'd13: table_3 = 4'h2;
      5'd14: table_3 = 4'h1;
      5'd16: table_3 = 4'h4;
      5'd17: table_3 = 4'h3;
      5'd18: table_3 = 4'h2;
      5'd19: table_3 = 4'h1;
      5'd20: table_3 = 4'h5;
      5'd21: table_3 = 4'h4;
      5'd22: table_3 = 4'h3;
      5'd23: table_3 = 4'h2;
      5'd24: table_3 = 4'h6;
      5'd25: table_3 = 4'h5;
      5'd26: table_3 = 4'h4;
      5'd27: table_3 = 4'h3;
      5'd28: table_3 = 4'h7;
      5'd29: table_3 = 4'h6;
      5'd30: table_3 = 4'h5;
      5'd31: table_3 = 4'h4;
      default: table_3 = 4'h0;
    endcase
  endfunction

  function [3:0] table_4;
    input [4:0] row;
    case (row)
      5'd1: table_4 = 4'h1;
      5'd2: table_4 = 4'h2;
      5'd3: table_4 = 4'h3;
      5'd4: table_4 = 4'hf;
      5'd6: table_4 = 4'h1;
      5'd7: table_4 = 4'h2;
      5'd8: table_4 = 4'he;
      5'd9: table_4 = 4'hf;
      5'd11: table_4 = 4'h1;
      5'd12: table_4 = 4'hd;
      5'd13: table_4 = 4'he;
      5'd14: table_4 = 4'hf;
      5'd16: table_4 = 4'hc;
      5'd17: table_4 = 4'hd;
      5'd18: table_4 = 4'he;
      5'd19: table_4 = 4'hf;
      5'd20: table_4 = 4'hb;
      5'd21: table_4 = 4'hc;
      5'd22: table_4 = 4'hd;
      5'd23: table_4 = 4'he;
      5'd24: table_4 = 4'ha;
      5'd25: table_4 = 4'hb;
      5'd26: table_4 = 4'hc;
      5'd27: table_4 = 4'hd;
      5'd28: table_4 = 4'h9;
      5'd29: table_4 = 4'ha;
      5'd30: table_4 = 4'hb;
      5'd31: table_4 = 4'hc;
      default: table_4 = 4'h0;
    endcase
  endfunction

  // layer2, neuron 0: s4.0
  wire [3:0] n0;
  assign n0 = table_3({x8, x9});

  // layer2, neuron 1: s4.0
  wire [3:0] n1;
  assign n1 = table_4({x8, x9});

  // layer2, neuron 0, 1 cycle later: s4.0
  wire [3:0] n0_d1;
  lnq_register #(.WIDTH(4)) u_n0_d1 (.clk_i(clk_i), .data_i(n0), .data_o(n0_d1));

  // layer2, neuron 1, 1 cycle later: s4.0
  wire [3:0] n1_d1;
  lnq_register #(.WIDTH(4)) u_n1_d1 (.clk_i(clk_i), .data_i(n1), .data_o(n1_d1));

  assign data_o = {n1_d1, n0_d1};
endmodule
`default_nettype wire
