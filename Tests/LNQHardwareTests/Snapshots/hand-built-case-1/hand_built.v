// hand_built: 2 inputs (5 bits) to 2 outputs (8 bits), one sample a clock cycle.
// Latency: 5 clock cycles from valid_i to valid_o.
// Made by lnq from hand-built. docs/verilog.md explains the ports.
//
//   layer 1: by hand
//   layer 2: by hand
//
//   bits         format  value of code 1  name
//   data_i[1:0]  u2.0    1.0              a
//   data_i[4:2]  s3.1    0.5              b
//
//   bits         format  value of code 1  name
//   data_o[3:0]  s4.0    1.0              first
//   data_o[7:4]  s4.0    1.0              second
//
//   class_o: 0 first, 1 second
`default_nettype none
module hand_built (
  input  wire clk_i,
  input  wire rst_ni,
  input  wire valid_i,
  input  wire [4:0] data_i,
  output wire valid_o,
  output wire [7:0] data_o,
  output wire [0:0] class_o
);

  wire [4:0] layer1_data;
  wire [15:0] layer2_data;
  // the class: u1.0
  wire [0:0] class_index;
  // the class, 1 cycle later: u1.0
  wire [0:0] class_index_d1;
  // valid, 1 cycle later: u1.0
  wire [0:0] valid_d1;
  // valid, 2 cycles later: u1.0
  wire [0:0] valid_d2;
  // valid, 3 cycles later: u1.0
  wire [0:0] valid_d3;
  // valid, 4 cycles later: u1.0
  wire [0:0] valid_d4;
  // valid, 5 cycles later: u1.0
  wire [0:0] valid_d5;

  hand_built_layer1 u_layer1 (
    .clk_i(clk_i),
    .data_i(data_i[4:0]),
    .data_o(layer1_data)
  );

  hand_built_layer2 u_layer2 (
    .clk_i(clk_i),
    .data_i(layer1_data[4:0]),
    .data_o(layer2_data)
  );

  lnq_argmax #(.COUNT(2), .WIDTH(4), .IS_SIGNED(1), .INDEX_WIDTH(1))
    u_class_index (.data_i({layer2_data[7:4], layer2_data[3:0]}), .index_o(class_index));

  lnq_register #(.WIDTH(1)) u_class_index_d1 (.clk_i(clk_i), .data_i(class_index), .data_o(class_index_d1));

  lnq_valid_register u_valid_d1 (.clk_i(clk_i), .rst_ni(rst_ni), .valid_i(valid_i), .valid_o(valid_d1));

  lnq_valid_register u_valid_d2 (.clk_i(clk_i), .rst_ni(rst_ni), .valid_i(valid_d1), .valid_o(valid_d2));

  lnq_valid_register u_valid_d3 (.clk_i(clk_i), .rst_ni(rst_ni), .valid_i(valid_d2), .valid_o(valid_d3));

  lnq_valid_register u_valid_d4 (.clk_i(clk_i), .rst_ni(rst_ni), .valid_i(valid_d3), .valid_o(valid_d4));

  lnq_valid_register u_valid_d5 (.clk_i(clk_i), .rst_ni(rst_ni), .valid_i(valid_d4), .valid_o(valid_d5));

  assign valid_o = valid_d5;
  assign data_o = layer2_data[15:8];
  assign class_o = class_index_d1;
endmodule
`default_nettype wire
