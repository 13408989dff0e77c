import ArgumentParser
import LNQData
import LNQStudies

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
        invocation.console.err("lnq: \(error)\n")
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
private struct DataList: Report {
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
        "\(Figure.counted(entry.rows, "row", "rows")), \(Figure.counted(entry.features, "feature", "features")), "
          + "\(Figure.counted(entry.classes, "class", "classes")); from \(entry.source)")
    }
    summary.add("jsc-synth", "generated: a surrogate of the jet data, as many rows as are asked for")
    for entry in fetchable {
      summary.add(entry.name, "not here yet: lnq data fetch \(entry.name) gets it: \(entry.summary)")
    }
    return summary
  }
}
