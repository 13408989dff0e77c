import Foundation
import LNQData
import LNQTraining

/// `software/steps.csv`, which grows: a row every n-th step, for curves of the training accuracy.
///
/// Rows wait in memory until `flush`, which is called before the state of the run is saved: so a resumed run finds every row
/// up to there. What a killed process wrote beyond it is cut off and comes again.
final class StepLog {
  private let path: String
  private let handle: FileHandle
  private var waiting = ""
  /// How many bytes are there, and their hash.
  private var written: (bytes: Int, hash: SHA256)

  /// The file with these rows.
  static func content(of rows: [StepRecord]) -> Data {
    Data(([StepRecord.header] + rows.map(\.line)).map { $0 + "\n" }.joined().utf8)
  }

  /// Goes on with the file at `path`, which holds `content`.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  init(at path: String, holding content: Data) throws(RunDirectoryError) {
    self.path = path
    written = (content.count, SHA256())
    written.hash.update(Array(content))
    let descriptor = open(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotWrite(path: path, problem: String(cString: strerror(errno))) }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// Adds a row.
  func append(_ record: StepRecord) { waiting += record.line + "\n" }

  /// What the file will hold after `flush`.
  var next: Checksums.Version {
    var hash = written.hash
    hash.update(Array(waiting.utf8))
    return Checksums.Version(bytes: written.bytes + waiting.utf8.count, sha256: hash.hexadecimal())
  }

  /// Writes the rows that wait.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  func flush() throws(RunDirectoryError) {
    do {
      try handle.write(contentsOf: Data(waiting.utf8))
    } catch {
      throw .cannotWrite(path: path, problem: RunDirectory.reason(error))
    }
    written.bytes += waiting.utf8.count
    written.hash.update(Array(waiting.utf8))
    waiting = ""
  }
}

extension RunDirectory {
  /// The rows of `steps.csv`; none where there is no such file, as in runs of older versions.
  ///
  /// - Throws: `RunDirectoryError.damaged`.
  func stepRecords() throws(RunDirectoryError) -> [StepRecord] {
    try rows(of: .steps, header: StepRecord.header, StepRecord.init(line:))
  }

  /// The rows of `metrics.csv`; none before the first epoch is complete.
  ///
  /// - Throws: `RunDirectoryError.damaged`.
  func epochRecords() throws(RunDirectoryError) -> [EpochRecord] {
    try rows(of: .metrics, header: EpochRecord.header, EpochRecord.init(line:))
  }

  /// The curves of `roc.csv`; none where there is no such file, as in runs of older versions.
  ///
  /// - Throws: `RunDirectoryError.damaged`.
  func receiverCurves(names: [String]) throws(RunDirectoryError) -> [ReceiverCurve] {
    guard !names.isEmpty else { return [] }
    let rows = try rows(of: .receiverCurves, header: ReceiverCurve.header, ReceiverCurve.Row.init(line:))
    guard !rows.isEmpty else { return [] }
    guard let curves = ReceiverCurve.curves(of: rows, names: names) else {
      throw .damaged(path: path(of: .receiverCurves), problem: "it has not the classes of the run")
    }
    return curves
  }

  private func rows<Row>(
    of file: RunFile, header: String, _ row: (Substring) -> Row?
  ) throws(RunDirectoryError) -> [Row] {
    guard contains(file) else { return [] }
    return try contents(of: file) { data throws(RunDirectoryError) in
      try CSVLines.rows(in: data, of: path(of: file), header: header, row)
    }.value.get()
  }
}

/// One row of `steps.csv`: what a training step saw before it was made.
package struct StepRecord: Equatable, Sendable {
  /// The step within the run, from 1.
  var step: Int
  /// The epoch that it belongs to, from 1.
  var epoch: Int
  /// η.
  var learningRate: Double
  /// The mean loss of the step's rows.
  var loss: Float
  /// The share of them that were classified correctly.
  var accuracy: Float

  /// The names of the columns.
  static let header = "step,epoch,learning_rate,loss,accuracy"

  /// The row, without the line's end.
  var line: String { "\(step),\(epoch),\(learningRate),\(loss),\(accuracy)" }

  init(step: Int, epoch: Int, learningRate: Double, loss: Float, accuracy: Float) {
    self.step = step
    self.epoch = epoch
    self.learningRate = learningRate
    self.loss = loss
    self.accuracy = accuracy
  }

  /// Of the step that was just made.
  init(_ progress: TrainingProgress) {
    self.init(
      step: progress.runStep, epoch: progress.epoch, learningRate: progress.learningRate, loss: Float(progress.loss),
      accuracy: Float(progress.accuracy))
  }

  /// Reads a row; nil for anything else.
  init?(line: Substring) {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false)
    guard fields.count == 5, let step = Int(fields[0]), let epoch = Int(fields[1]), let rate = Double(fields[2]),
      let loss = Float(fields[3]), let accuracy = Float(fields[4])
    else { return nil }
    self.init(step: step, epoch: epoch, learningRate: rate, loss: loss, accuracy: accuracy)
  }
}

extension EpochRecord {
  /// The names of the columns of `metrics.csv`.
  package static let header =
    "epoch,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy,seconds"

  /// The row, without the line's end.
  package var line: String {
    "\(epoch),\(learningRate),\(trainLoss),\(trainAccuracy),\(validationLoss),\(validationAccuracy),\(seconds)"
  }

  /// Reads a row; nil for anything else.
  package init?(line: Substring) {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = fields.dropFirst().compactMap { Double($0) }
    guard fields.count == 7, numbers.count == 6, let epoch = Int(fields[0]) else { return nil }
    self.init(
      epoch: epoch, learningRate: numbers[0], trainLoss: numbers[1], trainAccuracy: numbers[2],
      validationLoss: numbers[3], validationAccuracy: numbers[4], seconds: numbers[5])
  }
}

/// The tables that a run leaves beside its checkpoints.
enum CSVLines {
  /// Reads the rows below a header. What follows the last line's end was cut off in the middle and is left out.
  ///
  /// - Parameter row: what a line says; nil when it is not a row.
  /// - Throws: `RunDirectoryError.damaged` with `path` for a file that has another header, or a line that is not a row.
  static func rows<Row>(
    in data: Data, of path: String, header: String, _ row: (Substring) -> Row?
  ) throws(RunDirectoryError) -> [Row] {
    var lines = String(decoding: data, as: UTF8.self).utf8.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    ).map(Substring.init)
    lines.removeLast()
    guard let first = lines.first, first == header else {
      throw .damaged(path: path, problem: "its first line is not \(header)")
    }
    var rows: [Row] = []
    rows.reserveCapacity(lines.count)
    for (index, line) in lines.enumerated().dropFirst() {
      guard let value = row(line) else {
        throw .damaged(path: path, problem: "line \(index + 1) is not a row of numbers")
      }
      rows.append(value)
    }
    return rows
  }
}
