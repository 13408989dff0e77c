import CSystem
import Foundation

/// How far a write goes before it returns.
public enum Durability: Sendable {
  /// The disk has it: it is there also after the power was cut. Takes milliseconds.
  case onDisk
  /// The system has it: it is there whatever becomes of this process.
  case inSystem
}

/// Files that appear whole: whoever reads one finds all of the old bytes or all of the new ones, whenever the writer is killed.
public enum WholeFile {
  /// Writes `bytes` to `path`, in place of what is there. Folders on the way are made. A link at `path` is replaced, not followed.
  ///
  /// - Throws: `FileError` with `path`; nothing is left then.
  public static func write(
    _ bytes: UnsafeRawBufferPointer, to path: String, durability: Durability = .onDisk
  ) throws(FileError) {
    let temporary = try Temporary(.file, for: path)
    try temporary.write(bytes, durability, path: path)
    try temporary.finish(named: path) { move(temporary.path, to: path) }
    if durability == .onDisk { syncFolder(above: path) }
  }

  /// The same with the bytes of `data`.
  public static func write(_ data: Data, to path: String, durability: Durability = .onDisk) throws(FileError) {
    try data.withUnsafeBytes { bytes in
      Result { () throws(FileError) in try write(bytes, to: path, durability: durability) }
    }.get()
  }

  /// The same with the elements of a plain type, as they are in memory.
  public static func write<Element: BitwiseCopyable>(
    _ elements: [Element], to path: String, durability: Durability = .onDisk
  ) throws(FileError) {
    try elements.withUnsafeBytes { bytes in
      Result { () throws(FileError) in try write(bytes, to: path, durability: durability) }
    }.get()
  }

  /// The bytes of a file.
  ///
  /// - Throws: `FileError` with the system's reason.
  public static func read(_ path: String) throws(FileError) -> Data {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(path: path) }
    defer { close(descriptor) }
    var data = Data()
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Foundation.read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw FileError(path: path) }
      if count == 0 { return data }
      data.append(contentsOf: piece[..<count])
    }
  }

  /// Waits until the disk has what was written `inSystem` to those of `paths` that are there.
  ///
  /// - Throws: `FileError` when the disk does not take it.
  public static func settle(_ paths: [String]) throws(FileError) {
    for path in paths {
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      defer { close(descriptor) }
      guard fsync(descriptor) == 0 else { throw FileError(path: path) }
    }
    for folder in Set(paths.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path }) {
      syncFolder(folder)
    }
  }

  /// Makes the symbolic link `path` lead to `destination`, in place of what is there.
  ///
  /// - Throws: `FileError` with `path`.
  public static func link(_ path: String, to destination: String) throws(FileError) {
    let temporary = try Temporary(.folder, for: path)
    let link = temporary.path + "/link"
    guard symlink(destination, link) == 0 else { throw FileError(path: path) }
    try temporary.finish(named: path) { move(link, to: path) }
  }
}

/// A folder that appears whole: it is made under another name, and what belongs into it is written there.
///
/// When this object goes before the folder got its name, everything is removed again.
public final class WholeFolder: Sendable {
  /// Where the folder is while it is made.
  public var path: String { temporary.path }

  private let target: String
  private let durability: Durability
  private let temporary: Temporary

  /// Begins with an empty folder, and removes what killed processes have left beside it.
  ///
  /// - Parameter target: the path that it is to have. Folders on the way are made.
  /// - Throws: `FileError`.
  public init(for target: String, durability: Durability = .onDisk) throws(FileError) {
    self.target = target
    self.durability = durability
    temporary = try Temporary(.folder, for: target)
    Leftovers.remove(in: URL(fileURLWithPath: target).deletingLastPathComponent().path)
  }

  /// Adds a new file.
  ///
  /// - Throws: `FileError` with the path that it was to have in the end.
  public func write(_ bytes: UnsafeRawBufferPointer, to name: String) throws(FileError) {
    let (place, path) = (path + "/" + name, target + "/" + name)
    let file = try Temporary(.file, for: place, named: path)
    try file.write(bytes, durability, path: path)
    try file.finish(named: path) { move(file.path, to: place) }
  }

  /// The same with the bytes of `data`.
  public func write(_ data: Data, to name: String) throws(FileError) {
    try data.withUnsafeBytes { bytes in Result { () throws(FileError) in try write(bytes, to: name) } }.get()
  }

  /// The same with the elements of a plain type, as they are in memory.
  public func write<Element: BitwiseCopyable>(_ elements: [Element], to name: String) throws(FileError) {
    try elements.withUnsafeBytes { bytes in Result { () throws(FileError) in try write(bytes, to: name) } }.get()
  }

  /// Gives the folder its name, in place of what is there, in one step; what was there is removed.
  ///
  /// A file system that cannot exchange folders takes two: killed between them, there is neither the old nor the new one.
  /// - Throws: `FileError`.
  public func replace() throws(FileError) {
    try sync()
    // The old folder, which has the temporary name then, goes with this object.
    try temporary.finish(named: target) {
      let number = lnq_exchange(temporary.path, target)
      switch number {
      case ENOENT: return move(temporary.path, to: target)
      case EINVAL, ENOSYS, ENOTSUP:
        try? FileManager.default.removeItem(atPath: target)
        return move(temporary.path, to: target)
      default: return number
      }
    }
    if durability == .onDisk { syncFolder(above: target) }
  }

  /// Gives the folder its name unless something has it.
  ///
  /// - Returns: whether it got it.
  /// - Throws: `FileError`.
  public func claim() throws(FileError) -> Bool {
    try sync()
    var isTaken = false
    try temporary.finish(named: target) {
      let number = lnq_rename_new(temporary.path, target)
      isTaken = number == EEXIST || number == ENOTEMPTY
      return isTaken ? 0 : number
    }
    if isTaken { return false }
    if durability == .onDisk { syncFolder(above: target) }
    return true
  }

  private func sync() throws(FileError) {
    guard durability == .inSystem || fsync(temporary.descriptor) == 0 else { throw FileError(path: target) }
  }
}

/// A folder to work in, which is removed when this object goes.
public final class WorkFolder: Sendable {
  /// Where it is.
  public var path: String { temporary.path }

  private let temporary: Temporary

  /// Makes an empty one in `folder`, and removes what killed processes have left there.
  ///
  /// - Throws: `FileError`.
  public init(in folder: String) throws(FileError) {
    temporary = try Temporary(.folder, for: folder + "/work")
    Leftovers.remove(in: folder)
  }
}

/// A file that appears whole, of bytes that come one after the other.
///
/// When this object goes before the file got its name, everything is removed again.
public final class GrowingFile {
  private let path: String
  private let durability: Durability
  private let temporary: Temporary

  /// Begins with no bytes. Folders on the way to `path` are made.
  ///
  /// - Throws: `FileError`.
  public init(for path: String, durability: Durability = .onDisk) throws(FileError) {
    self.path = path
    self.durability = durability
    temporary = try Temporary(.file, for: path)
  }

  /// Adds bytes at the end.
  ///
  /// - Throws: `FileError`.
  public func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) { try temporary.append(bytes, path: path) }

  /// Gives the file its name, in place of what is there, once the disk or the system has it.
  ///
  /// - Throws: `FileError`.
  public func finish() throws(FileError) {
    guard durability == .inSystem || fsync(temporary.descriptor) == 0 else { throw FileError(path: path) }
    try temporary.finish(named: path) { move(temporary.path, to: path) }
    if durability == .onDisk { syncFolder(above: path) }
  }
}

extension Temporary {
  /// Writes the bytes of a file; `path` is the name for the error.
  fileprivate func write(
    _ bytes: UnsafeRawBufferPointer, _ durability: Durability, path: String
  ) throws(FileError) {
    try append(bytes, path: path)
    guard durability == .inSystem || fsync(descriptor) == 0 else { throw FileError(path: path) }
  }

  fileprivate func append(_ bytes: UnsafeRawBufferPointer, path: String) throws(FileError) {
    var written = 0
    while written < bytes.count {
      // Some systems refuse more than 2^31 - 1 bytes at once.
      let rest = UnsafeRawBufferPointer(rebasing: bytes[written..<min(bytes.count, written + 1 << 26)])
      let result = Foundation.write(descriptor, rest.baseAddress, rest.count)
      if result < 0, errno == EINTR { continue }
      guard result > 0 else { throw FileError(path: path) }
      written += result
    }
  }
}

/// 0, or the system's error number.
private func move(_ from: String, to: String) -> Int32 { rename(from, to) == 0 ? 0 : errno }

/// Waits until the disk has the names in the folder of `path`.
private func syncFolder(above path: String) {
  syncFolder(URL(fileURLWithPath: path).deletingLastPathComponent().path)
}

/// Waits until the disk has the names in a folder. Not every file system can do that.
private func syncFolder(_ folder: String) {
  let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return }
  fsync(descriptor)
  close(descriptor)
}
