import LNQTraining

/// How a network was trained, for `run.json`.
package struct TrainingRequest: Codable, Equatable, Sendable {
  /// The optimizer, the learning rate and its schedule, epochs, batch size, seed, and all the rest.
  package var options: TrainingOptions
  /// The checkpoint that it began with.
  package var load: String?
  /// Every how many steps loss, accuracy and learning rate go to TensorBoard.
  package var logEveryNSteps: Int

  /// Puts the parts together.
  package init(options: TrainingOptions, load: String? = nil, logEveryNSteps: Int) {
    self.options = options
    self.load = load
    self.logEveryNSteps = logEveryNSteps
  }
}
