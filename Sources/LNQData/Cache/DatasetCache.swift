#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

import LNQText

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A folder of datasets that were imported, each in a folder of its name:
///
/// - `dataset.json`: its `DatasetManifest`;
/// - `features.f32`, or `features.f64` where 32-bit floats would round: rows × features floats, little-endian, row after row, in
///   their own units and the source's order;
/// - `labels.i32`: a 32-bit integer for each row.
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
    let features = try FeatureValues(
      folder: folder, count: manifest.rows.total * manifest.featureNames.count, bits: manifest.featureBits ?? 32)
    return RawTable(
      name: name, featureNames: manifest.featureNames, classNames: manifest.classNames, features: features,
      labels: labels,
      provenance: Provenance(source: manifest.source.address, sha256: manifest.sha256, notice: manifest.notice),
      validationCount: manifest.validationCount ?? 0, testCount: manifest.testCount, fixedScale: manifest.fixedScale,
      notes: manifest.notes)
  }

  /// Compares the files of a dataset with the hashes that were written when it was imported.
  /// - Throws: `DatasetError.damaged` that names the file that has changed.
  public func verify(_ name: String) throws(DatasetError) {
    let manifest = try manifest(name)
    for (file, expected) in [
      (FeatureValues.fileName(bits: manifest.featureBits ?? 32), manifest.featuresSHA256),
      ("labels.i32", manifest.labelsSHA256),
    ] {
      let path = path(of: name) + "/" + file
      guard try FileBytes.sha256(of: path) == expected else {
        throw .damaged(path: path, problem: "its SHA-256 is not the one that was written; import the dataset again")
      }
    }
  }

  // MARK: - Adding

  /// Adds a table under its name.
  ///
  /// It is checked as training would check it, written to a hidden folder, and renamed. The same rows under the same name
  /// again change nothing. Two processes must not add the same name at the same time; the caller prevents that.
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
    if contains(table.name) {
      let present = try self.manifest(table.name)
      guard present.sha256 == manifest.sha256, present.split == manifest.split, present.rows == manifest.rows else {
        throw .datasetExists(name: table.name, folder: path(of: table.name))
      }
      return present
    }
    try write(table, manifest)
    return manifest
  }

  private func write(_ table: RawTable, _ manifest: DatasetManifest) throws(DatasetError) {
    let partial = folder + "/." + table.name + ".partial"
    let manager = FileManager.default
    do {
      // What a killed process left.
      if FileBytes.exists(partial) { try manager.removeItem(atPath: partial) }
      try manager.createDirectory(atPath: partial, withIntermediateDirectories: true)
    } catch {
      throw .cannotWrite(path: partial, reason: Self.reason(error))
    }
    do throws(DatasetError) {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      guard let json = try? encoder.encode(manifest) else {
        throw .cannotWrite(path: partial, reason: "a number in the manifest is not finite")
      }
      try table.features.write(toFolder: partial)
      try FileBytes.write(table.labels, to: partial + "/labels.i32")
      try FileBytes.write(Array(json), to: partial + "/dataset.json")
      guard rename(partial, path(of: table.name)) == 0 else {
        throw .cannotWrite(path: path(of: table.name), reason: String(cString: strerror(errno)))
      }
    } catch {
      try? manager.removeItem(atPath: partial)
      throw error
    }
  }

  private static func reason(_ error: any Error) -> String {
    (error as? CocoaError).map { "the system gave error \($0.code.rawValue)" } ?? "\(error)"
  }
}
