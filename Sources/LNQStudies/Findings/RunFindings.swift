import Foundation
import LNQTraining

/// Everything that a report says about one run, read from its folder.
package struct RunFindings {
  /// The folder's name.
  package let name: String
  package let manifest: RunManifest
  /// The complete epochs.
  package let epochs: [EpochRecord]
  /// The logged steps; empty in runs of older versions and in those that are shorter than `--log-every-n-steps`.
  package let steps: [StepRecord]
  /// What became of it in hardware; nil when it was not quantized.
  package let hardware: HardwareFindings?

  /// What came of it; nil when it was not trained to its end.
  package var results: TrainReport? { manifest.results }

  /// - Throws: `RunDirectoryError.damaged` for a file that lnq did not write so.
  package init(reading run: RunDirectory) throws(RunDirectoryError) {
    name = run.name
    manifest = try run.manifest()
    epochs = try Self.rows(of: run.metricsPath, header: EpochRecord.header, EpochRecord.init(line:))
    steps = try Self.rows(of: run.stepsPath, header: StepRecord.header, StepRecord.init(line:))
    hardware = try HardwareFindings(reading: run)
  }

  private static func rows<Row>(
    of path: String, header: String, _ row: (Substring) -> Row?
  ) throws(RunDirectoryError) -> [Row] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    return try CSVLines.rows(of: path, header: header, row)
  }
}
