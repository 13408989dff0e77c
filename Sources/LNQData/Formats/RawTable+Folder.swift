#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension RawTable {
  /// What a folder says about the table in it, beside its numbers.
  private struct Header: Codable {
    let name: String
    let featureNames: [String]
    let classNames: [String]
    let count: Int
    let provenance: Provenance
    let featureBits: Int
    let validationCount: Int
    let testCount: Int
    let fixedScale: Double?
    let notes: ReadingNotes?
  }

  /// Writes the table into a folder that exists, for another process to read.
  public func write(toFolder folder: String) throws(DatasetError) {
    let header = Header(
      name: name, featureNames: featureNames, classNames: classNames, count: count, provenance: provenance,
      featureBits: features.bits, validationCount: validationCount, testCount: testCount, fixedScale: fixedScale,
      notes: notes)
    try features.write(toFolder: folder)
    try FileBytes.write(labels, to: folder + "/labels.i32")
    guard let json = try? JSONEncoder().encode(header) else {
      throw .cannotWrite(path: folder, reason: "the table's names cannot be encoded")
    }
    try FileBytes.write(Array(json), to: folder + "/table.json")
  }

  /// Reads the table that another process wrote into a folder.
  public init(folder: String) throws(DatasetError) {
    let path = folder + "/table.json"
    let json = try FileBytes.read(path)
    guard let header = try? JSONDecoder().decode(Header.self, from: Data(json)), header.count >= 0,
      header.validationCount >= 0, header.testCount >= 0, header.count <= 1 << 40,
      header.validationCount <= header.count - header.testCount, [32, 64].contains(header.featureBits),
      header.featureNames.count <= 1 << 22
    else { throw .damaged(path: path, problem: "it is not what lnq wrote") }
    let labels = try FileBytes.read(folder + "/labels.i32", count: header.count, of: Int32.self)
    let classes = 0..<Int32(header.classNames.count)
    guard labels.allSatisfy(classes.contains) else {
      throw .damaged(path: folder + "/labels.i32", problem: "it is not what lnq wrote")
    }
    self.init(
      name: header.name, featureNames: header.featureNames, classNames: header.classNames,
      features: try FeatureValues(
        folder: folder, count: header.count * header.featureNames.count, bits: header.featureBits),
      labels: labels, provenance: header.provenance, validationCount: header.validationCount,
      testCount: header.testCount, fixedScale: header.fixedScale, notes: header.notes)
  }

  /// Whether the file at `path` is read by the HDF5 library. Damaged files have made that library crash: a program that must
  /// not has them read by another process.
  public static func needsHDF5Library(path: String) -> Bool {
    #if HDF5
      return (try? HDF5File.isOne(path)) == true
    #else
      return false
    #endif
  }
}
