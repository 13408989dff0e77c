// layer2 of hand-built: by hand
`default_nettype none
module hand_built_layer2 (
  input  wire [4:0] data_i,
  output wire [7:0] data_o
);
  wire [1:0] x3 = data_i[1:0];  // u2.0 layer1, neuron 0
  wire [2:0] x7 = data_i[4:2];  // u3.0 layer1, neuron 1

  localparam [127:0] TABLE_3 = {
    128'h45673456234512340123f012ef01def0  // rows 31 to 0
  };

  localparam [127:0] TABLE_4 = {
    128'hcba9dcbaedcbfedc0fed10fe210f3210  // rows 31 to 0
  };

  // layer2, neuron 0: s4.0
  wire [3:0] n0;
  wire [6:0] n0_bit = {2'd0, {x7, x3}} * 7'd4;
  assign n0 = TABLE_3[n0_bit+:4];

  // layer2, neuron 1: s4.0
  wire [3:0] n1;
  wire [6:0] n1_bit = {2'd0, {x7, x3}} * 7'd4;
  assign n1 = TABLE_4[n1_bit+:4];

  assign data_o = {n1, n0};
endmodule
`default_nettype wire
