// What this testbench does, in any simulator of Verilog-2005: it sends samples as beats and takes results as beats, first while
// both sides wait at random, then without a pause. It checks that each beat of each result is the expected one, in the order of
// the samples, with the marks of its sample (last, user); that a beat which waits does not change; and that without pauses a
// sample takes as many clocks as the longer of the two has beats. It prints the first ten deviations and, last, one line that
// begins with "LNQ PASS" or "LNQ FAIL".
//
// A line of the stimulus file is a sample, a line of the expected file is a result, in hexadecimal. The files are looked for
// where the simulator runs; +stimulus=FILE and +expected=FILE name others, +samples=N takes fewer samples.

`timescale 1ns / 1ps
`default_nettype none

module `LNQ_TESTBENCH;
  localparam IN_BEATS = (`LNQ_SAMPLE_BITS + `LNQ_IN_BITS - 1) / `LNQ_IN_BITS;
  localparam OUT_BEATS = (`LNQ_RESULT_BITS + `LNQ_OUT_BITS - 1) / `LNQ_OUT_BITS;
  localparam PACE = (IN_BEATS > OUT_BEATS) ? IN_BEATS : OUT_BEATS;
  // Clocks without a result after which nothing is awaited any more.
  localparam PATIENCE = 64 * (`LNQ_LATENCY + 8) + 4096 * (IN_BEATS + OUT_BEATS);

  reg clk, rst_n, in_valid, in_last, out_ready;
  reg [`LNQ_IN_BITS-1:0] in_data;
  reg [7:0] in_user;
  wire in_ready, out_valid, out_last;
  wire [`LNQ_OUT_BITS-1:0] out_data;
  wire [7:0] out_user;

  `LNQ_PORT u_port (
      .clk(clk),
      .rst_n(rst_n),
      .in_valid(in_valid),
      .in_ready(in_ready),
      .in_data(in_data),
      .in_last(in_last),
      .in_user(in_user),
      .out_valid(out_valid),
      .out_ready(out_ready),
      .out_data(out_data),
      .out_last(out_last),
      .out_user(out_user)
  );

  localparam STIMULUS_BITS = IN_BEATS * `LNQ_IN_BITS;
  localparam EXPECTED_BITS = OUT_BEATS * `LNQ_OUT_BITS;
`include "lnq_vectors.v"

  integer pausing, in_beat, out_beat, entered, idle, fast_from, fast_cycles;
  reg pauses, takes, gives, held;
  // Simulators draw different numbers for $random: these are the same everywhere (Marsaglia, "Xorshift RNGs", 2003).
  reg [31:0] noise;
  reg [`LNQ_OUT_BITS-1:0] held_data;

  task draw;
    begin
      noise = noise ^ (noise << 13);
      noise = noise ^ (noise >> 17);
      noise = noise ^ (noise << 5);
    end
  endtask

  // Which samples end a packet, and what goes along with each.
  function ends_packet;
    input integer index;
    ends_packet = index % 5 == 4;
  endfunction
  function [7:0] user_of;
    input integer index;
    user_of = index * 37 + 11;
  endfunction

  initial begin
    read_vectors;

    noise = `LNQ_SEED ^ 32'h9e3779b9;
    in_beat = 0;
    out_beat = 0;
    entered = 0;
    idle = 0;
    fast_from = -1;
    fast_cycles = 0;
    held = 1'b0;
    held_data = 0;
    // Half of the samples with pauses.
    pausing = samples / 2;
    clk = 1'b0;
    rst_n = 1'b1;
    in_valid = 1'b0;
    in_last = 1'b0;
    in_data = 0;
    in_user = 8'd0;
    out_ready = 1'b0;
    #5;
    rst_n = 1'b0;
    #5;
    clk = 1'b1;
    #5;
    clk = 1'b0;
    #5;
    rst_n = 1'b1;
    #5;

    while (out < samples && idle < PATIENCE) begin
      pauses = out < pausing;
      draw;
      // A beat that is offered stays until it is taken.
      if (!in_valid && in < samples && in - out < `LNQ_WINDOW && (!pauses || noise[15:0] % 3 != 0)) begin
        in_valid = 1'b1;
        in_data = stimulus[in][in_beat*`LNQ_IN_BITS+:`LNQ_IN_BITS];
        in_last = ends_packet(in) && in_beat == IN_BEATS - 1;
        // Beats that would be 0 can be left out at the end of a packet.
        if (ends_packet(in) && `LNQ_HAS_MARKS != 0 && (stimulus[in] >> ((in_beat + 1) * `LNQ_IN_BITS)) == 0) in_last = 1'b1;
        in_user = user_of(in);
      end
      out_ready = (`LNQ_CAN_WAIT == 0) || !pauses || noise[31:16] % 3 == 0;
      #4;
      takes = in_valid && in_ready === 1'b1;
      gives = out_valid === 1'b1 && out_ready;
      if (in_ready === 1'bx || out_valid === 1'bx) begin
        timing_errors = timing_errors + 1;
        if (timing_errors <= SHOWN) $display("TIMING cycle %0d: in_ready or out_valid is unknown", cycle);
      end
      if (held && (out_valid !== 1'b1 || out_data !== held_data)) begin
        timing_errors = timing_errors + 1;
        if (timing_errors <= SHOWN) $display("TIMING cycle %0d: a beat changed while it waited", cycle);
      end
      held = out_valid === 1'b1 && !out_ready && `LNQ_CAN_WAIT != 0;
      held_data = out_data;
      idle = idle + 1;
      if (gives) begin
        idle = 0;
        if (out >= in) begin
          mismatches = mismatches + 1;
          if (mismatches <= SHOWN) $display("MISMATCH cycle %0d: a result, and no sample is on its way", cycle);
        end else begin
          if (out == 0 && out_beat == 0) latency = cycle - entered;
          if (out_data !== expected[out][out_beat*`LNQ_OUT_BITS+:`LNQ_OUT_BITS]) begin
            mismatches = mismatches + 1;
            if (mismatches <= SHOWN)
              $display("MISMATCH sample %0d, beat %0d: expected %h, got %h", out, out_beat,
                       expected[out][out_beat*`LNQ_OUT_BITS+:`LNQ_OUT_BITS], out_data);
          end
          if (`LNQ_HAS_MARKS != 0
              && (out_user !== user_of(out) || out_last !== (ends_packet(out) && out_beat == OUT_BEATS - 1))) begin
            mismatches = mismatches + 1;
            if (mismatches <= SHOWN) $display("MISMATCH sample %0d, beat %0d: last or user is another sample's", out, out_beat);
          end
        end
        out_beat = out_beat + 1;
        if (out_beat == OUT_BEATS) begin
          out_beat = 0;
          out = out + 1;
          // The pace is measured when all that waited is gone.
          if (out >= pausing + 2 * (`LNQ_LATENCY + 8) && fast_from < 0) begin
            fast_from = out;
            fast_cycles = cycle;
          end
        end
      end
      #1;
      clk = 1'b1;
      #5;
      clk = 1'b0;
      cycle = cycle + 1;
      if (takes) begin
        in_valid = 1'b0;
        if (in_beat == IN_BEATS - 1 || in_last) begin
          if (in == 0) entered = cycle - 1;
          in_beat = 0;
          in = in + 1;
        end else in_beat = in_beat + 1;
      end
    end
    if (out < samples) begin
      $display("MISMATCH sample %0d and those after it never came out", out);
      mismatches = mismatches + samples - out;
    end
    if (fast_from > 0 && `LNQ_CAN_WAIT != 0 && cycle - 1 - fast_cycles > (samples - fast_from) * PACE) begin
      timing_errors = timing_errors + 1;
      $display("TIMING %0d samples took %0d clocks instead of %0d", samples - fast_from, cycle - 1 - fast_cycles,
               (samples - fast_from) * PACE);
    end

    print_verdict;
  end
endmodule

`default_nettype wire
