import FoundationEssentials
import LNQFixedPoint

extension HardwareInterface {
  /// The interface as JSON with sorted keys; `JSONDecoder` reads it back.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Nothing in an interface can fail to encode: scales are finite.
    guard let data = try? encoder.encode(self) else { preconditionFailure("an interface is plain numbers and text") }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  /// The comment above the top module: timing and the bit map.
  func headerComment(model: String, origin: [String]) -> [String] {
    var lines = [
      "// \(module): \(inputs.count) inputs (\(inputWidth) bits) to \(outputs.count) outputs (\(outputWidth) bits),"
        + " one sample a clock cycle.",
      "// Latency: \(latencyCycles) clock cycles from valid_i to valid_o\(latencyCycles == 0 ? " (combinational)" : "").",
      "// Made by lnq from \(VerilogName.comment(model)). docs/verilog.md explains the ports.", "//",
    ]
    for (index, text) in origin.enumerated() { lines.append("//   layer \(index + 1): \(VerilogName.comment(text))") }
    lines += ["//"] + map(of: inputs, port: "data_i") + ["//"] + map(of: outputs, port: "data_o")
    if inputs.contains(where: { $0.encoding != nil }) {
      lines += [
        "//", "//   What becomes a code is a feature x as it is, but for these inputs, with the number of x's column:",
      ]
      for (index, input) in inputs.enumerated() {
        guard let encoding = input.encoding else { continue }
        lines.append(
          "//   input \(index): x\(encoding.feature) * \(encoding.scale) + \(encoding.offset)"
            + "  (\(VerilogName.comment(input.name)))")
      }
    }
    if !classNames.isEmpty {
      let names = classNames.enumerated().map { "\($0) \(VerilogName.comment($1))" }.joined(separator: ", ")
      lines += ["//", "//   class_o: \(names)"]
    }
    return lines
  }

  /// The first lines of the top module, with its ports.
  var moduleHeader: [String] {
    var lines = [
      "`default_nettype none", "module \(module) (", "  input  wire clk_i,", "  input  wire rst_ni,",
      "  input  wire valid_i,",
      "  input  wire [\(inputWidth - 1):0] data_i,", "  output wire valid_o,",
      "  output wire [\(outputWidth - 1):0] data_o\(classNames.isEmpty ? "" : ",")",
    ]
    if !classNames.isEmpty { lines.append("  output wire [\(classWidth - 1):0] class_o") }
    return lines + [");"]
  }

  private func map(of slices: [Slice], port: String) -> [String] {
    let rows = slices.map { slice in
      [
        "\(port)[\(slice.lsb + slice.format.width - 1):\(slice.lsb)]", slice.format.description, "\(slice.scale)",
        VerilogName.comment(slice.name),
      ]
    }
    let table = [["bits", "format", "value of code 1", "name"]] + rows
    let widths = (0..<3).map { column in table.map { $0[column].count }.max() ?? 0 }
    return table.map { row in
      let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      return "//   \((cells + [row[3]]).joined(separator: "  "))"
    }
  }

  /// The bit map as C macros: for each input and output its lowest bit, width, sign and the value of code 1.
  public var cHeader: String {
    let prefix = module.uppercased()
    var lines = [
      "/* \(module): where each code stands in data_i and data_o. A code is two's complement when SIGNED is 1;",
      "   its value is code * SCALE. Made by lnq. */", "#ifndef \(prefix)_H", "#define \(prefix)_H", "",
      "#define \(prefix)_LATENCY \(latencyCycles)", "#define \(prefix)_DATA_I_WIDTH \(inputWidth)",
      "#define \(prefix)_DATA_O_WIDTH \(outputWidth)", "#define \(prefix)_CLASS_O_WIDTH \(classWidth)",
    ]
    for (port, slices) in [("IN", inputs), ("OUT", outputs)] {
      lines += ["", "#define \(prefix)_\(port)_COUNT \(slices.count)"]
      for (index, slice) in slices.enumerated() {
        let name = "\(prefix)_\(port)_\(index)"
        lines += [
          "/* \(VerilogName.comment(slice.name)), \(slice.format) */", "#define \(name)_LSB \(slice.lsb)",
          "#define \(name)_WIDTH \(slice.format.width)", "#define \(name)_SIGNED \(slice.format.isSigned ? 1 : 0)",
          "#define \(name)_SCALE \(slice.scale)",
        ]
        if let encoding = slice.encoding {
          lines += [
            "#define \(name)_FEATURE \(encoding.feature)", "#define \(name)_FACTOR \(encoding.scale)",
            "#define \(name)_OFFSET \(encoding.offset)",
          ]
        }
      }
    }
    if !classNames.isEmpty { lines.append("") }
    for (index, name) in classNames.enumerated() {
      lines.append("#define \(prefix)_CLASS_\(index) \(VerilogName.literal(name))")
    }
    return (lines + ["", "#endif", ""]).joined(separator: "\n")
  }
}
