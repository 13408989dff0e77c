import LNQHardware

/// What came out of a simulated design.
public struct SimulationResponse: Sendable, Hashable {
  /// `data_o` of each sample that came out, in order.
  public let outputs: PackedVectors
  /// `class_o` of each sample that came out; empty when there is no such port.
  public let classes: [Int]
  /// How many samples were put in.
  public let samplesIn: Int
  /// The clock cycles from the first sample to its result.
  public let latencyCycles: Int
  /// How many times `valid_o` was wrong.
  public let timingViolations: Int
  /// The first time that `valid_o` was wrong.
  public let firstTimingViolation: TimingViolation?
  /// All clock cycles after the reset.
  public let cycles: Int
  /// The time that the simulation loop took.
  public let seconds: Double
  /// The simulator and its version.
  public let simulator: String
  /// The log of the run.
  public let log: String

  /// Puts the parts together.
  public init(
    outputs: PackedVectors, classes: [Int], samplesIn: Int, latencyCycles: Int, timingViolations: Int,
    firstTimingViolation: TimingViolation?, cycles: Int, seconds: Double, simulator: String, log: String
  ) {
    self.outputs = outputs
    self.classes = classes
    self.samplesIn = samplesIn
    self.latencyCycles = latencyCycles
    self.timingViolations = timingViolations
    self.firstTimingViolation = firstTimingViolation
    self.cycles = cycles
    self.seconds = seconds
    self.simulator = simulator
    self.log = log
  }
}

/// A result that came at another time than the latency says.
public struct TimingViolation: Sendable, Hashable, Codable {
  /// What is wrong.
  public enum Kind: String, Sendable, Hashable, Codable {
    /// `valid_o` was high during reset.
    case reset
    /// `valid_o` was high although no sample was on its way.
    case unexpected
    /// A sample came out after another number of cycles.
    case latency
    /// A sample never came out.
    case missing
  }

  /// What is wrong.
  public let kind: Kind
  /// The clock cycle after the reset.
  public let cycle: Int
  /// The number of the sample, for `latency` and `missing`; the next one, for `unexpected`.
  public let sample: Int
  /// How many cycles it took, for `latency`; else 0.
  public let latencyCycles: Int

  /// Puts the parts together.
  public init(kind: Kind, cycle: Int, sample: Int, latencyCycles: Int) {
    self.kind = kind
    self.cycle = cycle
    self.sample = sample
    self.latencyCycles = latencyCycles
  }
}

extension TimingViolation: CustomStringConvertible {
  /// One sentence.
  public var description: String {
    switch kind {
    case .reset: "valid_o is high during reset"
    case .unexpected: "valid_o is high in cycle \(cycle) although no sample is on its way"
    case .latency: "sample \(sample) came out after \(latencyCycles) cycles, in cycle \(cycle)"
    case .missing: "sample \(sample) and those after it never came out; the simulation ended in cycle \(cycle)"
    }
  }
}
