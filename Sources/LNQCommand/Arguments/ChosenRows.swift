import ArgumentParser
import LNQStudies
import LNQTables

/// Which rows a verb takes: DATASET, a file that is read in pieces, or the test rows of the run.
struct ChosenRows: ParsableArguments {
  @Argument(help: "jsc-synth, the name of an imported dataset, or the path of a file of rows.", completion: .datasets)
  var dataset: String?

  @Option(help: ArgumentHelp("Read rows from this .npy file in pieces.", valueName: "file"), completion: .file())
  var from: String?

  @OptionGroup var rowOptions: RowOptions

  func validate() throws {
    if from != nil, let other = dataset != nil ? "DATASET" : rowOptions.given.first {
      throw ValidationError("--from and \(other) are both rows: give one of them")
    }
    if dataset == nil, let option = rowOptions.given.first {
      throw ValidationError("\(option) belongs to a DATASET, and none is given")
    }
  }

  /// The rows, what they are called, and what has to be said of them.
  ///
  /// - Throws: `DatasetError`, `CommandError`.
  func rows(
    of trained: TrainedRun, for tables: TableNetwork, _ invocation: Invocation
  ) throws -> (EmulatedRows, name: String, notice: String?) {
    if let from { return (try EmulatedRows(path: from, for: tables, of: trained.checkpoint), from, nil) }
    guard let dataset else {
      let own = try trained.dataset()
      return (.labelled(own.test), own.name, own.provenance.notice)
    }
    let checkpoint = trained.checkpoint
    let table = try rowOptions.request(dataset, invocation.environment).table(for: checkpoint.featureNames)
    let rows = try table.labelledRows(
      standardizedBy: checkpoint.standardization, featureNames: checkpoint.featureNames,
      classNames: checkpoint.classNames)
    return (.labelled(rows), table.name, table.provenance.notice)
  }
}

extension CodeRows {
  /// Refuses a name whose end says no format.
  static func check(output: String?) throws {
    if let output, Format(path: output) == nil {
      throw ValidationError("--output \(output): its name ends in none of \(Format.names)")
    }
  }
}
