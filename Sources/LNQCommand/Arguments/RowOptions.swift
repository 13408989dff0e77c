import ArgumentParser
import LNQStudies

/// How the rows of a dataset that is named on the command line are opened.
struct RowOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How many rows jsc-synth has; 986806 unless given.", valueName: "n"))
  var rows: Int?

  @Option(help: ArgumentHelp("The column of a file that has the classes.", valueName: "name"))
  var classColumn: String?

  @OptionGroup var data: DataOptions

  /// Which of those that belong to a dataset are given.
  var given: [String] {
    [("--rows", rows != nil), ("--class-column", classColumn != nil), ("--data-dir", data.dataDir != nil)]
      .filter(\.1).map(\.0)
  }

  /// What opens a dataset; jsc-synth for nil.
  ///
  /// - Throws: what `DatasetRequest.init` throws.
  func request(_ dataset: String?, _ environment: [String: String]) throws -> DatasetRequest {
    try DatasetRequest(
      argument: dataset, rows: rows, classColumn: classColumn, cache: { try data.cache(environment) })
  }
}
