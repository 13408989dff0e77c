import Foundation
import LNQFiles

/// A folder of simulators that were built. The name of each is a hash of all that it was made of, so that the same sources are compiled
/// once.
///
/// A file is the hash of an executable, as hexadecimal digits, and its bytes. It appears whole or not at all; one that does not fit its hash
/// is removed, and the simulator built anew. Of more than `limit` files the oldest go.
public struct SimulatorCache: Sendable {
  /// Where the files are; it need not exist.
  public let folder: String
  /// A hash of bytes, as hexadecimal digits.
  private let digest: @Sendable ([UInt8]) -> String

  /// How many simulators are kept.
  static let limit = 100

  /// The cache in `folder`; two different messages never have the same `digest`.
  public init(folder: String, digest: @escaping @Sendable ([UInt8]) -> String) {
    (self.folder, self.digest) = (folder, digest)
  }

  /// What a simulator is made of.
  struct Key {
    private(set) var bytes: [UInt8] = []

    init(_ parts: [Data]) {
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

  private func path(of key: Key) -> String { folder + "/" + digest(key.bytes) }

  /// Makes an executable file of what the cache has for a key; whether it has it.
  ///
  /// - Throws: `ToolchainError.cannotWrite`.
  func copy(_ key: Key, to file: URL) throws(ToolchainError) -> Bool {
    let path = path(of: key)
    guard let stored = try? WholeFile.read(path) else { return false }
    let digits = digest([]).utf8.count
    let executable = stored.dropFirst(digits)
    guard stored.count > digits, digest([UInt8](executable)).utf8.elementsEqual(stored.prefix(digits)) else {
      try? FileManager.default.removeItem(atPath: path)
      return false
    }
    try WorkFiles.write(Data(executable), to: file)
    guard chmod(file.path, 0o755) == 0 else { throw .cannotWrite(file.path) }
    // The oldest are those that nobody has used for the longest time.
    try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: path)
    return true
  }

  /// Keeps an executable. A cache that cannot be written keeps nothing, and that is all.
  func store(_ file: URL, as key: Key) {
    guard let executable = try? WholeFile.read(file.path) else { return }
    try? WholeFile.write(Data(digest([UInt8](executable)).utf8) + executable, to: path(of: key), durability: .inSystem)
    removeOldest()
  }

  private func removeOldest() {
    let manager = FileManager.default
    let paths = ((try? manager.contentsOfDirectory(atPath: folder)) ?? []).map { folder + "/" + $0 }
    guard paths.count > Self.limit else { return }
    let ages = paths.map { path in
      (path, (try? manager.attributesOfItem(atPath: path))?[.modificationDate] as? Date ?? .distantPast)
    }
    for (path, _) in ages.sorted(by: { $0.1 < $1.1 }).dropLast(Self.limit) { try? manager.removeItem(atPath: path) }
  }
}
