import Foundation
import Synchronization

/// Keeps two processes from working in one folder at the same time. It lies on the folder itself, so that no file is left, and the
/// system releases it when the process ends.
package final class FolderLock: Sendable {
  /// −1 after the release.
  private let descriptor: Atomic<Int32>

  /// Makes the folder if it is missing, waits until no other process has its lock, and says so when that takes time.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  package init(_ folder: String, observer: any WorkObserver) throws(RunDirectoryError) {
    var waited = false
    while true {
      try RunDirectory.makeFolder(folder)
      let descriptor = try Self.open(folder)
      if try !Self.take(descriptor, LOCK_NB, folder) {
        if !waited { observer.tell("waiting for another lnq that works in \(folder)\n") }
        waited = true
        _ = try Self.take(descriptor, 0, folder)
      }
      // The one before may have removed the folder at its end, and a new one may be there now.
      if Self.isStill(folder, descriptor) {
        self.descriptor = Atomic(descriptor)
        return
      }
      close(descriptor)
    }
  }

  /// Waits until no other process makes or reads what follows from the checkpoints of `run`: its tables, its Verilog, a simulation.
  /// Training has a lock of its own.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  package convenience init(hardwareOf run: RunDirectory, observer: any WorkObserver) throws(RunDirectoryError) {
    try self.init(run.path, observer: observer)
  }

  /// Takes the lock of the training in `run` at once. It lies on the folder of the checkpoints, which stays.
  ///
  /// - Throws: `RunDirectoryError.busy` when another process has it, `.damaged` when there is no such folder.
  package init(training run: RunDirectory) throws(RunDirectoryError) {
    guard let descriptor = try Self.atOnce(Self.trainingFolder(run)) else { throw .busy(path: run.path) }
    self.descriptor = Atomic(descriptor)
  }

  /// Waits until no process trains `run`.
  ///
  /// - Throws: `RunDirectoryError.damaged` when there is no folder of checkpoints.
  package init(waitingForTrainingOf run: RunDirectory) throws(RunDirectoryError) {
    let folder = Self.trainingFolder(run)
    let descriptor = try Self.open(folder)
    self.descriptor = Atomic(descriptor)
    _ = try Self.take(descriptor, 0, folder)
  }

  /// Takes the lock of a study at once. It lies on the folder of the trials, which stays.
  ///
  /// - Throws: `StudyError.busy` when another process has it, `RunDirectoryError.damaged` when there is no such folder.
  package init(study: StudyDirectory) throws {
    guard let descriptor = try Self.atOnce(study.trialsPath) else { throw StudyError.busy(path: study.path) }
    self.descriptor = Atomic(descriptor)
  }

  private static func trainingFolder(_ run: RunDirectory) -> String { run.path + "/software/training_ckpts" }

  /// The open folder with its lock; nil when another process has that.
  private static func atOnce(_ folder: String) throws(RunDirectoryError) -> Int32? {
    let descriptor = try open(folder)
    if try take(descriptor, LOCK_NB, folder) { return descriptor }
    close(descriptor)
    return nil
  }

  private static func open(_ folder: String) throws(RunDirectoryError) -> Int32 {
    let descriptor = Foundation.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let number = errno
      let problem = String(cString: strerror(number))
      throw number == ENOENT || number == ENOTDIR
        ? .damaged(path: folder, problem: problem) : .cannotWrite(path: folder, problem: problem)
    }
    return descriptor
  }

  /// Whether the lock was taken; false when another process has it and `flags` say not to wait.
  private static func take(_ descriptor: Int32, _ flags: Int32, _ folder: String) throws(RunDirectoryError) -> Bool {
    while flock(descriptor, LOCK_EX | flags) != 0 {
      let number = errno
      if number == EINTR { continue }
      if number == EWOULDBLOCK { return false }
      close(descriptor)
      throw .cannotWrite(path: folder, problem: "it cannot be locked: \(String(cString: strerror(number)))")
    }
    return true
  }

  /// Whether the open folder is the one that has this path now.
  private static func isStill(_ folder: String, _ descriptor: Int32) -> Bool {
    var (mine, present) = (stat(), stat())
    return fstat(descriptor, &mine) == 0 && stat(folder, &present) == 0 && mine.st_ino == present.st_ino
      && mine.st_dev == present.st_dev
  }

  /// Lets the next one in, as does the end of this object.
  package func release() {
    let descriptor = descriptor.exchange(-1, ordering: .relaxed)
    if descriptor >= 0 { close(descriptor) }
  }

  deinit { release() }
}
