/// An array of tasks that was handed to Slurm.
public struct SlurmJob: Hashable, Sendable, Codable {
  /// Slurm's number for it. Slurm begins anew some day.
  public let id: Int
  /// The name that it was submitted under, which tells it from another one with its number.
  public let name: String

  /// Puts the two together.
  public init(id: Int, name: String) {
    self.id = id
    self.name = name
  }
}
