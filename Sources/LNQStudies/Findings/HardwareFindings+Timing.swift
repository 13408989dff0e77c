import LNQReport

extension HardwareFindings {
  /// At most so many runs have a diagram.
  private static let diagramLimit = 4
  /// Longer vectors lose digits in the middle.
  private static let digitLimit = 32

  /// The ports of simulated designs over the first clock cycles, as the form with registers showed them: a diagram for each of the
  /// first runs in which hardware and reference agree.
  static func timingFigures(of simulations: [(String, SimulateReport)], prefix: String) -> [ReportFigure] {
    simulations.prefix(diagramLimit).enumerated().compactMap { index, entry in
      let (name, simulation) = entry
      guard simulation.agrees, let samples = simulation.firstSamples, !samples.isEmpty,
        let form = simulation.variants.first(where: { $0.latencyCycles > 0 }) ?? simulation.variants.first
      else { return nil }
      let texts = samples.prefix(TimingDiagram.sampleLimit).map { sample in
        let result = sample.className.map { "class_o is \($0)" } ?? "data_o is \(shortened(sample.dataOut))"
        return "\(sample.meaning): data_i is \(shortened(sample.dataIn)), \(result)"
      }
      let cycles = NumberText.counted(form.latencyCycles, "cycle", "cycles")
      return ReportFigure(
        name: "\(prefix)timing" + (simulations.count > 1 ? "-\(index + 1)" : ""),
        title: "The ports of \(name) over clock cycles: \(form.variant)",
        description: "Each result comes \(cycles) after its sample. \(texts.joined(separator: "; "))",
        chart: .timing(
          TimingDiagram(
            samples: texts, latency: form.latencyCycles,
            resultPort: samples[0].className == nil ? "data_o" : "class_o")))
    }
  }

  /// Hexadecimal digits as they are read, all of them or the first and the last.
  private static func shortened(_ digits: String) -> String {
    guard digits.count > digitLimit else { return "0x" + digits }
    return "0x\(digits.prefix(digitLimit / 2))…\(digits.suffix(digitLimit / 2)) (\(digits.count) digits)"
  }
}
