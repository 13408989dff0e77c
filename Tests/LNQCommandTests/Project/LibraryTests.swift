import Foundation
import LNQTestSupport
import Testing

@Suite("liblnq, its wrapper and the examples")
struct LibraryTests {
  /// The library, built once from its sources without optimisation.
  private static let library: Result<String, any Error> = Result {
    let folder = try ExternalTools.emptyFolder("library").path
    let built = try Script.run(
      "build-library", [folder], environment: ProcessInfo.processInfo.environment.merging(["LNQ_CFLAGS": "-O0"]) { $1 })
    guard built.status == 0 else { throw CocoaError(.fileReadUnknown, userInfo: ["text": built.text]) }
    return folder
  }

  /// A project folder with a program for liblnq, p.lnqp, and rows of features, x.txt and x.npy, that are all 0 but for the first.
  private func withProgram(_ body: (_ folder: String, _ library: String) throws -> Void) throws {
    let library = try Self.library.get()
    try SmallRun.withCopy { folder in
      let emulated = lnq("emulate", "jsc-tiny", "--program", folder + "/p.lnqp", "--project-dir", folder)
      #expect(emulated.status == .done)
      try body(folder, library)
    }
  }

  @Test("the example in C says the classes of rows of features")
  func exampleInC() throws {
    try withProgram { folder, library in
      let source = Script.projectFolder + "/examples/emulator/emulate.c"
      let built = try Script.shell(
        "cc -std=c11 -Wall -Wextra -Werror -I '\(library)' '\(source)' '\(library)/liblnq.a' -lpthread -lm -o '\(folder)/emulate'"
      )
      #expect(built.status == 0, "\(built.text)")
      let zeros = [String](repeating: "0", count: 16).joined(separator: " ")
      let ran = try Script.shell("printf '%s\\n%s\\n' '\(zeros)' '\(zeros)' | '\(folder)/emulate' '\(folder)/p.lnqp'")
      let lines = ran.text.split(separator: "\n")
      #expect(
        ran.status == 0 && lines.count == 2 && lines[0] == lines[1] && ["g", "q", "t", "w", "z"].contains(lines[0]))
      let wrong = try Script.shell("echo 0 | '\(folder)/emulate' '\(source)'")
      #expect(wrong.status == 1 && wrong.text.contains("this is not a program of lnq"))
    }
  }

  @Test("the example in Swift runs without copies")
  func exampleInSwift() throws {
    try withProgram { folder, _ in
      let program = try ChildRun.program().deletingLastPathComponent().appendingPathComponent("emulator-example").path
      let ran = try Script.shell("'\(program)' '\(folder)'/jsc-tiny_*/hardware/tables.json")
      #expect(ran.status == 0 && ran.text.split(separator: "\n").count == 2)
    }
  }

  @Test("the wrapper for Python gives codes and classes, and errors with their places")
  func python() throws {
    let python = ProcessInfo.processInfo.environment["LNQ_PYTHON"] ?? "python3"
    guard try Script.shell("\(python) -c 'import numpy'").status == 0 else { return }
    try withProgram { folder, library in
      let name = try Script.shell("ls '\(library)'/liblnq.so.1 '\(library)'/liblnq.1.dylib 2>/dev/null").text
      let script = """
        import numpy as np, lnq
        n = lnq.Network("\(folder)/p.lnqp")
        assert (n.name, n.input_count, n.feature_count, n.output_count) == ("jsc-tiny", 16, 16, 5)
        assert list(n.class_names) == ["g", "q", "t", "w", "z"]
        x = np.random.default_rng(1).integers(-128, 128, (5000, 16))
        codes, classes = n.codes_and_classes(x)
        assert (codes.argmax(axis=1) == classes).all() and codes.shape == (5000, 5)
        for name in lnq.instructions():
            for kind in (np.int8, np.int16, np.int32, np.int64):
                assert (n.classes(x.astype(kind), threads=2, instructions=name) == classes).all()
        assert (n.codes(np.asfortranarray(x[::2])) == codes[::2]).all()
        assert n.confusion(x, classes).sum() == 5000 and n.confusion(x, classes).trace() == 5000
        def refused(status, row, column, call):
            try: call()
            except lnq.LNQError as e: assert (e.status, e.row, e.column) == (status, row, column), e
            else: assert False
        f = np.zeros((4, 16)); f[2, 5] = np.nan
        refused(10, 2, 5, lambda: n.classes(f))
        refused(9, 3, 0, lambda: n.classes(np.array([[0] * 16] * 3 + [[300] + [0] * 15])))
        refused(9, None, None, lambda: n.classes(np.full((1, 16), 2**40)))
        refused(7, None, None, lambda: n.classes(np.zeros((4, 15))))
        refused(11, 1, 0, lambda: n.confusion(np.zeros((2, 16)), [0, 5]))
        refused(8, None, None, lambda: n.classes(x, instructions="mmx"))
        refused(4, None, None, lambda: lnq.Network("\(Script.projectFolder)/Makefile"))
        refused(3, None, None, lambda: lnq.Network("/nowhere"))
        np.save("\(folder)/x.npy", x.astype(np.int8))
        """
      try script.write(toFile: folder + "/try.py", atomically: true, encoding: .utf8)
      let start =
        "cd '\(folder)' && LNQ_LIBRARY='\(name.trimmingCharacters(in: .whitespacesAndNewlines))' PYTHONDONTWRITEBYTECODE=1 PYTHONPATH='\(Script.projectFolder)/python' \(python) "
      let tried = try Script.shell(start + "try.py")
      #expect(tried.status == 0, "\(tried.text)")
      let example = try Script.shell(start + "'\(Script.projectFolder)/examples/emulator/emulate.py' p.lnqp x.npy")
      let counts = example.text.split(separator: "\n").compactMap { Int($0.split(separator: " ")[1]) }
      #expect(example.status == 0 && counts.count == 5 && counts.reduce(0, +) == 5000, "\(example.text)")
    }
  }
}
