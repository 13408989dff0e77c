// layer2 of hand-built: by hand
`default_nettype none
module hand_built_layer2 (
  input  wire [4:0] data_i,
  output wire [7:0] data_o
);
  wire [1:0] x3 = data_i[1:0];  // u2.0 layer1, neuron 0
  wire [2:0] x7 = data_i[4:2];  // u3.0 layer1, neuron 1

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
  assign n0 = table_3({x7, x3});

  // layer2, neuron 1: s4.0
  wire [3:0] n1;
  assign n1 = table_4({x7, x3});

  assign data_o = {n1, n0};
endmodule
`default_nettype wire
