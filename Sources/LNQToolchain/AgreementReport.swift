/// What a simulation found out: whether hardware and reference agree, and where they first do not.
///
/// The names of the properties are those in `simulation.json` and stay as they are.
public struct AgreementReport: Sendable, Hashable, Codable {
  /// One value that differs.
  public struct Mismatch: Sendable, Hashable, Codable {
    /// The number of the sample in the stimulus.
    public let sample: Int
    /// What differs, for people: `output g`, `class`, or with the inner wires `layer1, neuron 3`.
    public let wire: String
    /// The reference's code.
    public let expected: Int
    /// The simulator's code; nil when the sample never came out.
    public let got: Int?

    /// Puts the parts together.
    public init(sample: Int, wire: String, expected: Int, got: Int?) {
      self.sample = sample
      self.wire = wire
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
