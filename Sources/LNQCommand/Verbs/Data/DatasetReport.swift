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
  }

  var summary: Summary {
    var summary = Summary("\(name) (\(path))")
    summary.add(
      "rows",
      "\(NumberText.count(rows.total)): \(NumberText.count(rows.train)) training, \(NumberText.count(rows.validation)) validation, "
        + "\(NumberText.count(rows.test)) test")
    summary.addWrapped("features", "\(NumberText.count(featureNames.count)): " + Self.list(featureNames))
    summary.addWrapped("classes", "\(NumberText.count(classNames.count)): " + Self.list(classNames))
    summary.add("scaling", fixedScale.map { "divided by \($0)" } ?? "mean 0 and deviation 1 over the training part")
    summary.add("source", source.address)
    summary.add("SHA-256", sha256)
    summary.add(
      "verified", openingSeconds.map { "the files are those that were imported; opened in \(NumberText.seconds($0))" })
    summary.addWrapped("note", notice)
    return summary
  }

  private static func list(_ names: [String]) -> String {
    names.count <= 20 ? names.joined(separator: ", ") : names.prefix(10).joined(separator: ", ") + ", …"
  }
}
