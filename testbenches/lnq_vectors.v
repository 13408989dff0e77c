  // The vectors, how many samples of them are taken, and what is found out. Both testbenches have this, between their ports and what
  // they do: STIMULUS_BITS and EXPECTED_BITS are the widths of a line of each file.
  localparam SHOWN = 10;

  reg [STIMULUS_BITS-1:0] stimulus[0:`LNQ_SAMPLES-1];
  reg [EXPECTED_BITS-1:0] expected[0:`LNQ_SAMPLES-1];
  reg [8*1024-1:0] stimulus_file, expected_file;
  integer samples, cycle, in, out, mismatches, timing_errors, latency;

  task read_vectors;
    begin
      stimulus_file = `LNQ_STIMULUS;
      expected_file = `LNQ_EXPECTED;
      samples = `LNQ_SAMPLES;
      if ($value$plusargs("stimulus=%s", stimulus_file)) $display("stimulus: %0s", stimulus_file);
      if ($value$plusargs("expected=%s", expected_file)) $display("expected: %0s", expected_file);
      if ($value$plusargs("samples=%d", samples)) $display("samples: %0d", samples);
      if (samples > `LNQ_SAMPLES) samples = `LNQ_SAMPLES;
      $readmemh(stimulus_file, stimulus);
      $readmemh(expected_file, expected);
      cycle = 0;
      in = 0;
      out = 0;
      mismatches = 0;
      timing_errors = 0;
      latency = 0;
      if (^stimulus[`LNQ_SAMPLES-1] === 1'bx || ^expected[`LNQ_SAMPLES-1] === 1'bx) begin
        $display("A file is missing or has fewer than %0d lines.", `LNQ_SAMPLES);
        // None goes in.
        in = samples;
        out = samples;
        mismatches = samples;
      end
    end
  endtask

  task print_verdict;
    begin
      if (mismatches == 0 && timing_errors == 0) $write("LNQ PASS");
      else $write("LNQ FAIL");
      $display(" samples=%0d mismatches=%0d timing_errors=%0d latency=%0d cycles=%0d", samples, mismatches, timing_errors,
               latency, cycle);
      $finish;
    end
  endtask
