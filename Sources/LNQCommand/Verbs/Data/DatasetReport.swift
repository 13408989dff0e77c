import LNQData
import LNQStudies

/// What `lnq data show`, `import` and `fetch` print: the manifest, and where the dataset is.
struct DatasetReport: VerbReport {
  let name: String
  let path: String
  let rows: DatasetManifest.Rows
  let featureNames: [String]
  let classNames: [String]
  let source: DatasetManifest.Source
  let sha256: String
  let split: SplitOptions
  let standardization: Standardization
  let fixedScale: Double?
  let notice: String?
  let notes: ReadingNotes?
  private let facts: DatasetFacts
  /// How long it took to open it, after its files were compared with their hashes; nil when they were not.
  var openingSeconds: Double?

  init(_ manifest: DatasetManifest, in cache: DatasetCache) {
    name = manifest.name
    path = cache.path(of: manifest.name)
    rows = manifest.rows
    featureNames = manifest.featureNames
    classNames = manifest.classNames
    source = manifest.source
    sha256 = manifest.sha256
    split = manifest.split
    standardization = manifest.standardization
    fixedScale = manifest.fixedScale
    notice = manifest.notice
    notes = manifest.notes
    facts = DatasetFacts(manifest)
  }

  private enum CodingKeys: String, CodingKey {
    case name, path, rows, featureNames, classNames, source, sha256, split, standardization, fixedScale, notice, notes
    case openingSeconds
  }

  var summary: Summary {
    var summary = Summary("\(name) (\(path))")
    summary.add(facts, featureNames: featureNames)
    summary.add("scaling", scaling)
    summary.add("source", source.address)
    summary.add("SHA-256", sha256)
    summary.add(
      "verified", openingSeconds.map { "the files are those that were imported; opened in \(NumberText.seconds($0))" })
    summary.add("note", notice)
    return summary
  }

  private var scaling: String {
    switch fixedScale {
    case nil: "mean 0 and deviation 1 over the training part"
    case 1: "none: every feature is 0 or 1"
    case .some(let scale): "divided by \(scale)"
    }
  }
}
