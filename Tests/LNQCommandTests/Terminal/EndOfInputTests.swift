import Foundation
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("The end of input")
struct EndOfInputTests {
  @Test("asks to stop when the other side closes the pipe, not when it writes")
  func pipe() throws {
    let pipe = Pipe()
    let end = EndOfInput(pipe.fileHandleForReading.fileDescriptor)
    let listener = end.or(.never).listen()
    try pipe.fileHandleForWriting.write(contentsOf: Data("words".utf8))
    Thread.sleep(forTimeInterval: 0.02)
    #expect(!listener.isStopRequested)
    try pipe.fileHandleForWriting.close()
    while !end.hasCome { Thread.sleep(forTimeInterval: 0.002) }
    #expect(listener.isStopRequested)
  }

  @Test("is one request among others")
  func others() {
    final class Asked: StopListener { let isStopRequested = true }
    let pipe = Pipe()
    let end = EndOfInput(pipe.fileHandleForReading.fileDescriptor)
    #expect(end.or(StopRequests { Asked() }).listen().isStopRequested)
    #expect(!end.hasCome)
    try? pipe.fileHandleForWriting.close()
    while !end.hasCome { Thread.sleep(forTimeInterval: 0.002) }
  }

  @Test("stops lnq train when it is asked to watch, also before the run has begun")
  func train() throws {
    try withTemporaryFolder { folder in
      // ChildRun gives its process an empty input.
      let command = ["train", "--rows", "3000", "--max-epochs", "2", "--project-dir", folder, "--project"]
      let stopped = try ChildRun(command + ["stopped", "--stop-at-end-of-input"], folder: folder).end()
      #expect(stopped.status == 130)
      #expect(
        stopped.text == "lnq: standard input ended before the run was begun\n" || stopped.text.contains("--resume"))
      #expect(try ChildRun(command + ["done"], folder: folder).end().status == 0)
    }
  }
}
