import CSystem
import Foundation
import LNQStudies

extension LNQ {
  /// The fewest open files with which every verb at least says what is wrong.
  private static let fewestFiles = 16

  /// Prepares the process for what may be missing: streams, files, memory. `lnq` calls it before it runs a verb.
  ///
  /// Writing to a stream that was closed, or whose reader has gone, is an error then and nothing worse, and no file that is opened
  /// later takes the place of a closed stream.
  /// - Throws: `CommandError.failure` when too few files may be open for anything.
  package static func prepareProcess() throws(CommandError) {
    signal(SIGPIPE, SIG_IGN)
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is taken. Nothing can be written there.
      _ = open("/dev/null", O_RDONLY)
    }
    // It is read when there is no memory for a copy.
    lnq_explain_memory(
      strdup("lnq: there is not enough memory for this; is it limited (ulimit -v), or by a batch job?\n"))
    let limit = lnq_open_file_limit()
    guard limit >= fewestFiles else {
      throw .failure(
        "\(limit) files may be open at a time, and lnq needs \(fewestFiles): raise the limit with ulimit -n")
    }
  }
}
