import LNQStudies

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
    summary.add("form", "\(spelling) tables, \(Self.registers(pipeline))")
    summary.add(
      "files",
      "\(output): \(Figure.counted(files.count, "file", "files")), \(module).v is the top, \(module).f lists them")
    return summary
  }

  /// `no registers`, `a register after every level`, `a register after every 2 levels`.
  static func registers(_ pipeline: Int) -> String {
    switch pipeline {
    case 0: "no registers"
    case 1: "a register after every level"
    default: "a register after every \(pipeline) levels"
    }
  }
}
