// AXI4-Stream around a network that takes a sample a clock and cannot wait. Samples come in as beats, the lowest bits first,
// and results go out in the same way. Nothing is lost, doubled or reordered, however long either side waits: a sample goes in
// only when there is room for its result, and each result that has gone out gives its room (a credit) back.
//
//   beats of a sample   the fewest that have SAMPLE_BITS bits; bits above those count for nothing
//   s_tlast_i           ends a packet, and the sample: bits that it has not sent are 0. The result's last beat has m_tlast_o
//   s_tuser_i           of a sample's last beat; all beats of the result have it
//   pace                as many clocks a sample as its beats, or as its result's, if those are more; one when both are one
//
// Between the sides lies the network: valid_o and data_o go in, valid_i and result_i come out LATENCY clocks later.
`default_nettype none
module lnq_axi_stream #(
  parameter SAMPLE_BITS = 8,
  parameter RESULT_BITS = 8,
  parameter LATENCY     = 0,
  parameter IN_BITS     = 8,
  parameter OUT_BITS    = 8,
  parameter USER_BITS   = 1
) (
  input  wire                   clk_i,
  input  wire                   rst_ni,

  input  wire                   s_tvalid_i,
  output wire                   s_tready_o,
  input  wire [    IN_BITS-1:0] s_tdata_i,
  input  wire                   s_tlast_i,
  input  wire [  USER_BITS-1:0] s_tuser_i,

  output reg                    valid_o,
  output wire [SAMPLE_BITS-1:0] data_o,
  input  wire                   valid_i,
  input  wire [RESULT_BITS-1:0] result_i,

  output wire                   m_tvalid_o,
  input  wire                   m_tready_i,
  output wire [   OUT_BITS-1:0] m_tdata_o,
  output wire                   m_tlast_o,
  output wire [  USER_BITS-1:0] m_tuser_o
);
  localparam IN_BEATS = (SAMPLE_BITS + IN_BITS - 1) / IN_BITS;
  localparam OUT_BEATS = (RESULT_BITS + OUT_BITS - 1) / OUT_BITS;
  // Clocks from a sample's last beat until the room of its result can be given again: the register in front, the network, the
  // queue, the credit.
  localparam DEPTH = LATENCY + 3;
  localparam IN_COUNT = (IN_BEATS > 1) ? $clog2(IN_BEATS) : 1;
  localparam OUT_COUNT = (OUT_BEATS > 1) ? $clog2(OUT_BEATS) : 1;
  localparam PLACE = $clog2(DEPTH);
  localparam COUNT = $clog2(DEPTH + 1);
  localparam [IN_COUNT-1:0] LAST_IN = IN_BEATS[IN_COUNT-1:0] - 1'b1;
  localparam [OUT_COUNT-1:0] LAST_OUT = OUT_BEATS[OUT_COUNT-1:0] - 1'b1;
  localparam [PLACE-1:0] LAST_PLACE = DEPTH[PLACE-1:0] - 1'b1;
  localparam [COUNT-1:0] ALL = DEPTH[COUNT-1:0];

  // The sample that comes in, beat by beat.
  reg [IN_BEATS*IN_BITS-1:0] sample;
  reg [IN_COUNT-1:0] in_beat;
  reg [COUNT-1:0] credits;
  wire accept = s_tvalid_i & s_tready_o;
  wire ends = accept & (s_tlast_i | (in_beat == LAST_IN));

  // Results that wait, and what belongs to each since its sample came in.
  reg [RESULT_BITS-1:0] results[0:DEPTH-1];
  reg [USER_BITS:0] marks[0:DEPTH-1];
  reg [PLACE-1:0] mark_place, result_place, out_place;
  reg [COUNT-1:0] waiting;
  reg [OUT_COUNT-1:0] out_beat;
  wire is_last_out = out_beat == LAST_OUT;
  wire leaves = m_tvalid_o & m_tready_i & is_last_out;

  assign s_tready_o = credits != 0;
  assign data_o = sample[SAMPLE_BITS-1:0];

  integer beat;
  always @(posedge clk_i) begin
    for (beat = 0; beat < IN_BEATS; beat = beat + 1) begin
      if (accept && in_beat == beat[IN_COUNT-1:0]) sample[beat*IN_BITS+:IN_BITS] <= s_tdata_i;
      else if (accept && in_beat == 0) sample[beat*IN_BITS+:IN_BITS] <= {IN_BITS{1'b0}};
    end
    if (ends) marks[mark_place] <= {s_tlast_i, s_tuser_i};
    if (valid_i) results[result_place] <= result_i;
  end

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_o <= 1'b0;
      in_beat <= {IN_COUNT{1'b0}};
      credits <= ALL;
      mark_place <= {PLACE{1'b0}};
      result_place <= {PLACE{1'b0}};
      out_place <= {PLACE{1'b0}};
      waiting <= {COUNT{1'b0}};
      out_beat <= {OUT_COUNT{1'b0}};
    end else begin
      valid_o <= ends;
      if (accept) in_beat <= ends ? {IN_COUNT{1'b0}} : in_beat + 1'b1;
      if (ends != leaves) credits <= leaves ? credits + 1'b1 : credits - 1'b1;
      if (ends) mark_place <= (mark_place == LAST_PLACE) ? {PLACE{1'b0}} : mark_place + 1'b1;
      if (valid_i) result_place <= (result_place == LAST_PLACE) ? {PLACE{1'b0}} : result_place + 1'b1;
      if (valid_i != leaves) waiting <= valid_i ? waiting + 1'b1 : waiting - 1'b1;
      if (m_tvalid_o & m_tready_i) out_beat <= is_last_out ? {OUT_COUNT{1'b0}} : out_beat + 1'b1;
      if (leaves) out_place <= (out_place == LAST_PLACE) ? {PLACE{1'b0}} : out_place + 1'b1;
    end
  end

  // The beat of the oldest result that is due; bits above RESULT_BITS are 0.
  wire [OUT_BEATS*OUT_BITS-1:0] result;
  generate
    if (OUT_BEATS * OUT_BITS > RESULT_BITS) begin : g_padded
      assign result = {{(OUT_BEATS * OUT_BITS - RESULT_BITS) {1'b0}}, results[out_place]};
    end else begin : g_whole
      assign result = results[out_place];
    end
  endgenerate
  assign m_tvalid_o = waiting != 0;
  assign m_tdata_o = result[out_beat*OUT_BITS+:OUT_BITS];
  assign m_tlast_o = marks[out_place][USER_BITS] & is_last_out;
  assign m_tuser_o = marks[out_place][USER_BITS-1:0];

  generate
    if (IN_BEATS * IN_BITS > SAMPLE_BITS) begin : g_unused
      wire unused = &{1'b0, sample[IN_BEATS*IN_BITS-1:SAMPLE_BITS]};
    end
  endgenerate
endmodule
`default_nettype wire
