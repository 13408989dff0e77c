import LNQFiles
import LNQRandom

/// A folder of jsc-synth's rows as training needs them, divided and standardised, so that they are drawn once.
///
/// A file has the name of a hash of all that its rows are made of. It begins with four 64-bit integers: the numbers of training,
/// validation and test rows, and of features. Then come the means and scales as 64-bit floats; of each part the features as
/// 32-bit floats, row after row, and the labels as 32-bit integers; and the SHA-256 of all before, as hexadecimal digits. Numbers are
/// little-endian. A file appears whole or not at all; one that is not what it should be is removed, and its rows are drawn anew.
public struct KeptRows: Hashable, Sendable {
  private let files: KeptFiles

  /// Counts the changes of how rows are divided and standardised, and of the file.
  static let version = 1
  /// From how many rows on reading is faster than drawing, and how many are too many to be kept.
  static let rowCounts = 20_000...2_000_000

  /// The rows in `folder`, which need not exist.
  public init(folder: String) {
    files = KeptFiles(folder: folder, limit: 4)
  }

  /// `Dataset.init(RawTable.jscSynth(…), split: …)`: the same bytes. Where the folder cannot be read or written, nothing is kept.
  ///
  /// - Throws: what that throws.
  public func jscSynth(
    rowCount: Int = 986_806, seed: UInt64 = 0, split: SplitOptions = SplitOptions()
  ) throws(DatasetError) -> Dataset {
    let name = Self.name(rowCount: rowCount, seed: seed, split: split)
    let isKept = Self.rowCounts.contains(rowCount)
    if isKept, let dataset = dataset(named: name, rowCount: rowCount, seed: seed) { return dataset }
    let dataset = try Dataset(RawTable.jscSynth(rowCount: rowCount, seed: seed), split: split)
    if isKept { keep(dataset, as: name) }
    return dataset
  }

  /// Where the rows are kept, if they are.
  func path(rowCount: Int, seed: UInt64 = 0, split: SplitOptions = SplitOptions()) -> String {
    files.path(of: Self.name(rowCount: rowCount, seed: seed, split: split))
  }

  private static func name(rowCount: Int, seed: UInt64, split: SplitOptions) -> String {
    let rows = RawTable.jscSynthProvenance(rowCount: rowCount, seed: seed).sha256
    return SHA256.hexadecimal(
      of: "\(version) \(rows) \(split.testFraction) \(split.validationFraction) \(split.seed)")
  }

  // MARK: - Reading

  private func dataset(named name: String, rowCount: Int, seed: UInt64) -> Dataset? {
    let path = files.path(of: name)
    guard FileBytes.exists(path) else { return nil }
    let parameters = SurrogateParameters.embedded
    guard let contents = try? Contents(path: path, rowCount: rowCount, featureCount: parameters.features.count) else {
      files.remove(name)
      return nil
    }
    files.use(name)
    return Dataset(
      name: RawTable.jscSynthName, featureNames: parameters.features, classNames: parameters.classes,
      train: contents.parts[0], validation: contents.parts[1], test: contents.parts[2],
      standardization: contents.standardization,
      provenance: RawTable.jscSynthProvenance(rowCount: rowCount, seed: seed))
  }

  /// What a file has.
  private struct Contents {
    let standardization: Standardization
    let parts: [LabelledRows]

    /// Reads a file.
    ///
    /// - Throws: `DatasetError` when it cannot be read, or is not what was written.
    init(path: String, rowCount: Int, featureCount width: Int) throws(DatasetError) {
      var hash = SHA256()
      var reader = try FileBytes.Reader(path)
      func next<Element: BitwiseCopyable>(_ count: Int, _: Element.Type) throws(DatasetError) -> [Element] {
        let elements = try reader.next(count, of: Element.self)
        elements.withUnsafeBytes { hash.update($0) }
        return elements
      }
      let header = try next(4, Int64.self)
      let counts = header[..<3].map { Int(clamping: $0) }
      guard counts.allSatisfy((1...rowCount).contains), counts.reduce(0, +) == rowCount, header[3] == width else {
        throw .damaged(path: path, problem: "its rows are others")
      }
      standardization = Standardization(mean: try next(width, Double.self), scale: try next(width, Double.self))
      var parts: [LabelledRows] = []
      for count in counts {
        parts.append(
          LabelledRows(
            featureCount: width, features: try next(count * width, Float.self), labels: try next(count, Int32.self)))
      }
      self.parts = parts
      let digits = try reader.next(64, of: UInt8.self)
      guard reader.isAtEnd, hash.hexadecimal().utf8.elementsEqual(digits) else {
        throw .damaged(path: path, problem: "its SHA-256 is not the one that was written")
      }
    }
  }

  // MARK: - Keeping

  private func keep(_ dataset: Dataset, as name: String) {
    do throws(FileError) {
      var hash = SHA256()
      let file = try GrowingFile(for: files.path(of: name), durability: .inSystem)
      func append<Element: BitwiseCopyable>(_ elements: [Element]) throws(FileError) {
        try elements.withUnsafeBytes { bytes in
          hash.update(bytes)
          return Result { () throws(FileError) in try file.append(bytes) }
        }.get()
      }
      let parts = [dataset.train, dataset.validation, dataset.test]
      try append((parts.map(\.count) + [dataset.featureNames.count]).map(Int64.init))
      try append(dataset.standardization.mean)
      try append(dataset.standardization.scale)
      for part in parts {
        try append(part.features)
        try append(part.labels)
      }
      try append(Array(hash.hexadecimal().utf8))
      try file.finish()
    } catch {
      // Rows that are not kept are drawn again.
    }
    files.removeOldest()
  }
}
