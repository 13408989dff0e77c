#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension RawTable {
  /// Reads a text file of separated values: a header of names, then a row of numbers and a class on each line.
  ///
  /// Separators are commas, semicolons or tabs; quotes are as in RFC 4180; lines end with LF, CR LF or CR; empty lines
  /// and a byte order mark are skipped. Each number becomes the nearest Float. `docs/data.md` has the rules in full.
  /// - Parameters:
  ///   - path: The file. Its name without the extension becomes the table's name.
  ///   - classColumn: The name of the class column. Without it, the column called class, label, target or y (in this
  ///     order, in any case), else the last.
  ///   - classNames: The classes in the order of their indices. Without it, all that occur, sorted: as numbers if all are
  ///     integers, otherwise as text.
  public static func csv(
    path: String, classColumn: String? = nil, classNames: [String]? = nil
  ) throws(DatasetError) -> RawTable {
    let data = try read(path)
    let result = data.withUnsafeBytes { raw in
      raw.withMemoryRebound(to: UInt8.self) { bytes in
        Result { () throws(DatasetError) in
          try csv(bytes, path: path, classColumn: classColumn, classNames: classNames)
        }
      }
    }
    return try result.get()
  }

  private static func csv(
    _ bytes: UnsafeBufferPointer<UInt8>, path: String, classColumn: String?, classNames: [String]?
  ) throws(DatasetError) -> RawTable {
    var reader = try CSVReader(bytes, path: path, classColumn: classColumn, classNames: classNames)
    let content = try reader.read()
    var hash = SHA256()
    hash.update(UnsafeRawBufferPointer(bytes))
    return RawTable(
      name: name(of: path), featureNames: content.featureNames, classNames: content.classNames,
      features: content.features, labels: content.labels,
      provenance: Provenance(source: path, sha256: hash.hexadecimal(), notice: nil))
  }

  private static func read(_ path: String) throws(DatasetError) -> Data {
    do {
      return try Data(contentsOf: URL(filePath: path))
    } catch let error as CocoaError {
      throw .unreadable(path: path, reason: reason(error, path: path))
    } catch {
      throw .unreadable(path: path, reason: "\(error)")
    }
  }

  private static func reason(_ error: CocoaError, path: String) -> String {
    var isDirectory = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    if isDirectory { return "it is a folder" }
    if error.code == .fileReadNoPermission { return "permission is denied" }
    return exists ? "the system gave error \(error.code.rawValue)" : "there is no such file"
  }

  /// The last part of a path without what follows its last point.
  private static func name(of path: String) -> String {
    let file = path.split(separator: "/").last ?? ""
    guard let point = file.lastIndex(of: "."), point > file.startIndex else { return String(file) }
    return String(file[..<point])
  }
}
