import LNQData
import LNQHardware
import LNQReport
import LNQTables
import LNQToolchain

/// What `lnq simulate` found out; also the contents of `hardware/simulation.json`.
package struct SimulateReport: VerbReport, Codable {
  /// What a second simulator, which shares no code with the first, said of some of the samples.
  package struct SecondOpinion: Codable {
    package let simulator: String
    /// Which form of the design it simulated.
    package let variant: String
    package let passed: Bool
    package let samples: Int
    package let mismatches: Int
    package let timingErrors: Int
    /// Its first complaints.
    package let messages: [String]

    /// Puts the parts together.
    package init(
      simulator: String, variant: String, passed: Bool, samples: Int, mismatches: Int, timingErrors: Int,
      messages: [String]
    ) {
      self.simulator = simulator
      self.variant = variant
      self.passed = passed
      self.samples = samples
      self.mismatches = mismatches
      self.timingErrors = timingErrors
      self.messages = messages
    }
  }

  /// A sample as it is on the ports, with its result, in hexadecimal digits.
  struct PortSample: Codable {
    /// What it is: `test row 0`.
    let meaning: String
    /// `data_i` and `data_o`.
    let dataIn, dataOut: String
    /// The name of the class; nil for a design without classes.
    let className: String?
  }

  package let runDirectory: String
  package let model: String
  package let dataset: String
  package let notice: String?
  /// That the tables are those of the checkpoint; nil in files that an older version wrote.
  let checkpoint: CheckpointAgreement?
  /// What rows of tables may be anything that so many training rows reach at most; nil where all rows count.
  let dontCareLimit: Int?
  /// The formats of raw values, a feature each, where an encoder for them is in the design; nil without one.
  let rawFormats: [String]?
  let floatAccuracy: Double
  let quantizedAccuracy: Double
  /// Samples that went through each form.
  package let samples: Int
  package let testRows: Int
  package let randomVectors: Int
  let cornerVectors: Int
  /// Samples with a wrong output, over all forms.
  package let mismatches: Int
  /// Whether every form computed every sample rightly and in time.
  let agrees: Bool
  /// Clock cycles from input to output of the form with the most registers.
  @Count package var latencyCycles: Int
  /// Samples of all forms by the time of all forms.
  let vectorsPerSecond: Double
  /// The folder of the Verilog files.
  package let rtl: String
  /// What was said of the files in it: that they are not as they were written; nil when they are, or nobody knows.
  let rtlRemark: String?
  /// Each form by itself.
  let variants: [AgreementReport]
  /// Inside the first form that disagrees: for the first failing samples, the wire that is wrong first.
  package let located: [AgreementReport.Mismatch]
  /// How many wires that form has inside; nil like the next when no form disagrees.
  package let innerWires: Int?
  /// How many of them could not be read.
  package let unreadableWires: Int?
  /// The output ports that are wrong although every inner wire is right; nil in files of older versions.
  let wrongPorts: [String]?
  /// The second simulator's findings; nil where `noSecondOpinion` says why.
  package let secondOpinion: SecondOpinion?
  /// Why no second simulator was asked.
  let noSecondOpinion: String?

  /// The first samples, for a diagram; nil in files of older versions.
  let firstSamples: [PortSample]?
  /// The waveforms of the first samples; nil where nobody wanted them.
  let trace: String?
  /// The waveforms of the samples around the first that came out wrong; nil where there is none.
  let waveform: String?

  /// What the first sample that came out wrong was; known only where the samples are.
  private var firstMeaning: String?

  private enum CodingKeys: String, CodingKey {
    case runDirectory, model, dataset, notice, checkpoint, dontCareLimit, rawFormats, floatAccuracy, quantizedAccuracy
    case samples, testRows, randomVectors
    case cornerVectors, mismatches, agrees, latencyCycles, vectorsPerSecond, rtl, rtlRemark, variants, located
    case innerWires, unreadableWires, wrongPorts, secondOpinion, noSecondOpinion, firstSamples, trace, waveform
  }

  package init(
    tabulated: TabulatedRun, checkpoint: CheckpointAgreement, samples: SimulationSamples, rtl: String,
    rtlRemark: String?, reports: [AgreementReport], innerWires: InnerWires?,
    secondOpinion: (opinion: SecondOpinion?, absence: String?), trace: String?, waveform: String?
  ) {
    runDirectory = tabulated.report.runDirectory
    model = tabulated.report.model
    dataset = tabulated.report.dataset
    notice = tabulated.report.notice
    self.checkpoint = checkpoint
    dontCareLimit = tabulated.report.dontCares?.limit
    rawFormats = tabulated.rawFormatNames
    floatAccuracy = tabulated.report.floatAccuracy
    quantizedAccuracy = tabulated.report.quantizedAccuracy
    self.samples = samples.count
    testRows = samples.testCount
    randomVectors = samples.randomCount
    cornerVectors = samples.cornerCount
    mismatches = reports.reduce(0) { $0 + $1.mismatches }
    agrees = reports.allSatisfy(\.agrees) && secondOpinion.opinion?.passed ?? true
    latencyCycles = reports.map(\.latencyCycles).max() ?? 0
    let seconds = reports.reduce(0) { $0 + $1.seconds }
    vectorsPerSecond = seconds > 0 ? Double(reports.reduce(0) { $0 + $1.samples }) / seconds : 0
    self.rtl = rtl
    self.rtlRemark = rtlRemark
    variants = reports
    located = innerWires?.firstWrong ?? []
    self.innerWires = innerWires?.count
    unreadableWires = innerWires?.unreadable
    wrongPorts = innerWires?.wrongPorts
    self.secondOpinion = secondOpinion.opinion
    noSecondOpinion = secondOpinion.absence
    firstSamples = samples.portSamples(of: tabulated.tables, atMost: TimingDiagram.sampleLimit)
    (self.trace, self.waveform) = (trace, waveform)
    let first = located.first ?? reports.lazy.compactMap(\.firstMismatches.first).first
    firstMeaning = first.map { samples.meaning(of: $0.sample) }
  }

  package var summary: Summary {
    var summary = Summary("\(model): hardware and reference \(agrees ? "agree bit for bit" : "DISAGREE")")
    summary.add("data", dataset)
    summary.add("accuracy", NumberText.accuracies(float: floatAccuracy, quantized: quantizedAccuracy))
    summary.add("tables", checkpoint?.text)
    summary.add("don't care", dontCareLimit.map(QuantizeReport.DontCares.notice))
    summary.addEncoder(rawFormats)
    summary.add(
      "samples",
      "\(NumberText.count(samples)): \(NumberText.counted(testRows, "test row", "test rows")), "
        + "\(NumberText.count(randomVectors)) random, \(NumberText.count(cornerVectors)) corners")
    summary.add(
      "result",
      "\(NumberText.counted(mismatches, "mismatch", "mismatches")) in "
        + "\(NumberText.counted(variants.count, "form", "forms")) of the design")
    summary.add(
      "",
      TextTable(
        rows: [["form", "mismatches", "latency"]]
          + variants.map { [$0.variant, NumberText.count($0.mismatches), NumberText.count($0.latencyCycles)] }))
    for variant in variants {
      summary.add("wrong timing", variant.firstTimingViolation.map { "\(variant.variant): \($0)" })
    }
    if let secondOpinion {
      summary.add(
        "also",
        "\(secondOpinion.simulator): \(NumberText.counted(secondOpinion.mismatches, "mismatch", "mismatches")) in the first "
          + "\(NumberText.count(secondOpinion.samples)) samples, \(secondOpinion.variant)")
    }
    if let noSecondOpinion { summary.add("also", noSecondOpinion) }
    summary.add("latency", NumberText.counted(latencyCycles, "clock cycle", "clock cycles"))
    summary.add(
      "speed", "\(NumberText.rate(vectorsPerSecond, of: "vectors")) in \(variants.first?.simulator ?? "the simulator")")
    summary.add("trace", trace)
    summary.add("files", "\(runDirectory)\n\(rtl)")
    summary.add("changed", rtlRemark)
    return summary
  }

  /// One sentence that names the place of the first disagreement; nil when there is none.
  package var disagreement: String? {
    guard let form = variants.first(where: { !$0.agrees }) else {
      guard let secondOpinion, !secondOpinion.passed else { return nil }
      return "Verilator agrees with the reference, but \(secondOpinion.simulator) does not (\(secondOpinion.variant)): "
        + (secondOpinion.messages.first ?? "its testbench failed")
    }
    var sentence =
      "hardware and reference disagree (\(form.variant)): "
      + "\(NumberText.counted(form.mismatches, "sample", "samples")) of \(NumberText.count(form.samples)) came out wrong"
    if let place = located.first ?? form.firstMismatches.first {
      let got = place.got.map(String.init) ?? "nothing"
      sentence +=
        "; sample \(place.sample) (\(firstMeaning ?? "")), \(place.wire): expected \(place.expected), got \(got)"
    }
    if let violation = form.firstTimingViolation { sentence += "; \(violation)" }
    if let innerWires, let unreadableWires {
      let wires = InnerWires(
        firstWrong: located, count: innerWires, unreadable: unreadableWires, wrongPorts: wrongPorts ?? [])
      sentence += wires.remark.map { "; \($0)" } ?? ""
    }
    sentence += waveform.map { "; the waveforms around it are in \($0)" } ?? ""
    return sentence
  }
}

/// What goes into a simulation, and what the reference says should come out.
package struct SimulationSamples {
  /// How many samples are test rows; they come first.
  let testCount: Int
  /// How many are random codes; they come second.
  package let randomCount: Int
  /// How many are corners of the input space; they come last.
  package let cornerCount: Int
  /// All of them.
  package let stimulus: Stimulus
  /// The reference's output codes, row after row.
  package let outputs: [Int]
  /// The reference's classes; empty when the design has no `class_o`.
  package let classes: [Int]

  package var count: Int { testCount + randomCount + cornerCount }

  package init(_ tabulated: TabulatedRun, testRows: LabelledRows, randomCount: Int, seed: UInt64) throws {
    let tables = tabulated.tables
    let interface = HardwareInterface(of: try HardwareFlow().netlist(of: tables))
    let corners = Stimulus.cornerRows(of: interface)
    let codes =
      try tabulated.inputCodes(of: testRows.features)
      + Stimulus.randomRows(of: interface, count: randomCount, seed: seed) + corners
    var stimulus = Stimulus(interface: interface, seed: seed)
    try stimulus.append(rows: codes)
    self.stimulus = stimulus
    testCount = testRows.count
    self.randomCount = randomCount
    cornerCount = corners.count / tables.inputs.count
    let expected = try tables.emulated(codes)
    outputs = expected.outputs
    classes = interface.classWidth > 0 ? expected.classes : []
  }

  /// The first samples as they are on the ports of a design of these tables.
  fileprivate func portSamples(of tables: TableNetwork, atMost limit: Int) -> [SimulateReport.PortSample] {
    let count = tables.outputs.count
    /// The digits of a row of codes.
    func digits(_ signals: [Signal], _ codes: some Collection<Int>) -> String {
      let rows = CodeRows(.hex, codes: signals.map(\.format), names: [])
      return String(decoding: rows.bytes(of: codes.map { Int32(truncatingIfNeeded: $0) }).dropLast(), as: UTF8.self)
    }
    return (0..<min(limit, self.count)).map { sample in
      SimulateReport.PortSample(
        meaning: meaning(of: sample), dataIn: digits(tables.inputs, stimulus.codes(at: sample)),
        dataOut: digits(tables.outputs.map { tables.signals[$0] }, outputs[sample * count..<(sample + 1) * count]),
        className: classes.isEmpty ? nil : tables.classNames[classes[sample]])
    }
  }

  /// What a sample is, for people: `test row 17`.
  package func meaning(of sample: Int) -> String {
    if sample < testCount { return "test row \(sample)" }
    return sample < testCount + randomCount
      ? "random vector \(sample - testCount)" : "corner \(sample - testCount - randomCount)"
  }
}
