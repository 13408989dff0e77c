import Foundation
import Synchronization

/// Keeps two processes from working in one folder at the same time. The system releases it when the process ends.
package final class FolderLock: Sendable {
  /// −1 after the release.
  private let descriptor: Atomic<Int32>

  /// Waits until no other process has the lock of `folder`, and says so when that takes time. The lock is a file beside the
  /// folder, which may come and go.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  package init(_ folder: String, observer: any WorkObserver) throws(RunDirectoryError) {
    let path = folder + ".lock"
    let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    self.descriptor = Atomic(descriptor)
    guard descriptor >= 0 else { throw .cannotWrite(path: path, problem: String(cString: strerror(errno))) }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
    observer.tell("waiting for another lnq that works in \(folder)\n")
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
  package init(training run: RunDirectory) throws(RunDirectoryError) {
    descriptor = Atomic(try Self.open(Self.trainingFolder(run)))
    guard take(LOCK_NB) else { throw .busy(path: run.path) }
  }

  /// Waits until no process trains `run`.
  ///
  /// - Throws: `RunDirectoryError.damaged` when there is no folder of checkpoints.
  package init(waitingForTrainingOf run: RunDirectory) throws(RunDirectoryError) {
    descriptor = Atomic(try Self.open(Self.trainingFolder(run)))
    while !take(0), errno == EINTR {}
  }

  /// Takes the lock of a study at once. It lies on the folder of the trials, which stays.
  ///
  /// - Throws: `StudyError.busy` when another process has it, `RunDirectoryError.damaged` when there is no such folder.
  package init(study: StudyDirectory) throws {
    descriptor = Atomic(try Self.open(study.trialsPath))
    guard take(LOCK_NB) else { throw StudyError.busy(path: study.path) }
  }

  private static func trainingFolder(_ run: RunDirectory) -> String { run.path + "/software/training_ckpts" }

  private static func open(_ folder: String) throws(RunDirectoryError) -> Int32 {
    let descriptor = Foundation.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .damaged(path: folder, problem: String(cString: strerror(errno))) }
    return descriptor
  }

  private func take(_ flags: Int32) -> Bool { flock(descriptor.load(ordering: .relaxed), LOCK_EX | flags) == 0 }

  /// Lets the next one in, as does the end of this object.
  package func release() {
    let descriptor = descriptor.exchange(-1, ordering: .relaxed)
    if descriptor >= 0 { close(descriptor) }
  }

  deinit { release() }
}
