// What the cell of `lnq emit-verilog --spelling luts --primitives yosys` does, for simulation alone: Yosys has its own. Written
// after its description in the manual of Yosys; the names of ports and parameters are those there.
//
//   $lut with LUT = 8'h96   A   000 001 010 011 100 101 110 111
//                           Y   0   1   1   0   1   0   0   1
// verilator lint_off DECLFILENAME
`default_nettype none
module \$lut #(
  parameter WIDTH = 1,
  parameter [(1 << WIDTH) - 1:0] LUT = 0
) (
  input  wire [WIDTH-1:0] A,
  output wire             Y
);
  assign Y = LUT[A];
endmodule
`default_nettype wire
// verilator lint_on DECLFILENAME
