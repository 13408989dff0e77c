import Foundation
import Synchronization

/// Keeps two processes from working in one folder at the same time. The system releases it when the process ends.
final class FolderLock: Sendable {
  /// −1 after the release.
  private let descriptor: Atomic<Int32>

  /// Waits until no other process has the lock of `folder`, and says so when that takes time. The lock is a file beside the
  /// folder, which may come and go.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  init(_ folder: String, console: Console) throws(RunDirectoryError) {
    let path = folder + ".lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    self.descriptor = Atomic(descriptor)
    guard descriptor >= 0 else { throw .cannotWrite(path: path, problem: String(cString: strerror(errno))) }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
    console.err("waiting for another lnq that works in \(folder)\n")
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else {
        let problem = String(cString: strerror(errno))
        throw .cannotWrite(path: path, problem: problem)
      }
    }
  }

  /// Takes the lock of the training in `run` at once. It lies on the folder of the checkpoints, which stays.
  ///
  /// - Throws: `RunDirectoryError.busy` when another process has it, `.damaged` when there is no such folder.
  init(training run: RunDirectory) throws(RunDirectoryError) {
    let path = run.path + "/software/training_ckpts"
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    self.descriptor = Atomic(descriptor)
    guard descriptor >= 0 else { throw .damaged(path: path, problem: String(cString: strerror(errno))) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw .busy(path: run.path) }
  }

  /// Lets the next one in, as does the end of this object.
  func release() {
    let descriptor = descriptor.exchange(-1, ordering: .relaxed)
    if descriptor >= 0 { close(descriptor) }
  }

  deinit { release() }
}
