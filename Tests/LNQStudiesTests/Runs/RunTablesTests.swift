import Foundation
import LNQTestSupport
import Testing

@testable import LNQStudies

@Suite("steps.csv")
struct StepLogTests {
  private static func record(_ step: Int) -> StepRecord {
    StepRecord(step: step, epoch: 1, learningRate: 1e-3, loss: 1.25, accuracy: 0.5)
  }

  /// A run that has such a file, with these rows.
  private static func run(_ steps: [Int], in folder: String) throws -> RunDirectory {
    let run = try RunDirectory.create(in: folder, model: "m", dataset: "d")
    try RunWriter(run, listWith: .steps).write([(.steps, StepLog.content(of: steps.map(record)))])
    return run
  }

  @Test("rows are written with flush, and read back")
  func written() throws {
    try withTemporaryFolder { folder in
      let run = try Self.run([], in: folder)
      let log = try StepLog(at: run.stepsPath, holding: StepLog.content(of: []))
      log.append(Self.record(5))
      #expect(try run.stepRecords() == [])
      try RunWriter(run, listWith: .steps).write([], appending: log)
      log.append(Self.record(10))
      try RunWriter(run, listWith: .steps).write([], appending: log)
      #expect(
        try read(run.stepsPath) == "step,epoch,learning_rate,loss,accuracy\n5,1,0.001,1.25,0.5\n10,1,0.001,1.25,0.5\n")
      #expect(try run.stepRecords() == [Self.record(5), Self.record(10)])
    }
  }

  @Test("what a killed process wrote beyond the checksum does not count")
  func beyond() throws {
    try withTemporaryFolder { folder in
      let run = try Self.run([5, 10], in: folder)
      try write(try read(run.stepsPath) + "15,1,0.001,1.25,0.5\n20,1,0.0", to: run.stepsPath)
      #expect(try run.stepRecords().map(\.step) == [5, 10])
    }
  }

  @Test("runs of older versions may have no such file, or half a line at its end")
  func older() throws {
    try withTemporaryFolder { folder in
      let run = try RunDirectory.create(in: folder, model: "m", dataset: "d")
      #expect(try run.stepRecords() == [])
      try write(StepRecord.header + "\n" + Self.record(5).line + "\n20,1,0.0", to: run.stepsPath)
      #expect(try run.stepRecords().map(\.step) == [5])
    }
  }

  @Test("a damaged file is not gone on with")
  func damaged() throws {
    try withTemporaryFolder { folder in
      let run = try Self.run([5], in: folder)
      try write(StepRecord.header + "\n1,2\n", to: run.stepsPath)
      #expect(throws: RunDirectoryError.damaged(path: run.stepsPath, problem: "line 2 is not a row of numbers")) {
        try run.stepRecords()
      }
    }
  }

  @Test("losses that are no numbers are read as they were written")
  func notFinite() throws {
    let record = StepRecord(step: 1, epoch: 1, learningRate: 1, loss: .infinity, accuracy: 0)
    #expect(StepRecord(line: Substring(record.line)) == record)
  }
}
