/// The ports in a VCD that a testbench of a network wrote, at the rising edges of the clock after the reset.
struct Waveform {
  /// When samples were on `data_in`, and when results came out.
  private(set) var samples: [Int] = []
  private(set) var results: [Int] = []

  /// Reads the text of the file.
  init(_ text: String) {
    // The testbench's own signals come first; those inside of the design have the same names later.
    var codes: [Substring: Substring] = [:]
    var values: [Substring: Substring] = [:]
    var (time, changes) = (0, [(code: Substring, value: Substring)]())
    func value(_ name: Substring) -> Substring? { codes[name].flatMap { values[$0] } }
    func finish(_ waveform: inout Waveform) {
      let rises = changes.contains { $0.code == codes["clk"] && $0.value == "1" } && value("clk") == "0"
      if rises, value("rst_n") == "1" {
        if value("valid_in") == "1" { waveform.samples.append(time) }
        if value("valid_out") == "1" { waveform.results.append(time) }
      }
      for change in changes { values[change.code] = change.value }
      changes = []
    }
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if line.hasPrefix("$var"), words.count > 4 {
        if codes[words[4]] == nil { codes[words[4]] = words[3] }
      } else if line.hasPrefix("#") {
        finish(&self)
        time = Int(line.dropFirst()) ?? time
      } else if line.hasPrefix("b"), words.count == 2 {
        changes.append((words[1], words[0].dropFirst()))
      } else if let first = line.first, "01xz".contains(first), words.count == 1 {
        changes.append((line.dropFirst(), line.prefix(1)))
      }
    }
    finish(&self)
  }
}
