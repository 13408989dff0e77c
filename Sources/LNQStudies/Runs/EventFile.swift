import Foundation
import LNQText

/// A TensorBoard event file that grows: `events.out.tfevents.<seconds since 1970>.<host>.<process>.<number>`.
///
/// It is the one kind of file of a run that is appended to; readers know that its end may be missing.
final class EventFile {
  /// Where it is.
  let path: String

  /// The longest time that an event waits to be written.
  private static let patience: Duration = .seconds(1)

  private let handle: FileHandle
  private var waiting: [UInt8] = []
  private var written = ContinuousClock.now

  /// Makes a new file and writes what begins it.
  ///
  /// - Parameter restart: the first step that older files of the run are not to be believed about; nil in a new run.
  /// - Throws: `RunDirectoryError.cannotWrite`.
  init(in folder: String, restart: Int?) throws(RunDirectoryError) {
    try RunDirectory.makeFolder(folder)
    let name = "events.out.tfevents.\(Int(Self.now)).\(Self.hostName).\(ProcessInfo.processInfo.processIdentifier)"
    var number = 0
    while true {
      let path = "\(folder)/\(name).\(number)"
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
      if descriptor >= 0 {
        self.path = path
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        break
      }
      guard errno == EEXIST else {
        throw .cannotWrite(path: path, problem: String(cString: strerror(errno)))
      }
      number += 1
    }
    append(.fileVersion, step: 0)
    if let restart { append(.restart, step: restart) }
    try flush()
  }

  /// Adds numbers, which are written at once when the last time is a second ago.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  func append(_ scalars: [(name: String, value: Double)], step: Int) throws(RunDirectoryError) {
    append(.scalars(scalars), step: step)
    if ContinuousClock.now - written >= Self.patience { try flush() }
  }

  /// Writes what waits.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  func flush() throws(RunDirectoryError) {
    do {
      try handle.write(contentsOf: waiting)
    } catch {
      throw .cannotWrite(path: path, problem: RunDirectory.reason(error))
    }
    waiting.removeAll(keepingCapacity: true)
    written = .now
  }

  private func append(_ content: TensorBoardEvent.Content, step: Int) {
    waiting += TensorBoardEvent(time: Self.now, step: step, content: content).record
  }

  private static var now: Double { Date().timeIntervalSince1970 }

  private static var hostName: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
    return FileName.make(
      of: String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }
}
