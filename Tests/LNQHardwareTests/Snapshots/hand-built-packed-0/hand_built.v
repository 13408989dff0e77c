// hand_built: 2 inputs (5 bits) to 2 outputs (8 bits), one sample a clock cycle.
// Latency: 0 clock cycles from valid_i to valid_o (combinational).
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
  wire [7:0] layer2_data;
  // the class: u1.0
  wire [0:0] class_index;

  hand_built_layer1 u_layer1 (
    .data_i(data_i[4:0]),
    .data_o(layer1_data)
  );

  hand_built_layer2 u_layer2 (
    .data_i(layer1_data[4:0]),
    .data_o(layer2_data)
  );

  lnq_argmax #(.COUNT(2), .WIDTH(4), .IS_SIGNED(1), .INDEX_WIDTH(1))
    u_class_index (.data_i({layer2_data[7:4], layer2_data[3:0]}), .index_o(class_index));

  assign valid_o = valid_i;
  assign data_o = layer2_data[7:0];
  assign class_o = class_index;

  wire unused = &{1'b0, clk_i, rst_ni};
endmodule
`default_nettype wire
