// layer1 of hand-built: by hand
`default_nettype none
module hand_built_layer1 (
  input  wire [4:0] data_i,
  output wire [4:0] data_o
);
  wire [1:0] x0 = data_i[1:0];  // u2.0 input a
  wire [2:0] x1 = data_i[4:2];  // s3.1 input b

  function [1:0] table_0;
    input [1:0] row;
    case (row)
      2'd0: table_0 = 2'h1;
      2'd1: table_0 = 2'h2;
      2'd2: table_0 = 2'h3;
      default: table_0 = 2'h0;
    endcase
  endfunction

  function [3:0] table_1;
    input [1:0] row;
    case (row)
      2'd1: table_1 = 4'h4;
      2'd2: table_1 = 4'h8;
      2'd3: table_1 = 4'hc;
      default: table_1 = 4'h0;
    endcase
  endfunction

  function [4:0] table_2;
    input [2:0] row;
    case (row)
      3'd1: table_2 = 5'h03;
      3'd2: table_2 = 5'h06;
      3'd3: table_2 = 5'h09;
      3'd4: table_2 = 5'h14;
      3'd5: table_2 = 5'h17;
      3'd6: table_2 = 5'h1a;
      3'd7: table_2 = 5'h1d;
      default: table_2 = 5'h00;
    endcase
  endfunction

  // layer1, neuron 0: u2.0
  wire [1:0] n0;
  assign n0 = table_0(x0);

  // layer1, neuron 1, part 0 (a): u4.2
  wire [3:0] n1_p0;
  assign n1_p0 = table_1(x0);

  // layer1, neuron 1, part 1 (b): s5.2
  wire [4:0] n1_p1;
  assign n1_p1 = table_2(x1);

  // layer1, neuron 1, sum: s6.2
  wire [5:0] n1_sum;
  assign n1_sum = {2'd0, n1_p0}
    + {{1{n1_p1[4]}}, n1_p1};

  // layer1, neuron 1: u3.0
  wire [2:0] n1;
  lnq_requantize #(.IN_WIDTH(6), .IN_SIGNED(1), .SHIFT(2), .OUT_WIDTH(3), .OUT_SIGNED(0))
    u_n1 (.data_i(n1_sum), .data_o(n1));

  assign data_o = {n1, n0};
endmodule
`default_nettype wire
