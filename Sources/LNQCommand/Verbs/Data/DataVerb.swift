import ArgumentParser
import Foundation
import LNQData
import LNQStudies

/// `lnq data`: the datasets on this machine.
struct DataVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "List, fetch, import and show datasets.",
    subcommands: [DataListVerb.self, DataFetchVerb.self, DataImportVerb.self, DataShowVerb.self, DataReadVerb.self])
}

/// `lnq data list`: what can be named as DATASET, and what can be fetched.
struct DataListVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the datasets that are here, and those that can be fetched.")

  @OptionGroup var data: DataOptions

  @Flag(help: "Print one JSON object instead of text.")
  var json = false

  func execute(_ invocation: Invocation) throws {
    let cache = try data.cache(invocation.environment)
    var entries: [DataList.Entry] = []
    for name in cache.names {
      do throws(DatasetError) {
        let manifest = try cache.manifest(name)
        entries.append(
          .init(
            name: name, rows: manifest.rows.total, features: manifest.featureNames.count,
            classes: manifest.classNames.count, source: manifest.source.address))
      } catch {
        // One damaged dataset does not hide the others.
        invocation.console.say("\(error)")
      }
    }
    let fetchable = PublicDataset.allCases.filter { !cache.contains($0.rawValue) }
    try invocation.console.print(
      DataList(
        dataDir: cache.folder, datasets: entries,
        fetchable: fetchable.map { .init(name: $0.rawValue, summary: $0.summary) }),
      asJSON: json)
  }
}

/// What `lnq data list` prints.
private struct DataList: VerbReport {
  struct Entry: Encodable {
    let name: String
    let rows: Int
    let features: Int
    let classes: Int
    let source: String
  }
  struct Fetchable: Encodable {
    let name: String
    let summary: String
  }

  let dataDir: String
  let datasets: [Entry]
  let fetchable: [Fetchable]

  var summary: Summary {
    var summary = Summary("Datasets in \(dataDir)")
    for entry in datasets {
      summary.add(
        entry.name,
        "\(NumberText.counted(entry.rows, "row", "rows")), \(NumberText.counted(entry.features, "feature", "features")), "
          + "\(NumberText.counted(entry.classes, "class", "classes")); from \(entry.source)")
    }
    summary.add("jsc-synth", "generated: a surrogate of the jet data, as many rows as are asked for")
    for entry in fetchable {
      summary.add(entry.name, "\(entry.summary); it is not here yet; get it with: lnq data fetch \(entry.name)")
    }
    return summary
  }
}

/// `lnq data show`: what is known of a dataset.
struct DataShowVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what is known of an imported dataset.")

  @Argument(help: "The name of an imported dataset.")
  var name: String

  @Flag(
    help: "Open it as training does, which compares its files with the SHA-256 that were written when it was imported.")
  var verify = false

  @OptionGroup var data: DataOptions

  @Flag(help: "Print one JSON object instead of text.")
  var json = false

  func execute(_ invocation: Invocation) throws {
    let cache = try data.cache(invocation.environment)
    let manifest = try cache.manifest(name)
    var report = DatasetReport(manifest, in: cache)
    if verify {
      let start = ContinuousClock.now
      _ = try cache.dataset(name)
      report.openingSeconds = (ContinuousClock.now - start).inSeconds
    }
    try invocation.console.print(report, asJSON: json)
  }
}

/// `lnq data read-hdf5`: what `RowsFile` starts to read an HDF5 file. Not for people.
struct DataReadVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "read-hdf5", abstract: "Read an HDF5 file into a folder for another lnq.", shouldDisplay: false)

  @Argument(help: "The file.")
  var file: String

  @Argument(help: "The folder.")
  var folder: String

  @Option(help: "What the user said about the file, as JSON.")
  var options: String

  func execute(_ invocation: Invocation) throws {
    guard let options = try? JSONText.decode(ReadOptions.self, from: Data(options.utf8)) else {
      throw CommandError.usage("--options is not what lnq writes")
    }
    try RawTable.file(path: file, options: options).write(toFolder: folder)
  }
}
