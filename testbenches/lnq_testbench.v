// What this testbench does, in any simulator of Verilog-2005: it puts in one sample a clock with random gaps in valid_i
// and random bits on data_i meanwhile, and checks that each result is the expected one and comes exactly LNQ_LATENCY
// clocks after its sample, and that valid_o is low otherwise. It prints the first ten deviations and, last, one line
// that begins with "LNQ PASS" or "LNQ FAIL".
//
// A line of the stimulus file is data_i, a line of the expected file is data_o (with class_o above it where there is
// one), in hexadecimal. The files are looked for where the simulator runs; +stimulus=FILE and +expected=FILE name others,
// +samples=N takes fewer samples. +trace=FILE writes all signals to FILE, as a VCD unless an option of the simulator asks for another
// format (vvp: -fst behind the program's name).

`timescale 1ns / 1ps
`default_nettype none

module `LNQ_TESTBENCH;
`ifdef LNQ_CLASS_BITS
  localparam EXPECTED_BITS = `LNQ_OUTPUT_BITS + `LNQ_CLASS_BITS;
`else
  localparam EXPECTED_BITS = `LNQ_OUTPUT_BITS;
`endif
  localparam STIMULUS_BITS = `LNQ_INPUT_BITS;

  reg clk, rst_n, valid_in;
  reg [`LNQ_INPUT_BITS-1:0] data_in;
  wire valid_out;
  wire [EXPECTED_BITS-1:0] result;

  `LNQ_TOP u_design (
      .clk_i  (clk),
      .rst_ni (rst_n),
      .valid_i(valid_in),
      .data_i (data_in),
      .valid_o(valid_out),
`ifdef LNQ_CLASS_BITS
      .class_o(result[EXPECTED_BITS-1:`LNQ_OUTPUT_BITS]),
`endif
      .data_o (result[`LNQ_OUTPUT_BITS-1:0])
  );

`include "lnq_vectors.v"

  integer entered_at[0:`LNQ_SAMPLES-1];
  reg [`LNQ_INPUT_BITS+31:0] garbage;
  integer seed, rest;
  reg [8*1024-1:0] trace_file;

  task new_garbage;
    begin
      garbage = {garbage[`LNQ_INPUT_BITS-1:0], 32'b0};
      garbage[31:0] = $random(seed);
    end
  endtask

  // One clock: the inputs settle, the outputs are looked at, the clock rises and falls.
  task clock;
    begin
      #5;
      if (valid_out === 1'b1 && out == in) begin
        timing_errors = timing_errors + 1;
        if (timing_errors <= SHOWN) $display("TIMING cycle %0d: valid_o is high, no sample is on its way", cycle);
      end else if (valid_out === 1'b1) begin
        if (out == 0) latency = cycle - entered_at[out];
        if (cycle - entered_at[out] != `LNQ_LATENCY) begin
          timing_errors = timing_errors + 1;
          if (timing_errors <= SHOWN)
            $display("TIMING sample %0d came out after %0d clocks instead of %0d", out, cycle - entered_at[out],
                     `LNQ_LATENCY);
        end
        if (result !== expected[out]) begin
          mismatches = mismatches + 1;
          if (mismatches <= SHOWN) $display("MISMATCH sample %0d: expected %h, got %h", out, expected[out], result);
        end
        out = out + 1;
      end else if (valid_out !== 1'b0) begin
        timing_errors = timing_errors + 1;
        if (timing_errors <= SHOWN) $display("TIMING cycle %0d: valid_o is unknown", cycle);
      end
      clk = 1'b1;
      #5;
      clk = 1'b0;
      cycle = cycle + 1;
    end
  endtask

  initial begin
    read_vectors;
    if ($value$plusargs("trace=%s", trace_file)) begin
      $dumpfile(trace_file);
      $dumpvars(0, `LNQ_TESTBENCH);
    end

    seed = `LNQ_SEED;
    garbage = {`LNQ_INPUT_BITS + 32{1'b1}};
    clk = 1'b0;
    rst_n = 1'b1;
    valid_in = 1'b0;
    data_in = garbage[`LNQ_INPUT_BITS-1:0];
    #5;
    // Reset without a clock edge, then with; what is offered meanwhile may not come out.
    rst_n = 1'b0;
    clock;
    valid_in = `LNQ_LATENCY > 0;
    rest = `LNQ_LATENCY + 2;
    while (rest > 0) begin
      clock;
      rest = rest - 1;
    end
    valid_in = 1'b0;
    #5;
    rst_n = 1'b1;
    clock;

    rest = 2 * `LNQ_LATENCY + 8;
    while (rest > 0) begin
      new_garbage;
      if (in == samples || $random(seed) % 4 == 0) begin
        valid_in = 1'b0;
        data_in = garbage[`LNQ_INPUT_BITS-1:0];
        if (in == samples) rest = rest - 1;
      end else begin
        valid_in = 1'b1;
        data_in = stimulus[in];
        entered_at[in] = cycle;
        in = in + 1;
      end
      clock;
    end
    if (out < in) begin
      $display("MISMATCH sample %0d and those after it never came out", out);
      mismatches = mismatches + in - out;
    end

    print_verdict;
  end
endmodule

`default_nettype wire
