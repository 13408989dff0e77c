import Foundation
import Synchronization

/// A file or folder that is being made and gets its name when it is whole.
///
/// It lies in the folder of its later name and is called `.lnq-`, twelve letters and digits that nobody can foretell, `.tmp`. It is
/// made anew or not at all, so that no link leads elsewhere. Its maker holds a lock on it (`flock`), which the system releases when
/// the maker ends in whatever way: so `removeLeftovers` can tell what a killed process has left from what is still being made.
final class Temporary: Sendable {
  enum Kind {
    case file
    case folder
  }

  /// Where it is now.
  let path: String
  /// The open file, or the open folder.
  let descriptor: Int32

  /// Those of this process. Whoever gives one its name has this lock meanwhile.
  private static let live = Mutex<Set<String>>([])

  /// Makes an empty one for the path `target`, and the folders above it; errors call it `name`.
  init(_ kind: Kind, for target: String, named name: String? = nil) throws(FileError) {
    let folder = URL(fileURLWithPath: target).deletingLastPathComponent().path
    do {
      try makeFolder(folder)
    } catch {
      throw FileError(path: name ?? target, problem: error.problem)
    }
    while true {
      let path = folder + "/" + Self.newName()
      let descriptor = Self.make(kind, path)
      guard descriptor >= 0 else {
        let number = errno
        if number == EEXIST || kind == .folder && number == ENOENT && access(folder, F_OK) == 0 { continue }
        throw FileError(path: name ?? target, number: number)
      }
      // A file system without locks has no leftovers removed.
      while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
      var status = stat()
      if fstat(descriptor, &status) == 0, status.st_nlink > 0 {
        self.path = path
        self.descriptor = descriptor
        break
      }
      // Another process took it for a leftover in the moment before it was locked.
      close(descriptor)
    }
    _ = Self.live.withLock { $0.insert(path) }
  }

  deinit {
    Self.remove(path)
    _ = Self.live.withLock { $0.remove(path) }
    close(descriptor)
  }

  /// −1 and `errno` when that fails.
  private static func make(_ kind: Kind, _ path: String) -> Int32 {
    switch kind {
    case .file: return open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
    case .folder:
      guard mkdir(path, 0o777) == 0 else { return -1 }
      let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      if descriptor < 0 {
        let number = errno
        rmdir(path)
        errno = number
      }
      return descriptor
    }
  }

  /// Gives something of it its name by `rename`, which answers with the system's error number, while this process does not end.
  func finish(named target: String, _ rename: () -> Int32) throws(FileError) {
    let number = Self.live.withLock { _ in rename() }
    guard number == 0 else { throw FileError(path: target, number: number) }
  }

  // MARK: - Names

  private static let ends = (prefix: ".lnq-", suffix: ".tmp")
  private static let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")

  private static func newName() -> String {
    ends.prefix + String((0..<12).map { _ in letters[Int.random(in: letters.indices)] }) + ends.suffix
  }

  private static func isName(_ name: String) -> Bool {
    name.hasPrefix(ends.prefix) && name.hasSuffix(ends.suffix)
      && name.utf8.count == ends.prefix.utf8.count + 12 + ends.suffix.utf8.count
  }

  // MARK: - Removing

  /// Removes what killed processes have left half made in `folder`.
  static func removeLeftovers(in folder: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where isName(name) {
      let path = folder + "/" + name
      let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { remove(path) }
      close(descriptor)
    }
  }

  /// Removes those of this process and ends it by `end`. From then on nothing in this process gets its name any more.
  static func discardAll(then end: () -> Never) -> Never {
    live.withLock { paths -> Never in
      for path in paths {
        // Children that are being killed may add a last file.
        for _ in 0..<20 where !remove(path) { usleep(5_000) }
      }
      end()
    }
  }

  /// Removes a file, or a folder with all that is in it, without following links; false when something is left.
  @discardableResult
  private static func remove(_ path: String) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0 else { return true }
    try? FileManager.default.removeItem(atPath: path)
    return lstat(path, &status) != 0
  }
}

/// What is half made.
public enum Leftovers {
  /// Removes from `folders` what killed processes have left half made there; what other processes are making stays.
  public static func remove(in folders: String...) {
    for folder in folders { Temporary.removeLeftovers(in: folder) }
  }

  /// Removes what this process has half made, and ends it by `end`. Other threads that would give a file its name meanwhile wait
  /// for ever.
  public static func discardOwn(then end: () -> Never) -> Never { Temporary.discardAll(then: end) }
}

/// Makes a folder and those above it, where they are not there.
public func makeFolder(_ path: String) throws(FileError) {
  do {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  } catch {
    throw FileError(path: path, problem: FileError.reason(error))
  }
}
