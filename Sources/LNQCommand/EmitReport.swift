/// What `lnq emit-verilog` did.
struct EmitReport: Report {
  let runDirectory: String
  let model: String
  /// The folder of the files.
  let output: String
  /// Their names.
  let files: [String]
  /// The top module.
  let module: String
  let spelling: String
  let pipeline: Int
  let latencyCycles: Int
  /// Bits of `data_i`.
  let inputBits: Int
  /// Bits of `data_o`.
  let outputBits: Int

  var summary: Summary {
    var summary = Summary("\(model) as Verilog")
    summary.add("module", "\(module): data_i \(inputBits) bits, data_o \(outputBits) bits")
    summary.add("latency", Figure.counted(latencyCycles, "clock cycle", "clock cycles"))
    summary.add(
      "form",
      "\(spelling) tables, "
        + (pipeline == 0 ? "no registers" : "a register after every \(Figure.counted(pipeline, "level", "levels"))"))
    summary.add("files", "\(output)/: \(files.joined(separator: " "))")
    return summary
  }
}
