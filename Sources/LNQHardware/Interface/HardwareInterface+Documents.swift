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
    lines += encodingComment
    if !classNames.isEmpty {
      let names = classNames.enumerated().map { "\($0) \(VerilogName.comment($1))" }.joined(separator: ", ")
      lines += ["//", "//   class_o: \(names)"]
    }
    return lines
  }

  /// What happens to a feature before it is quantized.
  private var encodingComment: [String] {
    var lines: [String] = []
    let changed = inputs.enumerated().filter { index, input in
      input.encoding.map { !$0.isIdentity || $0.feature != index } ?? false
    }
    if !changed.isEmpty {
      lines += [
        "//", "//   What becomes a code is a feature x as it is, but for these inputs, with the number of x's column:",
      ]
      lines += changed.compactMap { index, input in
        input.encoding.map {
          "//   input \(index): x\($0.feature) * \($0.scale) + \($0.offset)  (\(VerilogName.comment(input.name)))"
        }
      }
    }
    if inputs.contains(where: { $0.encoding?.standardization == FeatureStandardization.none }) {
      lines += ["//", "//   Raw values are quantized as they are: the network's own input codes are made inside."]
    } else if inputs.contains(where: { $0.encoding?.standardization != nil }) {
      lines += [
        "//", "//   A feature is (raw - mean) / deviation; \(module).json and \(module).h have both for each input.",
      ]
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
          if let raw = encoding.standardization {
            lines += ["#define \(name)_MEAN \(raw.mean)", "#define \(name)_DEVIATION \(raw.deviation)"]
          }
        }
      }
    }
    lines += listMacro(prefix)
    if !classNames.isEmpty { lines.append("") }
    for (index, name) in classNames.enumerated() {
      lines.append("#define \(prefix)_CLASS_\(index) \(VerilogName.literal(name))")
    }
    return (lines + ["", "#endif", ""]).joined(separator: "\n")
  }

  /// All inputs as one macro, for loops: X(feature, mean, deviation, factor, offset, scale, width, is signed, lowest bit).
  private func listMacro(_ prefix: String) -> [String] {
    let rows = inputs.enumerated().compactMap { index, slice in
      slice.encoding.flatMap { encoding in
        encoding.standardization.map { raw in
          "  X(\(encoding.feature), \(raw.mean), \(raw.deviation), \(encoding.scale), \(encoding.offset), \(slice.scale), "
            + "\(slice.format.width), \(slice.format.isSigned ? 1 : 0), \(slice.lsb))"
        }
      }
    }
    guard rows.count == inputs.count, !rows.isEmpty else { return [] }
    return [
      "", "/* X(feature, mean, deviation, factor, offset, scale, width, signed, lsb): an input's code is",
      "   ((float)((raw - mean) / deviation) * factor + offset) / scale in double, rounded half to even, saturated. */",
      "#define \(prefix)_INPUTS(X) \\",
    ] + rows.dropLast().map { $0 + " \\" } + rows.suffix(1)
  }
}
