import LNQHardware

/// What a simulation found out: whether hardware and reference agree, and where they first do not.
///
/// The names of the properties are those in `simulation.json` and stay as they are.
public struct AgreementReport: Sendable, Hashable, Codable {
  /// One value that differs.
  public struct Mismatch: Sendable, Hashable, Codable {
    /// The number of the sample in the stimulus.
    public let sample: Int
    /// What differs, for people: `output g`, `class`, or of the inner wires `layer1, neuron 3`.
    public let wire: String
    /// Of an inner wire: the layer of its neuron.
    public let layer: String?
    /// Of an inner wire: the number of its neuron in the layer.
    public let neuron: Int?
    /// Of an inner wire: the number of its table in the neuron, when the neuron has several.
    public let part: Int?
    /// The reference's code.
    public let expected: Int
    /// The simulator's code; nil when the sample never came out.
    public let got: Int?

    /// A port that differs.
    public init(sample: Int, wire: String, expected: Int, got: Int?) {
      self.init(sample, wire, place: nil, expected, got)
    }

    /// An inner wire that differs.
    public init(sample: Int, place: Netlist.Place, expected: Int, got: Int?) {
      self.init(sample, place.description, place: place, expected, got)
    }

    private init(_ sample: Int, _ wire: String, place: Netlist.Place?, _ expected: Int, _ got: Int?) {
      self.sample = sample
      self.wire = wire
      layer = place?.neuron?.layer
      neuron = place?.neuron?.index
      part = place?.part
      self.expected = expected
      self.got = got
    }
  }

  /// Which form of the design was simulated: `packed tables, no registers`.
  public let variant: String
  /// The simulator and its version.
  public let simulator: String
  /// How many samples were put in.
  public let samples: Int
  /// How many of them came out with a wrong output or class, or not at all.
  public let mismatches: Int
  /// The first values that differ, in the order of the samples.
  public let firstMismatches: [Mismatch]
  /// The clock cycles from the first sample to its result.
  public let latencyCycles: Int
  /// The latency that the interface promises.
  public let expectedLatencyCycles: Int
  /// How many times `valid_o` was wrong.
  public let timingViolations: Int
  /// The first time that `valid_o` was wrong.
  public let firstTimingViolation: TimingViolation?
  /// All clock cycles after the reset.
  public let cycles: Int
  /// The time that the simulation loop took, without building the model.
  public let seconds: Double
  /// Samples per second of the simulation loop; 0 when that was too short to measure.
  public let vectorsPerSecond: Double

  /// Whether every sample came out right, and at the right time.
  public var agrees: Bool { mismatches == 0 && timingViolations == 0 }

  /// Puts the parts together.
  public init(
    variant: String, simulator: String, samples: Int, mismatches: Int, firstMismatches: [Mismatch], latencyCycles: Int,
    expectedLatencyCycles: Int, timingViolations: Int, firstTimingViolation: TimingViolation?, cycles: Int,
    seconds: Double
  ) {
    self.variant = variant
    self.simulator = simulator
    self.samples = samples
    self.mismatches = mismatches
    self.firstMismatches = firstMismatches
    self.latencyCycles = latencyCycles
    self.expectedLatencyCycles = expectedLatencyCycles
    self.timingViolations = timingViolations
    self.firstTimingViolation = firstTimingViolation
    self.cycles = cycles
    self.seconds = seconds
    vectorsPerSecond = seconds > 0 ? Double(samples) / seconds : 0
  }
}

extension AgreementReport {
  /// Compares what came out of a simulation with what the reference computes.
  ///
  /// - Parameters:
  ///   - expectedOutputs: the reference's output codes, sample after sample, one for each of `interface.outputs`.
  ///   - expectedClasses: the reference's class of each sample; empty when the interface has no `class_o`.
  ///   - limit: how many differing values `firstMismatches` holds at most.
  /// - Throws: `ToolchainError.codes` when there are not as many expected rows as samples, or one does not fit.
  public init(
    of response: SimulationResponse, expectedOutputs: [Int], expectedClasses: [Int], interface: HardwareInterface,
    variant: String, limit: Int = 10
  ) throws(ToolchainError) {
    let expected = try PackedVectors(rows: expectedOutputs, slices: interface.outputs)
    guard expected.count == response.samplesIn else {
      throw .codes("\(expected.count) expected rows for \(response.samplesIn) samples")
    }
    let hasClass = interface.classWidth > 0
    guard expectedClasses.count == (hasClass ? response.samplesIn : 0) else {
      throw .codes("\(expectedClasses.count) expected classes for \(hasClass ? response.samplesIn : 0) class values")
    }
    var mismatches = 0
    var first: [Mismatch] = []
    for sample in 0..<response.samplesIn {
      let cameOut = sample < response.outputs.count
      let outputsAgree = cameOut && response.outputs[sample].elementsEqual(expected[sample])
      let classAgrees = !hasClass || cameOut && response.classes[sample] == expectedClasses[sample]
      if outputsAgree && classAgrees { continue }
      mismatches += 1
      if first.count >= limit { continue }
      for slice in interface.outputs {
        let want = slice.format.code(ofBitPattern: expected.bitPattern(of: slice, at: sample))
        let got =
          cameOut ? slice.format.code(ofBitPattern: response.outputs.bitPattern(of: slice, at: sample)) : nil
        if want != got {
          first.append(Mismatch(sample: sample, wire: "output \(slice.name)", expected: want, got: got))
        }
      }
      if !classAgrees {
        let got = cameOut ? response.classes[sample] : nil
        first.append(Mismatch(sample: sample, wire: "class", expected: expectedClasses[sample], got: got))
      }
    }
    self.init(
      variant: variant, simulator: response.simulator, samples: response.samplesIn, mismatches: mismatches,
      firstMismatches: Array(first.prefix(limit)), latencyCycles: response.latencyCycles,
      expectedLatencyCycles: interface.latencyCycles, timingViolations: response.timingViolations,
      firstTimingViolation: response.firstTimingViolation, cycles: response.cycles, seconds: response.seconds)
  }
}
