import Foundation

/// `software/steps.csv`, which grows: a row every n-th step, for curves of the training accuracy.
///
/// Rows wait in memory until `flush`, which is called before it is written down where the run stands: so a run that goes on
/// finds every row up to there. What a killed process wrote beyond it is cut off and comes again.
final class StepLog {
  private let path: String
  private let handle: FileHandle
  private var waiting = ""

  /// Begins the file, or goes on with it after `step`, the last one that counts; nil in a new run.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`, or `.damaged` when what is there cannot be gone on with.
  init(at path: String, after step: Int?) throws(RunDirectoryError) {
    self.path = path
    var kept: [StepRecord] = []
    // Runs of older versions have no such file; theirs begins where they go on.
    if let step, FileManager.default.fileExists(atPath: path) {
      kept = try Self.rows(of: path).filter { $0.step <= step }
    }
    let text = ([StepRecord.header] + kept.map(\.line)).map { $0 + "\n" }.joined()
    try OutputFile.write(Data(text.utf8), to: path)
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotWrite(path: path, problem: String(cString: strerror(errno))) }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// Adds a row.
  func append(_ record: StepRecord) { waiting += record.line + "\n" }

  /// Writes the rows that wait.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  func flush() throws(RunDirectoryError) {
    do {
      try handle.write(contentsOf: Data(waiting.utf8))
    } catch {
      throw .cannotWrite(path: path, problem: RunDirectory.reason(error))
    }
    waiting = ""
  }

  /// Reads a file. A last line that was cut off is left out.
  ///
  /// - Throws: `RunDirectoryError.damaged` with the line.
  static func rows(of path: String) throws(RunDirectoryError) -> [StepRecord] {
    try CSVLines.rows(of: path, header: StepRecord.header, StepRecord.init(line:))
  }
}
