import Foundation
import LNQFiles

/// A folder of what takes long to make for a simulation: simulators, Verilator's runtime, Verilog of mapped circuits. The name of each is a
/// hash of all that it was made of, so that it is made once.
///
/// A file is the hash of its contents, as hexadecimal digits, and the contents. It appears whole or not at all; one that does not fit its
/// hash is removed, and its contents made anew. Of more than `limit` files the oldest go.
public struct SimulatorCache: Sendable {
  private let files: KeptFiles
  /// Where the files are; it need not exist.
  public var folder: String { files.folder }
  /// A hash of bytes, as hexadecimal digits.
  private let digest: @Sendable ([UInt8]) -> String

  /// How many files are kept.
  static let limit = 100

  /// The cache in `folder`; two different messages never have the same `digest`.
  public init(folder: String, digest: @escaping @Sendable ([UInt8]) -> String) {
    files = KeptFiles(folder: folder, limit: Self.limit)
    self.digest = digest
  }

  /// What contents are made of.
  package struct Key: Sendable {
    private(set) var bytes: [UInt8] = []

    /// The key of these parts on this processor.
    package init(_ parts: [Data]) {
      #if arch(x86_64)
        let processor = "x86_64"
      #elseif arch(arm64)
        let processor = "arm64"
      #else
        let processor = "other"
      #endif
      add([Data(processor.utf8)] + parts)
    }

    /// Adds parts, each after its length.
    mutating func add(_ parts: [Data]) {
      for part in parts {
        withUnsafeBytes(of: UInt64(part.count).littleEndian) { bytes += $0 }
        bytes += part
      }
    }
  }

  /// The contents with this key; nil where there are none.
  package func contents(_ key: Key) -> Data? {
    let name = digest(key.bytes)
    guard let stored = try? WholeFile.read(files.path(of: name)) else { return nil }
    let digits = digest([]).utf8.count
    let contents = stored.dropFirst(digits)
    guard stored.count > digits, digest([UInt8](contents)).utf8.elementsEqual(stored.prefix(digits)) else {
      files.remove(name)
      return nil
    }
    files.use(name)
    return Data(contents)
  }

  /// Keeps contents. A cache that cannot be written keeps nothing, and that is all.
  package func store(_ contents: Data, as key: Key) {
    let path = files.path(of: digest(key.bytes))
    try? WholeFile.write(Data(digest([UInt8](contents)).utf8) + contents, to: path, durability: .inSystem)
    files.removeOldest()
  }

  /// Makes a file that can be run or linked of the contents with a key; whether there are any.
  ///
  /// - Throws: `ToolchainError.cannotWrite`.
  func copy(_ key: Key, to file: URL) throws(ToolchainError) -> Bool {
    guard let contents = contents(key) else { return false }
    try WorkFiles.write(contents, to: file)
    guard chmod(file.path, 0o755) == 0 else { throw .cannotWrite(file.path) }
    return true
  }

  /// Keeps a file.
  func store(_ file: URL, as key: Key) {
    if let contents = try? WholeFile.read(file.path) { store(contents, as: key) }
  }
}
