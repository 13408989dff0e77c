import Foundation

/// A folder of files that can be made again at any time: of more than `limit` of them, those go that nobody has used for the longest time.
public struct KeptFiles: Hashable, Sendable {
  /// Where the files are; it need not exist.
  public let folder: String
  /// How many are kept.
  public let limit: Int

  /// The files in `folder`.
  public init(folder: String, limit: Int) {
    (self.folder, self.limit) = (folder, limit)
  }

  /// Where the file of that name is, or would be.
  public func path(of name: String) -> String { folder + "/" + name }

  /// Notes that a file is used.
  public func use(_ name: String) {
    try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: path(of: name))
  }

  /// Removes a file, if there is one.
  public func remove(_ name: String) { try? FileManager.default.removeItem(atPath: path(of: name)) }

  /// Removes the oldest files above the limit, and what killed processes have left.
  public func removeOldest() {
    Leftovers.remove(in: folder)
    let manager = FileManager.default
    let names = ((try? manager.contentsOfDirectory(atPath: folder)) ?? []).filter { !$0.hasPrefix(".") }
    guard names.count > limit else { return }
    let ages = names.map { name in
      (name, (try? manager.attributesOfItem(atPath: path(of: name)))?[.modificationDate] as? Date ?? .distantPast)
    }
    for (name, _) in ages.sorted(by: { $0.1 < $1.1 }).dropLast(limit) { remove(name) }
  }
}
