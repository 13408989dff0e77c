// layer2 of hand-built: by hand
`default_nettype none
module hand_built_layer2 (
  input  wire clk_i,
  input  wire [4:0] data_i,
  output wire [7:0] data_o
);
  wire [2:0] x8 = data_i[2:0];  // u3.0 layer1, neuron 1
  wire [1:0] x9 = data_i[4:3];  // u2.0 layer1, neuron 0, 1 cycle later

  // layer2, neuron 0: s4.0
  wire [3:0] n0;
  hand_built_table3 u_n0 (.row_i({x8, x9}), .data_o(n0));

  // layer2, neuron 1: s4.0
  wire [3:0] n1;
  hand_built_table4 u_n1 (.row_i({x8, x9}), .data_o(n1));

  // layer2, neuron 0, 1 cycle later: s4.0
  wire [3:0] n0_d1;
  lnq_register #(.WIDTH(4)) u_n0_d1 (.clk_i(clk_i), .data_i(n0), .data_o(n0_d1));

  // layer2, neuron 1, 1 cycle later: s4.0
  wire [3:0] n1_d1;
  lnq_register #(.WIDTH(4)) u_n1_d1 (.clk_i(clk_i), .data_i(n1), .data_o(n1_d1));

  assign data_o = {n1_d1, n0_d1};
endmodule
`default_nettype wire
