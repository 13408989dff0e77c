// What the primitives of `lnq emit-verilog --spelling luts --primitives xilinx` do, for simulation alone: synthesis has its own.
// Written after their descriptions in the vendor's library guide (UG953); the names of ports and parameters are those there.
//
//   LUT3 with INIT = 8'h96   I2 I1 I0   000 001 010 011 100 101 110 111
//                            O            0   1   1   0   1   0   0   1
// verilator lint_off DECLFILENAME
`default_nettype none
module LUT1 #(parameter [1:0] INIT = 0) (input wire I0, output wire O);
  assign O = INIT[I0];
endmodule

module LUT2 #(parameter [3:0] INIT = 0) (input wire I0, input wire I1, output wire O);
  assign O = INIT[{I1, I0}];
endmodule

module LUT3 #(parameter [7:0] INIT = 0) (input wire I0, input wire I1, input wire I2, output wire O);
  assign O = INIT[{I2, I1, I0}];
endmodule

module LUT4 #(parameter [15:0] INIT = 0) (
  input wire I0, input wire I1, input wire I2, input wire I3, output wire O
);
  assign O = INIT[{I3, I2, I1, I0}];
endmodule

module LUT5 #(parameter [31:0] INIT = 0) (
  input wire I0, input wire I1, input wire I2, input wire I3, input wire I4, output wire O
);
  assign O = INIT[{I4, I3, I2, I1, I0}];
endmodule

module LUT6 #(parameter [63:0] INIT = 0) (
  input wire I0, input wire I1, input wire I2, input wire I3, input wire I4, input wire I5, output wire O
);
  assign O = INIT[{I5, I4, I3, I2, I1, I0}];
endmodule

// Two functions of I0 to I4, where I5 is 1: O5 has the lower half of INIT, O6 the upper one.
module LUT6_2 #(parameter [63:0] INIT = 0) (
  input wire I0, input wire I1, input wire I2, input wire I3, input wire I4, input wire I5,
  output wire O5, output wire O6
);
  wire [31:0] lower = INIT[31:0];
  assign O5 = lower[{I4, I3, I2, I1, I0}];
  assign O6 = INIT[{I5, I4, I3, I2, I1, I0}];
endmodule

module FDRE #(parameter [0:0] INIT = 0) (
  input wire C, input wire CE, input wire R, input wire D, output reg Q
);
  initial Q = INIT;
  always @(posedge C) begin
    if (R) Q <= 1'b0;
    else if (CE) Q <= D;
  end
endmodule

module FDCE #(parameter [0:0] INIT = 0) (
  input wire C, input wire CE, input wire CLR, input wire D, output reg Q
);
  initial Q = INIT;
  always @(posedge C or posedge CLR) begin
    if (CLR) Q <= 1'b0;
    else if (CE) Q <= D;
  end
endmodule
`default_nettype wire
