import Foundation
import Testing

/// Golden files: a text is compared with the file that was recorded for it.
///
/// With `LNQ_RECORD=1` in the environment (`make golden`) the file is written anew and the test fails, so that a recording
/// never passes for a check.
public func expectSnapshot(
  _ text: String, _ name: String, in folder: URL, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = folder.appending(path: name)
  guard ProcessInfo.processInfo.environment["LNQ_RECORD"] != "1" else {
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file, options: .atomic)
    Issue.record("recorded \(name); run the tests again without LNQ_RECORD", sourceLocation: sourceLocation)
    return
  }
  guard let golden = try? String(contentsOf: file, encoding: .utf8) else {
    Issue.record("no golden file \(name): record it with `make golden`", sourceLocation: sourceLocation)
    return
  }
  guard text != golden else { return }
  let difference = zip(
    text.split(separator: "\n", omittingEmptySubsequences: false),
    golden.split(separator: "\n", omittingEmptySubsequences: false)
  )
  .enumerated().first { $0.element.0 != $0.element.1 }
  Issue.record(
    """
    \(name) differs from its golden file at line \((difference?.offset ?? 0) + 1):
      got    \(difference?.element.0 ?? "another number of lines")
      golden \(difference?.element.1 ?? "")
    """, sourceLocation: sourceLocation)
}
