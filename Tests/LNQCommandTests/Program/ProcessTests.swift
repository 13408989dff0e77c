import Foundation
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("The program as a process")
struct ProcessTests {
  /// A Verilator that starts a compiler that never ends, and writes down both their numbers.
  private static let verilator = """
    #!/bin/sh
    [ "$1" = --version ] && { echo Verilator 5.006; exit; }
    sleep 600 &
    echo $$ $! >>"$LNQ_TEST_PIDS"
    wait
    """

  private func isGone(_ pid: Substring) -> Bool {
    let end = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < end {
      guard let state = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8), !state.contains(") Z ")
      else {
        return true
      }
      Thread.sleep(forTimeInterval: 0.01)
    }
    return false
  }

  #if os(Linux)
    @Test("a folder or a word that is not UTF-8 is refused with what to do")
    func foreignNames() throws {
      try withTemporaryFolder { folder in
        let script = """
          cd "$1" && mkdir "$(printf 'a\\377')" && cd "$(printf 'a\\377')" && "$0" models 2>../folder; echo $? >>../folder
          cd .. && "$0" models "$(printf 'b\\377.model')" 2>word; echo $? >>word
          """
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = ["-c", script, try ChildRun.program().path, folder]
        shell.standardOutput = FileHandle.nullDevice
        try shell.run()
        shell.waitUntilExit()
        let lines = try read(folder + "/folder")
        #expect(lines.hasPrefix("lnq: the path of this folder, "))
        #expect(lines.hasSuffix(" is not UTF-8: rename it with mv, or call lnq in another folder\n64\n"))
        #expect(
          try read(folder + "/word") == "lnq: b\u{FFFD}.model is not UTF-8: rename the file or folder with mv\n64\n")
      }
    }
  #endif

  @Test(
    "a signal ends a verb with the programs that it has started, and the next command finds nothing half made",
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/stat"), "there is no /proc here"),
    arguments: [SIGINT, SIGTERM, SIGHUP, SIGKILL])
  func signals(number: Int32) throws {
    try SmallRun.withCopy { folder in
      let run = try RunDirectory.newest(of: "jsc-tiny", in: folder)
      #expect(lnq("quantize", run.path).status == .done)
      let (tool, pids) = (folder + "/verilator", folder + "/pids")
      try Script.create(Self.verilator, at: tool)
      let child = try ChildRun(
        ["simulate", run.path], folder: folder,
        environment: [
          "LNQ_VERILATOR": tool, "LNQ_TEST_PIDS": pids,
          // A thread of another library, which may be the one that the system gives the signal to.
          "OPENBLAS_NUM_THREADS": "2",
        ])
      #expect(child.wait { (try? read(pids).hasSuffix("\n")) == true })
      child.send(number)
      let (status, text) = try child.end()
      if number == SIGKILL {
        #expect(status == -SIGKILL)
      } else {
        #expect(status == 130)
        #expect(
          text == "lnq: stopped, and nothing was left half done; to begin again, write: lnq simulate \(run.path)\n")
        #expect(try !filePaths(below: run.path).contains { $0.contains(".lnq-") })
      }
      for pid in try read(pids).split(whereSeparator: \.isWhitespace) { #expect(isGone(pid)) }
      #expect(lnq("emit-verilog", run.path).status == .done)
      #expect(try !filePaths(below: run.path).contains { $0.contains(".lnq-") })
    }
  }

  @Test(
    "a verb that is killed leaves the old files or the new ones, and the same command works again",
    arguments: [
      ["quantize", "--input-bits", "3", "--dont-care", "3"], ["emit-verilog", "--pipeline", "0"], ["report"],
      ["data", "import"],
    ])
  func kills(words: [String]) throws {
    try SmallRun.withCopy { folder in
      let run = try RunDirectory.newest(of: "jsc-tiny", in: folder)
      // Tables of few rows: what is killed here is how files are written.
      for verb in [["quantize", "--input-bits", "3"], ["emit-verilog"], ["report"]] {
        #expect(lnq(verb + [run.path]).status == .done)
      }
      let rows = "a,class\n" + (0..<200).map { "\($0 % 7).5,\($0 % 2)\n" }.joined()
      try write(rows, to: folder + "/rows.csv")
      let data = folder + "/data"
      let command =
        words + (words[0] == "data" ? [folder + "/rows.csv", "--data-dir", data] : [run.path]) + ["--json"]
      /// What belongs together, and is the old or the new as a whole.
      func state() throws -> [[String: Data]] {
        try [run.path + "/hardware", run.path + "/report", data].map { place in
          let names = FileManager.default.fileExists(atPath: place) ? try filePaths(below: place) : []
          return Dictionary(
            uniqueKeysWithValues: try names.filter { !$0.contains(".lnq-") && !$0.hasSuffix("checksums.json") }.map {
              ($0, try Data(contentsOf: URL(fileURLWithPath: place + "/" + $0)))
            })
        }
      }
      let copy = folder + "/before"
      try FileManager.default.copyItem(atPath: run.path, toPath: copy)
      let old = try state()
      let start = ContinuousClock.now
      #expect(try ChildRun(command, folder: folder).end().status == 0)
      let seconds = (ContinuousClock.now - start).inSeconds
      let new = try state()
      for part in 1...6 {
        try FileManager.default.removeItem(atPath: run.path)
        try? FileManager.default.removeItem(atPath: data)
        try FileManager.default.copyItem(atPath: copy, toPath: run.path)
        let child = try ChildRun(command, folder: folder)
        Thread.sleep(forTimeInterval: seconds * Double(part) / 6.5)
        child.send(SIGKILL)
        _ = try child.end()
        for (index, place) in try state().enumerated() { #expect(place == old[index] || place == new[index]) }
        #expect(lnq(command).status == .done)
        #expect(try state() == new)
        #expect(try !(filePaths(below: run.path) + filePaths(below: folder)).contains { $0.contains(".lnq-") })
      }
    }
  }

  @Test("what nohup ignores stays ignored")
  func nohup() throws {
    try withTemporaryFolder { folder in
      let program = try ChildRun.program().path
      let line =
        "cd \(ShellWords.text([folder])) && trap '' HUP && \(ShellWords.text([program])) train --rows 200000 --max-epochs 1 "
        + "--json >out 2>err & pid=$!; sleep 0.1; kill -HUP $pid; wait $pid"
      #expect(try Script.shell(line).status == 0)
    }
  }

  @Test(
    "a stream that cannot be written is an error, not a crash, and no file takes the place of a closed one",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full here"))
  func streams() throws {
    try withTemporaryFolder { folder in
      let lnq = ShellWords.text([try ChildRun.program().path])
      func shell(_ line: String) throws -> (status: Int32, text: String) {
        try Script.shell("cd \(ShellWords.text([folder])) && \(line)")
      }
      for words in ["models", "--help", "train --rows 500 --max-epochs 1 --project full -q"] {
        let (status, text) = try shell("\(lnq) \(words) >/dev/full")
        #expect(status == 1)
        #expect(text == "lnq: cannot write to standard output: No space left on device\n")
      }
      #expect(try shell("\(lnq) models >&-") == (1, "lnq: cannot write to standard output: Bad file descriptor\n"))
      #expect(try shell("\(lnq) test nope/ 2>/dev/full").status == 65)
      #expect(try shell("\(lnq) test nope/ 2>&-").status == 65)
      // The JSON that is printed would land in a file that was opened under the number of standard output.
      #expect(try shell("\(lnq) train --rows 500 --max-epochs 1 --project closed --json >&- 2>&-").status == 1)
      #expect(try RunDirectory(path: folder + "/lnq_output/closed").manifest().results != nil)
    }
  }

  @Test("too few open files, or too little memory, are a sentence")
  func limits() throws {
    try withTemporaryFolder { folder in
      let lnq = "cd \(ShellWords.text([folder])) && exec \(ShellWords.text([try ChildRun.program().path]))"
      let train = "\(lnq) train --rows 500 --max-epochs 1"
      for limit in [8, 16, 17, 18, 20, 24] {
        let (status, text) = try Script.shell("ulimit -n \(limit); \(train)")
        #expect(status == 0 || status == 1 && text.hasPrefix("lnq: "))
        if limit < 16 {
          #expect(
            text == "lnq: \(limit) files may be open at a time, and lnq needs 16: raise the limit with ulimit -n\n")
        }
      }
      // As much as the program itself needs, and not enough for the rows of 16 numbers.
      let (status, text) = try Script.shell("ulimit -v 1000000; \(lnq) train --rows 20000000 --max-epochs 1")
      #expect(status == 1)
      #expect(text.contains("lnq: there is not enough memory for this"))
    }
  }

  @Test("without HOME the cache is missed only where it is needed")
  func home() throws {
    try withTemporaryFolder { folder in
      func run(_ words: String...) -> (status: Outcome, out: String, err: String) {
        lnq(words + ["--project-dir", folder], environment: ["HOME": "", "XDG_CACHE_HOME": ""])
      }
      #expect(run("train", "jsc-tiny", "jsc-synth", "--rows", "500", "--max-epochs", "1").status == .done)
      try write("a,class\n" + (0..<200).map { "\($0 % 7).5,\($0 % 2)\n" }.joined(), to: folder + "/rows.csv")
      #expect(run("train", "jsc-tiny", folder + "/rows.csv", "--max-epochs", "1").err.contains("HOME") == false)
      let missing = run("train", "jsc-tiny", "jets")
      #expect(missing.status == .usage)
      #expect(
        missing.err
          == "lnq: the folder of the imported datasets is not known, since neither HOME nor XDG_CACHE_HOME is set; "
          + "name one with --data-dir\n")
    }
  }
}
