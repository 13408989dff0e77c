import Foundation

/// The folder of one training run and of everything that was made from it.
///
/// `<project folder>/<model>_classification_<dataset>_<YYYY-MM-DD>[-2]`, with the parts that the properties below name. A run
/// never overwrites another one: a name that is taken gets the next number, also between processes side by side.
/// Beside the runs stands a symbolic link `<model>.latest` to the newest run of each model that has a checkpoint.
package struct RunDirectory: Hashable, Sendable {
  /// The folder's path, as it was given or made.
  package let path: String

  /// Takes the folder at `path` as a run.
  ///
  /// - Throws: `RunDirectoryError.notARun` when it has no `run.json`.
  package init(path: String) throws(RunDirectoryError) {
    self.path = path
    guard FileManager.default.fileExists(atPath: manifestPath) else { throw .notARun(path: path) }
  }

  package init(unchecked path: String) {
    self.path = path
  }

  /// The folder's own name.
  package var name: String { URL(fileURLWithPath: path).lastPathComponent }

  /// What was run, on what, and with which results.
  var manifestPath: String { path + "/run.json" }
  /// The parameters of the epoch with the lowest validation loss.
  var bestCheckpointPath: String { path + "/software/training_ckpts/best.safetensors" }
  /// The parameters after the last epoch.
  var lastCheckpointPath: String { path + "/software/training_ckpts/last.safetensors" }
  /// What it takes to go on with a run that is not over; it goes when the run is.
  var statePath: String { path + "/software/training_ckpts/resume.safetensors" }
  /// The folder of TensorBoard's event files.
  var eventsPath: String { path + "/software/tensorboard" }
  /// One row an epoch.
  var metricsPath: String { path + "/software/metrics.csv" }
  /// One row every n-th step.
  var stepsPath: String { path + "/software/steps.csv" }
  /// The integer network.
  var tablesPath: String { path + "/hardware/tables.json" }
  /// How the integer network was made, and how accurate it is.
  var quantizationPath: String { path + "/hardware/quantization.json" }
  /// The folder of the Verilog files.
  package var rtlPath: String { path + "/hardware/rtl" }
  /// The newest simulation's findings.
  package var simulationPath: String { path + "/hardware/simulation.json" }
  /// Where simulators work: their input, their logs, their programs.
  package var simulationWorkPath: String { path + "/hardware/simulation" }
}
