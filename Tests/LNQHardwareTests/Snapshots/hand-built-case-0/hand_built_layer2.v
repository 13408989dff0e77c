// layer2 of hand-built: by hand
`default_nettype none
module hand_built_layer2 (
  input  wire [4:0] data_i,
  output wire [7:0] data_o
);
  wire [1:0] x3 = data_i[1:0];  // u2.0 layer1, neuron 0
  wire [2:0] x7 = data_i[4:2];  // u3.0 layer1, neuron 1

  // layer2, neuron 0: s4.0
  wire [3:0] n0;
  hand_built_table3 u_n0 (.row_i({x7, x3}), .data_o(n0));

  // layer2, neuron 1: s4.0
  wire [3:0] n1;
  hand_built_table4 u_n1 (.row_i({x7, x3}), .data_o(n1));

  assign data_o = {n1, n0};
endmodule
`default_nettype wire
