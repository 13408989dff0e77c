// layer2 of hand-built: by hand
`default_nettype none
module hand_built_layer2 (
  input  wire clk_i,
  input  wire [4:0] data_i,
  output wire [15:0] data_o
);
  wire [1:0] x13 = data_i[1:0];  // u2.0 layer1, neuron 0, 3 cycles later
  wire [2:0] x14 = data_i[4:2];  // u3.0 layer1, neuron 1, 1 cycle later

  localparam [127:0] TABLE_3 = {
    128'h45673456234512340123f012ef01def0  // rows 31 to 0
  };

  localparam [127:0] TABLE_4 = {
    128'hcba9dcbaedcbfedc0fed10fe210f3210  // rows 31 to 0
  };

  // layer2, neuron 0: s4.0
  wire [3:0] n0;
  wire [6:0] n0_bit = {2'd0, {x14, x13}} * 7'd4;
  assign n0 = TABLE_3[n0_bit+:4];

  // layer2, neuron 1: s4.0
  wire [3:0] n1;
  wire [6:0] n1_bit = {2'd0, {x14, x13}} * 7'd4;
  assign n1 = TABLE_4[n1_bit+:4];

  // layer2, neuron 0, 1 cycle later: s4.0
  wire [3:0] n0_d1;
  lnq_register #(.WIDTH(4)) u_n0_d1 (.clk_i(clk_i), .data_i(n0), .data_o(n0_d1));

  // layer2, neuron 1, 1 cycle later: s4.0
  wire [3:0] n1_d1;
  lnq_register #(.WIDTH(4)) u_n1_d1 (.clk_i(clk_i), .data_i(n1), .data_o(n1_d1));

  // layer2, neuron 0, 2 cycles later: s4.0
  wire [3:0] n0_d2;
  lnq_register #(.WIDTH(4)) u_n0_d2 (.clk_i(clk_i), .data_i(n0_d1), .data_o(n0_d2));

  // layer2, neuron 1, 2 cycles later: s4.0
  wire [3:0] n1_d2;
  lnq_register #(.WIDTH(4)) u_n1_d2 (.clk_i(clk_i), .data_i(n1_d1), .data_o(n1_d2));

  assign data_o = {n1_d2, n0_d2, n1_d1, n0_d1};
endmodule
`default_nettype wire
