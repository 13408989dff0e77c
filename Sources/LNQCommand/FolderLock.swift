import Foundation

/// Keeps two processes from working in one folder at the same time. The system releases it when the process ends.
struct FolderLock {
  private let descriptor: Int32

  /// Waits until no other process has the lock of `folder`, and says so when that takes time. The lock is a file beside the
  /// folder, which may come and go.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  init(_ folder: String, console: Console) throws(RunDirectoryError) {
    let path = folder + ".lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .cannotWrite(path: path, problem: String(cString: strerror(errno))) }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
    console.err("waiting for another lnq that works in \(folder)\n")
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else {
        let problem = String(cString: strerror(errno))
        close(descriptor)
        throw .cannotWrite(path: path, problem: problem)
      }
    }
  }

  /// Lets the next one in.
  func release() { close(descriptor) }
}
