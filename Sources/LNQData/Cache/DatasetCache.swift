#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

import LNQFiles
import LNQText

/// A folder of datasets that were imported, each in a folder of its name:
///
/// - `dataset.json`: its `DatasetManifest`;
/// - `features.f32`: rows × features floats, little-endian, row after row, in their own units and the source's order; where they
///   are rounded, `features.rest` has what makes 64-bit floats of them;
/// - `labels.i32`: a 32-bit integer for each row;
/// - `checksums.json`: the SHA-256 of `dataset.json`, which has those of the other two. What a version before imported gets it when
///   its rows are read and found to be the ones that `dataset.json` says.
///
/// A dataset appears whole or not at all, and does not change afterwards. Names that begin with a point are not datasets.
public struct DatasetCache: Sendable, Hashable {
  /// Where the datasets are; it need not exist.
  public let folder: String

  /// The cache in `folder`.
  public init(folder: String) {
    self.folder = folder
  }

  /// The folder of a dataset.
  public func path(of name: String) -> String { folder + "/" + name }

  /// Whether a dataset of that name is there.
  public func contains(_ name: String) -> Bool {
    Self.isName(name) && FileBytes.exists(path(of: name) + "/dataset.json")
  }

  /// The names of the datasets that are there, sorted.
  public var names: [String] {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return entries.filter(contains).sorted()
  }

  /// A name that a file can have (`FileName`): letters and digits of any script, `.`, `_` and `-`, a letter or digit first; not
  /// `jsc-synth`, which is generated.
  public static func isName(_ name: String) -> Bool {
    guard let first = name.first, name != "jsc-synth" else { return false }
    return (first.isLetter || first.isNumber) && FileName.isName(name)
  }

  // MARK: - Reading

  /// What is known of a dataset.
  public func manifest(_ name: String) throws(DatasetError) -> DatasetManifest {
    guard contains(name) else { throw .noDataset(name: name, folder: folder, present: names) }
    let path = path(of: name) + "/dataset.json"
    let manifest: DatasetManifest
    let bytes = try FileBytes.read(path)
    do {
      manifest = try JSONDecoder().decode(DatasetManifest.self, from: Data(bytes))
    } catch {
      throw .damaged(path: path, problem: "it is not what lnq wrote; import the dataset again")
    }
    if let problem = manifest.problem { throw .damaged(path: path, problem: problem) }
    try check(bytes, of: path, name: name)
    return manifest
  }

  /// All rows of a dataset, not divided.
  public func table(_ name: String) throws(DatasetError) -> RawTable {
    try table(manifest(name), name: name)
  }

  /// A dataset, divided and standardised as it was when it was imported.
  public func dataset(_ name: String) throws(DatasetError) -> Dataset {
    let manifest = try manifest(name)
    return try Dataset(
      table(manifest, name: name), split: manifest.split, standardization: manifest.standardization)
  }

  private func table(_ manifest: DatasetManifest, name: String) throws(DatasetError) -> RawTable {
    let folder = path(of: name)
    let labelsPath = folder + "/labels.i32"
    let labels = try FileBytes.read(labelsPath, count: manifest.rows.total, of: Int32.self)
    let classes = Int32(manifest.classNames.count)
    if let row = labels.firstIndex(where: { $0 < 0 || $0 >= classes }) {
      throw .damaged(
        path: labelsPath,
        problem: "the label \(labels[row]) of row \(row + 1) is not a class; import the dataset again")
    }
    try check(SHA256.hexadecimal(of: labels), manifest.labelsSHA256, of: labelsPath)
    let bits = manifest.featureBits ?? 32
    let features = try FeatureValues(
      folder: folder, count: manifest.rows.total * manifest.featureNames.count, bits: bits)
    try check(
      features.sha256, manifest.featuresSHA256, of: folder + "/" + FeatureValues.fileNames(in: folder, bits: bits))
    listIfUnlisted(manifest, name)
    return RawTable(
      name: name, featureNames: manifest.featureNames, classNames: manifest.classNames, features: features,
      labels: labels,
      provenance: Provenance(source: manifest.source.address, sha256: manifest.sha256, notice: manifest.notice),
      validationCount: manifest.validationCount ?? 0, testCount: manifest.testCount, fixedScale: manifest.fixedScale,
      notes: manifest.notes)
  }

  private func check(_ found: String, _ expected: String, of path: String) throws(DatasetError) {
    guard found == expected else { throw Self.changed(path) }
  }

  /// Writes `checksums.json` where there is none, and where that can be done: a cache may be there to read only.
  private func listIfUnlisted(_ manifest: DatasetManifest, _ name: String) {
    let listPath = path(of: name) + "/" + Checksums.fileName
    guard !FileBytes.exists(listPath), let json = try? FileBytes.read(path(of: name) + "/dataset.json") else { return }
    try? WholeFile.write(Self.list(json, source: manifest.sha256).serialized(), to: listPath)
  }

  private static func list(_ json: some ContiguousBytes, source sha256: String) -> Checksums {
    Checksums(["dataset.json": [Checksums.Version(json, madeFrom: ["source": sha256])]])
  }

  private func check(_ json: [UInt8], of path: String, name: String) throws(DatasetError) {
    let listPath = self.path(of: name) + "/" + Checksums.fileName
    guard FileBytes.exists(listPath) else { return }
    guard let list = Checksums(serialized: Data(try FileBytes.read(listPath))) else { throw Self.changed(listPath) }
    guard list.version(of: "dataset.json", content: json) != nil else { throw Self.changed(path) }
  }

  private static func changed(_ path: String) -> DatasetError {
    .damaged(path: path, problem: "its SHA-256 is not the one that was written; import the dataset again")
  }

  // MARK: - Adding

  /// Adds a table under its name.
  ///
  /// It is checked as training would check it, and appears whole. The same rows under the same name again change nothing, also
  /// when two processes add them at the same time.
  /// - Throws: what dividing a table throws; `.datasetName`; `.datasetExists` when other rows have the name; `.cannotWrite`.
  @discardableResult
  public func add(
    _ table: RawTable, split options: SplitOptions = SplitOptions(), source: DatasetManifest.Source,
    notice: String? = nil
  ) throws(DatasetError) -> DatasetManifest {
    guard Self.isName(table.name) else { throw .datasetName(table.name) }
    let (split, standardization) = try Dataset.division(of: table, by: options)
    let manifest = DatasetManifest(
      table, split: options, split: split, standardization: standardization, source: source, notice: notice)
    if contains(table.name) { return try present(manifest, as: table.name) }
    let path = path(of: table.name)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let json = try? encoder.encode(manifest) else {
      throw .cannotWrite(path: path, reason: "a number in the manifest is not finite")
    }
    do {
      let folder = try WholeFolder(for: path)
      try table.features.write(to: folder)
      try folder.write(table.labels, to: "labels.i32")
      try folder.write(json, to: "dataset.json")
      try folder.write(Self.list(json, source: source.sha256).serialized(), to: Checksums.fileName)
      if try folder.claim() { return manifest }
    } catch {
      throw DatasetError(error)
    }
    // Another process was faster, or the folder is something else.
    guard contains(table.name) else {
      throw .cannotWrite(path: path, reason: "something that is no dataset has this name; remove it")
    }
    return try present(manifest, as: table.name)
  }

  /// What is known of the dataset that is there, if it is the one of `manifest`.
  private func present(_ manifest: DatasetManifest, as name: String) throws(DatasetError) -> DatasetManifest {
    let present = try self.manifest(name)
    guard present.sha256 == manifest.sha256, present.split == manifest.split, present.rows == manifest.rows else {
      throw .datasetExists(name: name, folder: path(of: name))
    }
    return present
  }
}
