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
