import LNQFixedPoint
import LNQHardware

/// A design small enough to be checked by eye: its outputs are the inverted bits of its inputs in reverse order, and
/// `class_o` is the lowest bit of `data_i`.
struct TinyDesign: Sendable {
  /// What is wrong with it on purpose.
  enum Fault: Sendable {
    case none
    /// The lowest output bit is flipped when all input bits are 0.
    case wrongAtZero
    /// One register more than the interface says, in the data and in the valid chain.
    case late
    /// One register more in the data alone.
    case lateData
    /// `valid_o` is always high.
    case stuckValid
    /// The valid chain has no reset.
    case noReset
    /// `valid_o` stays high for one more cycle.
    case lingersValid
    /// Inputs of zeros never come out.
    case dropsZero
    /// Not Verilog.
    case syntaxError
  }

  let name: String
  var inputs: [FixedPointFormat]
  var outputCount: Int
  var latency: Int
  var hasClass = false
  var fault = Fault.none

  init(
    _ name: String, _ formats: String, latency: Int, outputCount: Int? = nil, hasClass: Bool = false,
    fault: Fault = .none
  ) {
    self.name = name
    inputs = formats.split(separator: " ").compactMap { FixedPointFormat(String($0)) }
    self.outputCount = outputCount ?? inputs.count
    self.latency = latency
    self.hasClass = hasClass
    self.fault = fault
  }

  var interface: HardwareInterface {
    HardwareInterface(
      module: name, inputs: slices(inputs, "x"), outputs: slices(Array(inputs.reversed().prefix(outputCount)), "y"),
      classNames: hasClass ? ["even", "odd"] : [], latencyCycles: latency)
  }

  private func slices(_ formats: [FixedPointFormat], _ letter: String) -> [HardwareInterface.Slice] {
    var lsb = 0
    return formats.enumerated().map { index, format in
      defer { lsb += format.width }
      return HardwareInterface.Slice(name: "\(letter)\(index)", lsb: lsb, format: format, scale: 1)
    }
  }

  /// What it should compute, for rows of input codes.
  func outputs(of rows: [Int]) -> [Int] {
    stride(from: 0, to: rows.count, by: inputs.count).flatMap { start in
      (0..<outputCount).map { output in
        let input = inputs.count - 1 - output
        return inputs[input].code(ofBitPattern: ~inputs[input].bitPattern(of: rows[start + input]))
      }
    }
  }

  func classes(of rows: [Int]) -> [Int] {
    hasClass ? stride(from: 0, to: rows.count, by: inputs.count).map { rows[$0] & 1 } : []
  }

  /// A top module, and `<name>_invert` for the work of one output.
  var design: VerilogDesign {
    let interface = interface
    let inputs = interface.inputs
    var text = "module \(name) (\n  input wire clk_i,\n  input wire rst_ni,\n  input wire valid_i,\n"
    text += "  input wire [\(interface.inputWidth - 1):0] data_i,\n  output wire valid_o,\n"
    if hasClass { text += "  output wire [0:0] class_o,\n" }
    text += "  output wire [\(interface.outputWidth - 1):0] data_o\n);\n"
    text += "  wire zero = data_i == \(interface.inputWidth)'b0;\n"
    text += "  wire [\(interface.outputWidth - 1):0] d0;\n  wire [0:0] c0 = data_i[0];\n"
    text += "  wire v0 = valid_i\(fault == .dropsZero ? " & ~zero" : "");\n"
    for (index, output) in interface.outputs.enumerated() {
      let input = inputs[inputs.count - 1 - index]
      let flip = index == 0 && fault == .wrongAtZero ? "zero" : "1'b0"
      text += "  \(name)_invert #(.WIDTH(\(input.format.width))) u_y\(index) (.flip_i(\(flip)), "
      text +=
        ".x_i(data_i[\(input.lsb) +: \(input.format.width)]), .y_o(d0[\(output.lsb) +: \(output.format.width)]));\n"
    }
    let validStages = latency + (fault == .late ? 1 : 0)
    let dataStages = latency + (fault == .late || fault == .lateData ? 1 : 0)
    for stage in 0..<dataStages {
      text += "  reg [\(interface.outputWidth - 1):0] d\(stage + 1);\n  reg [0:0] c\(stage + 1);\n"
      text +=
        "  always @(posedge clk_i) begin\n    d\(stage + 1) <= d\(stage);\n    c\(stage + 1) <= c\(stage);\n  end\n"
    }
    for stage in 0..<validStages {
      let reset = fault == .noReset ? "" : "if (!rst_ni) v\(stage + 1) <= 1'b0; else "
      text += "  reg v\(stage + 1);\n  always @(posedge clk_i\(fault == .noReset ? "" : " or negedge rst_ni")) "
      text += "\(reset)v\(stage + 1) <= v\(stage);\n"
    }
    text += "  assign data_o = d\(dataStages);\n"
    if hasClass { text += "  assign class_o = c\(dataStages);\n" }
    if fault == .lingersValid { text += "  reg again;\n  always @(posedge clk_i) again <= v\(validStages) & rst_ni;\n" }
    switch fault {
    case .stuckValid: text += "  assign valid_o = 1'b1;\nendmodule\n"
    case .lingersValid: text += "  assign valid_o = v\(validStages) | again & rst_ni;\nendmodule\n"
    default: text += "  assign valid_o = v\(validStages);\nendmodule\n"
    }
    if fault == .syntaxError { text += "this is not Verilog\n" }
    let invert = """
      module \(name)_invert #(parameter WIDTH = 1) (
        input wire flip_i,
        input wire [WIDTH-1:0] x_i,
        output wire [WIDTH-1:0] y_o
      );
        wire [WIDTH-1:0] inverted = ~x_i;
        wire [31:0] flip = {31'b0, flip_i};
        assign y_o = inverted ^ flip[WIDTH-1:0];
      endmodule

      """
    return VerilogDesign(
      interface: interface,
      sources: [
        VerilogDesign.File(name: "\(name)_invert.v", text: invert), VerilogDesign.File(name: "\(name).v", text: text),
      ], companions: [])
  }

  /// The wires inside that carry the outputs before the flip.
  var probes: [Probe] {
    interface.outputs.enumerated().map { index, output in
      Probe(wire: index, path: "u_y\(index).inverted", width: output.format.width)
    }
  }
}
