import ArgumentParser
import Foundation
import LNQData
import LNQStudies
import LNQText

/// `lnq data import`: a file becomes a dataset of the cache.
struct DataImportVerb: Verb {
  enum Duplicates: String, ExpressibleByArgument, CaseIterable {
    case keep
    case drop
  }

  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Import a file, so that DATASET can be its name and opens in a moment.",
    discussion: """
      Formats: CSV and TSV, ARFF, NumPy's .npy and .npz, IDX (MNIST's), all also packed by gzip; HDF5 where lnq was built with \
      it. A folder with the four files of MNIST is a dataset, too. docs/data.md has the rules.

      The file is checked whole before anything is written. The rows are divided as scikit-learn's train_test_split(test_size=0.2, \
      random_state=42) does, and a tenth of the training part is for validation.
      """)

  @Argument(help: "The file, or the folder of MNIST's files.", completion: .file())
  var file: String

  @Option(help: ArgumentHelp("The name of the dataset; that of the file without its extension unless given."))
  var name: String?

  @Option(help: ArgumentHelp("The column that has the classes.", valueName: "name"))
  var classColumn: String?

  @Option(
    help: ArgumentHelp(
      "Columns of zeros and ones, one for each class, separated by commas.", valueName: "names"))
  var classFlags: String?

  @Option(help: ArgumentHelp("The columns that are features, in this order, separated by commas.", valueName: "names"))
  var features: String?

  @Option(
    help: ArgumentHelp("Columns that are neither features nor classes, separated by commas.", valueName: "names"))
  var leaveOut: String?

  @Option(help: ArgumentHelp("The classes in the order of the outputs, separated by commas.", valueName: "names"))
  var classes: String?

  @Option(
    help: ArgumentHelp(
      "keep or drop rows that repeat an earlier one; keep unless given, drop in the CERNBox layout.", valueName: "word")
  )
  var duplicates: Duplicates?

  @Option(help: ArgumentHelp("The array with the rows in an .npz or HDF5 file.", valueName: "name"))
  var array: String?

  @Option(
    help: ArgumentHelp("The array with the labels of the rows in --array, of the same file.", valueName: "name"))
  var labelArray: String?

  @Option(
    help: ArgumentHelp("The file with the labels of an .npy or IDX file.", valueName: "file"), completion: .file())
  var labels: String?

  @OptionGroup var data: DataOptions

  @Flag(help: "Print one JSON object instead of text.")
  var json = false

  func validate() throws {
    for (option, text) in [
      ("--class-flags", classFlags), ("--features", features), ("--leave-out", leaveOut), ("--classes", classes),
    ] {
      if let text, Self.list(text).contains("") || text.isEmpty {
        throw ValidationError("\(option) \(text): names are separated by single commas")
      }
    }
    if features != nil, leaveOut != nil {
      throw ValidationError("--features and --leave-out: columns that --features does not name are left out anyway")
    }
    if classColumn != nil, classFlags != nil {
      throw ValidationError("--class-column and --class-flags: the class is in one column or in several")
    }
  }

  func execute(_ invocation: Invocation) throws {
    let cache = try data.cache(invocation.environment)
    if let name, !DatasetCache.isName(name) { throw DatasetError.datasetName(name) }
    let path = URL(fileURLWithPath: file).path
    let table = try RowsFile(path: path, options: options).table()
    let manifest = try cache.add(
      table.renamed(name ?? DatasetCache.name(madeOf: table.name), provenance: table.provenance),
      source: .init(address: path, sha256: table.provenance.sha256))
    try invocation.console.print(DatasetReport(manifest, in: cache), asJSON: json)
  }

  private var options: ReadOptions {
    ReadOptions(
      classColumn: classColumn, classFlagColumns: classFlags.map(Self.list), featureColumns: features.map(Self.list),
      leftOutColumns: leaveOut.map(Self.list), classNames: classes.map(Self.list),
      dropsDuplicates: duplicates.map { $0 == .drop }, array: array, labelArray: labelArray,
      labelsPath: labels.map { URL(fileURLWithPath: $0).path })
  }

  private static func list(_ text: String) -> [String] {
    text.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmingCharacters(in: .whitespaces) }
  }
}

extension DatasetCache {
  /// A name for a file's rows: what a name cannot have becomes `-`.
  static func name(madeOf text: String) -> String {
    let name = FileName.make(of: text, byteLimit: FileName.byteLimit - 5)
    return isName(name) ? name : "data-" + name
  }
}
