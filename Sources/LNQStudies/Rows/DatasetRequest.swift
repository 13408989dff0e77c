import Foundation
import LNQData

/// What opens a dataset: enough to open the same one again.
package enum DatasetRequest: Codable, Equatable, Sendable {
  /// The built-in generator `jsc-synth`.
  case synthetic(rows: Int)
  /// A file of rows in any format that is read, with what the user said about its columns.
  case file(path: String, options: ReadOptions)
  /// An imported dataset, in the cache's folder.
  case imported(name: String, dataDir: String)

  /// How many rows jsc-synth has unless told: as many as the CERNBox version of the jet data.
  static let standardRows = 986_806

  /// What DATASET, `--rows` and `--class-column` on a command line mean. A name of an imported dataset means that; a path with
  /// a `/` is always a file. Without DATASET it is jsc-synth.
  ///
  /// - Parameter cache: called only where the word can be the name of an imported dataset. Where it throws and there is a file of
  ///   that name, the word means the file.
  /// - Throws: `CommandError.usage` for options that do not belong to the dataset, and for a word that is no dataset.
  package init(
    argument: String?, rows: Int?, classColumn: String?, cache: () throws -> DatasetCache
  ) throws {
    let name = argument ?? Self.builtInName
    if name == Self.builtInName {
      guard classColumn == nil else {
        throw CommandError.usage("--class-column names a column of a file, and \(name) is none")
      }
      self = .synthetic(rows: rows ?? Self.standardRows)
      return
    }
    let isFile = FileManager.default.fileExists(atPath: name)
    let cache = DatasetCache.isName(name) ? isFile ? try? cache() : try cache() : nil
    if let cache, cache.contains(name) {
      guard classColumn == nil else {
        throw CommandError.usage("--class-column belongs to lnq data import: \(name) was imported with its classes")
      }
      guard rows == nil else {
        throw CommandError.usage("--rows is for \(Self.builtInName); all rows of \(name) are used")
      }
      self = .imported(name: name, dataDir: URL(fileURLWithPath: cache.folder).path)
      return
    }
    guard name.contains("/") || name.contains(".") || isFile else {
      // The labs have one jet dataset, of this name.
      let fetch =
        name == "jsc"
        ? "; the labs' jsc is jsc-cernbox here, which lnq data fetch jsc-cernbox gets, and jsc-synth imitates it"
        : PublicDataset(rawValue: name) == nil ? "" : "; lnq data fetch \(name) gets it"
      throw CommandError.usage(
        "there is no dataset \(name): write \(Self.builtInName), the name of an imported one (lnq data list), "
          + "or the path of a file\(fetch)")
    }
    guard rows == nil else {
      throw CommandError.usage("--rows is for \(Self.builtInName); all rows of \(name) are used")
    }
    self = .file(path: URL(fileURLWithPath: name).path, options: ReadOptions(classColumn: classColumn))
  }

  private static let builtInName = "jsc-synth"

  /// All rows, not divided.
  ///
  /// - Parameter features: those that a network needs; of a file they are read whatever they look like.
  /// - Throws: what `RowsFile.table` throws.
  package func table(for features: [String]? = nil) throws -> RawTable {
    switch self {
    case .synthetic(let rows): return try .jscSynth(rowCount: rows)
    case .file(let path, var options):
      options.neededFeatures = features
      return try RowsFile(path: path, options: options).table()
    case .imported(let name, let folder): return try DatasetCache(folder: folder).table(name)
    }
  }

  /// The rows, divided and standardised.
  ///
  /// - Parameter kept: where generated rows are kept; nil to draw them.
  /// - Throws: what `RowsFile.table` throws.
  package func dataset(kept: KeptRows? = nil) throws -> Dataset {
    switch self {
    case .imported(let name, let folder): return try DatasetCache(folder: folder).dataset(name)
    case .synthetic(let rows): return try kept?.jscSynth(rowCount: rows) ?? Dataset(table())
    case .file: return try Dataset(table())
    }
  }
}

extension DatasetRequest {
  /// The words of a command line that open the same dataset: DATASET and its options.
  package var words: [String] {
    switch self {
    case .synthetic(let rows): ["jsc-synth", "--rows=\(rows)"]
    case .file(let path, let options): [path] + (options.classColumn.map { ["--class-column=\($0)"] } ?? [])
    case .imported(let name, let folder): [name, "--data-dir=\(folder)"]
    }
  }
}
