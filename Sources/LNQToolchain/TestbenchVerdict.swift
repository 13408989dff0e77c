/// What a self-checking testbench printed.
public struct TestbenchVerdict: Sendable, Hashable {
  /// Whether every sample came out right, and at the right time.
  public let passed: Bool
  /// How many samples were put in.
  public let samples: Int
  /// How many of them came out wrong or not at all.
  public let mismatches: Int
  /// How many times `valid_o` was wrong.
  public let timingErrors: Int
  /// The clock cycles from the first sample to its result.
  public let latencyCycles: Int
  /// What it printed about the first deviations, one line each.
  public let messages: [String]
  /// The simulator and its version.
  public let simulator: String
  /// Where everything that it printed is.
  public let log: String

  /// Reads what a testbench printed; nil when there is no line that begins with `LNQ PASS` or `LNQ FAIL`.
  public init?(printed text: String, simulator: String, log: String) {
    let lines = text.split(whereSeparator: \.isNewline)
    guard let last = lines.last(where: { $0.hasPrefix("LNQ PASS ") || $0.hasPrefix("LNQ FAIL ") }) else { return nil }
    var numbers: [String: Int] = [:]
    for word in last.split(separator: " ") {
      let parts = word.split(separator: "=")
      if parts.count == 2, let number = Int(parts[1]) { numbers[String(parts[0])] = number }
    }
    guard let samples = numbers["samples"], let mismatches = numbers["mismatches"],
      let timingErrors = numbers["timing_errors"], let latency = numbers["latency"]
    else { return nil }
    passed = last.hasPrefix("LNQ PASS ")
    self.samples = samples
    self.mismatches = mismatches
    self.timingErrors = timingErrors
    latencyCycles = latency
    messages = lines.filter { $0.hasPrefix("MISMATCH ") || $0.hasPrefix("TIMING ") || $0.hasPrefix("A file ") }
      .map(String.init)
    self.simulator = simulator
    self.log = log
  }
}
