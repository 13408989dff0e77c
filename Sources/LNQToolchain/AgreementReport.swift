/// What a simulation found out: whether hardware and reference agree, and where they first do not.
public struct AgreementReport: Sendable, Hashable, Codable {
  /// One value that differs.
  public struct Mismatch: Sendable, Hashable, Codable {
    /// The number of the sample in the stimulus.
    public let sample: Int
    /// What differs, for people: `output g`, or with the inner wires `layer1, neuron 3`.
    public let wire: String
    /// The reference's code.
    public let expected: Int
    /// The simulator's code.
    public let got: Int
  }
}
