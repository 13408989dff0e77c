import Foundation
import LNQTestSupport
import Testing

@testable import LNQStudies

@Suite("steps.csv")
struct StepLogTests {
  private static func record(_ step: Int) -> StepRecord {
    StepRecord(step: step, epoch: 1, learningRate: 1e-3, loss: 1.25, accuracy: 0.5)
  }

  @Test("rows are written with flush, and read back")
  func written() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/software/steps.csv"
      let log = try StepLog(at: path, after: nil)
      log.append(Self.record(5))
      #expect(try StepLog.rows(of: path) == [])
      try log.flush()
      log.append(Self.record(10))
      try log.flush()
      #expect(
        try read(path) == "step,epoch,learning_rate,loss,accuracy\n5,1,0.001,1.25,0.5\n10,1,0.001,1.25,0.5\n")
      #expect(try StepLog.rows(of: path) == [Self.record(5), Self.record(10)])
    }
  }

  @Test("a run that goes on cuts off what came after its state, and half a line at the end")
  func cut() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/steps.csv"
      let lines = [StepRecord.header] + [5, 10, 15].map { Self.record($0).line }
      try write(lines.joined(separator: "\n") + "\n20,1,0.0", to: path)
      let log = try StepLog(at: path, after: 12)
      log.append(Self.record(15))
      try log.flush()
      #expect(try StepLog.rows(of: path).map(\.step) == [5, 10, 15])
    }
  }

  @Test("a run of an older version, which has no such file, begins it where it goes on")
  func older() throws {
    try withTemporaryFolder { folder in
      _ = try StepLog(at: folder + "/steps.csv", after: 12)
      #expect(try read(folder + "/steps.csv") == StepRecord.header + "\n")
    }
  }

  @Test("a damaged file is not gone on with")
  func damaged() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/steps.csv"
      try write(StepRecord.header + "\n1,2\n", to: path)
      #expect(throws: RunDirectoryError.damaged(path: path, problem: "line 2 is not a row of numbers")) {
        _ = try StepLog(at: path, after: 12)
      }
    }
  }

  @Test("losses that are no numbers are read as they were written")
  func notFinite() throws {
    let record = StepRecord(step: 1, epoch: 1, learningRate: 1, loss: .infinity, accuracy: 0)
    #expect(StepRecord(line: Substring(record.line)) == record)
  }
}
