import Foundation
import LNQTestSupport
import Testing

@testable import LNQCommand

/// The examples of boards are run as their comments say, with jsc-tiny.
@Suite("Examples of hardware")
struct ExampleTests {
  private static let examples = Script.projectFolder + "/examples"
  private static let rows = examples + "/data/jsc-synth-200.csv"
  /// The C compiler with what the examples want of a header.
  private static let compiler =
    "cc -std=c11 -D_DEFAULT_SOURCE -Wall -Wextra -Werror -ffp-contract=off -I rtl -DHEADER='\"jsc_tiny.h\"' "
    + "-DINPUTS=JSC_TINY_INPUTS -DBITS=JSC_TINY_DATA_I_WIDTH"
  /// For 200 rows the compiler need not optimize.
  private static let quick = "OPT_FAST=-O0 OPT_SLOW=-O0 OPT_GLOBAL=-O0"
  private static let python = ProcessInfo.processInfo.environment["LNQ_PYTHON"] ?? "python3"

  private static var hasNumPy: Bool { (try? Script.shell("\(python) -c 'import numpy'").status) == 0 }

  /// A folder with a quantized run, its Verilog in `rtl`, its rows without names and classes in `rows.txt`, and what lnq says of them.
  private func withDesign(
    _ options: [String], _ body: (_ folder: String, _ run: (String) throws -> String) throws -> Void
  ) throws {
    try SmallRun.withCopy { folder in
      #expect(lnq("quantize", "jsc-tiny", "--input-bits", "6", "--project-dir", folder).status == .done)
      #expect(
        lnq(["emit-verilog", "jsc-tiny", "--output", folder + "/rtl", "--project-dir", folder] + options).status
          == .done)
      #expect(
        lnq("encode", "jsc-tiny", Self.rows, "--output", folder + "/lnq.bin", "--project-dir", folder).status == .done)
      #expect(
        lnq("emulate", "jsc-tiny", Self.rows, "--output", folder + "/lnq.hex", "--project-dir", folder).status == .done)
      try body(folder) { line in
        let ran = try Script.shell(
          "cd '\(folder)' && mkdir -p bin && cut -d, -f1-16 '\(Self.rows)' | tail -n +2 | tr , ' ' > rows.txt\n" + line)
        #expect(ran.status == 0, "\(line)\n\(ran.text)")
        return ran.text
      }
    }
  }

  @Test("raw values become lnq's bytes in C, and lnq's codes and classes in NumPy")
  func tables() throws {
    try withDesign([]) { folder, run in
      _ = try run(
        "\(Self.compiler) '\(Self.examples)/tables/encode.c' -lm -o bin/encode && bin/encode < rows.txt | cmp - lnq.bin"
      )
      guard Self.hasNumPy else { return }
      let text = try run(
        """
        PYTHONPATH='\(Self.examples)/tables' \(Self.python) -c '
        import sys, glob, numpy as np
        from lnq_tables import Tables
        t = Tables(glob.glob("jsc-tiny_*/hardware/tables.json")[0])
        codes = t.encode(np.loadtxt("rows.txt"))
        sys.stdout.write("words" if t.words(codes).tobytes() == open("lnq.bin", "rb").read() else "other words")
        classes = [int(line, 16) for line in open("lnq.hex")]
        print(", classes" if (t.classes(t.outputs(codes)) == classes).all() else ", other classes")'
        """)
      #expect(text == "words, classes\n")
    }
  }

  @Test("host programs stream rows to a simulated board through a pseudo-terminal", .needsVerilator)
  func board() throws {
    try withDesign(["--wrapper", "uart"]) { folder, run in
      _ = try run(
        "(cd rtl && verilator --cc --exe --build -O3 -MAKEFLAGS '\(Self.quick)' -Wno-fatal -GDIVISOR=8 "
          + "--top-module jsc_tiny_uart --prefix Vboard -Mdir ../sim -f jsc_tiny.f '\(Self.examples)/icestick/board.cpp') "
          + "&& \(Self.compiler) '\(Self.examples)/icestick/stream.c' -lm -o bin/stream"
      )
      let start =
        "rm -f port; sim/Vboard > port & board=$!\nwhile kill -0 $board && ! [ -s port ]; do sleep 0.05; done\n"
      let classes = try run(start + "bin/stream \"$(cat port)\" < rows.txt; status=$?; kill $board; exit $status")
      #expect(try classes == read(folder + "/lnq.hex") && classes.split(separator: "\n").count == 200)
      guard Self.hasNumPy else { return }
      let text = try run(
        start
          + "\(Self.python) '\(Self.examples)/icestick/stream.py' \"$(cat port)\" jsc-tiny_*/hardware/tables.json '\(Self.rows)'\n"
          + "status=$?; kill $board; exit $status")
      #expect(text == "200 rows, 0 of them with another class than the tables say\n")
      #expect(try read(Self.examples + "/icestick/stream.py").split(separator: "\n").count <= 40)
    }
  }

  @Test("a network is driven in Verilator from C++ and from Python", .needsVerilator)
  func verilator() throws {
    try withDesign([]) { folder, run in
      _ = try run(
        "top=$PWD; cd rtl && verilator --cc --exe --build -O3 -MAKEFLAGS '\(Self.quick)' -Wno-fatal --top-module jsc_tiny --prefix Vnetwork -Mdir ../build "
          + "-CFLAGS '-I../rtl -DHEADER=\\\"jsc_tiny.h\\\" -DNAME=JSC_TINY' -f jsc_tiny.f '\(Self.examples)/verilator/drive.cpp'"
      )
      let lines = try run("build/Vnetwork < lnq.bin").split(separator: "\n").map { $0.split(separator: " ") }
      #expect(lines.map { $0[1] } == (try read(folder + "/lnq.hex").split(separator: "\n")))
      guard Self.hasNumPy else { return }
      #expect(
        try run(
          "\(Self.python) '\(Self.examples)/verilator/drive.py' build/Vnetwork jsc-tiny_*/hardware/tables.json '\(Self.rows)'"
        )
          == "200 of 200 rows came out, 0 of them wrong\n")
    }
  }

  @Test("the top between two streams is silent in Verilator's lint", .needsVerilator)
  func streams() throws {
    try withDesign(["--wrapper", "axi-stream", "--beat-bits", "64"]) { _, run in
      let text = try run(
        "cd rtl && verilator --lint-only -Wall --top-module classes_top -f jsc_tiny.f '\(Self.examples)/axi-stream/classes_top.v' 2>&1"
      )
      #expect(text == "")
    }
  }
}
