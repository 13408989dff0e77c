// From a wide sum to a narrow code: add half of 2^SHIFT, shift right arithmetically (round half up), saturate.
// Combinational. docs/number-format.md states the rule; here with SHIFT = 2 and OUT_WIDTH = 3:
//
//   data_i           -22  -8  -3  -2  -1   1   2   5   6  13  14  30
//   signed output     -4  -2  -1   0   0   0   1   1   2   3   3   3
//   unsigned output    0   0   0   0   0   0   1   1   2   3   4   7
`default_nettype none
module lnq_requantize #(
  parameter IN_WIDTH   = 8,
  parameter IN_SIGNED  = 1,
  parameter SHIFT      = 0,
  parameter OUT_WIDTH  = 8,
  parameter OUT_SIGNED = 1
) (
  input  wire [ IN_WIDTH-1:0] data_i,
  output wire [OUT_WIDTH-1:0] data_o
);
  // Wide enough for the input, the rounding constant and both bounds, with a sign and a carry.
  localparam BASE = (IN_WIDTH > OUT_WIDTH + SHIFT) ? IN_WIDTH : OUT_WIDTH + SHIFT;
  localparam WIDTH = BASE + 2;
  localparam [WIDTH-1:0] ONE = {{(WIDTH - 1) {1'b0}}, 1'b1};
  localparam [WIDTH-1:0] HALF = (SHIFT == 0) ? {WIDTH{1'b0}} : (ONE << SHIFT) >> 1;
  localparam signed [WIDTH-1:0] HIGH = (ONE << ((OUT_SIGNED != 0) ? OUT_WIDTH - 1 : OUT_WIDTH)) - ONE;
  localparam signed [WIDTH-1:0] LOW = (OUT_SIGNED != 0) ? ~HIGH : {WIDTH{1'b0}};

  wire sign = (IN_SIGNED != 0) & data_i[IN_WIDTH-1];
  wire signed [WIDTH-1:0] rounded = {{(WIDTH - IN_WIDTH) {sign}}, data_i} + HALF;
  wire signed [WIDTH-1:0] shifted = rounded >>> SHIFT;

  assign data_o = (shifted > HIGH) ? HIGH[OUT_WIDTH-1:0] : (shifted < LOW) ? LOW[OUT_WIDTH-1:0] : shifted[OUT_WIDTH-1:0];
endmodule
`default_nettype wire
