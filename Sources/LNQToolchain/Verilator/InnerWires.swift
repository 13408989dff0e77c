import Foundation
import LNQHardware

/// What the wires inside a design carry while failing samples are held still on its inputs.
public struct InnerWires: Sendable, Hashable {
  /// For each sample the first wire, in the order of the netlist, that does not carry what the netlist says. A sample for
  /// which every wire that could be read is right is left out.
  public let firstWrong: [AgreementReport.Mismatch]
  /// How many wires the netlist has inside.
  public let count: Int
  /// How many of them the design does not have, by name and width.
  public let unreadable: Int
  /// The ports that are wrong although all inner wires could be read and are right: `data_o`, `class_o`.
  public let wrongPorts: [String]

  /// Puts the parts together.
  public init(
    firstWrong: [AgreementReport.Mismatch], count: Int, unreadable: Int, wrongPorts: [String] = []
  ) {
    self.firstWrong = firstWrong
    self.count = count
    self.unreadable = unreadable
    self.wrongPorts = wrongPorts
  }

  /// What the wires say beside the place of the first wrong one, as a part of a sentence; nil when that place says it all.
  public var remark: String? {
    let reasons = "the files do not have them by these names and widths"
    if unreadable == count {
      return "none of the \(count) inner wires could be read: \(reasons), so the place is unknown"
    }
    let missing = "\(unreadable) of the \(count) inner wires could not be read: \(reasons)"
    guard firstWrong.isEmpty else { return unreadable == 0 ? nil : missing }
    if let port = wrongPorts.first {
      return
        "held still, every inner wire of it is right and \(port) is wrong: look at the assignment of \(port) in the top module"
    }
    return unreadable == 0
      ? "held still, every inner wire of it is right: look at the registers and the timing"
      : "held still, every inner wire that could be read is right, but \(missing)"
  }
}

extension VerilatorSimulation {
  /// Looks for the place of a mismatch: reads the wires inside a design and compares them with the netlist that it was
  /// printed from.
  ///
  /// Each sample is held still on the inputs until all registers have their values, in the design and in the netlist. When
  /// every wire is right then, the error lies in the timing.
  ///
  /// - Parameters:
  ///   - netlists: the netlist of `sources` and where it shows; several when it is not known which one it is: then the one counts of which the
  ///     design has most wires, and of equal ones the first.
  ///   - samples: numbers of samples in `stimulus`.
  ///   - folder: a folder as in `build`.
  /// - Precondition: there is a netlist.
  /// - Throws: as `build` and `run`.
  public static func innerWires(
    of sources: VerilogSources, netlists: [ProbedNetlist], samples: [Int], in stimulus: Stimulus, folder: URL,
    tools: ToolSearch
  ) throws(ToolchainError) -> InnerWires {
    precondition(!netlists.isEmpty, "inner wires of no netlist")
    // Netlists of one network share most wires; each is read once.
    var places: [String: Int] = [:]
    var distinct: [Probe] = []
    for probe in netlists.flatMap(\.probes) where places["\(probe.path) \(probe.width)"] == nil {
      places["\(probe.path) \(probe.width)"] = distinct.count
      distinct.append(probe)
    }
    let ports = OutputPort.all(of: sources.interface)
    let seen = try probe(
      distinct + ports.map(\.probe), of: sources, stimulus: stimulus.selecting(samples), in: folder, tools: tools)
    let candidates = netlists.map { probed in
      let values = seen.map { values in
        probed.probes.map { probe in places["\(probe.path) \(probe.width)"].flatMap { values[$0] } }
      }
      let portValues = seen.map { $0.suffix(ports.count).map(\.self) }
      return InnerWires(
        values, at: probed.probes, portValues, at: ports, of: probed.netlist, interface: sources.interface,
        samples: samples, in: stimulus)
    }
    return candidates.dropFirst().reduce(candidates[0]) { $1.readable > $0.readable ? $1 : $0 }
  }

  /// Reads wires inside a design, for a few samples.
  ///
  /// Builds the design again with these wires visible. Each sample of the stimulus is held on the inputs, with `valid_i`
  /// high, until every register has its value (latency + 2 clocks); then all wires are read.
  ///
  /// - Parameters:
  ///   - probes: the wires; `path` is a name below the top module.
  ///   - sources: the design.
  ///   - stimulus: the samples; `Stimulus.selecting` takes those that failed.
  ///   - folder: a folder as in `build`; the same one saves time.
  /// - Returns: for each sample and each probe the bits, the lowest word first; nil when the design has no wire of that
  ///   name and width.
  /// - Throws: as `build` and `run`.
  public static func probe(
    _ probes: [Probe], of sources: VerilogSources, stimulus: Stimulus, in folder: URL, tools: ToolSearch
  ) throws(ToolchainError) -> [[[UInt32]?]] {
    guard stimulus.slices == sources.interface.inputs else {
      throw .codes("the stimulus is for other inputs than those of \(sources.interface.module)")
    }
    // Verilator is told the last part of each path; other wires of that name become visible too; that is harmless.
    let names = Set(probes.map { $0.path.split(separator: ".").last.map(String.init) ?? $0.path }).sorted()
    let build = try VerilatorBuild(bench: .probe(wires: names), in: folder, tools: tools)
    guard let executable = try build.build([sources], jobs: 1).first else { return [] }

    let prefix = build.prefix(of: sources)
    try WorkFiles.write(stimulus.fileContents, to: build.file("\(prefix).stimulus"))
    let wires = probes.map { "TOP.\(sources.interface.module).\($0.path) \($0.width)\n" }.joined()
    try WorkFiles.write(Data(wires.utf8), to: build.file("\(prefix).wires"))
    let program = ExternalTool(name: sources.label, path: executable.path, environment: [:])
    try program.run(
      ["\(prefix).stimulus", "\(prefix).wires", "\(prefix).response"], in: build.folder,
      log: build.file("\(prefix).run.log"))

    let records = try BenchRecords(file: build.file("\(prefix).response"), tool: sources.label)
    let widths = probes.map { ($0.width + 31) / 32 }
    let wordsPerRecord = widths.reduce(widths.count, +)
    guard records.count == stimulus.count, records.wordsPerRecord == wordsPerRecord else {
      throw .malformedOutput(
        sources.label, problem: "its response has another size", file: build.file("\(prefix).response").path)
    }
    return (0..<records.count).map { sample in
      var rest = records[sample]
      return widths.map { width in
        defer { rest = rest.dropFirst(1 + width) }
        return rest.first == 1 ? Array(rest.dropFirst().prefix(width)) : nil
      }
    }
  }
}

extension InnerWires {
  /// Compares what was read with what the netlist's interpreter computes.
  fileprivate init(
    _ seen: [[[UInt32]?]], at probes: [Probe], _ seenPorts: [[[UInt32]?]], at ports: [OutputPort], of netlist: Netlist,
    interface: HardwareInterface, samples: [Int], in stimulus: Stimulus
  ) {
    var firstWrong: [AgreementReport.Mismatch] = []
    var wrongPorts: [String] = []
    for (sample, (values, portValues)) in zip(samples, zip(seen, seenPorts)) {
      var simulator = NetlistSimulator(netlist)
      for _ in 0...netlist.latency + 1 { _ = simulator.step(inputs: stimulus.codes(at: sample), valid: true) }
      for (probe, bits) in zip(probes, values) {
        guard let pattern = bits?.first else { continue }
        let expected = simulator.code(ofWire: probe.wire)
        let got = netlist.format(ofWire: probe.wire).code(ofBitPattern: pattern)
        if got != expected {
          firstWrong.append(
            .init(sample: sample, place: netlist.place(ofWire: probe.wire), expected: expected, got: got))
          break
        }
      }
      for (port, bits) in zip(ports, portValues) where !wrongPorts.contains(port.probe.path) {
        if let bits, let expected = port.bits(in: simulator, of: netlist, interface), bits != expected {
          wrongPorts.append(port.probe.path)
        }
      }
    }
    let unreadable = seen.first.map { $0.count { $0 == nil } } ?? 0
    // Behind a wrong wire the ports are wrong too.
    self.init(
      firstWrong: firstWrong, count: probes.count, unreadable: unreadable,
      wrongPorts: firstWrong.isEmpty && unreadable == 0 ? wrongPorts : [])
  }

  /// More wires that could be read are better; of as many, fewer that could not.
  fileprivate var readable: Int { count - 2 * unreadable }
}

/// An output port of the top module, which can be read like a wire.
private enum OutputPort {
  case data(width: Int)
  case chosenClass(width: Int)

  static func all(of interface: HardwareInterface) -> [OutputPort] {
    [.data(width: interface.outputWidth)]
      + (interface.classWidth > 0 ? [.chosenClass(width: interface.classWidth)] : [])
  }

  /// Its place; the number of a wire means nothing here.
  var probe: Probe {
    switch self {
    case .data(let width): Probe(wire: 0, path: "data_o", width: width)
    case .chosenClass(let width): Probe(wire: 0, path: "class_o", width: width)
    }
  }

  /// What the netlist's interpreter shows there, the lowest word first; nil when the interface has other ports.
  func bits(in simulator: NetlistSimulator, of netlist: Netlist, _ interface: HardwareInterface) -> [UInt32]? {
    switch self {
    case .data:
      let codes = netlist.outputs.map { simulator.code(ofWire: $0) }
      return (try? PackedVectors(rows: codes, slices: interface.outputs))?.words
    case .chosenClass:
      return netlist.classOutput.map { [netlist.format(ofWire: $0).bitPattern(of: simulator.code(ofWire: $0))] }
    }
  }
}
