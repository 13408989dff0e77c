import Foundation
import LNQTables

/// What is known of a run's hardware.
package struct HardwareFindings {
  let quantization: QuantizeReport
  /// nil when it was not simulated.
  let simulation: SimulateReport?
  /// Lookups and adders by formula.
  let estimate: TableNetwork.LUTEstimate

  /// Both kinds of the estimate together.
  var luts: Int { estimate.lookups + estimate.adderBits }

  /// Reads them; nil when the run was not quantized.
  ///
  /// - Throws: `RunDirectoryError.damaged`.
  init?(reading run: RunDirectory) throws(RunDirectoryError) {
    let files = FileManager.default
    guard files.fileExists(atPath: run.quantizationPath), files.fileExists(atPath: run.tablesPath) else { return nil }
    quantization = try run.decode(QuantizeReport.self, from: run.quantizationPath)
    estimate = try run.decode(TableNetwork.self, from: run.tablesPath).lutEstimate
    simulation =
      files.fileExists(atPath: run.simulationPath)
      ? try run.decode(SimulateReport.self, from: run.simulationPath) : nil
  }
}
