// layer1 of hand-built: by hand
`default_nettype none
module hand_built_layer1 (
  input  wire clk_i,
  input  wire [4:0] data_i,
  output wire [4:0] data_o
);
  wire [1:0] x0 = data_i[1:0];  // u2.0 input a
  wire [2:0] x1 = data_i[4:2];  // s3.1 input b

  // layer1, neuron 0: u2.0
  wire [1:0] n0;
  hand_built_table0 u_n0 (.row_i(x0), .data_o(n0));

  // layer1, neuron 1, part 0 (a): u4.2
  wire [3:0] n1_p0;
  hand_built_table1 u_n1_p0 (.row_i(x0), .data_o(n1_p0));

  // layer1, neuron 1, part 1 (b): s5.2
  wire [4:0] n1_p1;
  hand_built_table2 u_n1_p1 (.row_i(x1), .data_o(n1_p1));

  // layer1, neuron 1, part 0 (a), 1 cycle later: u4.2
  wire [3:0] n1_p0_d1;
  lnq_register #(.WIDTH(4)) u_n1_p0_d1 (.clk_i(clk_i), .data_i(n1_p0), .data_o(n1_p0_d1));

  // layer1, neuron 1, part 1 (b), 1 cycle later: s5.2
  wire [4:0] n1_p1_d1;
  lnq_register #(.WIDTH(5)) u_n1_p1_d1 (.clk_i(clk_i), .data_i(n1_p1), .data_o(n1_p1_d1));

  // layer1, neuron 1, sum: s6.2
  wire [5:0] n1_sum;
  assign n1_sum = {2'd0, n1_p0_d1}
    + {{1{n1_p1_d1[4]}}, n1_p1_d1};

  // layer1, neuron 1, sum, 1 cycle later: s6.2
  wire [5:0] n1_sum_d1;
  lnq_register #(.WIDTH(6)) u_n1_sum_d1 (.clk_i(clk_i), .data_i(n1_sum), .data_o(n1_sum_d1));

  // layer1, neuron 1: u3.0
  wire [2:0] n1;
  lnq_requantize #(.IN_WIDTH(6), .IN_SIGNED(1), .SHIFT(2), .OUT_WIDTH(3), .OUT_SIGNED(0))
    u_n1 (.data_i(n1_sum_d1), .data_o(n1));

  // layer1, neuron 0, 1 cycle later: u2.0
  wire [1:0] n0_d1;
  lnq_register #(.WIDTH(2)) u_n0_d1 (.clk_i(clk_i), .data_i(n0), .data_o(n0_d1));

  // layer1, neuron 0, 2 cycles later: u2.0
  wire [1:0] n0_d2;
  lnq_register #(.WIDTH(2)) u_n0_d2 (.clk_i(clk_i), .data_i(n0_d1), .data_o(n0_d2));

  // layer1, neuron 0, 3 cycles later: u2.0
  wire [1:0] n0_d3;
  lnq_register #(.WIDTH(2)) u_n0_d3 (.clk_i(clk_i), .data_i(n0_d2), .data_o(n0_d3));

  // layer1, neuron 1, 1 cycle later: u3.0
  wire [2:0] n1_d1;
  lnq_register #(.WIDTH(3)) u_n1_d1 (.clk_i(clk_i), .data_i(n1), .data_o(n1_d1));

  assign data_o = {n1_d1, n0_d3};
endmodule
`default_nettype wire
