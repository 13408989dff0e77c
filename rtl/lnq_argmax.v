// The index of the largest of COUNT codes; among equals, the lowest index. Combinational.
// Code k is data_i[k*WIDTH +: WIDTH]. With COUNT = 3 and signed codes:
//
//   codes 0, 1, 2    3 1 2    1 3 3    -4 -1 -2    0 0 0
//   index_o              0        1           1        0
`default_nettype none
module lnq_argmax #(
  parameter COUNT       = 2,
  parameter WIDTH       = 8,
  parameter IS_SIGNED   = 1,
  parameter INDEX_WIDTH = 1
) (
  input  wire [  COUNT*WIDTH-1:0] data_i,
  output reg  [INDEX_WIDTH-1:0] index_o
);
  // With the sign bit flipped, two's complement codes are in the order of unsigned numbers.
  localparam [WIDTH-1:0] ONES = {WIDTH{1'b1}};
  localparam [WIDTH-1:0] FLIP = (IS_SIGNED != 0) ? ~(ONES >> 1) : ~ONES;

  integer k;
  reg [WIDTH-1:0] best;
  always @* begin
    index_o = {INDEX_WIDTH{1'b0}};
    best = data_i[0+:WIDTH] ^ FLIP;
    for (k = 1; k < COUNT; k = k + 1) begin
      if ((data_i[k*WIDTH+:WIDTH] ^ FLIP) > best) begin
        index_o = k[INDEX_WIDTH-1:0];
        best = data_i[k*WIDTH+:WIDTH] ^ FLIP;
      end
    end
  end
endmodule
`default_nettype wire
