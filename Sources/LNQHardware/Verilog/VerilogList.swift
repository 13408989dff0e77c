extension Sequence<String> {
  /// The names with commas between them, as in a concatenation. A long list goes over many lines: Verilator 5.006 reads no line of more
  /// than 64 KB.
  var verilogList: String {
    let whole = joined(separator: ", ")
    guard whole.utf8.count > 2000 else { return whole }
    var lines: [String] = []
    var line = ""
    for name in self {
      if line.utf8.count + name.utf8.count > 118 {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + name + ","
    }
    return (lines + [String(line.dropLast())]).joined(separator: "\n    ")
  }
}
