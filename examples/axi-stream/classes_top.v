// An AXI4-Stream top around jsc-tiny, as a block design or a DMA would have it: samples in 64-bit beats come in, results go out on a second
// stream, and counters say how many jets of each class went by. Nothing is lost when the consumer waits.
//
//   lnq emit-verilog jsc-tiny --wrapper axi-stream --beat-bits 64 --output rtl
`default_nettype none
module classes_top (
  input  wire        aclk,
  input  wire        aresetn,
  input  wire        s_axis_tvalid,
  output wire        s_axis_tready,
  input  wire [63:0] s_axis_tdata,
  input  wire        s_axis_tlast,
  output wire        m_axis_tvalid,
  input  wire        m_axis_tready,
  output wire [63:0] m_axis_tdata,
  output wire        m_axis_tlast,
  // Which class a counter is wanted of, and the counter.
  input  wire [2:0]  class_i,
  output wire [31:0] count_o
);
  wire [7:0] user;
  wire unused_user = &{1'b0, user};
  jsc_tiny_axis u_jets (
    .aclk(aclk), .aresetn(aresetn), .s_axis_tvalid(s_axis_tvalid), .s_axis_tready(s_axis_tready),
    .s_axis_tdata(s_axis_tdata), .s_axis_tlast(s_axis_tlast), .s_axis_tuser(8'd0), .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tready(m_axis_tready), .m_axis_tdata(m_axis_tdata), .m_axis_tlast(m_axis_tlast), .m_axis_tuser(user)
  );

  reg [31:0] counts[0:7];
  integer i;
  always @(posedge aclk or negedge aresetn) begin
    if (!aresetn) for (i = 0; i < 8; i = i + 1) counts[i] <= 32'd0;
    else if (m_axis_tvalid && m_axis_tready) counts[m_axis_tdata[2:0]] <= counts[m_axis_tdata[2:0]] + 32'd1;
  end
  assign count_o = counts[class_i];
endmodule
`default_nettype wire
